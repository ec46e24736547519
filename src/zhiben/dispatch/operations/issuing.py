"""The issue of a month with many papers: all of them set first, then kept and sent in one short transaction."""

from __future__ import annotations

from zhiben.dispatch import distribution as lists
from zhiben.dispatch import queries
from zhiben.dispatch.models import Round
from zhiben.dispatch.operations import monthly
from zhiben.dispatch.operations.rounds import issue
from zhiben.documents import operations as documents
from zhiben.foundation.audit import batch
from zhiben.foundation.jobs import conclude
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor


def issue_set(one: Round, *, distribution: str, actor: Actor) -> int:
    """As `issue`; a job that does it ends with it, or neither happens. Returns how many papers there were."""
    now = clock.now()
    to = [(queries.bulletin_of(one), lists.recipients(one, distribution)), *monthly.beside(one)]
    documents.set_all(to, at=now)
    with batch():
        issue(one, distribution=distribution, actor=actor, at=now)
        conclude(len(to))
    return len(to)

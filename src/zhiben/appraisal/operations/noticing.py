"""The notice of a run's result (考评结果通报), written and signed like any official document; its issue makes the
result final."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.appraisal import policy
from zhiben.appraisal.models import Run
from zhiben.documents import operations as documents
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Kind
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import amend
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument


def draft_notice(run: Run, written: Written, *, actor: Actor) -> OfficialDocument:
    """Draft the notice of a decided run. Raises NotAllowed, Refused, Incomplete."""
    grant = policy.must_run(actor, run.scheme.office_id)
    if run.state != "decided" or run.notice_stands:
        raise Refused(N_("定分以后才能起草通报；已起草的请到公文里修改"))
    with audit.batch():
        document = documents.write(Kind.CIRCULAR, written, office=run.scheme.office_id, actor=actor)
        amend([run], at=clock.now(), notice_id=document.pk)
        facts = {"notice": document.pk}
        audit.record("draft_notice", actor, subject=(run._meta.label_lower, run.pk), facts=facts, grant=grant)
    return document

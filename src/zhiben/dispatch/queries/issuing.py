"""A month's papers on their way out in the background: how far they are, or why they are not issued."""

from __future__ import annotations

from zhiben.dispatch import queries
from zhiben.dispatch.models import Round
from zhiben.foundation.jobs.models import Job

AT_ONCE = 10
"""So many papers are set while a person waits; a default of this product."""


def key(one: Round) -> str:
    """Under which name the issue of a round's present papers is asked for, once."""
    return f"dispatch.issue:{one.bulletin_id}"


def takes_long(one: Round) -> bool:
    """Whether the round has more papers than are set while a person waits."""
    return len(queries.papers_of(one)) > AT_ONCE


def asked(one: Round) -> Job | None:
    """The job that issues an approved round; what came of it once it is over is told until it is asked for again."""
    return Job.objects.filter(key=key(one)).first() if one.state == "approved" else None

"""The report of a round, drafted as an official document, which is worded, signed and issued like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.documents import operations as documents
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Kind as Paper
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import amend
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision import policy
from zhiben.supervision.models import Round

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument

STANDS_NO_MORE = ("void", "withdrawn")


def draft_report(one: Round, written: Written, *, actor: Actor) -> OfficialDocument:
    """Draft the report of a round that is under way or over; a new one once the last was made void or taken back.
    Raises NotAllowed, Incomplete, Refused."""
    grant = policy.must_plan(actor, one.office_id)
    if one.state not in ("under_way", "closed"):
        raise Refused(N_("抽取以后才能起草情况报告"))
    if one.report is not None and one.report.state not in STANDS_NO_MORE:
        raise Refused(N_("本轮的情况报告已起草，请到公文里修改"))
    with audit.batch():
        document = documents.write(Paper.REPORT, written, office=one.office_id, actor=actor)
        amend([one], at=clock.now(), report=document)
        subject = (one._meta.label_lower, one.pk)
        audit.record("draft_report", actor, subject=subject, facts={"document": document.pk}, grant=grant)
    return document

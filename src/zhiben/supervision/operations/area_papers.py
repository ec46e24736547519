"""Drafting the papers about listed areas: one notice to each district, the notice that an area stays on the list, and
the one that it is off it. They are worded, signed, issued, received and answered like any official document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zhiben.documents import operations as documents
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Kind as Paper
from zhiben.foundation import audit
from zhiben.foundation.inserting import insert
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision import policy, queries
from zhiben.supervision.models import AreaPaper, ListedArea
from zhiben.supervision.vocab import AreaPaperKind

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument

KINDS = {
    AreaPaperKind.NOTICE: Paper.LISTING,
    AreaPaperKind.KEPT: Paper.NOTICE,
    AreaPaperKind.DELISTED: Paper.DELISTING,
}
"""The kind of official document that each is."""


def draft_area_paper(
    areas: Sequence[ListedArea], kind: AreaPaperKind, written: Written, *, actor: Actor
) -> OfficialDocument:
    """Draft a paper about areas of one office for which it is still to be drafted. Raises NotAllowed, Refused,
    Incomplete."""
    office = areas[0].office_id
    grant = policy.must_plan(actor, office)
    papers = queries.papers_of(areas)
    if any(one.office_id != office or queries.lacks(one, papers[one.pk]) != kind for one in areas):
        raise Refused(N_("这份文书现在不能起草，或已经起草，请到公文里修改"))
    now = clock.now()
    with audit.batch():
        document = documents.write(KINDS[kind], written, office=office, actor=actor)
        insert([AreaPaper(area=one, kind=kind, document=document, drafted_at=now) for one in areas])
        for one in areas:
            facts = {"document": document.pk, "kind": kind.value}
            audit.record("draft_area_paper", actor, subject=(one._meta.label_lower, one.pk), facts=facts, grant=grant)
    return document

"""A round's paper while it is a draft: begun, and rebuilt from frozen facts and answers whenever one of these comes in,
with what people have written of its sections kept."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from zhiben.dispatch import bulletin
from zhiben.dispatch.bulletin import Standing
from zhiben.dispatch.models import Round
from zhiben.dispatch.queries import written
from zhiben.dispatch.vocab import Part
from zhiben.documents import operations as documents
from zhiben.documents.vocab import Kind
from zhiben.foundation.lifecycle import Change
from zhiben.foundation.rendering import Paper
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import SYSTEM, Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument


def begin(change: Change, paper: Paper) -> None:
    """The move's record gets a new document that says `paper`."""
    change.record.bulletin = document_of(change, paper)


def document_of(change: Change, paper: Paper) -> OfficialDocument:
    """A new document of the round's office that says `paper` and travels with the round; the ledger notes which."""
    one: Round = change.record
    document = documents.draft(
        paper,
        kind=Kind(one.declared.paper),
        office=one.office_id,
        place=one.coordinates,
        actor=change.actor,
        grant=change.grant,
        at=change.at,
        carried=True,
    )
    change.noted["document"] = document.pk
    return document


def must_be_whole(one: Round, at: datetime) -> None:
    """Raises Refused while somebody's words name a figure that there is not any more."""
    written_by_hand = {part: text for part, text in written.texts(one).items() if "{{" in text}
    bound = bulletin.suggested(one, at).bound if written_by_hand else None
    for part, text in written_by_hand.items():
        try:
            bound.must_know(bulletin.lines(text), part)  # type: ignore[union-attr]
        except Incomplete as error:
            raise Refused(N_("“{part}”{why}"), part=Part(part).label, why=error.fields[part]) from None


def refresh(one: Round, *, at: datetime, standing: Standing | None = None) -> bool:
    """Let a drafted bulletin say how names and restatements stand; True when it said something else. The system does
    so in the office's name: whoever answers for a unit neither sees nor touches the draft."""
    document = one.bulletin
    if document is None or document.state != "drafted" or document.kind != Kind.BULLETIN:
        return False
    office = Actor(SYSTEM.id, SYSTEM.name, (Grant(0, Role.OFFICE_OFFICER, one.coordinates, unit=one.office_id),))
    with scope(office):
        standing_paper = document.paper
        paper = bulletin.build(one, at, standing=standing)
        if (paper.blocks, paper.attachments) == (standing_paper.blocks, standing_paper.attachments):
            return False
        documents.revise(document, paper, actor=office)
    return True

"""The papers of a month, the office's own and one for each of its units: drafted in one run with the round's move, and
carried along by its next ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zhiben.dispatch import queries
from zhiben.dispatch.models import Round, UnitPaper
from zhiben.dispatch.monthly import papers
from zhiben.documents import operations as documents
from zhiben.documents.operations import Recipient
from zhiben.documents.vocab import Kind
from zhiben.foundation.lifecycle import Change

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument


def draft(change: Change) -> None:
    """All papers of the month; earlier ones, taken back, stay where they are."""
    one: Round = change.record
    own, of_units = papers.of_round(one, change.at)
    drafted = documents.draft_all(
        [own, *(paper for _card, paper in of_units)],
        kind=Kind.ANALYSIS,
        office=one.office_id,
        place=one.coordinates,
        actor=change.actor,
        grant=change.grant,
        at=change.at,
    )
    one.bulletin = drafted[0]
    last = max((row.take for row in queries.unit_papers(one)), default=0)
    change.related += [
        UnitPaper(round=one, unit_id=card.id, unit_name=card.name, document=document, take=last + 1)
        for (card, _paper), document in zip(of_units, drafted[1:], strict=True)
    ]
    change.noted |= {"document": one.bulletin.pk, "papers": len(drafted)}


def beside(one: Round) -> list[tuple[OfficialDocument, Sequence[Recipient]]]:
    """The present papers of units, each with the unit that gets it; none beside a half-month's bulletin."""
    return [(row.document, [Recipient(row.unit_id, row.unit_name)]) for row in queries.unit_papers(one)]

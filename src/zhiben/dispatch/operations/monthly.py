"""The papers of a month, the office's own and one for each of its units: drafted in one run with the round's move,
drafted again while they are drafts, and carried along by its next ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zhiben.dispatch import closing, queries
from zhiben.dispatch.lifecycle import ROUND
from zhiben.dispatch.models import Round, UnitPaper
from zhiben.dispatch.monthly import correcting, news, papers, province
from zhiben.documents import operations as documents
from zhiben.documents.operations import Recipient
from zhiben.documents.vocab import Kind
from zhiben.foundation.lifecycle import Change, effect
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument
    from zhiben.foundation.rendering import Paper
    from zhiben.orgs.queries import UnitCard


def draft(change: Change) -> None:
    """All papers of the month; earlier ones, taken back, stay where they are."""
    one: Round = change.record
    own, of_units = papers.of_round(one, change.at)
    drafted = _begun(change, [own, *(paper for _card, paper in of_units)])
    one.bulletin = drafted[0]
    last = max((row.take for row in queries.unit_papers(one)), default=0)
    _give(change, [card for card, _paper in of_units], drafted[1:], last + 1)
    change.noted |= {"document": one.bulletin.pk, "papers": len(drafted), news.RANKING: _ranking(one)}


@effect(ROUND, "renew")
def _renewed(change: Change) -> None:
    """The same papers with what is known now; a unit that has come since gets one, that of one that has gone is void.
    News that no paper prints is taken note of all the same, or the month could not be approved. Raises Refused when
    there is nothing of these."""
    one: Round = change.record
    own, of_units = papers.of_round(one, change.at)
    standing = {row.unit_id: row for row in queries.unit_papers(one)}
    told = [(queries.bulletin_of(one), own)]
    told += [(standing[card.id].document, paper) for card, paper in of_units if card.id in standing]
    changed = [(document, paper) for document, paper in told if paper.blocks != document.paper.blocks]
    missing = [(card, paper) for card, paper in of_units if card.id not in standing]
    there = {card.id for card, _paper in of_units}
    gone = [row for row in standing.values() if row.unit_id not in there]
    if not (changed or missing or gone or news.of(one)):
        raise Refused(N_("各份文件的内容与最新数据相同，无需重新起草"))
    documents.revise_all(changed, actor=change.actor, at=change.at)
    drafted = _begun(change, [paper for _card, paper in missing])
    take = max((row.take for row in standing.values()), default=1)
    _give(change, [card for card, _paper in missing], drafted, take)
    unneeded = [row.document for row in gone]
    documents.void_all(unneeded, reason=N_("单位已撤销或不再由本办调度"), actor=change.actor, at=change.at)
    for row in gone:
        change.alter(row, take=UnitPaper.GONE)
    change.noted |= {"papers": len(changed) + len(missing), news.RANKING: _ranking(one)}


def restated_beside(change: Change) -> None:
    """Figures were restated: the printed papers of months that show them, of the one that ends with them and of later
    ones, are wrong too."""
    months: dict[int, Round] = {}
    for measure in change.noted["figures"]:
        for month in correcting.misled(change.record, measure):
            months.setdefault(month.pk, month).mistakes += 1
    for month in months.values():
        change.alter(month, mistakes=month.mistakes)


def _begun(change: Change, drafts: Sequence[Paper]) -> list[OfficialDocument]:
    one: Round = change.record
    return documents.draft_all(
        drafts,
        kind=Kind.ANALYSIS,
        office=one.office_id,
        place=one.coordinates,
        actor=change.actor,
        grant=change.grant,
        at=change.at,
    )


def _give(change: Change, cards: Sequence[UnitCard], drafted: Sequence[OfficialDocument], take: int) -> None:
    """Each unit its new paper; one that had gone and is back has its row again, for it may go once more."""
    one: Round = change.record
    gone = {row.unit_id: row for row in UnitPaper.objects.filter(round=one, take=UnitPaper.GONE)}
    for card, document in zip(cards, drafted, strict=True):
        if row := gone.get(card.id):
            change.alter(row, take=take, document_id=document.pk, unit_name=card.name)
        else:
            change.related.append(
                UnitPaper(round=one, unit_id=card.id, unit_name=card.name, document=document, take=take)
            )


def _ranking(one: Round) -> str:
    with scope(closing.reader(one)):
        return province.taken(one)


def beside(one: Round) -> list[tuple[OfficialDocument, Sequence[Recipient]]]:
    """The present papers of units, each with the unit that gets it; none beside a half-month's bulletin."""
    return [(row.document, [Recipient(row.unit_id, row.unit_name)]) for row in queries.unit_papers(one)]

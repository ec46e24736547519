"""Reads of checklists: which belong where, in which edition, and what of them was answered on a visit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, QuerySet

from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind
from zhiben.supervision.models import Answer, Brought, Checklist, Edition, Item, PhoneAct, Visit
from zhiben.supervision.vocab import About, Act, Verdict


@dataclass(frozen=True, slots=True)
class Line:
    """One item on a visit, with the answer that stands, if there is one."""

    item: Item
    answer: Answer | None = None

    @property
    def verdict(self) -> str:
        """How it was answered; empty as long as it was not."""
        return self.answer.verdict if self.answer else ""


@dataclass(frozen=True, slots=True)
class Part:
    """One checklist as it belongs on a visit, in its edition; `departments` are the names of those it asks of."""

    checklist: Checklist
    edition: Edition
    lines: Sequence[Line]
    departments: str = ""

    @property
    def sections(self) -> list[tuple[str, list[Line]]]:
        """The lines by the place or step that they are about, in their order."""
        return [(name, list(some)) for name, some in groupby(self.lines, key=lambda line: line.item.section)]

    @property
    def answered(self) -> int:
        """How many items were answered."""
        return sum(1 for line in self.lines if line.answer)

    @property
    def failed(self) -> int:
        """How many are not as they ought to be."""
        return sum(1 for line in self.lines if line.verdict == Verdict.FAILS)


def checklists() -> QuerySet[Checklist]:
    """All checklists, those that are in use first."""
    rows = Checklist.objects.select_related("office").prefetch_related("editions")
    return rows.order_by("retired_on", "office", "about", "pk")


def checklist_of(pk: int) -> Checklist:
    """One checklist. Raises NotFound."""
    found = checklists().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到这张检查表"))
    return found


def editions_of(one: Checklist) -> list[Edition]:
    """Its editions with their items, the latest first."""
    items = Prefetch("items", queryset=Item.objects.select_related("clause__standard").order_by("position"))
    return list(one.editions.order_by("-number").prefetch_related(items))


def edition_on(editions: Iterable[Edition], day: date) -> Edition | None:
    """Of a checklist's editions the one that holds on a day; None before the first."""
    holding = [each for each in editions if each.valid_from <= day]
    return max(holding, key=lambda each: each.number, default=None)


def checklists_for(sites: Sequence[int], *, kind: str = "", office: int = 0) -> dict[int, list[dict[str, Any]]]:
    """By site, as plain values, the checklists that belong there today: of `office` and those above it (0: of every
    office on whose ground the site lies), on supervision of `kind` (empty: of any). One about departments comes
    along where `office` has some that answer for the site's sector. In the order of a visit, for each `id`, `title`,
    `about`, `departments` (their names), `kinds`, `edition` (number) and `items`: `id`, `section`, `text`, `clause` (as
    cited), `becomes`."""
    grounds = orgs.site_grounds(sites)
    standing = _standing(checklists(), clock.today())
    at = orgs.unit_coordinates({one.office_id for one, _edition in standing} | ({office} if office else set()))
    items = _items([edition.pk for _one, edition in standing])
    lines, departments = orgs.sector_lines(), orgs.units(UnitKind.DEPARTMENT) if office else []
    found: dict[int, list[dict[str, Any]]] = {}
    for site in sites:
        place, sector = grounds[site]
        asking = at[office] if office else place
        answering = _answering(departments, asking.district, lines.get(sector, (0, 0)))
        found[site] = []
        for one, edition in standing:
            if at[one.office_id].covers(asking) and _fits(one, sector, kind):
                asked = _asked_by(one, answering)
                if asked or not office or one.about != About.DEPARTMENTS:
                    found[site].append(as_values(Part(one, edition, [Line(item) for item in items[edition.pk]], asked)))
    return found


def _asked_by(one: Checklist, answering: Iterable[orgs.UnitCard]) -> str:
    """The names of those whom a checklist about departments asks of."""
    if one.about != About.DEPARTMENTS:
        return ""
    return "、".join(card.name for card in answering if not one.departments or card.id in one.departments)


def _answering(departments: Iterable[orgs.UnitCard], district: int, line: tuple[int, int]) -> list[orgs.UnitCard]:
    """The departments of one level (of a district, or of the city: 0) that answer for a line and subline."""
    return [
        card
        for card in departments
        if line[0]
        and (card.coordinates.line, card.coordinates.district) == (line[0], district)
        and card.coordinates.subline in (0, line[1])
    ]


def as_values(part: Part) -> dict[str, Any]:
    """A checklist in its edition as plain values."""
    one, edition = part.checklist, part.edition
    return {
        "id": one.pk,
        "title": one.title,
        "about": one.about,
        "departments": part.departments,
        "kinds": list(one.kinds),
        "edition": edition.number,
        "items": [
            {
                "id": item.pk,
                "section": item.section,
                "text": item.text,
                "clause": item.citation,
                "becomes": item.becomes,
            }
            for item in (line.item for line in part.lines)
        ],
    }


def _standing(rows: Iterable[Checklist], day: date) -> list[tuple[Checklist, Edition]]:
    """Those of some checklists that are in use on a day, each in the edition that holds then."""
    used = [one for one in rows if one.retired_on is None or one.retired_on > day]
    pairs = ((one, edition_on(one.editions.all(), day)) for one in used)
    return sorted([(one, edition) for one, edition in pairs if edition is not None], key=_turn)


def _turn(pair: tuple[Checklist, Edition]) -> tuple[bool, int]:
    """The order of checklists wherever they are gone through: those that ask of departments last."""
    return pair[0].about == About.DEPARTMENTS, pair[0].pk


def _items(editions: Sequence[int]) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = {pk: [] for pk in editions}
    rows = Item.objects.filter(edition__in=editions).select_related("clause__standard").order_by("position")
    for item in rows:
        found[item.edition_id].append(item)
    return found


def _fits(one: Checklist, sector: int, kind: str) -> bool:
    return (not one.sectors or sector in one.sectors) and (not kind or not one.kinds or kind in one.kinds)


def belonging(visit: Visit, *, signing: bool = False) -> list[tuple[Checklist, Edition]]:
    """The checklists of a visit, each in its edition: those that were used, and as long as it is not signed (or while
    it is) the others that belong there by the site's sector and the round's kind, as they held on the day of it."""
    return _belonging(visit, _Departments(visit), signing=signing)


def _belonging(visit: Visit, departments: _Departments, *, signing: bool) -> list[tuple[Checklist, Edition]]:
    rows = Brought._unfiltered().filter(visit=visit).select_related("edition__checklist__office").order_by("edition")
    used = [(row.edition.checklist, row.edition) for row in rows]
    if visit.state != "under_way" and not signing:
        return used
    taken = {one.pk for one, _edition in used}
    return used + _fitting(visit, [one for one in checklists() if one.pk not in taken], departments)


def _fitting(visit: Visit, rows: Iterable[Checklist], departments: _Departments) -> list[tuple[Checklist, Edition]]:
    """Those of some checklists that belong on a visit, each in the edition of its day."""
    _at, sector = orgs.site_grounds([visit.site_id])[visit.site_id]
    standing = _standing(rows, _day_of(visit))
    at = orgs.unit_coordinates({one.office_id for one, _edition in standing} | {visit.office_id})
    return [
        (one, edition)
        for one, edition in standing
        if at[one.office_id].covers(at[visit.office_id])
        and _fits(one, sector, visit.kind)
        and (one.about != About.DEPARTMENTS or departments.asked_by(one))
    ]


def belongs(visit: Visit, edition: Edition) -> bool:
    """True where an edition's items can be answered on a visit: its checklist belongs there, and a device that was
    offline may have had an edition that is not the last one."""
    if Brought._unfiltered().filter(visit=visit, edition__checklist=edition.checklist_id).exists():
        return True
    return visit.state == "under_way" and bool(
        _fitting(visit, checklists().filter(pk=edition.checklist_id), _Departments(visit))
    )


def _day_of(visit: Visit) -> date:
    return visit.arrived_at.astimezone(clock.TZ).date()


class _Departments:
    """The departments that answer for the sector of a visit's site, at the level of the office that visits: read once
    for all checklists, and not where none asks of departments."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    @cached_property
    def _cards(self) -> list[orgs.UnitCard]:
        visit = self._visit
        district = orgs.unit(visit.office_id).coordinates.district
        return _answering(orgs.units(UnitKind.DEPARTMENT), district, (visit.line, visit.subline))

    def asked_by(self, one: Checklist) -> str:
        """The names of those whom a checklist asks of; "" where it is about something else."""
        return _asked_by(one, self._cards) if one.about == About.DEPARTMENTS else ""


def parts_of(visit: Visit, *, signing: bool = False) -> list[Part]:
    """The checklists of a visit with what was answered, those that ask of departments last."""
    departments = _Departments(visit)
    pairs = _belonging(visit, departments, signing=signing)
    items = _items([edition.pk for _one, edition in pairs])
    rows = Answer.objects.filter(visit=visit, standing=True).select_related("finding")
    answers = {row.item_id: row for row in rows}
    found = []
    for one, edition in sorted(pairs, key=_turn):
        lines = [Line(item, answers.get(item.pk)) for item in items[edition.pk]]
        found.append(Part(one, edition, lines, departments.asked_by(one)))
    return found


def counted(parts: Iterable[Part]) -> tuple[int, int]:
    """How many items were answered, and of how many."""
    told = list(parts)
    return sum(part.answered for part in told), sum(len(part.lines) for part in told)


def answers_to(visit: Visit, item: int) -> list[Answer]:
    """Everything that was said to an item on a visit, the first in front."""
    return list(Answer.objects.filter(visit=visit, item=item).order_by("pk"))


def item_of(pk: int) -> Item:
    """One item with its clause and checklist. Raises NotFound."""
    found = Item.objects.select_related("edition__checklist", "clause__standard").filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有这一项检查内容"))
    return found


def item_behind(finding: int) -> Item | None:
    """The item by which a finding was found, if it was; of one that a phone told after the signature as it said."""
    if row := Answer.objects.filter(finding=finding).order_by("-pk").first():
        return item_of(row.item_id)
    told = PhoneAct.objects.filter(finding=finding, kind=Act.CHECK).first()
    return item_of(told.said["item"]) if told else None

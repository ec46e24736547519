"""Reads of what else is checked on a visit: what was found at the site before and is not settled, what units have
reported as done there; and what a round has found so, checklist by checklist and unit by unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from zhiben.campaign import queries as campaign
from zhiben.hazards import queries as hazards
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind
from zhiben.supervision.lifecycle.findings import UNSETTLED
from zhiben.supervision.models import Answer, Finding, Item, Round, SeenAgain, TaskCheck, Visit
from zhiben.supervision.vocab import About, Again, Agreement, Verdict

if TYPE_CHECKING:
    from zhiben.campaign.models import SampledReport

OPEN_HAZARDS = ("reported", "verified", "rectifying", "declared")
MOST = 50
"""So many things found before are listed on a visit."""


@dataclass(frozen=True, slots=True)
class Before:
    """Something that was found before: a finding or a hazard (ids, the other 0), in words, what is told of it, and what
    was seen of it on this visit, if anything."""

    finding: int
    hazard: int
    text: str
    told: str
    seen: str = ""

    @property
    def seen_label(self) -> str:
        """What was seen, in words."""
        return Again(self.seen).label if self.seen else ""


def open_before(visit: Visit, actor: Actor) -> list[Before]:
    """What was found at the site before and is not settled: findings of earlier visits, then major hazards. Whoever is
    there sees all findings; of the rest, and for everybody else, what they read anyway."""
    standing = SeenAgain.objects.filter(visit=visit, standing=True)
    seen = {(row.finding_id or 0, row.hazard): row.verdict for row in standing}
    findings = Finding._unfiltered() if actor.id in visit.people else Finding.objects.all()
    rows = findings.filter(visit__site=visit.site_id, visit__arrived_at__lt=visit.arrived_at, state__in=UNSETTLED)
    rows = rows.exclude(visit=visit.pk).exclude(visit__state="void").select_related("visit", "unit")
    rows = rows.order_by("-visit__arrived_at", "position")[:MOST]
    found = [replace(as_before(row), seen=seen.get((row.pk, 0), "")) for row in rows]
    there = open_hazards([visit.site_id])[visit.site_id]
    return found + [replace(one, seen=seen.get((0, one.hazard), "")) for one in there]


def as_before(row: Finding) -> Before:
    """A finding of an earlier visit, with its unit and visit, as it is told on a later one."""
    found = N_("{day}发现").format(day=_day(row.visit))
    told = [found, row.unit.name if row.unit else "", row.state_shown.label]
    return Before(row.pk, 0, row.text, "，".join(part for part in told if part))


def open_hazards(sites: Sequence[int]) -> dict[int, list[Before]]:
    """By site the major hazards that are open there, as far as the open scope shows them."""
    found: dict[int, list[Before]] = {site: [] for site in sites}
    rows = hazards.major(OPEN_HAZARDS, clock.now()).filter(site__in=list(found))
    for hazard in rows.order_by("due", "pk"):
        told = N_("重大事故隐患{number}，{state}").format(number=hazard.number, state=hazard.state_shown.label)
        found[hazard.site_id].append(Before(0, hazard.pk, hazard.title, told))
    return {site: some[:MOST] for site, some in found.items()}


def _day(visit: Visit) -> str:
    return clock.in_words(visit.arrived_at.astimezone(clock.TZ).date())


def tasks_to_check(visit: Visit) -> list[SampledReport]:
    """The drawn reports of the visiting office that are still to be checked, of units on whose ground the site lies."""
    rows = campaign.waiting_checks(visit.office_id)
    at = orgs.unit_coordinates({row.report.unit_id for row in rows})
    return [
        row
        for row in rows
        if row.report.unit_id != visit.office_id and at[row.report.unit_id].covers(visit.coordinates)
    ]


def tasks_checked(visit: Visit) -> dict[int, TaskCheck]:
    """By drawn report, what was seen of it on a visit."""
    return {row.report_id: row for row in TaskCheck.objects.filter(visit=visit, standing=True)}


def task_check_of(one: Round, pk: int) -> TaskCheck:
    """One report that was checked on a visit of a round. Raises NotFound."""
    row = _checked_in(one).filter(pk=pk).first()
    if row is None:
        raise NotFound(N_("没有找到这一次核对"))
    return row


def _checked_in(one: Round) -> QuerySet[TaskCheck]:
    rows = TaskCheck.objects.filter(visit__round=one, standing=True).exclude(visit__state="void")
    return rows.select_related("visit__site", "report__report__task", "report__report__unit", "unit")


def agreement_in(one: Round) -> tuple[list[TaskCheck], list[campaign.UnitTally]]:
    """The reports that a round's visits have checked, and the agreement of each unit, the lowest first. A report that
    several visits have checked counts once, as the last of them has found it."""
    rows = list(_checked_in(one).order_by("pk"))
    last = {row.report_id: row for row in rows}
    so = ((row.unit_id, row.unit.name, row.verdict == Agreement.AGREES) for row in last.values())
    return rows, campaign.tallied(so)


@dataclass(frozen=True, slots=True)
class ItemTally:
    """How an item was answered on a round's visits: how often so, not so, and not applicable."""

    item: Item
    meets: int
    fails: int
    without: int


def item_tallies(one: Round) -> list[tuple[str, list[ItemTally]]]:
    """Every item that a round's visits have answered, by edition, those most often not so first."""
    rows = Answer.objects.filter(visit__round=one, standing=True).exclude(visit__state="void")
    told: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Verdict, 0))
    for item, verdict in rows.values_list("item", "verdict"):
        told[item][verdict] += 1
    items = Item.objects.select_related("edition__checklist", "clause__standard").in_bulk(list(told))
    found = [
        ItemTally(items[pk], each[Verdict.MEETS], each[Verdict.FAILS], each[Verdict.NOT_APPLICABLE])
        for pk, each in told.items()
    ]
    found.sort(key=lambda each: (each.item.edition.checklist_id, each.item.edition_id, -each.fails, each.item.position))
    return [(str(edition), list(some)) for edition, some in groupby(found, key=lambda each: each.item.edition)]


def departments_in(one: Round) -> list[tuple[str, int, int]]:
    """By department, how many answers a round's visits gave to what is asked of it, and how many were not so; those
    with the most first."""
    rows = Answer.objects.filter(
        visit__round=one, standing=True, item__edition__checklist__about=About.DEPARTMENTS
    ).exclude(visit__state="void")
    names = _line_names(one)
    told: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for line, verdict in rows.exclude(verdict=Verdict.NOT_APPLICABLE).values_list("visit__line", "verdict"):
        each = told[names.get(line, "")]
        each[0] += 1
        each[1] += verdict == Verdict.FAILS
    found = [(name, answered, fails) for name, (answered, fails) in told.items()]
    return sorted(found, key=lambda row: (-row[2], row[0]))


def _line_names(one: Round) -> dict[int, str]:
    """By line, the department at the level of the round's office."""
    cards: Sequence[orgs.UnitCard] = orgs.units(UnitKind.DEPARTMENT)
    here = [card for card in cards if card.coordinates.district == one.coordinates.district]
    return {card.coordinates.line: card.name for card in reversed(here) if card.coordinates.line}

"""What the plans in force say and who carries it out: their measures as they read now, each with how many tasks hang on
it and who leads those. Tasks are counted for whoever reads the measure, rows of them are not shown; counted they are in
the database, by measure, so that fifty thousand cost little more than a thousand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from zhiben.campaign.models import Campaign, KeyTask, MeasureWording, Plan, PlanMeasure, PlanVersion
from zhiben.campaign.vocab import IN_FORCE, LOOK_ALIKE, PREPARED, PlanKind
from zhiben.kernel.rights import TERRITORY_LEVELS
from zhiben.orgs import queries as orgs


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan of the system. `in_force`: one of its versions is; `prepared`: another one is being prepared; `seen`: the
    open scope shows it."""

    id: int
    kind: str
    title: str
    owner: int
    territory: int
    sector: int
    in_force: bool
    prepared: bool
    seen: bool


@dataclass(frozen=True, slots=True)
class MeasureCard:
    """A measure as the version in force reads, ids 0 where it says nothing. `tasks` are those in force, `drafted` those
    not assigned yet, `leads` who leads its tasks, parts of other tasks apart; `lowered`: measures of other plans carry
    it out."""

    id: int
    number: str
    text: str
    plan: PlanCard
    action: int
    link: int
    lead: int
    assisting: frozenset[int]
    tasks: int = 0
    drafted: int = 0
    leads: tuple[int, ...] = ()
    lowered: bool = False

    def contested_by(self, unit: int) -> bool:
        """True where a task led by `unit` contests the lead, which is for units that it names. A measure of the master
        plan is everybody's."""
        return bool(self.lead) and self.plan.kind != PlanKind.MASTER and not self.names(unit)

    def names(self, unit: int) -> bool:
        """True where `unit` is to lead it or to assist."""
        return unit == self.lead or unit in self.assisting


@dataclass(slots=True)
class _Tally:
    tasks: int = 0
    drafted: int = 0
    leads: list[int] = field(default_factory=list)


def plan_cards(campaign: int) -> list[PlanCard]:
    """Every plan of a campaign; that one exists is no secret."""
    seen = set(Plan.objects.filter(campaign=campaign).values_list("pk", flat=True))
    prepared = set(
        PlanVersion._unfiltered().filter(plan__campaign=campaign, state__in=PREPARED).values_list("plan", flat=True)
    )
    rows = Plan._unfiltered().filter(campaign=campaign).order_by("pk")
    return [
        PlanCard(
            row.pk,
            row.kind,
            row.title,
            row.owner_id,
            row.territory_id or 0,
            row.sector_id or 0,
            row.current_id is not None,
            row.pk in prepared,
            row.pk in seen,
        )
        for row in rows
    ]


def measure_cards(campaign: int, plans: Iterable[PlanCard]) -> list[MeasureCard]:
    """The measures of the campaign's plans in force, as far as the open scope shows the plans, in the plans' order."""
    by_id = {plan.id: plan for plan in plans}
    present = MeasureWording.objects.filter(version__plan__campaign=campaign, version=F("version__plan__current"))
    assisting = _assisting(present)
    tallies, lowered = _tallies(), set(_lowered(campaign))
    rows = present.select_related("measure").order_by("measure__plan", "position", "pk")
    return [_card(row, by_id, assisting, tallies, lowered) for row in rows]


def _card(
    row: MeasureWording,
    plans: Mapping[int, PlanCard],
    assisting: Mapping[int, Collection[int]],
    tallies: Mapping[int, _Tally],
    lowered: Collection[int],
) -> MeasureCard:
    tally = tallies.get(row.measure_id, _Tally())
    return MeasureCard(
        row.measure_id,
        row.measure.number,
        row.text,
        plans[row.measure.plan_id],
        row.action_id or 0,
        row.link_id or 0,
        row.lead_unit_id or 0,
        frozenset(assisting.get(row.pk, ())),
        tally.tasks,
        tally.drafted,
        tuple(tally.leads),
        row.measure_id in lowered,
    )


def _assisting(present: QuerySet[MeasureWording]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for wording, unit in present.filter(assisting__isnull=False).values_list("pk", "assisting").order_by():
        found.setdefault(wording, []).append(unit)
    return found


def _lowered(campaign: int) -> QuerySet[Any, Any]:
    """The measures that another plan in force carries out."""
    rows: QuerySet[Any, Any] = PlanMeasure._unfiltered().filter(
        plan__campaign=campaign, plan__current__isnull=False, dropped=False, upper__isnull=False
    )
    return rows.values_list("upper", flat=True).distinct()


def _tallies() -> dict[int, _Tally]:
    """By measure, how many tasks hang on it and who leads them."""
    groups = (
        KeyTask._unfiltered()
        .filter(measure__isnull=False)
        .values("measure", "lead_unit")
        .annotate(
            tasks=Count("pk", filter=Q(state__in=IN_FORCE)),
            whole=Count("pk", filter=Q(state__in=IN_FORCE, parent__isnull=True)),
            drafted=Count("pk", filter=Q(state="drafted")),
        )
        .order_by("measure", "lead_unit")
    )
    found: dict[int, _Tally] = {}
    for group in groups:
        tally = found.setdefault(group["measure"], _Tally())
        tally.tasks += group["tasks"]
        tally.drafted += group["drafted"]
        if group["whole"]:
            tally.leads.append(group["lead_unit"])
    return found


def stray_tasks(campaign: Campaign) -> QuerySet[KeyTask]:
    """Tasks of a campaign in force that hang on nothing, parts of other tasks and checks after accidents apart, and
    those that hang on a measure which no plan of it in force has any more; as far as the open scope shows them. Found
    by the measure's index before the scope is asked, which would lead through all tasks there are."""
    in_force = KeyTask._unfiltered().filter(state__in=IN_FORCE)
    loose = in_force.filter(_of(campaign), measure__isnull=True, parent__isnull=True).exclude(topic=LOOK_ALIKE)
    measures = PlanMeasure._unfiltered().filter(plan__campaign=campaign.pk)
    gone = measures.filter(Q(dropped=True) | Q(plan__current__isnull=True)).values_list("pk", flat=True)
    hung = in_force.filter(measure__in=list(gone))
    here = Q(pk__in=loose.values("pk")) | Q(pk__in=hung.values("pk"))
    return KeyTask.objects.filter(here).order_by("number")


def _of(campaign: Campaign) -> Q:
    """Tasks without measure that are a campaign's: of one of its actions, or of none but on its office's ground, and
    not due in the years of that office's other campaigns; what is due in nobody's years is lost to none."""
    ground = orgs.unit(campaign.office_id).coordinates.constraints()
    levels = {name: value for name, value in ground if name in TERRITORY_LEVELS}
    unnamed = Q(action__isnull=True, **levels)
    for first, last in (
        Campaign.objects.filter(office=campaign.office_id)
        .exclude(pk=campaign.pk)
        .values_list("first_year", "last_year")
    ):
        unnamed &= ~Q(due__range=(date(first, 1, 1), date(last, 12, 31)))
    return Q(action__campaign=campaign.pk) | unnamed


def hanging_on(measures: Collection[int]) -> QuerySet[KeyTask]:
    """The tasks in force or drafted that hang on these measures, as far as the open scope shows them."""
    rows = KeyTask.objects.filter(measure__in=list(measures), state__in=(*IN_FORCE, "drafted"))
    return rows.order_by("measure", "number")


def measures_to_hang_on(task: KeyTask) -> list[MeasureCard]:
    """The measures of the plans in force within the open scope, without what hangs on them: those that name the task's
    lead unit first, then those of plans in whose name its topic stands, plan by plan."""
    present = MeasureWording.objects.filter(version=F("version__plan__current"))
    assisting = _assisting(present)
    plans = {one.pk: _seen(one) for one in Plan.objects.filter(current__isnull=False)}
    rows = present.select_related("measure").order_by("measure__plan", "position", "pk")
    cards = [_card(row, plans, assisting, {}, ()) for row in rows]
    unit, topic = task.lead_unit_id, task.topic

    def fitting(one: MeasureCard) -> tuple[bool, bool]:
        return not one.names(unit), not (topic and topic in one.plan.title)

    return sorted(cards, key=fitting)


def _seen(row: Plan) -> PlanCard:
    there = (row.territory_id or 0, row.sector_id or 0)
    return PlanCard(row.pk, row.kind, row.title, row.owner_id, *there, in_force=True, prepared=False, seen=True)


def measure_in_force(identifier: int) -> PlanMeasure | None:
    """A measure that a plan in force has, if the open scope shows it."""
    here = PlanMeasure.objects.filter(pk=identifier, dropped=False, plan__current__isnull=False)
    return here.select_related("plan").first()

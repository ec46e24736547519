"""Reads of the plan system: the plans with how they stand, what a version says, where it differs from another, and what
hangs on a measure upward and downward."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from zhiben.campaign.models import Consultation, KeyTask, MeasureWording, Plan, PlanMeasure, PlanVersion
from zhiben.campaign.vocab import PREPARED, SET_ASIDE, PlanKind
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.foundation.lifecycle.models import standing
from zhiben.foundation.scope.beside import beside
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

PRESENT = Q(version=F("version__plan__current"))
"""Of all wordings, those of the versions in force."""
IN_ORDER = (F("sector__position").asc(nulls_first=True), F("territory__position").asc(nulls_first=True))


def plans() -> QuerySet[Plan]:
    """The plans within the scope: the master plan, then districts, then sectors, in the office's order."""
    rows = Plan.objects.select_related("campaign", "owner", "territory", "sector", "current")
    return rows.order_by("campaign", *IN_ORDER, "pk")


def plans_in_force(kind: str, as_of: datetime) -> QuerySet[PlanVersion]:
    """The versions of plans of a kind that were in force just before `as_of`."""
    return standing(PlanVersion.objects.filter(plan__kind=kind), ("issued",), as_of)


@dataclass(frozen=True)
class Line:
    """A plan in the list: the version in force, the one being prepared, how much it says and what is carried out, and
    how many units have yet to answer."""

    plan: Plan
    current: PlanVersion | None
    prepared: PlanVersion | None
    measures: int
    tasks: int
    unanswered: int

    @property
    def shown(self) -> PlanVersion | None:
        """The version whose state the list shows."""
        return self.prepared or self.current


def lines(found: Iterable[Plan]) -> list[Line]:
    """The plans with how they stand, asked for all at once."""
    rows = list(found)
    versions = list(beside(PlanVersion).filter(plan__in=rows).order_by("plan", "number"))
    prepared = {one.plan_id: one for one in versions if one.state in PREPARED}
    shown = {one.pk: one for one in versions}
    counted = {plan.pk: plan.current_id or getattr(prepared.get(plan.pk), "pk", 0) for plan in rows}
    wordings = MeasureWording.objects.filter(version__in=[pk for pk in counted.values() if pk])
    measures = dict(wordings.values_list("version").annotate(Count("pk")))
    hanging = KeyTask._unfiltered().filter(measure__plan__in=[one.pk for one in rows]).exclude(state__in=SET_ASIDE)
    tasks = dict(hanging.order_by().values_list("measure__plan").annotate(Count("pk")))
    asked = Consultation.objects.filter(draft__in=[one.pk for one in prepared.values()], state="asked")
    unanswered = dict(asked.values_list("draft__plan").annotate(Count("pk")))
    return [
        Line(
            plan,
            shown.get(plan.current_id or 0),
            prepared.get(plan.pk),
            measures.get(counted[plan.pk], 0),
            tasks.get(plan.pk, 0),
            unanswered.get(plan.pk, 0),
        )
        for plan in rows
    ]


def groups(found: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """The lines under what they are plans of: the whole, the districts, the sectors."""
    by_kind: dict[str, list[Line]] = {kind: [] for kind in PlanKind}
    for line in found:
        by_kind[line.plan.kind].append(line)
    return [(PlanKind(kind).label, some) for kind, some in by_kind.items() if some]


def versions_of(plan: Plan) -> list[PlanVersion]:
    """The versions that the person may read, the newest first."""
    return list(beside(PlanVersion).filter(plan=plan).select_related("plan").order_by("-number"))


def being_prepared(plan: Plan) -> PlanVersion | None:
    """The version that is drafted, consulted on or under review, whoever sees it."""
    return PlanVersion.objects.filter(plan=plan, state__in=PREPARED).first()


def wordings_of(version: PlanVersion) -> list[MeasureWording]:
    """What a version says, in its order, with all that a page shows of it."""
    rows = MeasureWording.objects.filter(version=version).order_by("position", "pk")
    related = rows.select_related("measure", "action", "upper", "link__chain", "lead_unit")
    return list(related.prefetch_related("assisting"))


def present_wordings() -> QuerySet[MeasureWording]:
    """What the plans in force say."""
    return MeasureWording.objects.filter(PRESENT)


def measures_by_id(ids: Iterable[int]) -> dict[int, PlanMeasure]:
    """Measures by id, those that the scope shows."""
    return PlanMeasure.objects.in_bulk(list(ids))


def latest_wording(measure: PlanMeasure) -> MeasureWording | None:
    """What the version in force says of a measure, or the one being prepared; None when it was dropped."""
    rows = MeasureWording.objects.filter(measure=measure)
    rows = rows.filter(PRESENT | Q(version__state__in=PREPARED))
    return rows.select_related("version__plan", "action", "upper", "lead_unit").order_by("version__number").first()


def standing_actions(measures: Iterable[int]) -> dict[int, int | None]:
    """Measure id → the action for which it stands: by the version in force, or else by the one being prepared; what
    neither has is left out."""
    rows = MeasureWording.objects.filter(PRESENT | Q(version__state__in=PREPARED), measure__in=list(measures))
    return dict(rows.order_by("-version__number").values_list("measure", "action"))


def named_units(version: PlanVersion) -> set[int]:
    """The units that a version's measures name, by id."""
    rows = MeasureWording.objects.filter(version=version)
    leads = set(rows.exclude(lead_unit=None).values_list("lead_unit", flat=True))
    assisting = set(rows.exclude(assisting=None).values_list("assisting", flat=True))
    return {unit for unit in leads | assisting if unit is not None}


def consultations_of(version: PlanVersion) -> list[Consultation]:
    """What units were asked about a version and answered, the latest round first; those that the person may see."""
    rows = beside(Consultation).filter(draft=version).select_related("draft__plan", "unit")
    return list(rows.order_by("-round", "unit__position", "unit"))


def tasks_of(measure: PlanMeasure) -> QuerySet[KeyTask]:
    """The tasks that hang on a measure, those set aside too."""
    return KeyTask.objects.filter(measure=measure).select_related("lead_unit").order_by("due", "pk")


def tasks_by_measure(measures: Collection[int]) -> dict[int, int]:
    """Measure id → how many tasks hang on it that were not set aside, whoever sees them: rows of them are not shown."""
    rows = KeyTask._unfiltered().filter(measure__in=list(measures)).exclude(state__in=SET_ASIDE)
    return dict(Counter(measure for measure in rows.values_list("measure", flat=True) if measure))


def unseen_tasks_of(measure: PlanMeasure) -> int:
    """How many more tasks hang on a measure, not set aside, than the open scope shows."""
    seen = tasks_of(measure).exclude(state__in=SET_ASIDE).count()
    return tasks_by_measure([measure.pk]).get(measure.pk, 0) - seen


def lower_measures(measure: PlanMeasure) -> list[MeasureWording]:
    """What the sub-plans in force say to carry out a measure of the master plan."""
    rows = present_wordings().filter(upper=measure).select_related("measure__plan", "version__plan", "lead_unit")
    return list(rows.order_by("version__plan", "position"))


def carried_out_by(measure: PlanMeasure) -> int:
    """How many measures of other plans in force carry out a measure, whoever sees them."""
    rows = PlanMeasure._unfiltered().filter(upper=measure, dropped=False, plan__current__isnull=False)
    return rows.count()


def hanging_loose(version: PlanVersion) -> QuerySet[KeyTask]:
    """Tasks on measures of the version in force that `version` no longer has, whoever sees them."""
    if version.plan.current_id is None:
        return KeyTask._unfiltered().none()
    kept = MeasureWording._unfiltered().filter(version=version).values("measure")
    before = MeasureWording._unfiltered().filter(version=version.plan.current_id).values("measure")
    rows = KeyTask._unfiltered().filter(measure__in=before).exclude(measure__in=kept)
    return rows.exclude(state__in=SET_ASIDE).order_by("measure", "number")


def waiting_plans(actor: Actor, among: int) -> list[Waiting]:
    """Versions of plans that this person may put to the units, send to review or issue; the oldest first."""
    rows = PlanVersion.objects.filter(state__in=PREPARED).select_related("plan").order_by("changed_at", "pk")
    found = [one for one in rows[:among] if one.state != "consulting" or one.settled]
    return waiting(found, actor)


def waiting_consultations(actor: Actor, among: int) -> list[Waiting]:
    """Consultations that this person's unit has yet to answer, and opinions that this person has yet to deal with."""
    rows = Consultation.objects.filter(draft__state__in=PREPARED[:2]).select_related("draft__plan").order_by("pk")
    asked, objected = (list(rows.filter(state=state)[:among]) for state in ("asked", "objected"))
    return waiting(asked, actor, N_("反馈意见")) + waiting(objected, actor, N_("处理意见"))

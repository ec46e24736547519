"""Where tasks hang: below a measure of a plan, an action, another task; and what number the next one may bear."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Count, QuerySet

from zhiben.campaign.models import CampaignAction, KeyTask, MeasureWording, PlanMeasure
from zhiben.campaign.queries.plans import present_wordings
from zhiben.campaign.vocab import NOT_SUBMITTED, RETRACTED, SET_ASIDE
from zhiben.kernel.rights import Coordinates

NUMBERED = re.compile(r"^(.*?)(\d+)$")
FIRST_NUMBER = "ZD-0001"
"""What the first task of a list is called unless the office names it otherwise."""


def wording_of(measure: int) -> MeasureWording | None:
    """What a measure says in the plan in force; None where it is in none that the scope shows."""
    rows = present_wordings().filter(measure=measure)
    return rows.select_related("version__plan", "measure", "action__campaign", "lead_unit").first()


def actions_of_measures(measures: Iterable[int]) -> dict[int, int]:
    """Measure id → the action that it carries out, 0 for none; those of plans in force."""
    rows = present_wordings().filter(measure__in=set(measures))
    return {measure: action or 0 for measure, action in rows.values_list("measure", "action")}


def years_of(actions: Iterable[int]) -> dict[int, range]:
    """Action id → the years of its campaign."""
    rows = CampaignAction.objects.filter(pk__in=set(actions) - {0})
    found = rows.values_list("pk", "campaign__first_year", "campaign__last_year")
    return {pk: range(first, last + 1) for pk, first, last in found}


def grounds_of_measures(measures: Iterable[int]) -> dict[int, tuple[str, Coordinates]]:
    """Measure id → its plan, as it is called, and the territory for which that is made; whoever sees it."""
    rows = PlanMeasure._unfiltered().filter(pk__in=set(measures) - {0}).select_related("plan")
    return {one.pk: (str(one.plan), one.plan.coordinates.territory) for one in rows}


def tasks_above(tasks: Iterable[int]) -> dict[int, KeyTask]:
    """Tasks by id, below which others are to hang."""
    return {task.pk: task for task in KeyTask.objects.filter(pk__in=set(tasks))}


def wholes(tasks: Iterable[int]) -> dict[int, KeyTask]:
    """The same, whoever sees them: what is asked of a part is asked of it for everybody."""
    return KeyTask._unfiltered().in_bulk(set(tasks) - {0})


def parts_of(task: KeyTask) -> QuerySet[KeyTask]:
    """The tasks into which a task was broken down and that still count, in the order of their numbers."""
    return KeyTask.objects.filter(parent=task).exclude(state__in=SET_ASIDE).order_by("pk")


def broken_down(tasks: Iterable[int]) -> set[int]:
    """Those of `tasks` that have parts that still count, whoever sees these."""
    rows = KeyTask._unfiltered().filter(parent__in=list(tasks)).exclude(state__in=SET_ASIDE)
    return {pk for pk in rows.values_list("parent", flat=True) if pk}


def tasks_of_measure(measure: int) -> QuerySet[KeyTask]:
    """The tasks that carry out a measure, in the order of their numbers."""
    return KeyTask.objects.filter(measure=measure).exclude(state=RETRACTED).order_by("number")


def next_numbers(many: int, like: str = "") -> list[str]:
    """Numbers that are free as far as the person sees, counted on from `like`, else from the task that was listed
    last. One that somebody else's task has is refused when it is written; to skip it here would tell that it is
    there."""
    seen = KeyTask.objects.all()
    start = 0 if like else 1
    if not like:
        like = seen.filter(parent__isnull=True).order_by("-pk").values_list("number", flat=True).first() or ""
    parts = NUMBERED.match(like or FIRST_NUMBER)
    stem, digits = (parts[1], parts[2]) if parts else (f"{like}-", "00")
    number, found = int(digits) + (start if like else 0), list[str]()
    used = set(seen.filter(number__startswith=stem).values_list("number", flat=True))
    while len(found) < many:
        candidate = f"{stem}{number:0{len(digits)}d}"
        if candidate not in used:
            found.append(candidate)
        number += 1
    return found


def to_be_accepted() -> QuerySet[KeyTask]:
    """Tasks that were assigned and nobody has accepted yet, those of one unit together."""
    return KeyTask.objects.filter(state="assigned").order_by("lead_unit", "due", "pk")


def to_hand_over(unit: int) -> QuerySet[KeyTask]:
    """A unit's tasks that it is to accept or carry out, by due day."""
    return KeyTask.objects.filter(lead_unit=unit, state__in=NOT_SUBMITTED).order_by("due", "pk")


def handed_over() -> tuple[dict[int, int], dict[int, int]]:
    """By lead unit, how many tasks wait to be accepted, and how many are being carried out."""
    rows = KeyTask.objects.filter(state__in=NOT_SUBMITTED).values_list("lead_unit", "state").annotate(n=Count("pk"))
    waiting: dict[int, int] = {}
    under_way: dict[int, int] = {}
    for unit, state, count in rows.order_by():
        found = waiting if state == "assigned" else under_way
        found[unit] = found.get(unit, 0) + count
    return waiting, under_way

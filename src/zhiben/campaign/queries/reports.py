"""Reads of what units report on their tasks every half-month, and of what they owe."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiben.campaign.lifecycle import OFFICERS
from zhiben.campaign.models import KeyTask, Milestone, TaskReport
from zhiben.campaign.vocab import LAST_MONTHS, Cadence
from zhiben.foundation.lifecycle.models import standing
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import Period, half_month_ended, half_month_of, previous
from zhiben.kernel.rights import Actor

GRACE = timedelta(days=3)
"""Until so long after its end the pages offer a half-month's reporting; an editable default of this product."""


def sent_by(task: int, unit: int, period: Period, as_of: datetime) -> bool:
    """True when the unit had reported on the task, or sent a nil return, for that half-month before `as_of`."""
    rows = TaskReport.objects.filter(task=task, unit=unit, period_first=period.first, at__lt=as_of)
    return rows.exists()


def expected(cut: Cut) -> QuerySet[KeyTask]:
    """Tasks on which a report is due for the cut's half-month: under way at its end, and of a cadence whose own period
    ends with it."""
    period = _period(cut)
    rows = KeyTask.objects.filter(cadence__in=cadences_ending(period))
    return standing(rows, ("under_way",), min(period.ends, cut.as_of))


def cadences_ending(period: Period) -> list[str]:
    """The cadences at which a report is due with this half-month: every one of its kind, a month's with its second
    half, a quarter's with the second half of its third month."""
    found = [one for one in Cadence if period.last.month in LAST_MONTHS[one]]
    return [one for one in found if one == Cadence.HALF_MONTH or period.first.day > 1]


def reported(cut: Cut) -> QuerySet[KeyTask]:
    """Those of them with a report or a nil return of the lead unit for the half-month."""
    return expected(cut).filter(_has_report(_period(cut), cut.as_of))


def substantial(cut: Cut) -> QuerySet[KeyTask]:
    """Those of them whose report says something: no empty one; a nil return counts, for it says so."""
    return expected(cut).filter(_has_report(_period(cut), cut.as_of, empty=False))


def missing_reports(period: Period, as_of: datetime) -> QuerySet[KeyTask]:
    """Tasks without report and without nil return of their lead unit (`unit_then`) for `period`."""
    return expected(Cut(as_of, period)).exclude(_has_report(period, as_of))


def _has_report(period: Period, as_of: datetime, **such: Any) -> Q:
    rows = TaskReport.objects.filter(
        task=OuterRef("pk"), unit=OuterRef("unit_then"), period_first=period.first, at__lt=as_of, **such
    )
    return Q(Exists(rows))


def _period(cut: Cut) -> Period:
    return cut.period or half_month_ended(cut.as_of)


def unreported(unit: int, period: Period) -> int:
    """How many of a unit's tasks under way have neither report nor nil return of its own for `period`."""
    sent = TaskReport.objects.filter(task=OuterRef("pk"), unit=unit, period_first=period.first)
    return open_tasks_of(unit, period).exclude(Exists(sent)).count()


def reports_of(task: KeyTask) -> QuerySet[TaskReport]:
    """What was reported on a task, newest first."""
    return TaskReport.objects.filter(task=task).select_related("unit").order_by("-period_first", "unit")


def open_tasks_of(unit: int, period: Period) -> QuerySet[KeyTask]:
    """A unit's own tasks under way on which a report is due for `period`: those assigned before its end, of a cadence
    whose period ends with it. By due day."""
    rows = KeyTask.objects.filter(lead_unit=unit, state="under_way", assigned_on__lte=period.last)
    rows = rows.filter(cadence__in=cadences_ending(period))
    return rows.order_by("due", "pk")


def sent_for(tasks: Iterable[int], unit: int, period: Period) -> dict[int, TaskReport]:
    """Task id → what `unit` sent on it for `period`."""
    rows = TaskReport.objects.filter(task__in=list(tasks), unit=unit, period_first=period.first)
    return {row.task_id: row for row in rows}


def last_texts(tasks: Iterable[int], unit: int, before: Period) -> dict[int, str]:
    """Task id → the text of the unit's latest earlier report, for copying."""
    rows = TaskReport.objects.filter(task__in=list(tasks), unit=unit, period_first__lt=before.first, nil=False)
    return dict(rows.order_by("period_first").values_list("task", "text"))


def reporting_units(actor: Actor) -> list[int]:
    """The units for which somebody reports every half-month, in the order of the grants."""
    return list(dict.fromkeys(grant.unit for grant in actor.grants if grant.role in OFFICERS))


def reporting_periods(day: date) -> list[Period]:
    """The half-months that the pages offer for reporting on `day`: the present one, and the one before while its days
    of grace last. A return that comes later goes by the task's own page, and counts as late."""
    present = half_month_of(day)
    before = previous(present)
    return [present, before] if day <= before.last + GRACE else [present]


def open_milestones(tasks: Iterable[int]) -> dict[int, list[Milestone]]:
    """Task id → its milestones that were not reached yet, in their order."""
    found: dict[int, list[Milestone]] = {}
    for step in Milestone.objects.filter(task__in=list(tasks), reached_on__isnull=True).order_by("task", "position"):
        found.setdefault(step.task_id, []).append(step)
    return found


def milestone_ids(tasks: Iterable[KeyTask]) -> list[tuple[int, int]]:
    """(task, milestone) by id, those of one task in their order."""
    rows = Milestone.objects.filter(task__in=[task.pk for task in tasks])
    return list(rows.order_by("task", "position").values_list("task", "pk"))

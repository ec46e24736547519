"""Reads of the campaign's frame and of the key-task list that other rooms may use, within the open scope."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse

from zhiben.campaign.lifecycle import OFFICERS
from zhiben.campaign.models import (
    Campaign,
    CampaignAction,
    Extension,
    Indicator,
    KeyTask,
    Target,
    TaskReport,
    YearGoal,
)
from zhiben.campaign.vocab import ASSISTING, IN_FORCE, NOT_SUBMITTED
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.foundation.lifecycle.models import standing
from zhiben.foundation.scope.models import Participation
from zhiben.kernel import clock
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import Period, half_month_of, previous
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

GRACE = timedelta(days=3)
"""Until so long after its end the pages offer a half-month's reporting; an editable default of this product."""

FINISHED, SET_ASIDE = ("done",), ("cancelled", "retracted")
"""States of a task that is finished, and of one that was taken off the list."""

LOOKED_THROUGH = 300
"""Among how many open tasks one looks for those that wait for a person, unless more are asked for."""


def campaigns() -> list[Campaign]:
    """The campaigns with their goals, actions, indicators and targets, the city's office first."""
    order = {card.id: place for place, card in enumerate(orgs.offices())}
    rows = Campaign.objects.prefetch_related(
        Prefetch("goals", YearGoal.objects.order_by("year")),
        Prefetch("actions", CampaignAction.objects.order_by("position")),
        Prefetch("actions__indicators", Indicator.objects.order_by("pk")),
        Prefetch("actions__indicators__targets", Target.objects.order_by("year")),
    )
    return sorted(rows, key=lambda one: (order.get(one.office_id, len(order)), -one.first_year))


def actions(as_of: datetime) -> QuerySet[CampaignAction]:
    """The actions that were listed at a moment, those without a name too."""
    return CampaignAction.objects.filter(founded_at__lt=as_of).order_by("campaign", "position")


def tasks_by_id(ids: Iterable[int]) -> QuerySet[KeyTask]:
    """Tasks by id, those that the scope shows."""
    return KeyTask.objects.filter(pk__in=list(ids))


def in_force(as_of: datetime) -> QuerySet[KeyTask]:
    """Tasks that stood in the list just before `as_of`."""
    return standing(KeyTask.objects.all(), IN_FORCE, as_of)


def as_they_stood(ids: Iterable[int], as_of: datetime) -> QuerySet[KeyTask]:
    """Tasks by id with their state and facts of just before `as_of`, whatever the state was."""
    return standing(tasks_by_id(ids), KeyTask.machine.keys, as_of)


def sent_by(task: int, unit: int, period: Period, as_of: datetime) -> bool:
    """True when the unit had reported on the task, or sent a nil return, for that half-month before `as_of`."""
    rows = TaskReport.objects.filter(task=task, unit=unit, period_first=period.first, at__lt=as_of)
    return rows.exists()


def done(as_of: datetime) -> QuerySet[KeyTask]:
    """Tasks that were finished by then."""
    return standing(KeyTask.objects.all(), ("done",), as_of)


def overdue(as_of: datetime) -> QuerySet[KeyTask]:
    """Tasks whose due day, as it stood then, had ended and that were not submitted."""
    return standing(KeyTask.objects.all(), NOT_SUBMITTED, as_of, due__lte=clock.last_ended_day(as_of))


def expected(cut: Cut) -> QuerySet[KeyTask]:
    """Tasks on which a report is due for the cut's half-month: under way at its end."""
    period = _period(cut)
    return standing(KeyTask.objects.all(), ("under_way",), min(period.ends, cut.as_of))


def reported(cut: Cut) -> QuerySet[KeyTask]:
    """Those of them with a report or a nil return of the lead unit for the half-month."""
    return expected(cut).filter(_has_report(_period(cut), cut.as_of))


def missing_reports(period: Period, as_of: datetime) -> QuerySet[KeyTask]:
    """Tasks without report and without nil return of their lead unit (`unit_then`) for `period`."""
    return expected(Cut(as_of, period)).exclude(_has_report(period, as_of))


def _has_report(period: Period, as_of: datetime) -> Q:
    rows = TaskReport.objects.filter(
        task=OuterRef("pk"), unit=OuterRef("unit_then"), period_first=period.first, at__lt=as_of
    )
    return Q(Exists(rows))


def _period(cut: Cut) -> Period:
    return cut.period or half_month_of((cut.as_of - timedelta(microseconds=1)).astimezone(clock.TZ).date())


def lead_units(as_of: datetime) -> QuerySet[Any, int]:
    """The ids of units that lead a task in force."""
    led: QuerySet[Any, Any] = in_force(as_of)
    return led.values_list("unit_then", flat=True)


def waiting_for(actor: Actor, among: int = LOOKED_THROUGH) -> list[Waiting]:
    """Tasks, and requests for more time, whose next step `actor` may make, the nearest due day first."""
    tasks = KeyTask.objects.filter(state__in=("drafted", "assigned", "accepted", "submitted", "verified"))
    requests = Extension.objects.filter(state="asked").select_related("task")
    return waiting(tasks.order_by("due", "pk")[:among], actor) + waiting(requests.order_by("pk"), actor, N_("办理"))


def running_deadline(record: KeyTask | Extension) -> date | None:
    """The day by which the task, or the one that a request is about, must be submitted; None where no deadline
    runs."""
    one = record if isinstance(record, KeyTask) else record.task
    return one.due if one.state in NOT_SUBMITTED else None


@dataclass(frozen=True, slots=True)
class Owed:
    """How many reports a unit still owes for which half-month; what waits at its desk."""

    unit: int
    name: str
    count: int
    period: Period

    def __str__(self) -> str:
        return N_("{unit}：{period}还有{count}项任务未报").format(
            unit=self.name, period=self.period.label, count=self.count
        )

    @property
    def pk(self) -> str:
        """Tells it from other units' and other half-months'."""
        return f"{self.unit}@{self.period.first}"

    @property
    def due(self) -> date:
        """The last day of the half-month."""
        return self.period.last

    def get_absolute_url(self) -> str:
        """The grid in which the unit reports."""
        return f"{reverse('campaign:report')}?{urlencode({'period': self.period.first, 'unit': self.unit})}"


def reports_owed(actor: Actor, among: int = LOOKED_THROUGH) -> list[Waiting]:
    """What the units for which `actor` reports still owe: for the half-month that ends within three days or ended at
    most three days ago."""
    period = half_month_of(clock.today() - GRACE)
    if clock.today() < period.last - GRACE:
        return []
    units = reporting_units(actor)[:among]
    names = orgs.unit_names(units)
    owed = [Owed(unit, names[unit], unreported(unit, period), period) for unit in units]
    return [Waiting(one, N_("报送")) for one in owed if one.count]


def unreported(unit: int, period: Period) -> int:
    """How many of a unit's tasks under way have neither report nor nil return of its own for `period`."""
    sent = TaskReport.objects.filter(task=OuterRef("pk"), unit=unit, period_first=period.first)
    return open_tasks_of(unit, period).exclude(Exists(sent)).count()


def assisting_units(task: KeyTask) -> list[int]:
    """The ids of the units that assist."""
    rows = Participation.objects.filter(model=KeyTask._meta.label_lower, record=task.pk, part=ASSISTING)
    return list(rows.order_by("pk").values_list("unit", flat=True))


def assisting_by_task(tasks: Iterable[int]) -> dict[int, list[int]]:
    """Task id → ids of assisting units, for many tasks."""
    ids = list(tasks)
    rows = Participation.objects.filter(model=KeyTask._meta.label_lower, part=ASSISTING)
    found: dict[int, list[int]] = {}
    for start in range(0, len(ids), 500):
        part = rows.filter(record__in=ids[start : start + 500]).order_by("pk")
        for record, unit in part.values_list("record", "unit"):
            found.setdefault(record, []).append(unit)
    return found


def assisted_by(units: Collection[int]) -> Q:
    """Tasks that one of `units` assists."""
    rows = Participation.objects.filter(
        model=KeyTask._meta.label_lower, part=ASSISTING, unit__in=units, record=OuterRef("pk")
    )
    return Q(Exists(rows))


def reports_of(task: KeyTask) -> QuerySet[TaskReport]:
    """What was reported on a task, newest first."""
    return TaskReport.objects.filter(task=task).select_related("unit").order_by("-period_first", "unit")


def extensions_of(task: KeyTask) -> QuerySet[Extension]:
    """Requests for more time, newest first."""
    return Extension.objects.filter(task=task).order_by("-pk")


def open_tasks_of(unit: int, period: Period) -> QuerySet[KeyTask]:
    """A unit's own tasks under way on which it can report for `period`: those assigned before its end. By due day."""
    rows = KeyTask.objects.filter(lead_unit=unit, state="under_way", assigned_on__lte=period.last)
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

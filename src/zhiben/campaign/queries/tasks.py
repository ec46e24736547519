"""Reads of the key-task list, within the open scope."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiben.campaign.models import Extension, KeyTask
from zhiben.campaign.vocab import ASSISTING, IN_FORCE, LEADING, LOOK_ALIKE, NOT_SUBMITTED
from zhiben.foundation.lifecycle.models import standing, was_in_when_due
from zhiben.foundation.scope.models import Participation
from zhiben.kernel import clock
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import half_month_ended
from zhiben.kernel.rights import Coordinates
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind

FINISHED = ("done",)
"""States of a task that is finished."""


def leading_units() -> list[orgs.UnitCard]:
    """The units that may lead a task: departments, districts, streets, each in the office's order."""
    return sorted(orgs.units(*LEADING), key=lambda card: LEADING.index(UnitKind(card.kind)))


def tasks_by_id(ids: Iterable[int]) -> QuerySet[KeyTask]:
    """Tasks by id, those that the scope shows."""
    return KeyTask.objects.filter(pk__in=list(ids))


def task_numbered(number: str) -> KeyTask | None:
    """The task of that number, if the scope shows it."""
    return KeyTask.objects.filter(number=number).first()


def open_led_by(units: Collection[int]) -> QuerySet[KeyTask]:
    """Tasks that some units lead and that are not handed in, by number."""
    return KeyTask.objects.filter(lead_unit__in=units, state__in=NOT_SUBMITTED).order_by("number")


def in_force(as_of: datetime) -> QuerySet[KeyTask]:
    """Tasks that stood in the list just before `as_of`."""
    return standing(KeyTask.objects.all(), IN_FORCE, as_of)


def listed(as_of: datetime, home: Coordinates | None = None) -> QuerySet[KeyTask]:
    """Those of them that the list itself has: a part into which a task was broken down is no task of its own, but
    in the list of the territory to which it came; checks because of one accident are in no list."""
    return in_force(as_of).filter(_whole(home))


def _whole(home: Coordinates | None) -> Q:
    """Not broken out of another task of the same list: the city's without `home`, else that territory's; and no check
    because of one accident."""
    level = "street" if home and home.street else "district"
    whole = Q(parent__isnull=True) | ~Q(**{f"parent__{level}": getattr(home, level)}) if home else Q(parent=None)
    return whole & ~Q(topic=LOOK_ALIKE)


def as_they_stood(ids: Iterable[int], as_of: datetime) -> QuerySet[KeyTask]:
    """Tasks by id with their state and facts of just before `as_of`, whatever the state was."""
    return standing(tasks_by_id(ids), KeyTask.machine.keys, as_of)


def done(as_of: datetime, home: Coordinates | None = None) -> QuerySet[KeyTask]:
    """Tasks of the list that were finished by then."""
    return standing(KeyTask.objects.filter(_whole(home)), ("done",), as_of)


def overdue(as_of: datetime) -> QuerySet[KeyTask]:
    """Tasks, and parts of tasks, whose due day, as it stood then, had ended and that were not submitted."""
    return standing(KeyTask.objects.all(), NOT_SUBMITTED, as_of, due__lte=clock.last_ended_day(as_of))


def not_overdue(as_of: datetime, home: Coordinates | None = None) -> QuerySet[KeyTask]:
    """Those of the list that are not overdue: whole tasks, as the list counts them."""
    return listed(as_of, home).exclude(pk__in=overdue(as_of).values("pk"))


def fell_due(cut: Cut) -> QuerySet[KeyTask]:
    """Tasks, and parts of tasks, in force whose due day, as it stood at the cut, lay in its half-month."""
    period = cut.period or half_month_ended(cut.as_of)
    return standing(KeyTask.objects.all(), IN_FORCE, cut.as_of, due__gte=period.first, due__lte=period.last)


def missed(cut: Cut) -> QuerySet[KeyTask]:
    """Those of them that were not submitted when the due day ended, or are not at the cut, having been returned."""
    rows = fell_due(cut)
    return rows.filter(was_in_when_due(KeyTask.machine, NOT_SUBMITTED) | Q(state_then__in=NOT_SUBMITTED))


def lead_units(as_of: datetime) -> QuerySet[Any, int]:
    """The ids of units that lead a task of the list; who carries a part is not among them for that."""
    led: QuerySet[Any, Any] = listed(as_of)
    return led.values_list("unit_then", flat=True)


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


def extensions_of(task: KeyTask) -> QuerySet[Extension]:
    """Requests for more time, newest first."""
    return Extension.objects.filter(task=task).order_by("-pk")

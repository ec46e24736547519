"""Half-monthly reporting for many tasks at once, and the nil return for all that remain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask, TaskReport
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import Step, perform_many
from zhiben.kernel.errors import Refused
from zhiben.kernel.periods import Period, half_month_of
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def report_many(
    reports: Sequence[tuple[KeyTask, Mapping[str, Any]]], *, actor: Actor, at: datetime | None = None
) -> None:
    """Report on several tasks in one act; facts as the move asks for them."""
    perform_many([Step(task, "report", actor, facts) for task, facts in reports], at=at)


def nil_return(unit: int, *, day: date, actor: Actor, at: datetime | None = None) -> int:
    """零报告 for all of a unit's tasks under way that have no report for the half-month of `day`; how many.

    Raises Refused when none remains.
    """
    period = half_month_of(day)
    remaining = _remaining(queries.open_tasks_of(unit, period), unit, period)
    if not remaining:
        raise Refused(N_("{period}已全部报送，无需零报告"), period=period.label)
    with audit.batch():
        perform_many([Step(task, "nil", actor, {"period": period.first, "unit": unit}) for task in remaining], at=at)
        facts = {"period": period.first, "tasks": len(remaining)}
        grant = next((one for one in actor.grants if one.unit == unit), None)
        audit.record("nil_return", actor, subject=("orgs.unit", unit), facts=facts, at=at, grant=grant)
    return len(remaining)


def nil_returns(tasks: Sequence[KeyTask], *, period: Period, actor: Actor, at: datetime | None = None) -> None:
    """The same for tasks that the caller knows to be without report."""
    perform_many([Step(task, "nil", actor, {"period": period.first}) for task in tasks], at=at)


def _remaining(tasks: Any, unit: int, period: Period) -> list[KeyTask]:
    sent = TaskReport.objects.filter(unit=unit, period_first=period.first).values("task")
    return list(tasks.exclude(pk__in=sent))

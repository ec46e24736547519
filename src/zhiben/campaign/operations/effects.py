"""What the moves of a task do besides changing its state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.models import TaskReport
from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle import Change, effect, prepare
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.periods import half_month_of
from zhiben.kernel.text import N_


@prepare(TASK)
def _with_what_was_sent(tasks: Sequence[Any]) -> None:
    """Beside each task, which unit has already reported for which half-month."""
    sent: dict[int, set[tuple[int, date]]] = {task.pk: set() for task in tasks}
    rows = TaskReport._unfiltered().filter(task__in=list(sent))
    for task, unit, first in rows.values_list("task", "unit", "period_first"):
        sent[task].add((unit, first))
    for task in tasks:
        task.__dict__["_sent"] = sent[task.pk]


@effect(TASK, "accept")
def _accepted(change: Change) -> None:
    change.record.accepted_on = change.facts["on"]


@effect(TASK, "start")
def _started(change: Change) -> None:
    change.record.responsible = change.facts["responsible"]


@effect(TASK, "report", "nil")
def _reported(change: Change) -> None:
    day = change.facts["period"]
    period = half_month_of(day)
    if period.first > change.at.astimezone(clock.TZ).date():
        raise Refused(N_("{period}尚未开始，不能报送"), period=period.label)
    unit = change.grant.unit if change.grant else 0
    sent: set[tuple[int, date]] = change.record.__dict__["_sent"]
    if (unit, period.first) in sent:
        raise Refused(N_("本单位{period}已报送过"), period=period.label)
    change.related.append(
        TaskReport(
            task=change.record,
            unit_id=unit,
            period_first=period.first,
            nil=change.move.name == "nil",
            text=change.facts.get("text", ""),
            figures=change.facts.get("figures", ""),
            person=change.actor.id,
            at=change.at,
        )
    )
    keep_evidence(change)


@effect(TASK, "submit")
def _submitted(change: Change) -> None:
    keep_evidence(change)


@effect(TASK, "return")
def _returned(change: Change) -> None:
    change.record.returns += 1


def keep_evidence(change: Change) -> None:
    """Attach the files of a move to its record."""
    to = (type(change.record)._meta.label_lower, change.record.pk)
    attach_own(change.facts.get("evidence", ()), to=to, actor_id=change.actor.id, purpose=change.move.name)

"""What the moves of a task do besides changing its state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from zhiben.campaign import policy
from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.models import TaskReport
from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle import Change, effect, prepare
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
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


@effect(TASK, "assign")
def _assigned(change: Change) -> None:
    """A unit is given a task that says what is to be reached, how it is shown, and by when."""
    task, today = change.record, _day_of(change)
    missing = {
        N_("没有目标"): not task.target.strip(),
        N_("没有佐证要求"): not task.evidence_required.strip(),
        N_("完成时限已过"): task.due < today,
    }
    if what := "、".join(words for words, so in missing.items() if so):
        raise Refused(N_("{number}{what}，请在清单中补正后再下达"), number=task.number, what=what)
    task.assigned_on = today


@effect(TASK, "accept")
def _accepted(change: Change) -> None:
    on, first, today = change.facts["on"], change.record.assigned_on, _day_of(change)
    if on > today or (first and on < first):
        wrong = N_("不能晚于今天") if on > today else N_("不能早于下达之日")
        raise Incomplete(N_("签收日期{what}"), fields={"on": wrong}, what=wrong)
    change.record.accepted_on = on


@effect(TASK, "start")
def _started(change: Change) -> None:
    change.record.responsible = change.facts["responsible"]


@effect(TASK, "report", "nil")
def _reported(change: Change) -> None:
    period = half_month_of(change.facts["period"])
    assigned = change.record.assigned_on
    if period.first > _day_of(change):
        raise Refused(N_("{period}尚未开始，不能报送"), period=period.label)
    if assigned and period.last < assigned:
        raise Refused(N_("任务于{day}下达，{period}无需报送"), day=clock.in_words(assigned), period=period.label)
    unit = _unit_of(change)
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


def _unit_of(change: Change) -> int:
    """For which unit somebody reports: the one they chose, else the lead unit before one that assists."""
    if asked := change.facts.get("unit"):
        held = policy.reporting_grants(change.actor, change.record)
        change.grant = next((grant for grant in held if grant.unit == asked), None)
        if change.grant is None:
            raise Incomplete(N_("您不能为该单位报送此项任务"), fields={"unit": N_("请选择您所在的牵头或配合单位")})
    return change.grant.unit if change.grant else 0


def _day_of(change: Change) -> date:
    return change.at.astimezone(clock.TZ).date()


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

"""What the moves of a task do besides changing its state."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhiben.campaign import policy
from zhiben.campaign.lifecycle import TASK, until_accepted
from zhiben.campaign.models import KeyTask, Milestone, TaskReport
from zhiben.campaign.operations.taking_part import carry_no_more
from zhiben.campaign.queries.emptiness import emptiness
from zhiben.campaign.vocab import OPEN, SET_ASIDE
from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle import Change, Entered, effect, prepare, redates
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.periods import half_month_of
from zhiben.kernel.text import N_


@dataclass(slots=True)
class _Beside:
    """What stands beside a task when it is moved: which unit reported what for which half-month, which milestones are
    open, how the task above stands, which parts there are."""

    sent: dict[tuple[int, date], str] = field(default_factory=dict)
    steps: dict[int, Milestone] = field(default_factory=dict)
    above: str = ""
    parts: list[str] = field(default_factory=list)

    def last_text(self, unit: int, before: date) -> str:
        """The text of the unit's latest earlier report that was no nil return."""
        told = [(first, text) for (who, first), text in self.sent.items() if who == unit and first < before and text]
        return max(told)[1] if told else ""


@prepare(TASK)
def _with_what_stands_beside(tasks: Sequence[Any]) -> None:
    """Read for many tasks at once, whoever sees it all; each thing for the tasks of which a move asks it."""
    found = {task.pk: _Beside() for task in tasks}
    if under_way := [task.pk for task in tasks if task.state == "under_way"]:
        rows = TaskReport._unfiltered().filter(task__in=under_way)
        for task, unit, first, text in rows.values_list("task", "unit", "period_first", "text"):
            found[task].sent[unit, first] = text
        for step in Milestone._unfiltered().filter(task__in=under_way, reached_on__isnull=True).order_by("position"):
            found[step.task_id].steps[step.pk] = step
    if whole := [task.pk for task in tasks if task.state in OPEN]:
        for above, state in KeyTask._unfiltered().filter(parent__in=whole).values_list("parent", "state"):
            found[above].parts.append(state)
    parents = {task.parent_id for task in tasks if task.parent_id and task.state == "drafted"}
    states = dict(KeyTask._unfiltered().filter(pk__in=parents).values_list("pk", "state")) if parents else {}
    for task in tasks:
        found[task.pk].above = states.get(task.parent_id, "")
        task.__dict__["_beside"] = found[task.pk]


def _beside(change: Change) -> _Beside:
    found: _Beside = change.record.__dict__["_beside"]
    return found


@effect(TASK, "assign")
def _assigned(change: Change) -> None:
    """A unit is given a task that says what is to be reached, how it is shown, and by when; and until when it is to
    say that it has it."""
    task, today = change.record, _day_of(change)
    task.accept_by = change.facts.get("accept_by") or until_accepted(task, today)
    missing = {
        N_("没有目标"): not task.target.strip(),
        N_("没有佐证要求"): not task.evidence_required.strip(),
        N_("完成时限已过"): task.due < today,
    }
    if what := "、".join(words for words, so in missing.items() if so):
        raise Refused(N_("{number}{what}，请用“修改拟稿”补正后再下达"), number=task.number, what=what)
    if _beside(change).above == "drafted":
        raise Refused(N_("{number}的上级任务还未下达，请先下达上级任务"), number=task.number)
    if not today <= task.accept_by <= task.due:
        wrong = N_("签收期限已过") if task.accept_by < today else N_("签收期限晚于完成时限")
        way = N_("{number}{what}，请改签收期限")
        raise Incomplete(way, fields={"accept_by": wrong}, number=task.number, what=wrong)
    task.assigned_on, task.scheduled = today, task.scheduled or task.due


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
    if (unit, period.first) in _beside(change).sent:
        raise Refused(N_("本单位{period}已报送过"), period=period.label)
    change.related.append(_report(change, unit, period.first))
    keep_evidence(change)


def _report(change: Change, unit: int, first: date) -> TaskReport:
    """The report to be written; what it brings is told to the task and its milestones."""
    facts, task, nil = change.facts, change.record, change.move.name == "nil"
    text, lead = facts.get("text", ""), unit == task.lead_unit_id
    advanced = _advanced(change, lead=lead)
    moved = advanced or bool(facts.get("figures") or facts.get("evidence"))
    last = _beside(change).last_text(unit, first)
    empty = emptiness(text, last=last, moved=moved) if not nil else ""
    if lead:
        task.idle = task.idle + 1 if (nil or empty) and not advanced else 0
    if empty:
        change.noted["empty"] = empty
    return TaskReport(
        task=task,
        unit_id=unit,
        period_first=first,
        nil=nil,
        text=text,
        figures=facts.get("figures", ""),
        amount=facts.get("amount"),
        reached="、".join(step.name for step in _reached(change))[:400],
        note=facts.get("note", ""),
        empty=bool(empty),
        person=change.actor.id,
        at=change.at,
    )


def _advanced(change: Change, *, lead: bool) -> bool:
    """Take over the amount and the milestones that the lead unit tells; true where the task has come further."""
    task, amount, reached = change.record, change.facts.get("amount"), _reached(change)
    if not lead and (amount is not None or reached):
        told = "amount" if amount is not None else "reached"
        raise Incomplete(N_("完成量和节点由牵头单位填报"), fields={told: N_("完成量和节点由牵头单位填报")})
    before = task.achieved
    if amount is not None:
        _must_fit(change, amount)
        task.achieved = amount
    day = change.facts.get("reached_on") or _day_of(change)
    if reached and (day > _day_of(change) or (task.assigned_on and day < task.assigned_on)):
        wrong = N_("须在下达之日和今天之间")
        raise Incomplete(N_("节点完成日期{what}"), fields={"reached_on": wrong}, what=wrong)
    for step in reached:
        change.alter(step, reached_on=day)
    return bool(reached) or (amount is not None and amount != (before or 0))


def _must_fit(change: Change, amount: Decimal) -> None:
    """A cumulative amount does not shrink, and does not pass the target, without a word of explanation."""
    task, wrong = change.record, {}
    if task.amount is None:
        wrong = {"amount": N_("该任务没有设目标量")}
    elif any(state not in SET_ASIDE for state in _beside(change).parts):
        wrong = {"amount": N_("该任务已分解，完成量由各分解任务汇总")}
    elif not change.facts.get("note") and task.achieved is not None and amount < task.achieved:
        wrong = {"note": N_("累计完成量比上次的{last}少，请说明原因").format(last=plain_number(task.achieved))}
    elif not change.facts.get("note") and amount > task.amount:
        wrong = {"note": N_("累计完成量超过目标量{most}，请说明").format(most=plain_number(task.amount))}
    if wrong:
        raise Incomplete(N_("{number}：{what}"), fields=wrong, number=task.number, what="；".join(wrong.values()))


def plain_number(number: Decimal) -> str:
    """120 rather than 120.0000."""
    return f"{number.normalize():f}"


def _reached(change: Change) -> list[Milestone]:
    """The milestones that a report names. Raises Incomplete for what is not an open one of the task."""
    steps, asked = _beside(change).steps, change.facts.get("reached", [])
    if any(pk not in steps for pk in asked):
        wrong = N_("所选节点不在本任务未完成的节点里")
        raise Incomplete(wrong, fields={"reached": wrong})
    return [steps[pk] for pk in dict.fromkeys(asked)]


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
    """A task is finished when its parts are."""
    _no_part_may_be(change, ("drafted", "assigned", "accepted", "under_way", "submitted"))
    keep_evidence(change)


@effect(TASK, "retract")
def _set_aside(change: Change) -> None:
    _no_part_may_be(change, [state for state in TASK.keys if state not in SET_ASIDE])


@effect(TASK, "cancel")
def _cancelled(change: Change) -> None:
    _set_aside(change)
    carry_no_more(change.record)


def _no_part_may_be(change: Change, states: Sequence[str]) -> None:
    if count := sum(state in states for state in _beside(change).parts):
        sentence = N_("{number}还有{count}项分解任务未办结，不能{move}")
        raise Refused(sentence, number=change.record.number, count=count, move=change.move.label)


@effect(TASK, "return")
def _returned(change: Change) -> None:
    change.record.returns += 1
    change.record.idle = 0


def _told_beside(change: Change, step: Entered, now: datetime) -> None:
    """A report tells itself when it came, in its half-month or later; a task on which day it was accepted."""
    task, on, verb = change.record, change.facts["on"], step.entry.verb
    if verb == "accept":
        task.accepted_on = on
    if verb not in ("report", "nil"):
        return
    first = half_month_of(date.fromisoformat(json.loads(step.entry.facts)["period"])).first
    row = task.reports.filter(unit=step.entry.unit, period_first=first).first()
    if row is None:
        raise Refused(N_("没有找到这一次报送，请联系系统管理员核对"))
    if on < first:
        said = N_("该半月从{day}开始，报送不能早于这一天").format(day=clock.in_words(first))
        raise Incomplete("{what}", fields={"on": said}, what=said)
    change.alter(row, at=now)


def _half_month_told(facts: dict[str, Any]) -> str:
    """Of a report its half-month: several were entered on one day."""
    return half_month_of(date.fromisoformat(facts["period"])).label if "period" in facts else ""


redates(TASK, ("accept", "start", "report", "nil", "submit", "verify", "finish"), _told_beside, _half_month_told)


def keep_evidence(change: Change) -> None:
    """Attach the files of a move to its record."""
    to = (type(change.record)._meta.label_lower, change.record.pk)
    attach_own(change.facts.get("evidence", ()), to=to, actor_id=change.actor.id, purpose=change.move.name)

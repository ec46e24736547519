"""What the moves of a case do besides changing its state."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from zhiben.accidents.lifecycle import CASE
from zhiben.accidents.models import AccidentCase, UpwardReport
from zhiben.accidents.operations.entering import begun
from zhiben.accidents.operations.reading import moment_of
from zhiben.accidents.vocab import LABEL, ORDER, UPWARDS, Reach
from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle import Change, effect
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.text import N_

MOST_EXTENSION, MOST_APPROVAL_EXTENSION = 60, 30
"""Days by which an investigation (Order 493 art. 29) and the approval of an extreme accident (art. 32) are extended at
most."""

MIN = datetime.min.replace(tzinfo=UTC)


@effect(CASE, "investigate")
def _investigated(change: Change) -> None:
    case: AccidentCase = change.record
    _must_be_high_enough(case, Reach(change.facts["level"]))
    case.investigated_at, case.team = change.facts["level"], change.facts["team"]


@effect(CASE, "raise_level")
def _raised(change: Change) -> None:
    case: AccidentCase = change.record
    level = Reach(change.facts["level"])
    if ORDER.index(level) <= ORDER.index(Reach(case.investigated_at)):
        told = N_("现由{level}一级调查，应提高").format(level=Reach(case.investigated_at).label)
        raise Incomplete(told, fields={"level": told})
    _must_be_high_enough(case, level)
    change.noted["level_before"], change.noted["team_before"] = case.investigated_at, case.team
    case.investigated_at, case.team = level, change.facts["team"]


def _must_be_high_enough(case: AccidentCase, level: Reach) -> None:
    if ORDER.index(level) < ORDER.index(case.lowest_level):
        told = N_("{grade}至少由{level}一级组织调查（国务院令第493号第十九条）").format(
            grade=case.graded.label, level=case.lowest_level.label
        )
        raise Incomplete(told, fields={"level": told})


@effect(CASE, "report_up")
def _reported_up(change: Change) -> None:
    case: AccidentCase = change.record
    level, at = change.facts["level"], moment_of(change.facts["at"])
    reports = dict(UpwardReport._unfiltered().filter(case=case.pk).values_list("level", "at"))
    if level in reports:
        raise Refused(N_("该级的报告时间已登记"), code="told_already")
    if at is None or at > change.at:
        raise Incomplete(N_("请核对时间"), fields={"at": N_("时间应如2024-10-15 14:30，不能晚于现在")})
    earliest = max(begun(case.occurred_on, case.hour, case.minute), case.reported_at or MIN)
    if at < earliest:
        raise Incomplete(N_("请核对时间"), fields={"at": N_("时间不能早于事故发生和部门接报")})
    step = UPWARDS.index(level)
    lower = [reports[one] for one in UPWARDS[:step] if one in reports]
    higher = [reports[one] for one in UPWARDS[step + 1 :] if one in reports]
    if any(at < one for one in lower) or any(at > one for one in higher):
        raise Incomplete(N_("请核对时间"), fields={"at": N_("时间不能早于下级、晚于上级的报告时间")})
    change.related.append(UpwardReport(case=case, level=level, at=at))


@effect(CASE, "extend")
def _extended(change: Change) -> None:
    case: AccidentCase = change.record
    days = case.extension_days + _days(change)
    if days > MOST_EXTENSION:
        raise Incomplete(N_("请核对天数"), fields={"days": N_("调查期限累计延长不超过60日")})
    case.extension_days = days


@effect(CASE, "appraise")
def _appraised(change: Change) -> None:
    change.record.appraisal_days += _days(change)


@effect(CASE, "extend_approval")
def _approval_extended(change: Change) -> None:
    case: AccidentCase = change.record
    days = case.approval_extension_days + _days(change)
    if days > MOST_APPROVAL_EXTENSION:
        raise Incomplete(N_("请核对天数"), fields={"days": N_("批复时间累计延长不超过30日")})
    case.approval_extension_days = days


def _days(change: Change) -> int:
    given = change.facts["days"]
    if given != int(given):
        raise Incomplete(N_("请核对天数"), fields={"days": N_("应为整数")})
    return int(given)


@effect(CASE, "submit")
def _submitted(change: Change) -> None:
    case: AccidentCase = change.record
    case.submitted_on = _day(change, after=case.occurred_on, since=N_("发生日期"))
    case.nature = change.facts["nature"]
    _attach(change)


@effect(CASE, "return_report")
def _returned(change: Change) -> None:
    change.record.submitted_on = None


@effect(CASE, "approve")
def _approved(change: Change) -> None:
    case: AccidentCase = change.record
    case.approved_on = _day(change, after=case.submitted_on or case.occurred_on, since=N_("提交调查报告日期"))
    case.approval_no = change.facts["document"]


@effect(CASE, "settle")
def _settled(change: Change) -> None:
    setattr(change.record, f"{change.facts['which']}_settled", change.facts["evidence"])
    _attach(change)


@effect(CASE, "unsettle")
def _unsettled(change: Change) -> None:
    name = f"{change.facts['which']}_settled"
    if not getattr(change.record, name):
        raise Incomplete(N_("请核对"), fields={"which": N_("这一项尚未认定")})
    change.noted["evidence_before"] = getattr(change.record, name)
    setattr(change.record, name, "")


@effect(CASE, "assess")
def _assessed(change: Change) -> None:
    case: AccidentCase = change.record
    case.assessed_on = _day(change, after=case.approved_on or case.occurred_on, since=N_("批复日期"))
    case.assessment, case.published = change.facts["conclusion"], change.facts["published"]


@effect(CASE, "carry_over")
def _carried_over(change: Change) -> None:
    if change.record.approved_on is None:
        raise Refused(N_("补录的案件须填批复日期"))


def _day(change: Change, *, after: date, since: str) -> date:
    """The day that was told, if it may be one."""
    day: date = change.facts["on"]
    if not after <= day <= change.at.astimezone(clock.TZ).date():
        told = N_("日期不能早于{since}（{day}），也不能晚于今天").format(since=since, day=clock.in_words(after))
        raise Incomplete(N_("请核对日期"), fields={"on": told})
    return day


def _attach(change: Change) -> None:
    files: Any = change.facts.get("files")
    if files:
        to = (LABEL, change.record.pk)
        attach_own(files, to=to, actor_id=change.actor.id, purpose=change.move.name)

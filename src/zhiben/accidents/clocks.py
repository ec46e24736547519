"""The clocks of an accident as values, each with the article it comes from; when each is due of a case, and whether it
was kept. Hours run from moments, days from the day of the accident to the end of the last one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhiben.accidents.grading import RULES
from zhiben.accidents.models import AccidentCase
from zhiben.accidents.vocab import UPWARDS, Grade, Reach, Regime
from zhiben.kernel import clock
from zhiben.kernel.periods import months_after
from zhiben.kernel.text import N_

ORDER_493 = N_("《生产安全事故报告和调查处理条例》（国务院令第493号）{article}")
HOURS, DAYS, MONTHS = N_("小时"), N_("日"), N_("个月")


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: what it asks, of whom, how long, where that is written, and the move by which it is told that it was
    done (none: by correcting the case)."""

    key: str
    label: str
    who: str
    amount: int
    unit: str
    source: str
    move: str = ""


CLOCKS: dict[str, Clock] = {
    one.key: one
    for one in (
        Clock(
            "unit_report",
            N_("单位负责人接报后报告"),
            N_("事故单位"),
            1,
            HOURS,
            ORDER_493.format(article=N_("第九条")),
        ),
        Clock(
            "level_report",
            N_("逐级上报"),
            N_("有关部门，每级"),
            2,
            HOURS,
            ORDER_493.format(article=N_("第十条、第十一条")),
            "report_up",
        ),
        Clock(
            "supplement",
            N_("伤亡人数变化的补报"),
            N_("各级"),
            RULES[Regime.WORK].supplement_days,
            DAYS,
            ORDER_493.format(article=N_("第十三条（道路交通、火灾为7日）")),
        ),
        Clock(
            "report",
            N_("提交调查报告"),
            N_("事故调查组"),
            60,
            DAYS,
            ORDER_493.format(article=N_("第二十九条（经批准可延长，最长60日；第二十七条：技术鉴定时间不计入）")),
            "submit",
        ),
        Clock(
            "approval",
            N_("批复调查报告"),
            N_("负责调查的人民政府"),
            15,
            DAYS,
            ORDER_493.format(article=N_("第三十二条")),
            "approve",
        ),
        Clock(
            "approval_extreme",
            N_("批复特别重大事故调查报告"),
            N_("负责调查的人民政府"),
            30,
            DAYS,
            ORDER_493.format(article=N_("第三十二条（特殊情况可延长，最长30日）")),
            "approve",
        ),
        Clock(
            "assessment",
            N_("评估整改和防范措施落实情况并公开"),
            N_("负责批复的人民政府"),
            12,
            MONTHS,
            N_("《安全生产法》第八十六条"),
            "assess",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Due:
    """A clock of one case: until when (None: it has not begun to run), and when it was done. `level` names the level of
    a report upwards; `asks` tells that somebody has to do something, which a mere possibility does not."""

    clock: Clock
    until: datetime | None
    done: datetime | date | None = None
    level: str = ""
    asks: bool = True

    @property
    def label(self) -> str:
        """What is asked, in words."""
        return f"{self.clock.label}：{Reach(self.level).label}" if self.level else self.clock.label

    @property
    def by_the_hour(self) -> bool:
        """True for a clock that runs by the hour."""
        return self.clock.unit == HOURS

    @property
    def day(self) -> date | None:
        """The day on which its time ends."""
        return (self.until - timedelta(microseconds=1)).astimezone(clock.TZ).date() if self.until else None

    @property
    def was_late(self) -> bool:
        """Done, and after its time."""
        if self.done is None or self.until is None:
            return False
        if isinstance(self.done, datetime):
            return self.done > self.until
        return clock.day_start(self.done) >= self.until

    def is_overdue(self, now: datetime) -> bool:
        """Asked for, not done, and its time is over."""
        return self.asks and self.done is None and self.until is not None and now > self.until

    def is_running(self, now: datetime) -> bool:
        """Asked for, not done, its time not over."""
        return self.asks and self.done is None and self.until is not None and now <= self.until


def clocks_of(case: AccidentCase, reports: Mapping[str, datetime]) -> list[Due]:
    """All clocks of a case in their order; `reports` are the moments at which levels were reached. None of a case that
    counts no longer; of one that was carried over from the past the assessment alone, for of its other clocks nobody
    knows whether they were kept."""
    if case.state in ("void", "merged"):
        return []
    if case.carried_over:
        return [_assessing(case)]
    return [*_reporting(case, reports), *_investigating(case), _assessing(case)]


def _reporting(case: AccidentCase, reports: Mapping[str, datetime]) -> Iterator[Due]:
    hour = CLOCKS["unit_report"]
    until = case.learned_at + timedelta(hours=hour.amount) if case.learned_at else None
    yield Due(hour, until, case.reported_at, asks=case.learned_at is not None)
    step, before = CLOCKS["level_report"], case.reported_at
    for level in case.levels_to_reach:
        done = reports.get(level)
        higher = UPWARDS[UPWARDS.index(level) + 1 :]
        skipped = done is None and any(one in reports for one in higher)
        until = before + timedelta(hours=step.amount) if before else None
        yield Due(step, until, done, level, asks=bool(before) and not skipped)
        before = before if skipped else done
    days = RULES[Regime(case.regime)].supplement_days
    yield Due(CLOCKS["supplement"], _after(case.occurred_on, days), asks=False)


def _investigating(case: AccidentCase) -> Iterator[Due]:
    report = CLOCKS["report"]
    days = report.amount + case.extension_days + case.appraisal_days
    yield Due(report, _after(case.occurred_on, days), case.submitted_on or case.approved_on)
    approval = CLOCKS["approval_extreme" if case.graded == Grade.EXTREME else "approval"]
    begun, days = case.submitted_on, approval.amount + case.approval_extension_days
    yield Due(approval, _after(begun, days) if begun else None, case.approved_on)


def _assessing(case: AccidentCase) -> Due:
    year = CLOCKS["assessment"]
    until = clock.day_end(months_after(case.approved_on, year.amount)) if case.approved_on else None
    return Due(year, until, case.assessed_on)


def _after(day: date, days: int) -> datetime:
    """The end of the last of so many days after `day`."""
    return clock.day_end(day + timedelta(days=days))


def due_by(dues: Iterable[Due], now: datetime, last: datetime) -> list[Due]:
    """Those that ask for something and run out by `last`, overdue ones included, the first to run out first."""
    asked = [one for one in dues if one.until and (one.is_overdue(now) or (one.is_running(now) and one.until <= last))]
    return sorted(asked, key=_until)


def _until(one: Due) -> datetime:
    return one.until or datetime.max.replace(tzinfo=clock.TZ)

"""The rounds of the city's office since February: its weeks, which the clock closes, and its half-months, opened and
collected by the clock, closed and drafted by its people, answered by the named units, approved and issued, each while
the records stood as they stood then. The last one is the main job's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from zhiben.demonstration import calendar, task_story
from zhiben.demonstration.papers import files, receive
from zhiben.demonstration.replies import Replies
from zhiben.demonstration.timeline import Happening
from zhiben.dispatch import operations, queries
from zhiben.dispatch.cycles import HALF_MONTH, WEEK
from zhiben.dispatch.operations import escalating
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.periods import half_month_of, week_of
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs import queries as orgs

if TYPE_CHECKING:
    from zhiben.demonstration.city import City
    from zhiben.demonstration.task_replay import TaskReplay
    from zhiben.dispatch.models import Round
    from zhiben.kernel.periods import Period

LATE = half_month_of(date(2024, 9, 1))
"""The round whose approval is made only after the clock has told the leader, and then the whole office, that it is
missing."""


class Rounds:
    """The rounds as records, by period."""

    def __init__(self, city: City, tasks: TaskReplay | None = None) -> None:
        self.city = city
        self.periods = task_story.periods()
        self.opened: dict[Period, Round] = {}
        self.replies = Replies(city, tasks)

    def happenings(self) -> Iterator[Happening]:
        """Every round up to its issue, in order of time; the last one up to its collection."""
        return iter(sorted(self._all(), key=lambda happening: happening.at))

    def _all(self) -> Iterator[Happening]:
        yield from self._weeks()
        for period in self.periods:
            yield _at(period.first, "open", lambda period=period: self._open(period))  # type: ignore[misc]
            yield _at(period.last, "collect", lambda period=period: self._collect(period))  # type: ignore[misc]
            if period is self.periods[-1]:
                return
            day = calendar.working(period.last + timedelta(days=1))
            yield _at(day, "close", lambda period=period: self.close(period))  # type: ignore[misc]
            yield _at(day, "draft", lambda period=period: self.draft(period))  # type: ignore[misc]
            yield _at(day, "answer", lambda period=period: self.replies.answer(self.opened[period]))  # type: ignore[misc]
            next_day = _waited(day, 1)
            yield _at(next_day, "decide", lambda period=period: self.replies.decide(self.opened[period]))  # type: ignore[misc]
            yield _at(next_day, "catch_up", lambda period=period: self.replies.catch_up(self.opened[period]))  # type: ignore[misc]
            if period == LATE:
                looks = [_waited(next_day, days) for days in (escalating.REMINDED_AFTER, escalating.RAISED_AFTER)]
                yield from (_at(look, "look", self._look) for look in looks)
                next_day = looks[-1]
            over = calendar.working(next_day + timedelta(days=1))
            yield _at(over, "approve", lambda period=period: self.approve(period))  # type: ignore[misc]
            yield _at(over, "issue", lambda period=period: self.issue(period))  # type: ignore[misc]
            yield _at(over, "receive", lambda period=period: self.receive(period))  # type: ignore[misc]

    def _look(self) -> None:
        """The clock tells of what nobody has done."""
        with unscoped(reason="the clock looks at the rounds of every office"):
            escalating.escalate(clock.now())

    def _weeks(self) -> Iterator[Happening]:
        """The weeks since the campaign's first whole half-month, each opened, collected and closed by the clock when it
        is over: how it stood at its end is asked of the intervals, whenever that is."""
        week = week_of(self.periods[0].first)
        while week.last < calendar.LAST:
            over = clock.day_start(week.last + timedelta(days=1)) + timedelta(minutes=5)
            yield Happening(over, lambda week=week: self._week(week))  # type: ignore[misc]
            week = WEEK.after(week)

    def _week(self, week: Period) -> None:
        one = operations.open_round(WEEK.name, week, office=self.city.office)
        with scope(SYSTEM):
            operations.collect(one, actor=SYSTEM)
            operations.close(one, actor=SYSTEM)

    def main_job(self) -> None:
        """What is done when the demonstration is shown: the last round is closed, its named units answer at once, its
        bulletin is issued, and the clock opens the rounds that have begun since."""
        last = self.periods[-1]
        self.close(last)
        self.draft(last)
        self.replies.answer(self.opened[last], all_of_them=True)
        self.replies.decide(self.opened[last])
        self.approve(last)
        self.issue(last)
        operations.open_due(clock.now())

    def write(self, out: Path) -> list[Path]:
        """The bulletin of the last round in both forms, as files in `out`."""
        officer = self.city.officer
        with scope(officer):
            document = queries.bulletin_of(self.opened[self.periods[-1]])
            out.mkdir(parents=True, exist_ok=True)
            return files(document, out)

    def close(self, period: Period) -> None:
        """Freeze the figures and name the late."""
        with scope(self.city.officer):
            operations.close(self.opened[period], actor=self.city.officer)

    def draft(self, period: Period) -> None:
        """Write the bulletin."""
        with scope(self.city.officer):
            operations.draft(self.opened[period], actor=self.city.officer)

    def approve(self, period: Period) -> None:
        """Sign it."""
        leader = self.city.leader
        with scope(leader):
            operations.approve(self._again(period), actor=leader)

    def issue(self, period: Period) -> None:
        """Number it and send it out."""
        with scope(self.city.officer):
            operations.issue(self.opened[period], actor=self.city.officer)

    def receive(self, period: Period) -> None:
        """Every unit confirms that it has the bulletin."""
        document = self.opened[period].bulletin
        if document is not None:
            receive(self.city, [document])

    def _open(self, period: Period) -> None:
        self.opened[period] = operations.open_round(HALF_MONTH.name, period, office=self.city.office)

    def _collect(self, period: Period) -> None:
        with scope(SYSTEM):
            operations.collect(self.opened[period], actor=SYSTEM)

    def _again(self, period: Period) -> Round:
        """The round as it stands: its draft has followed the answers meanwhile."""
        self.opened[period] = queries.round_of(self.opened[period].pk)
        return self.opened[period]


def _waited(since: date, days: int) -> date:
    """The day on whose evening so many working days have been waited since another's."""
    return orgs.reply_deadline(clock.day_start(since), days).date()


def _at(day: date, move: str, do: Callable[[], None]) -> Happening:
    return Happening(calendar.moment(day, move, calendar.ROUND_HOURS), do)

"""The tasks that the districts share: one of every action, broken down to all of them, carried out at each one's pace
and reported on once a month (示例数据)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from zhiben.campaign.operations import Share, break_down
from zhiben.campaign.vocab import Cadence
from zhiben.demonstration import calendar, plan_story
from zhiben.demonstration.task_story import periods
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.lifecycle import Step, perform_many
from zhiben.foundation.scope import scope, unscoped
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.demonstration.task_replay import TaskReplay
    from zhiben.kernel.periods import Period
    from zhiben.kernel.rights import Actor

BROKEN_DOWN = date(2024, 1, 26)
ACCEPTED, STARTED = date(2024, 1, 29), date(2024, 1, 31)
SLOW, SLOWER = 3, 7
"""Which districts fall behind, the second one by far."""


class PartReplay:
    """The parts as records, kept with the tasks by district and action."""

    def __init__(self, tasks: TaskReplay) -> None:
        self.tasks, self.city = tasks, tasks.city

    def happenings(self) -> Iterator[Happening]:
        """Everything that happens to the parts, in order of time."""
        if not self._shared():
            return
        yield Happening(calendar.moment(BROKEN_DOWN, "draft", calendar.TASK_HOURS), self._break_down)
        yield Happening(calendar.moment(BROKEN_DOWN, "assign", calendar.TASK_HOURS), lambda: self._move("assign"))
        yield Happening(calendar.moment(ACCEPTED, "accept", calendar.TASK_HOURS), lambda: self._move("accept"))
        yield Happening(calendar.moment(STARTED, "start", calendar.TASK_HOURS), lambda: self._move("start"))
        for period in periods():
            if period.first.day > 1:
                at = calendar.moment(period.last, "report", calendar.TASK_HOURS)
                yield Happening(at, lambda period=period: self._report(period))  # type: ignore[misc]

    def _shared(self) -> list[int]:
        return [n for n, story in enumerate(self.tasks.told) if story.course is not None and story.course.shared]

    def _break_down(self) -> None:
        officer = self.city.officer
        districts = self.city.districts
        with scope(officer):
            for index in self._shared():
                whole, story = self.tasks.tasks[index], self.tasks.told[index]
                each = (whole.amount or Decimal(0)) / len(districts)
                shares = [Share(one.government, each, cadence=Cadence.MONTH) for one in districts]
                parts = break_down(whole, shares, actor=officer)
                _of, action = plan_story.carried_out(story)
                self.tasks.parts |= {(place, action): part for place, part in enumerate(parts)}

    def _move(self, move: str) -> None:
        day = {"accept": ACCEPTED, "start": STARTED}.get(move, BROKEN_DOWN)
        steps = []
        for (place, _action), part in self.tasks.parts.items():
            actor = self._officer(place) if move != "assign" else self.city.officer
            facts: dict[str, dict[str, object]] = {"accept": {"on": day}, "start": {"responsible": actor.name}}
            steps.append(Step(part, move, actor, facts.get(move, {})))
        self._perform(steps)

    def _report(self, period: Period) -> None:
        self._perform(
            [
                Step(part, "report", self._officer(place), self._told(part.amount or Decimal(0), place, period))
                for (place, _action), part in self.tasks.parts.items()
            ]
        )

    def _told(self, amount: Decimal, place: int, period: Period) -> dict[str, object]:
        """How much of its share a district has done by the end of a month: all of it by the end of the year, at the
        ordinary pace."""
        days = (date(2024, 12, 31) - calendar.CAMPAIGN).days
        share = min((period.last - calendar.CAMPAIGN + timedelta(days=20)).days / days, 1.0)
        pace = {SLOW: 0.7, SLOWER: 0.2}.get(place, 1.0)
        done = int(float(amount) * share * pace)
        return {
            "period": period.first,
            "text": f"本区累计完成{done}，已督促各街道建立台账并逐项核对（示例数据）",
            "amount": done,
        }

    def _officer(self, place: int) -> Actor:
        return self.city.actor(Role.DISTRICT_OFFICER, self.city.districts[place].government)

    @staticmethod
    def _perform(steps: Sequence[Step]) -> None:
        with unscoped(reason="all districts act at one moment of the replay; the door asks for each of them"):
            perform_many(steps)

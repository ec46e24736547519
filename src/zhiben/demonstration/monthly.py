"""The months since February with their papers, and the province's ranking of each as it comes out (示例数据)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from zhiben.demonstration import books, calendar
from zhiben.demonstration.city import IN_PROVINCE
from zhiben.demonstration.city import INDICATORS as ACTIONS
from zhiben.demonstration.papers import receive
from zhiben.demonstration.timeline import Happening
from zhiben.dispatch import operations, queries
from zhiben.dispatch.cycles import MONTH, WEEK
from zhiben.foundation.measures import evaluate, frozen
from zhiben.foundation.scope import scope
from zhiben.kernel import clock, measure
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import Period, month_of
from zhiben.kernel.rights import SYSTEM

if TYPE_CHECKING:
    from zhiben.demonstration.city import City
    from zhiben.dispatch.models import Round

MONTHS = tuple(month_of(date(2024, number, 1)) for number in range(2, 10))
PUBLISHED_ON = 12
"""The day of the next month on which the province publishes, and the office draws up its papers."""
HEAD = ("地市", "指标", "月份", "版次", "公布日期", "分子", "分母", "指标值", "位次")
OTHERS = tuple(f"示例{number}市" for number in "一二三四五六七八九十")
INDICATORS = {"隐患整改率（示例数据）": ("D1.rate", ""), "任务办结率（示例数据）": ("tasks.done", "A5.tasks")}
COUNTED = {
    "D2.criteria": 1,
    "D2.principals": 3,
    "D2.employees": 2,
    "D2.enforcement": 4,
    "D3.monitoring": 1,
    "D3.fire": 1,
    "D3.exits": 1,
    "D3.help": 1,
    "D4.inspected": 2,
    "D4.penalties": 3,
}
"""Figures that the province counts since the year began, and the city's place by each, month after month."""
LEAST = 40
"""Below so many the table has no line yet."""
NAME = "全省排名"


class Monthly:
    """The months as records, by period."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.opened: dict[Period, Round] = {}
        self.chance = Random("示例数据 全省排名")  # noqa: S311 - the same ranking every time, no secret

    def happenings(self) -> Iterator[Happening]:
        """Every month up to the receipt of its papers, in order of time."""
        hours = calendar.ROUND_HOURS
        found = []
        for period in MONTHS:
            over = period.last + timedelta(days=1)
            day = calendar.working(over + timedelta(days=PUBLISHED_ON - 1))
            steps = (
                (period.first, "open", self._open),
                (period.last, "collect", self._collect),
                (over, "open", self._close),
                (day, "close", self._take_ranking),
                (day, "draft", self._draft),
                (day, "approve", self._approve),
                (day, "issue", self._issue),
                (day, "receive", self._receive),
            )
            for on, hour, act in steps:
                found.append(Happening(calendar.moment(on, hour, hours), lambda act=act, period=period: act(period)))  # type: ignore[misc]
        return iter(sorted(found, key=lambda one: one.at))

    def _open(self, period: Period) -> None:
        self.opened[period] = operations.open_round(MONTH.name, period, office=self.city.office)

    def _collect(self, period: Period) -> None:
        with scope(SYSTEM):
            operations.collect(self.opened[period], actor=SYSTEM)

    def _close(self, period: Period) -> None:
        with scope(SYSTEM):
            operations.close(self.opened[period], actor=SYSTEM)

    def _take_ranking(self, period: Period) -> None:
        """The province's table of the month."""
        officer = self.city.officer
        with scope(officer):
            rows = list(self._ranking(period))
        books.take_in("provincial_ranking", HEAD, rows, name=NAME, actor=officer)

    def _ranking(self, period: Period) -> Iterator[tuple[object, ...]]:
        closed = queries.rounds().filter(office=self.city.office, period_last=period.last)
        figures = frozen(closed.exclude(cycle=WEEK.name)[0].bundle)
        published = (period.last + timedelta(days=PUBLISHED_ON)).isoformat()
        for indicator, (part, whole) in INDICATORS.items():
            own = figures[part, ""]
            of = figures[whole, ""].numerator if whole else own.denominator or 0
            if not of:
                continue  # the province lists no share of nothing
            for region, counts in (("深圳市", (own.numerator, of)), *self._others(own.numerator, of)):
                yield (region, indicator, period.first.isoformat()[:7], "首次公布", published, *counts, "", "")
        for indicator, amount_told, place in self._counted():
            for rank, (region, amount) in enumerate(self._around(amount_told, place), start=1):
                yield (region, indicator, period.first.isoformat()[:7], "首次公布", published, "", "", amount, rank)

    def _counted(self) -> Iterator[tuple[str, int, int]]:
        """What the city has told the province by now, with the place that its table gives it."""
        cut = Cut(clock.now())
        known = measure.registered()
        names = {figure: name for _position, name, _unit, figure, _amounts in ACTIONS}
        for figure, place in COUNTED.items():
            own = evaluate(known[figure], cut).numerator
            if own >= LEAST:
                yield IN_PROVINCE.format(name=names[figure]), own, place

    def _around(self, own: int, place: int) -> list[tuple[str, int]]:
        """Eleven cities in order, the city at its place; what the others have told is made up."""
        step = own // 40
        ahead = [(name, own + step * (place - 1 - number)) for number, name in enumerate(OTHERS[: place - 1])]
        behind = [(name, own - step * number) for number, name in enumerate(OTHERS[place - 1 :], start=1)]
        return [*ahead, ("深圳市", own), *behind]

    def _others(self, done: int, of: int) -> Iterator[tuple[str, tuple[int, int]]]:
        """Ten made-up cities around the city's own share."""
        for name in OTHERS:
            base = self.chance.randint(of // 3, of)
            near = done / of + self.chance.uniform(-0.08, 0.06)
            yield name, (min(base, max(0, round(base * near))), base)

    def _draft(self, period: Period) -> None:
        with scope(self.city.officer):
            operations.draft(self.opened[period], actor=self.city.officer)

    def _approve(self, period: Period) -> None:
        leader = self.city.leader
        with scope(leader):
            operations.approve(queries.round_of(self.opened[period].pk), actor=leader)

    def _issue(self, period: Period) -> None:
        with scope(self.city.officer):
            self.opened[period] = queries.round_of(self.opened[period].pk)
            operations.issue(self.opened[period], actor=self.city.officer)

    def _receive(self, period: Period) -> None:
        with scope(self.city.officer):
            papers = queries.papers_of(self.opened[period])
        receive(self.city, [document for _name, document in papers])

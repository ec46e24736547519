"""The accidents of 2024 as records (示例数据). Those of the first half are handed in once their investigation is over,
like those before; of the others departments tell as they know of them, and each goes its course: reported upwards,
investigated, its report submitted and approved. Clocks mostly hold; a handful have run out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from zhiben.accidents import operations, queries
from zhiben.accidents.operations import Draft
from zhiben.accidents.vocab import TYPE_1986
from zhiben.demonstration import calendar
from zhiben.demonstration.accident_replay import AccidentReplay, approved_on
from zhiben.demonstration.accident_story import STREET_NAMES
from zhiben.demonstration.accident_year import TEAM
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.lifecycle import Step, perform_many
from zhiben.foundation.scope import scope
from zhiben.kernel import clock

if TYPE_CHECKING:
    from zhiben.demonstration.accident_going_on import GoingOn
    from zhiben.demonstration.accident_story import Accident

WAVES = (date(2024, 6, 19), date(2024, 8, 14), date(2024, 10, 9))
"""When the departments hand in what is approved by then."""
FOLLOWED_FROM = date(2024, 7, 1)
"""From this day on accidents are entered as they become known."""
COMPARED = date(2024, 10, 14)

SUBMITTED_AFTER, SUBMITTED_WITHIN = 26, 24
APPROVED_AFTER, APPROVED_WITHIN = 4, 6
"""Days from the accident to its report, and from there to the approval; and how much these differ."""
TOLD_UP_LATE, NOT_TOLD_UP = 19, 41
NOT_SUBMITTED, NOT_APPROVED = 23, 17
"""Every so many are reported upwards late, or not at all; are still investigated, or wait for their approval."""
LATE_BY = timedelta(hours=5)
LEVELS = ("city", "province")
GRAVE = 3
"""So many dead make a larger accident, which the city investigates and the province is told of."""

CITY_TEAM = "市政府事故调查组（示例数据）"


class AccidentCourse:
    """The accidents of the year, entered and moved on beside those of the years before. `listed` tells the streets that
    are listed by then, by id."""

    def __init__(self, replay: AccidentReplay, told: GoingOn, listed: Callable[[], Collection[int]]) -> None:
        self.replay, self.told, self.listed = replay, told, listed

    def happenings(self) -> Iterator[Happening]:
        """Everything, in order of time."""
        return iter(sorted(self._all(), key=lambda happening: happening.at))

    def _all(self) -> Iterator[Happening]:
        handed = [one for one in self.told.accidents if not _is_followed(one)]
        before = date.min
        for day in WAVES:
            some = [one for one in handed if before <= approved_on(one) < day]
            yield _at(day, 9, 25, lambda some=some: self.replay.hand_in(self._happened(some)))
            yield _at(day, 14, 25, self.replay.compare)
            before = day
        for name, hour, do in (
            ("submitted", 16, self.submit),
            ("approved", 11, self.approve),
            ("entered", 17, self.enter),
        ):
            for day, some in self._by_day(name).items():
                yield _at(day, hour, 35, lambda do=do, some=some: do(some))
        yield _at(COMPARED, 17, 55, self.replay.compare)

    def _by_day(self, name: str) -> dict[date, list[Accident]]:
        found: dict[date, list[Accident]] = defaultdict(list)
        for one in self.told.accidents:
            day = days_of(one).get(name) if _is_followed(one) else None
            if day is not None and day <= calendar.LAST:
                found[day].append(one)
        return found

    def _happened(self, some: Sequence[Accident]) -> list[Accident]:
        """Without those that were spared, for their street is listed."""
        listed = set(self.listed())
        streets = {
            place: self.replay.city.streets[self.replay.streets[name]].id for place, name in enumerate(STREET_NAMES)
        }
        return [one for one in some if one.number not in self.told.spared or streets.get(one.street) not in listed]

    def enter(self, told: Sequence[Accident]) -> None:
        """Told as they are known, reported upwards, an investigation begun."""
        some, office = self._happened(told), self.replay.office
        if not some:
            return
        types = {one.label: one.pk for one in queries.type_codes(TYPE_1986)}
        with scope(office):
            rows = operations.enter_many([self._draft(one, types) for one in some], actor=office)
            self.replay.cases.update((one.number, row) for one, row in zip(some, rows, strict=True))
            for level in LEVELS:
                graver = [one for one in some if level == LEVELS[0] or one.deaths >= GRAVE]
                up = [(one, _told_up(one, level)) for one in graver if one.number % NOT_TOLD_UP]
                perform_many([self._step(one, "report_up", {"level": level, "at": at}) for one, at in up])
            perform_many([self._step(one, "investigate", _team(one)) for one in some])

    def _draft(self, one: Accident, types: dict[str, int]) -> Draft:
        draft = self.replay.draft_of(replace(one, causes=()), types, {})
        return replace(draft, approved_on=None, approval_no="")

    def submit(self, told: Sequence[Accident]) -> None:
        """Investigations come to their reports, and causes are coded by them."""
        office, codes = self.replay.office, {one.code: one.pk for one in queries.cause_codes()}
        some = self._known(told)
        with scope(office):
            for one in some:
                case = self.replay.cases[one.number]
                operations.code_causes(case, [codes[code] for code in one.causes], actor=office)
            facts = {"on": clock.today(), "nature": "liable"}
            perform_many([self._step(one, "submit", facts) for one in some])

    def approve(self, told: Sequence[Accident]) -> None:
        """Reports are approved."""
        some = self._known(told)
        with scope(self.replay.office):
            perform_many([self._step(one, "approve", _approval(one)) for one in some])

    def _known(self, told: Sequence[Accident]) -> list[Accident]:
        return [one for one in told if one.number in self.replay.cases]

    def _step(self, one: Accident, move: str, facts: dict[str, Any]) -> Step:
        return Step(self.replay.cases[one.number], move, self.replay.office, facts)


def _is_followed(one: Accident) -> bool:
    return one.on >= FOLLOWED_FROM or approved_on(one) >= WAVES[-1]


def days_of(one: Accident) -> dict[str, date]:
    """On which days an accident is entered, its report submitted and approved; without those that do not come about."""
    known = one.at + one.reported + timedelta(hours=4)
    entered = calendar.working(known.date() if known.time() < time(17) else known.date() + timedelta(days=1))
    found = {"entered": entered}
    if one.number % NOT_SUBMITTED:
        usual = one.on + timedelta(days=SUBMITTED_AFTER + one.number * 37 % SUBMITTED_WITHIN)
        found["submitted"] = calendar.working(max(usual, entered + timedelta(days=20)))
        if one.number % NOT_APPROVED:
            days = APPROVED_AFTER + one.number % APPROVED_WITHIN
            found["approved"] = calendar.working(found["submitted"] + timedelta(days=days))
    return found


def _told_up(one: Accident, level: str) -> str:
    """When a level was told, as people write it."""
    at = one.at + one.reported + timedelta(minutes=15 + one.number * 7 % 75)
    at += LATE_BY / 2 if one.number % TOLD_UP_LATE == 0 else timedelta()
    at += timedelta(minutes=50) if level != LEVELS[0] else timedelta()
    return f"{at:%Y-%m-%d %H:%M}"


def _team(one: Accident) -> dict[str, str]:
    if one.deaths >= GRAVE:
        return {"level": "city", "team": CITY_TEAM}
    return {"level": "district", "team": TEAM.format(district=one.district or "区")}


def _approval(one: Accident) -> dict[str, Any]:
    return {"on": clock.today(), "document": f"示例府函〔{clock.today().year}〕{one.number}号"}


def _at(day: date, hour: int, minute: int, do: object) -> Happening:
    return Happening(datetime.combine(day, time(hour, minute), clock.TZ), do)  # type: ignore[arg-type]

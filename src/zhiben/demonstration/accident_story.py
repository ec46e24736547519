"""The accidents of 2019 to 2023 (示例数据), planned before anything is written, from a seed: streets of unequal sizes
and unequal luck, work that stops at the Spring Festival, a few accidents that are grave. Three combinations of causes
and two new types are planted; `planted` on an accident says so.

Places are told by number: street n is the n-th of `STREETS`, -1 where nobody knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from math import sqrt
from random import Random

from zhiben.accidents.vocab import PARTS_OF_DAY, part_of_day
from zhiben.analysis.spring_festival import FIRST_DAYS
from zhiben.demonstration import accident_telling
from zhiben.demonstration.accident_kinds import (
    ACTS,
    ANY_ACT,
    ANY_SHARE,
    CONDITIONS,
    DISTRICT_ONLY,
    INNER,
    KINDS,
    MANAGED,
    NIGHT,
    PLAIN,
    PLANTED,
    SECOND,
    UNKNOWN_CAUSES,
    UNPLACED,
    WATCHED,
    Kind,
    Weights,
)
from zhiben.demonstration.accident_words import NOVELTIES, Novelty
from zhiben.kernel import clock
from zhiben.orgs.seed import SPECIAL
from zhiben.orgs.seed import STREETS as OF_DISTRICTS

YEARS = range(2019, 2024)
A_YEAR = 350
OF_YEAR = {2019: 1.06, 2020: 0.92, 2021: 1.03, 2022: 0.98, 2023: 1.01}
MONTHS = (0.85, 0.75, 0.95, 1.0, 1.05, 1.15, 1.25, 1.2, 1.05, 0.95, 1.0, 0.9)
SUNDAY, EMPTY = 0.8, 0.3
"""On Sundays, and around the Spring Festival when sites are empty."""
SPREAD, SHAPE = 0.7, 4.0
"""Sizes of streets are lognormal; how much more dangerous one is than another of its size has a gamma distribution."""

NEW_FROM = (date(2023, 7, 8), date(2023, 8, 3))
NEW_CASES = (8, 11)
"""From when on the new types come, and how many of each."""

STREET_NAMES: tuple[tuple[str, str], ...] = (
    *((district, one[9:]) for district, streets in OF_DISTRICTS.items() for one in streets.split()),
    (SPECIAL[2], SPECIAL[1]),
)
"""The district and name of each street: the 78, and 中英街管理局."""
DISTRICTS = tuple(OF_DISTRICTS)


@dataclass(frozen=True, slots=True)
class Street:
    """A street of the story: its size beside the mean one, how much more dangerous than its size, and what is there."""

    district: str
    name: str
    size: float
    danger: float
    employees: int
    enterprises: int
    sites: int

    @property
    def expected(self) -> float:
        """Accidents a year."""
        return self.size * self.danger


@dataclass(frozen=True, slots=True)
class Accident:
    """One accident as the story tells it. `street` is a place among the streets, -1 where only the `district` is known,
    empty where nobody knows that either; causes are codes. `planted` names what the story planted with it."""

    number: int
    on: date
    hour: int
    minute: int
    street: int
    district: str
    sector: str
    type: str
    causes: tuple[str, ...]
    enterprise: str
    contractor: bool
    deaths: int
    serious: int
    minor: int
    loss: int
    unit: str
    place: str
    narrative: str
    learned: timedelta
    reported: timedelta
    planted: str = ""

    @property
    def at(self) -> datetime:
        """When it happened."""
        return datetime(self.on.year, self.on.month, self.on.day, self.hour, self.minute, tzinfo=clock.TZ)

    @property
    def known_on(self) -> date:
        """The day on which a department knew of it."""
        return (self.at + self.reported).date()


@dataclass(frozen=True, slots=True)
class Told:
    """The whole story, in the order of its days; what it planted: by name, the facts that come together, and the new
    types with the days from which they come."""

    streets: tuple[Street, ...]
    accidents: tuple[Accident, ...]
    combinations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    new_types: Mapping[str, date] = field(default_factory=dict)


def tell(seed: object, *, narratives: bool = True) -> Told:
    """The story of a seed. Without `narratives` it is told faster, and is the same in all else."""
    rng = Random(f"accidents {seed}")  # noqa: S311 - the same city every time, no secret
    streets = _streets(rng)
    accidents = [one for year in YEARS for one in _of_year(rng, year, streets)]
    accidents += _new(rng, streets)
    accidents.sort(key=lambda one: one.at)
    words = Random(f"words {seed}")  # noqa: S311
    told = tuple(
        accident_telling.numbered(one, number, words if narratives else None) for number, one in enumerate(accidents, 1)
    )
    return Told(
        streets,
        told,
        {one.planted: facts_of_kind(one) for one in PLANTED},
        {one.key: first for one, first in zip(NOVELTIES, NEW_FROM, strict=True)},
    )


def exposures(told: Told) -> dict[tuple[str, str, int], tuple[int, int, int]]:
    """By district, street and year: employees, enterprises, construction sites; invented (示例数据)."""
    growth = {year: 1 + 0.02 * place for place, year in enumerate(YEARS)}
    return {
        (one.district, one.name, year): (
            round(one.employees * growth[year]),
            round(one.enterprises * growth[year]),
            max(1, round(one.sites * OF_YEAR[year])),
        )
        for one in told.streets
        for year in YEARS
    }


def _streets(rng: Random) -> tuple[Street, ...]:
    sizes = [rng.lognormvariate(0, SPREAD) for _ in STREET_NAMES]
    dangers = [rng.gammavariate(SHAPE, 1 / SHAPE) for _ in STREET_NAMES]
    total = sum(size * danger for size, danger in zip(sizes, dangers, strict=True))
    mean = A_YEAR / total
    found = []
    for (district, name), size, danger in zip(STREET_NAMES, sizes, dangers, strict=True):
        employees, enterprises = size * rng.uniform(0.93, 1.07) * 90_000, size * rng.uniform(0.8, 1.2) * 5_200
        sites = max(1, round(size * rng.uniform(0.7, 1.3) * 24))
        found.append(Street(district, name, size * mean, danger, round(employees), round(enterprises), sites))
    return tuple(found)


def _of_year(rng: Random, year: int, streets: Sequence[Street]) -> list[Accident]:
    mean = A_YEAR * OF_YEAR[year]
    count = max(1, round(rng.gauss(mean, sqrt(mean))))
    days, weights = days_of(year)
    places = rng.choices(range(len(streets)), [one.expected for one in streets], k=count)
    return [usual(rng, day, place) for day, place in zip(rng.choices(days, weights, k=count), places, strict=True)]


def days_of(year: int) -> tuple[list[date], list[float]]:
    """The days of a year, and how much happens on each."""
    festival = next(day for day in FIRST_DAYS if day.year == year)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    weights = []
    for day in days:
        weight = MONTHS[day.month - 1] * (SUNDAY if day.weekday() == 6 else 1)
        weights.append(weight * (EMPTY if -5 <= (day - festival).days <= 12 else 1))
    return days, weights


_ALL = (*KINDS, *PLANTED)
_SHARES = {
    inner: tuple(accumulate(kind.share * (kind.inner if inner else 1) for kind in _ALL)) for inner in (True, False)
}


def usual(rng: Random, on: date, place: int) -> Accident:
    """An accident as they happen at a place (a street by number)."""
    [kind] = rng.choices(_ALL, cum_weights=_SHARES[STREET_NAMES[place][0] in INNER])
    return _accident(rng, on, place, kind, kind.planted)


def _new(rng: Random, streets: Sequence[Street]) -> list[Accident]:
    """The accidents of the new types, at places of their own."""
    found = []
    last = date(YEARS[-1], 12, 31)
    for one, first in zip(NOVELTIES, NEW_FROM, strict=True):
        for number in range(rng.randint(*NEW_CASES)):
            on = first + timedelta(days=rng.randrange((last - first).days) if number else 0)
            found.append(new_kind(rng, on, one, streets))
    return found


def new_kind(rng: Random, on: date, one: Novelty, streets: Sequence[Street]) -> Accident:
    """An accident of a new type, somewhere."""
    [place] = rng.choices(range(len(streets)), [street.expected for street in streets])
    return _accident(rng, on, place, Kind(one.sector, one.type, 0, NIGHT, PLAIN, 10), one.key)


def _accident(rng: Random, on: date, place: int, kind: Kind, planted: str) -> Accident:
    causes = _causes(rng, kind)
    [hour] = rng.choices(range(24), kind.hours)
    deaths, serious, minor = _harm(rng)
    district, unknown = STREET_NAMES[place][0], rng.random()
    if unknown < UNPLACED + DISTRICT_ONLY:
        place, district = -1, "" if unknown < UNPLACED else district
    learned = timedelta(minutes=rng.randint(2, 50))
    return Accident(
        number=0,
        on=on,
        hour=hour,
        minute=rng.randrange(60),
        street=place,
        district=district,
        sector=kind.sector,
        type=kind.type,
        causes=causes,
        enterprise=_one(rng, kind.enterprises),
        contractor=rng.randrange(100) < kind.contracted,
        deaths=deaths,
        serious=serious,
        minor=minor,
        loss=1000 * round(10 * (deaths * rng.uniform(80, 220) + serious * rng.uniform(10, 60) + rng.uniform(1, 15))),
        unit="",
        place="",
        narrative="",
        learned=learned,
        reported=learned + _lag(rng),
        planted=planted,
    )


def _harm(rng: Random) -> tuple[int, int, int]:
    """Dead, seriously and slightly hurt: mostly a general accident with one of them."""
    sort = rng.random()
    minor = rng.choices((0, 1, 2, 3), (78, 14, 6, 2))[0]
    if sort < 0.66:
        return 1, int(rng.random() < 0.06), minor
    if sort < 0.70:
        return 2, rng.choice((0, 0, 1)), minor
    if sort < 0.708:
        return rng.choice((3, 3, 3, 4)), rng.randrange(3), minor + 1
    return 0, rng.choice((1, 1, 1, 1, 2)), minor


def _lag(rng: Random) -> timedelta:
    """How long after the unit a department knows: an hour mostly, days or weeks for some."""
    sort = rng.random()
    if sort < 0.74:
        return timedelta(minutes=rng.randint(10, 110))
    if sort < 0.87:
        return timedelta(hours=rng.randint(4, 70))
    if sort < 0.96:
        return timedelta(days=rng.randint(3, 29))
    return timedelta(days=rng.randint(30, 150))


def _causes(rng: Random, kind: Kind) -> tuple[str, ...]:
    if not kind.cause and rng.random() < UNKNOWN_CAUSES:
        return ()
    conditions = CONDITIONS.get(kind.type, CONDITIONS[""])
    act = (
        kind.cause
        if kind.cause.startswith("7.")
        else _one(rng, ANY_ACT if rng.random() < ANY_SHARE else ACTS[kind.type])
    )
    managed = kind.cause if kind.cause and not kind.cause.startswith("7.") else _one(rng, MANAGED)
    found = (act, _one(rng, conditions), managed, _one(rng, SECOND), _one(rng, WATCHED))
    return tuple(dict.fromkeys(one for one in found if one))


def _one(rng: Random, weights: Weights) -> str:
    return rng.choices(tuple(weights), tuple(weights.values()))[0]


def _period(hour: int) -> str:
    return PARTS_OF_DAY[part_of_day(hour)]


def facts_of_kind(kind: Kind) -> tuple[str, ...]:
    """The facts that a planted combination brings together, as `facts_of` tells them."""
    first = next(hour for hour, weight in enumerate(kind.hours) if weight)
    return (
        f"行业={kind.sector}",
        f"类型={kind.type}",
        f"原因{_layer(kind.cause)}={kind.cause}",
        f"时段={_period(first)}",
    )


def facts_of(one: Accident) -> frozenset[str]:
    """An accident as coded facts: what the story has structure in, and season, weekday and district beside."""
    plain = {
        "行业": one.sector,
        "类型": one.type,
        "时段": _period(one.hour),
        "企业": one.enterprise,
        "外包": "是" if one.contractor else "否",
        "季度": f"{(one.on.month + 2) // 3}",
        "星期": f"{one.on.isoweekday()}",
        "区": one.district,
    }
    named = {f"{name}={value}" for name, value in plain.items() if value}
    return frozenset(named | {f"原因{_layer(cause)}={cause}" for cause in one.causes})


def _layer(cause: str) -> str:
    return {"7": "行为", "6": "状态", "R": "监管"}.get(cause[0], "管理")

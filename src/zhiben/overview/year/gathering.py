"""What a year's report is made of: of which office and day, the figures, what they are held against, the areas below.

All of it is read as the office itself reads, whoever asks: the report of an office says the same to everybody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from zhiben.campaign import queries as campaign
from zhiben.dispatch.cycles import LED
from zhiben.foundation import studies
from zhiben.foundation.measures import Figure, Slicing, counted, evaluate
from zhiben.insight.gathering import Gathered
from zhiben.kernel import clock, measure
from zhiben.kernel.measure import Cut, Measure
from zhiben.kernel.periods import half_month_of
from zhiben.kernel.rights import Actor, Coordinates, Grant, Level
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard
from zhiben.orgs.vocab import Role
from zhiben.overview.queries import PUBLISHED

if TYPE_CHECKING:
    from zhiben.foundation.measures.models import FrozenMeasure

BESIDE = (
    "tasks.done",
    "tasks.not_overdue_rate",
    "tasks.overdue",
    "notices.read_rate",
    "hazards.on_time",
    "hazards.waiting",
    "hazards.overdue",
    "hazards.overdue_stock",
)
"""What the report tells beside the published figures."""
OF_THE_CITY = re.compile(r"^(A1|A2|A3|B\d+|BN|C2|notices)\.|^A5\.units$|\.first$")
"""Figures of the city alone: a district's report has none of them."""
SLICED = ("D1.reported", "D1.rectified", "D1.rate", "hazards.overdue")
"""The figures that are told area by area."""
STUDIES = ("causes", "together", "preventable", "street-risk", "did-it-work")
"""The questions of which kept studies the report tells."""
_ROW = re.compile(r"^([A-Z])(\d+|N)\.")


@dataclass(frozen=True, slots=True)
class Target:
    """What an indicator of the campaign's actions is to reach this year, and next year where that is set."""

    name: str
    unit: str
    amount: Decimal | None
    following: Decimal | None


@dataclass(frozen=True)
class Year:
    """An office's year as of a cut. `figures` by the measure's id in the order of the campaign's table; `slices` the
    counts (done, of) of a figure in an area; `areas` lie right below the office's own."""

    office: UnitCard
    cut: Cut
    figures: Mapping[str, Figure]
    slices: Mapping[tuple[str, int], tuple[int, int]]
    areas: Sequence[orgs.TerritoryCard]
    targets: Mapping[str, Target]
    studies: Gathered

    @property
    def whole(self) -> bool:
        """True for the office of a city, whose report tells everything."""
        return self.at.level is Level.CITY

    @property
    def at(self) -> Coordinates:
        """Where the office's territory is."""
        return self.office.coordinates.territory

    @property
    def year(self) -> int:
        """Of which year."""
        return self.cut.year

    @property
    def first(self) -> date:
        """The year's first day."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """The last day that is told of."""
        return day_of(self.cut)

    @property
    def level(self) -> str:
        """What the office's territory is divided into."""
        return "district" if self.whole else "street"

    @property
    def place(self) -> str:
        """What the office's territory is called."""
        return orgs.territory(self.at.district or self.at.city).name

    def owned(self, declared: Measure) -> Measure:
        """The measure as the office counts it."""
        return owned(declared, self.at)


def day_of(cut: Cut) -> date:
    """The day of the last moment counted."""
    return (cut.as_of - timedelta(microseconds=1)).astimezone(clock.TZ).date()


def cut_of(day: date) -> Cut:
    """The end of a day that is over; of today, this moment."""
    now = clock.now()
    as_of = clock.day_end(day) if day < now.date() else now + timedelta(microseconds=1)
    return Cut(as_of, half_month_of(day))


def reader(office: UnitCard) -> Actor:
    """The office itself as the one who reads: figures do not depend on who asks for them."""
    place = office.coordinates.territory
    return Actor(0, office.name, (Grant(0, Role.OFFICE_OFFICER, place, unit=office.id),))


def owned(declared: Measure, at: Coordinates) -> Measure:
    """The measure as an office at a place counts it: a district's counts of the list what its own units carry, as its
    bulletins do."""
    if at.level is Level.CITY or declared.id not in LED:
        return declared
    level = "street" if at.street else "district"

    def own(rows: Any) -> Any:
        return lambda cut: rows(replace(cut, home=at)).filter(**{f"{level}_then": getattr(at, level)})

    base = declared.denominator
    return replace(declared, numerator=own(declared.numerator), denominator=own(base) if base else None)


def measures_of(at: Coordinates) -> list[Measure]:
    """What an office's report counts, in the order of the campaign's table; what is not built yet is not there."""
    city = at.level is Level.CITY
    names = [name for name in measure.registered() if PUBLISHED.match(name) or name in BESIDE]
    known = measure.registered()
    return [owned(known[name], at) for name in sorted(names, key=order) if city or not OF_THE_CITY.search(name)]


def order(name: str) -> tuple[str, int, str]:
    """A measure's place: A1 … D4 by number, what has none behind."""
    found = _ROW.match(name)
    if found is None:
        return "~", BESIDE.index(name) if name in BESIDE else len(BESIDE), name
    number = found[2]
    return found[1], int(number) if number.isdigit() else 99, name


def slicing(one: Year) -> Slicing:
    """How the figures of `SLICED` are broken down."""
    return Slicing(f"{one.level}_then", one.level, frozenset(area.id for area in one.areas))


def gathered(office: UnitCard, cut: Cut) -> Year:
    """The year of an office as of a cut. The caller has opened the scope of its `reader`."""
    at = office.coordinates.territory
    figures = {declared.id: evaluate(declared, cut) for declared in measures_of(at)}
    areas = _areas(at, day_of(cut))
    one = Year(office, cut, figures, {}, areas, _targets(office, cut.year), _studies(office, day_of(cut)))
    return replace(one, slices=_slices(one))


def _studies(office: UnitCard, day: date) -> Gathered:
    """The newest kept study of each question that the report tells of, as far as its data are no younger than the
    report."""
    newest = {name: studies.studies_of(name, office.id).filter(as_of__lte=day).first() for name in STUDIES}
    return Gathered(office, {name: one for name, one in newest.items() if one is not None})


def _areas(at: Coordinates, day: date) -> list[orgs.TerritoryCard]:
    return orgs.districts(city=at.city) if at.level is Level.CITY else orgs.streets(district=at.district, on=day)


def frozen_rows(one: Year, bundle: str) -> list[FrozenMeasure]:
    """Every figure with the ids behind it, those told by area broken down, to be frozen under a name. Nothing is
    written."""
    by = slicing(one)
    return [
        row
        for declared in measures_of(one.at)
        for row in counted(declared, one.cut, bundle=bundle, by=by if declared.id in SLICED else None)
    ]


def _slices(one: Year) -> dict[tuple[str, int], tuple[int, int]]:
    known, by, found = measure.registered(), slicing(one), dict[tuple[str, int], tuple[int, int]]()
    for name in SLICED:
        for row in counted(owned(known[name], one.at), one.cut, bundle="", by=by):
            if row.slice:
                found[name, int(row.slice.rpartition("-")[2])] = (row.numerator, row.denominator or 0)
    return found


def _targets(office: UnitCard, year: int) -> dict[str, Target]:
    """By measure, the first target that the office's own campaign sets for it; a city's targets are no district's."""
    found: dict[str, Target] = {}
    for one in campaign.campaigns():
        if one.office_id != office.id or year not in one.years:
            continue
        for action in one.actions.all():
            for row in action.indicators.all():
                if row.measure:
                    amounts = row.amounts
                    told = Target(row.name, row.unit, amounts.get(year), amounts.get(year + 1))
                    found.setdefault(row.measure, told)
    return found

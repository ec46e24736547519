"""The burden meter: what was demanded of which unit in a period, by whom and on what basis, counted from records alone.
Rooms that stand above register what they demand themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from zhiben.kernel.periods import Period, months_after
from zhiben.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Demand:
    """Something demanded of a unit: `count` times (returns, papers, meetings), `items` to be filled in where that is
    known, called `what`, on which `basis`, to be seen at `address`. `office` is who demands it, 0 where it is not
    told."""

    unit: int
    what: str
    basis: str
    count: int = 1
    items: int = 0
    address: str = ""
    office: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of demand: its word, the unit in which it is counted, what exactly is counted; `read` finds what falls
    in a period within the open scope."""

    name: str
    title: str
    unit: str
    counts: str
    read: Callable[[Period], Iterable[Demand]]
    position: int = 0


_registry: dict[str, Source] = {}


def register(*sources: Source) -> None:
    """Make sources known; a name is taken once."""
    for one in sources:
        if _registry.setdefault(one.name, one) is not one:
            raise ValueError(f"the source {one.name} of burden is declared twice")


def sources() -> list[Source]:
    """All sources in their order."""
    return sorted(_registry.values(), key=lambda one: (one.position, one.name))


@dataclass(slots=True)
class Sum:
    """How often something was demanded of a unit, and how many items were to be filled in; now and a year ago."""

    count: int = 0
    items: int = 0
    before: int = 0
    items_before: int = 0


@dataclass(slots=True)
class Load:
    """All that was demanded of one unit: a sum for each source by name, and what stands behind it."""

    unit: int
    sums: dict[str, Sum] = field(default_factory=dict)
    demands: dict[str, list[Demand]] = field(default_factory=dict)

    def of(self, source: str) -> Sum:
        """The sum of a source; zeros where it demanded nothing."""
        return self.sums.get(source) or Sum()

    @property
    def times(self) -> int:
        """How often anything was demanded."""
        return sum(one.count for one in self.sums.values())

    @property
    def times_before(self) -> int:
        """The same a year ago."""
        return sum(one.before for one in self.sums.values())

    @property
    def items(self) -> int:
        """How many items were to be filled in."""
        return sum(one.items for one in self.sums.values())


def year_before(period: Period) -> Period:
    """The same period a year ago."""
    after = period.last + timedelta(days=1)
    last = months_after(after, -12) - timedelta(days=1)
    first = months_after(period.first, -12)
    return Period(first, last, N_("上年同期"))


def loads(period: Period, *, office: int = 0, units: Collection[int] = ()) -> dict[int, Load]:
    """What was demanded in a period and in the same a year ago, by unit: of an office, or of all; of some units, or of
    all that the open scope shows."""
    found: dict[int, Load] = {}
    for source in sources():
        for one in source.read(period):
            if _wanted(one, office, units):
                load = found.setdefault(one.unit, Load(one.unit))
                total = load.sums.setdefault(source.name, Sum())
                total.count += one.count
                total.items += one.items
                load.demands.setdefault(source.name, []).append(one)
        for one in source.read(year_before(period)):
            if _wanted(one, office, units):
                total = found.setdefault(one.unit, Load(one.unit)).sums.setdefault(source.name, Sum())
                total.before += one.count
                total.items_before += one.items
    return found


def _wanted(one: Demand, office: int, units: Collection[int]) -> bool:
    return (not office or one.office in (0, office)) and (not units or one.unit in units)

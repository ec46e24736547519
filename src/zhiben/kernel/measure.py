"""A measure: one number with one definition, from which page, chart, bulletin, export and catalogue all read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from zhiben.kernel import clock
from zhiben.kernel.periods import Period
from zhiben.kernel.rights import Coordinates

DECIMALS = 1
"""How many decimals a percentage has, alike on pages and papers, so that figures beside each other can be compared."""
WAN = 10_000


@dataclass(frozen=True, slots=True)
class Cut:
    """As of when a number is taken (everything up to, not including, `as_of`), for which period if it has one, and for
    which office's territory if that lies below the city."""

    as_of: datetime
    period: Period | None = None
    home: Coordinates | None = None

    @property
    def year(self) -> int:
        """The year that "this year" means: that of the last moment counted."""
        return (self.as_of.astimezone(clock.TZ) - timedelta(microseconds=1)).year


Rows = Any
"""A lazy set of records (in practice a scoped queryset) with `values_list`; kept opaque here so that the kernel needs
no ORM."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A count (no denominator) or a fraction. `numerator` and `denominator` turn a cut into rows; the value is theirs
    alone.

    `formula` says it in the office's words, `decimals` is how a percentage is printed, `minimum` the smallest
    denominator for which a rate is shown at all. `sums` names a column of whole numbers of a count's rows: the value is
    then their sum, and the rows stand behind it.
    """

    id: str
    title: str
    formula: str
    unit: str
    numerator: Callable[[Cut], Rows]
    denominator: Callable[[Cut], Rows] | None = None
    decimals: int = DECIMALS
    minimum: int = 1
    sums: str = ""

    def __post_init__(self) -> None:
        if self.sums and self.denominator:
            raise ValueError(f"measure {self.id}: a rate counts its rows, it adds up nothing")

    @property
    def is_rate(self) -> bool:
        """True for a fraction."""
        return self.denominator is not None


def ratio(numerator: int, denominator: int, minimum: int = 1) -> Decimal | None:
    """numerator / denominator to six places, half up; None below the minimum denominator."""
    if denominator < max(minimum, 1):
        return None
    return (Decimal(numerator) / Decimal(denominator)).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def percent(value: Decimal | None, decimals: int = DECIMALS) -> str:
    """A fraction as papers print it: 0.952569 → "95.3%"; a dash where there is none."""
    if value is None:
        return "—"
    shown = (value * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{shown}%"


def share(numerator: int, denominator: int, decimals: int = DECIMALS, minimum: int = 1) -> str:
    """Two counts as papers print their fraction, rounded once: to two places 50 of 101 is "49.50%", while the six of
    `ratio` would already have become 0.495050 and then "49.51%"."""
    if denominator < max(minimum, 1):
        return percent(None)
    return percent(Decimal(numerator) / Decimal(denominator), decimals)


def in_wan(number: float) -> str:
    """A number as official papers print it: 170000 → "17万", 3542000 → "354.2万"; below 10000 as it is."""
    if abs(number) < WAN:
        return f"{number:,}"
    return f"{Decimal(number) / WAN:.1f}".removesuffix(".0") + "万"


_registry: dict[str, Measure] = {}


def register(*measures: Measure) -> None:
    """Make measures known; an id is taken once."""
    for measure in measures:
        if _registry.setdefault(measure.id, measure) is not measure:
            raise ValueError(f"measure {measure.id} is declared twice")


def registered() -> dict[str, Measure]:
    """All measures by id."""
    return dict(sorted(_registry.items()))

"""One printed total and the figures behind it: whether it closes, within what rounding alone may have moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.foundation.tables.figures import Figure

NOISE = Decimal("1e-9")
COMPUTED = -6
"""A figure with more decimals than this has come out of a division, and was not written to its last digit."""


@dataclass(frozen=True, slots=True)
class WrongTotal:
    """A printed total that is not the sum; row and column of the worksheet, from 0. `across`: the sum of columns.
    `without` is the row that was kept out because it is not complete, with the cell in which it has no figure."""

    row: int
    column: int
    label: str
    title: str
    printed: Decimal
    summed: Decimal
    across: bool = False
    without: tuple[str, int, int] | None = None


@dataclass(frozen=True, slots=True)
class NotCompared:
    """Totals that were left alone, and why."""

    what: str
    reason: str


@dataclass
class Checked:
    """What came of it: how many printed totals were compared, which are wrong, which were left alone."""

    compared: int = 0
    wrong: list[WrongTotal] = field(default_factory=list)
    left: list[NotCompared] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One printed total over one reading."""

    column: int
    printed: Decimal
    summed: Decimal
    closes: bool

    @property
    def telling(self) -> bool:
        """Nought that is the sum of noughts bears nothing out."""
        return self.closes and self.printed != 0


def compare(column: int, printed: Figure, parts: Sequence[Figure], *, rounded: bool) -> Outcome:
    """A printed total and the figures it holds; figures that were rounded may be half a last digit off, each."""
    summed = sum((one.value for one in parts), Decimal(0))
    closes = abs(summed - printed.value) <= allowance([printed, *parts], rounded=rounded)
    return Outcome(column, printed.value, summed, closes)


def allowance(figures: Sequence[Figure], *, rounded: bool) -> Decimal:
    """How far the sum of these figures may be off by rounding alone: nought for plain whole numbers."""
    finest = min((one.digit for one in figures if not one.scaled), default=0)
    noise = max((abs(one.value) for one in figures), default=Decimal(0)) * NOISE
    off = Decimal(0)
    for one in figures:
        if one.value == 0:
            continue
        if one.scaled:
            off += one.half
        elif finest < COMPUTED:
            off += one.half if one.digit < 0 else 0
        elif finest < 0 or rounded:
            off += Decimal(1).scaleb(finest) / 2
    return off + noise

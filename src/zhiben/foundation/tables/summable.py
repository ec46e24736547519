"""Whether a column's figures may be added up at all, and in words why not: rates, averages, ranks, year on year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from zhiben.foundation.tables.figures import says_nothing
from zhiben.foundation.tables.words import is_order, is_rate, may_be_rate
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Formula = Callable[[Decimal, Decimal], Decimal | None]

    from zhiben.foundation.tables.figures import Figure
    from zhiben.foundation.tables.found import FoundTable

NEAR = 8
"""A difference or a rate stands within so many columns of what it is made of."""

SAMPLE = 200
NOISE = Decimal("1e-9")
_ORDER = N_("序号、编号、名次或日期，不能相加")
_RATE = N_("比率、平均数或单价，不能相加")
_PERCENT = N_("百分数，不能相加")
_MAYBE = N_("看不出是数量还是百分数，且各行之和与合计不符，未核对")
_DERIVED = N_("由其他栏相除得来的比率，不能相加")
_BETWEEN = N_("都在0与1之间、合计也在各行之间，像是比率，未核对")


class Nature(StrEnum):
    """Counts are compared, rates never; what may be either is compared as far as it closes."""

    COUNT = "count"
    EITHER = "either"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a column is, and why it is not added up."""

    nature: Nature
    reason: str = ""


def by_title(parts: Sequence[str]) -> Verdict:
    """What the titles over a column, or the name of a row, say of its figures."""
    leaf = parts[-1] if parts else ""
    if is_order(leaf):
        return Verdict(Nature.RATE, _ORDER)
    if is_rate(leaf):
        return Verdict(Nature.RATE, _RATE)
    if any(may_be_rate(part) or is_rate(part) for part in parts):
        return Verdict(Nature.EITHER, _MAYBE)
    return Verdict(Nature.COUNT)


def by_figures(figures: Sequence[Figure | None]) -> Verdict | None:
    """Percent signs tell."""
    return Verdict(Nature.RATE, _PERCENT) if any(one is not None and one.percent for one in figures) else None


def excuse(table: FoundTable, rows: Sequence[int], total: int, column: int, verdict: Verdict) -> str:
    """Why a total that does not close is no error: "" when it is one. A column of counts is taken for a quotient only
    when its total is one too."""
    sample = list(rows[:SAMPLE])
    either = verdict.nature is Nature.EITHER
    foot = None if either else total
    if _tells_rate(table, [*sample, total], column) and _explained(table, sample, foot, column, _QUOTIENTS):
        return _DERIVED
    if either:
        return "" if _explained(table, sample, None, column, (_difference,)) else verdict.reason
    return _BETWEEN if _between(table, rows, total, column) else ""


TELLING = 2
"""Fewer figures than this that come out of a division may have come out of it by chance."""


def _between(table: FoundTable, rows: Sequence[int], total: int, column: int) -> bool:
    values = [one.value for row in rows if (one := table.figure(row, column)) is not None]
    printed = table.figure(total, column)
    if printed is None or len(values) < 2 or all(one in (0, 1) for one in values):
        return False
    return all(0 <= one <= 1 for one in values) and min(values) <= printed.value <= max(values)


def _tells_rate(table: FoundTable, rows: Sequence[int], column: int) -> bool:
    """A figure with decimals, or a mark where something would be divided by zero."""
    found = [table.figure(row, column) for row in rows]
    if any(one is not None and one.digit < 0 for one in found):
        return True
    raws = [table.raw(row, column) for row in rows]
    return any(isinstance(raw, str) and raw.strip() and says_nothing(raw) for raw in raws)


def _difference(one: Decimal, other: Decimal) -> Decimal | None:
    return one - other


def _growth(one: Decimal, other: Decimal) -> Decimal | None:
    return (one - other) / other if other else None


def _growth_percent(one: Decimal, other: Decimal) -> Decimal | None:
    return (one - other) / other * 100 if other else None


def _share(one: Decimal, other: Decimal) -> Decimal | None:
    return one / other if other else None


def _share_percent(one: Decimal, other: Decimal) -> Decimal | None:
    return one / other * 100 if other else None


_QUOTIENTS = (_growth, _growth_percent, _share, _share_percent)


def _explained(
    table: FoundTable,
    rows: Sequence[int],
    total: int | None,
    column: int,
    formulas: Sequence[Formula],
) -> bool:
    """True when two columns nearby give this one in every row but one at most, in the total row if it is told, and not
    only by being nought."""
    near = [c for c in range(max(0, column - NEAR), min(len(table.heads), column + NEAR + 1)) if c != column]
    near = [c for c in near if not is_order(table.heads[c].leaf)]
    near = [c for c in near if any(table.figure(row, c) is not None for row in rows)]
    pairs = [(one, other) for one in near for other in near if one != other]
    return any(
        (total is None or _fits(table, total, column, pair, formula) is True)
        and _gives(table, rows, column, pair, formula)
        for pair in pairs
        for formula in formulas
    )


def _gives(table: FoundTable, rows: Sequence[int], column: int, pair: tuple[int, int], formula: Formula) -> bool:
    found = [(row, _fits(table, row, column, pair, formula)) for row in rows]
    wrong = sum(fits is False for _row, fits in found)
    right = sum(fits is True for _row, fits in found)
    telling = sum(1 for row, fits in found if fits and (one := table.figure(row, column)) is not None and one.value)
    return telling >= TELLING and wrong <= min(1, right // 4)


def _fits(table: FoundTable, row: int, column: int, pair: tuple[int, int], formula: Formula) -> bool | None:
    """Whether the formula gives the cell; a mark fits where something would be divided by zero. None: nothing said."""
    given, first, second = (table.figure(row, one) for one in (column, *pair))
    made = formula(first.value, second.value) if first is not None and second is not None else None
    if given is None or made is None:
        marked = isinstance(raw := table.raw(row, column), str) and bool(raw.strip())
        return None if given is None and (made is None or not marked) else False
    return abs(made - given.value) <= given.half + NOISE

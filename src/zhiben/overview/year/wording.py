"""How a year's figures are written: 17万 in the text and the exact number in the annex; beside a target how far it is
reached; headings, tables and pictures counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from zhiben.foundation.lifecycle.models import standing
from zhiben.foundation.measures import Figure as Counted
from zhiben.foundation.rendering import Align, Block, Column, Figure, Heading, Table
from zhiben.insight.combinations import numeral
from zhiben.kernel.measure import Cut, in_wan, share
from zhiben.kernel.text import N_
from zhiben.overview.year.gathering import Target, Year

HIGH = 160.0
"""Of a chart in points."""
FEW = 16
"""Up to so many rows of a narrow table stand one below the other."""


def printed(one: Counted) -> str:
    """A figure as the text has it, with its unit."""
    return one.shown if one.denominator is not None else f"{in_wan(one.numerator)}{one.measure.unit}"


def told(one: Year, name: str) -> str:
    """The same by the measure's id; a dash for what is not counted."""
    found = one.figures.get(name)
    return "—" if found is None else printed(found)


def number(one: Year, name: str) -> int:
    """How many a figure counts; 0 for what is not counted."""
    found = one.figures.get(name)
    return 0 if found is None else found.numerator


def fraction(one: Year, name: str) -> str:
    """A rate with its counts: 95.3%（482/506）."""
    found = one.figures.get(name)
    if found is None or not found.denominator:
        return "—"
    return f"{found.shown}（{found.numerator:,}/{found.denominator:,}）"


def amount(value: Decimal | None, unit: str) -> str:
    """A target as official papers print it: 15万人次, 3,000处; a dash where none is set."""
    if value is None:
        return "—"
    whole = value == value.to_integral_value()
    return f"{in_wan(int(value)) if whole else f'{value.normalize():,f}'}{unit}"


def reached(one: Counted, target: Target | None) -> bool | None:
    """Whether a figure has come up to its target; None without target, or without figure."""
    if target is None or target.amount is None:
        return None
    if one.denominator is None:
        return one.numerator >= target.amount
    return one.numerator * 100 >= target.amount * one.denominator if one.denominator else None


def beside(one: Counted, target: Target | None) -> str:
    """How far a figure has come: of a count which share of the target, of a rate how many points are lacking."""
    is_reached = reached(one, target)
    if is_reached is None or target is None or target.amount is None:
        return "—"
    if one.denominator is None:
        return share(one.numerator * 10_000, int(target.amount * 10_000)) if target.amount else "—"
    if is_reached:
        return N_("已达到")
    lacking = target.amount - Decimal(one.numerator * 100) / one.denominator
    return N_("差{points}个百分点").format(points=f"{lacking:.1f}")


def days(day: date) -> str:
    """A day in a narrow column."""
    return f"{day.year}.{day.month}.{day.day}"


def narrow(*titles: str, width: float = 0.0, align: Align = Align.RIGHT) -> tuple[Column, ...]:
    """Columns of figures, all alike."""
    return tuple(Column(title, align, width) for title in titles)


def second(place: int, title: str) -> Heading:
    """A heading of the second level."""
    return Heading(2, f"（{numeral(place)}）{title}")


def states_then(rows: Any, states: Collection[str], cut: Cut) -> Counter[str]:
    """How many of some records stood in which of the states at a cut."""
    return Counter(standing(rows, states, cut.as_of).order_by().values_list("state_then", flat=True))


def in_halves(
    lines: Sequence[tuple[str, ...]], whole: tuple[Column, ...], half: tuple[Column, ...]
) -> tuple[tuple[Column, ...], tuple[tuple[str, ...], ...]]:
    """Many rows in two halves beside each other, few of them one below the other: the columns of either, and the
    rows."""
    if len(lines) <= FEW:
        return whole, tuple(lines)
    middle = (len(lines) + 1) // 2
    right = [*lines[middle:], ("",) * len(half)]
    return (*half, *half), tuple((*one, *other) for one, other in zip(lines[:middle], right, strict=False))


def counted_off(found: Sequence[Block], tables: int = 0, figures: int = 0) -> Iterator[Block]:
    """The blocks with tables and pictures numbered, after so many that stand before."""
    for block in found:
        if isinstance(block, Table):
            tables += 1
            yield replace(block, caption=N_("表{number} {caption}").format(number=tables, caption=block.caption))
        elif isinstance(block, Figure):
            figures += 1
            yield replace(block, caption=N_("图{number} {caption}").format(number=figures, caption=block.caption))
        else:
            yield block

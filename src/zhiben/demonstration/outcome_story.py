"""What the campaign brought about in 2024, made up unit by unit and month by month so that it adds up to the city's
published totals (示例数据)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

MONTHS = tuple(date(2024, number, 1) for number in range(1, 10))
"""The months that are told of: January to September."""

EMPLOYEES_BY_RECORDS = 3_000
"""So many of the employees' trainings stand in files of records, the others in certified returns."""

BY_DISTRICTS = {
    "training_employees": 3_542_000 - EMPLOYEES_BY_RECORDS,
    "training_principals": 93_000,
    "training_enforcement": 21_000,
    "inspected": 255_000,
}
"""Totals that the districts tell in their monthly returns."""

CRITERIA = 170_000
"""What the lead units tell of training on the determination standards."""

BY_RECORDS = {"fire": 779, "exits": 536, "penalties": 590}
"""What streets (works) and departments (penalties) keep one by one."""

LEFT_TO_DISTRICTS = {"exits": 2_681 - BY_RECORDS["exits"], "penalties": 3_690 - BY_RECORDS["penalties"]}
"""The rest of these totals, which districts tell by the month."""

PACE = (5, 6, 9, 11, 12, 13, 12, 12, 14)
"""How much of the year's work falls into each month; February has the Spring Festival."""


def shared(total: int, weights: Sequence[float]) -> list[int]:
    """`total` in whole parts by weight: whole shares first, what is left to the largest remainders."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(one) for one in exact]
    order = sorted(range(len(exact)), key=lambda place: parts[place] - exact[place])
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


@dataclass(frozen=True, slots=True)
class Told:
    """What one unit tells of one month, by outcome."""

    unit: int
    month: date
    amounts: Mapping[str, int]


def returns(rng: Random, sizes: Mapping[int, int], totals: Mapping[str, int]) -> list[Told]:
    """What units tell month by month, by their size, so that every outcome adds up to its total."""
    cells = [(unit, month) for month in MONTHS for unit in sizes]
    found: dict[tuple[int, date], dict[str, int]] = {cell: {} for cell in cells}
    for kind, total in totals.items():
        weights = [sizes[unit] * PACE[MONTHS.index(month)] * rng.uniform(0.8, 1.25) for unit, month in cells]
        for cell, amount in zip(cells, shared(total, weights), strict=True):
            found[cell][kind] = amount
    return [Told(unit, month, found[unit, month]) for unit, month in cells]


def days(rng: Random, count: int) -> list[date]:
    """So many days of work within the months told of, in order."""
    of_month = shared(count, PACE)
    pairs = zip(MONTHS, of_month, strict=True)
    return sorted(month.replace(day=rng.randint(1, 28)) for month, number in pairs for _ in range(number))

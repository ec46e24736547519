"""A hundred and thirty-two units scored by sixty indicators, with the interval of every place over a thousand ways to
weigh, beside numpy's bare matrix weighed and ranked as often. The figures are invented.

Ours: counts to lines by goalposts, deductions and points given by hand, exact to the cent, totals, grades, places and
their intervals; without reading or keeping anything. The yardstick: shares that lie ready, for each of the thousand
weightings one product (of logarithms by pillars in every other one) and one ranking. Processor time on one thread, all
modules loaded; the places that nobody disturbs must agree.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from time import process_time
from typing import Any

from zhiben.appraisal import scoring
from zhiben.appraisal.operations.scoring_runs import intervals
from zhiben.appraisal.scoring import Line, Rule, Told, Total
from zhiben.appraisal.vocab import RUNS, SPREAD, Kind
from zhiben.demonstration.stopwatch import Benchmark

UNITS, INDICATORS, PILLARS, TIMES = 132, 60, 7, 5
WEIGHT = Decimal(100) / INDICATORS


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's lines and what they come to."""

    lines: Sequence[Line]
    total: Total


def measured(
    say: Callable[[str], None], units: int = UNITS, indicators: int = INDICATORS, times: int = TIMES
) -> Iterator[Benchmark]:
    """Needs no database. Raises RuntimeError where the best and the last unit do not stand at both ends."""
    from threadpoolctl import threadpool_limits

    told = _invented(units, indicators)
    say(f"{units}个单位、{indicators}项指标、{RUNS}次加权")
    with threadpool_limits(1):
        places, bare = _ours(told), _bare(told)
        if not (places[0] == bare[0] and places[-1] == bare[-1]):
            raise RuntimeError(f"{places[0]} and {bare[0]}, {places[-1]} and {bare[-1]}")
        ours = [_spent(lambda: _ours(told)) for _time in range(times)]
        yardstick = [_spent(lambda: _bare(told)) for _time in range(times)]
    yield Benchmark(
        "scores",
        statistics.median(ours),
        f"numpy在备好的{units}×{indicators}矩阵上逐次加权、排名{RUNS}次，处理器时间",
        statistics.median(yardstick),
        goal="C6 scores",
        limit=5.0,
        told="由分子、分母到各项得分、总分、等次、名次和名次区间",
    )


def _invented(units: int, indicators: int) -> list[list[tuple[Rule, Told]]]:
    """The first unit is the best on every indicator, the last the worst."""
    import numpy as np

    level = np.random.default_rng(6).uniform(0.2, 0.9, (units, indicators))
    level[0], level[-1] = 1.0, 0.0
    found = []
    for row in level:
        cells = []
        for place, share in enumerate(row):
            if place % 3 == 0:
                rule = Rule(Kind.AUTO, WEIGHT, Decimal(0), Decimal(100))
                cells.append((rule, Told(Decimal(round(share * 500)), Decimal(500))))
            elif place % 3 == 1:
                rule = Rule(Kind.DEDUCTION, WEIGHT, per_item=WEIGHT / 20)
                cells.append((rule, Told(Decimal(round((1 - share) * 20)))))
            else:
                cells.append((Rule(Kind.MANUAL, WEIGHT), Told(points=WEIGHT * Decimal(f"{share:.4f}"))))
        found.append(cells)
    return found


def _ours(told: list[list[tuple[Rule, Told]]]) -> list[tuple[int, int]]:
    terms, units = scoring.Scheme(), []
    for cells in told:
        lines = [scoring.line(place, str(place % PILLARS), *cell) for place, cell in enumerate(cells)]
        units.append(Unit(lines, scoring.total_of(lines, terms)))
    for one in units:
        scoring.grade_of(one.total, (), terms.floors)
    scoring.standings([one.total for one in units])
    return [(one.low, one.high) for one in intervals(units, seed=6)]


def _bare(told: list[list[tuple[Rule, Told]]]) -> list[tuple[int, int]]:
    import numpy as np

    shares = np.array([[_share(*cell) for cell in cells] for cells in told])
    weights = np.full(shares.shape[1], 1 / shares.shape[1])
    pillars = np.arange(shares.shape[1]) % PILLARS
    rng, places = np.random.default_rng(6), np.empty((RUNS, len(shares)), np.int64)
    for run in range(RUNS):
        drawn = weights * rng.uniform(1 - SPREAD, 1 + SPREAD, len(weights))
        drawn /= drawn.sum()
        total = _geometric(shares, drawn, pillars) if run % 2 else shares @ drawn
        places[run] = 1 + len(total) - np.searchsorted(np.sort(total), total, "right")
    low, high = np.quantile(places, (0.05, 0.95), axis=0)
    return [(int(one), int(other)) for one, other in zip(low, high, strict=True)]


def _geometric(shares: Any, drawn: Any, pillars: Any) -> Any:
    import numpy as np

    total = np.zeros(len(shares))
    with np.errstate(divide="ignore"):
        for pillar in range(PILLARS):
            inside = pillars == pillar
            part = drawn[inside].sum()
            total += part * np.log(shares[:, inside] @ drawn[inside] / part)
    return total


def _share(rule: Rule, told: Told) -> float:
    if rule.kind is Kind.AUTO:
        return float((told.numerator or 0) / (told.denominator or 1))
    if rule.kind is Kind.DEDUCTION:
        return 1 - float(told.numerator or 0) / 20
    return float((told.points or 0) / rule.weight)


def _spent(do: Callable[[], object]) -> float:
    """Processor milliseconds."""
    began = process_time()
    do()
    return 1000 * (process_time() - began)

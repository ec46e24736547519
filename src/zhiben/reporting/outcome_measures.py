"""The numbers of outcomes: each adds up the tallies of its year."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from zhiben.kernel.measure import Cut, Measure, Rows, register
from zhiben.kernel.text import N_
from zhiben.reporting import queries
from zhiben.reporting.outcomes import KINDS, OutcomeKind

COUNTED = N_(
    "截至时点本年各单位各月“{title}”之和（{formula}）；同一单位同一月份只按一种依据计数，"
    "逐条记录、核定报表各占多少见成果页；明细为各单位各月的计数"
)


def _measure(kind: OutcomeKind) -> Measure:
    numerator: Callable[[Cut], Rows] = partial(queries.counting, kind.key)
    formula = COUNTED.format(title=kind.title, formula=kind.formula)
    return Measure(kind.measure, kind.title, formula, kind.unit, numerator, sums="amount")


register(*map(_measure, KINDS))

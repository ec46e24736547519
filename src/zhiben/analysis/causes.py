"""Why accidents happen, counted: two facts crossed with what chance leaves open in every cell, causes by the share of
cases that would not have happened without them, and how far two coders agree.

A fact that nobody has established is no value: it is counted as unknown and takes no part in the tests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from zhiben.analysis.methods import Method
from zhiben.analysis.multiple import benjamini_hochberg, fishers
from zhiben.analysis.rates import Interval, Z, poissons, wilson
from zhiben.kernel.text import N_

VERSION = "1"
"""Of these methods; another number when the same cases may be answered differently."""

WEAK_KAPPA = 0.6
"""Below it the charts of causes carry a warning."""
ONLY_TABLES = 100
"""With fewer cases in five years there are cross-tables only, no rules."""
UNKNOWN = N_("原因未认定")


@dataclass(frozen=True, slots=True)
class Cell:
    """`share` is of the row. `expected`: were row and column to have nothing to do with each other; `residual`: how far
    the count lies from that in standard deviations (S. J. Haberman, 1973); `p` exact, `q` over all cells."""

    row: str
    column: str
    count: int
    count_within: Interval
    share: float
    share_within: Interval
    expected: float
    residual: float
    p: float
    q: float


@dataclass(frozen=True, slots=True)
class CrossTable:
    """`cells` row by row; rows and columns by their totals, the greatest first. `unknown`: cases without one of the two
    facts, which are in no cell."""

    rows: tuple[tuple[str, int], ...]
    columns: tuple[tuple[str, int], ...]
    cells: tuple[Cell, ...]
    total: int
    unknown: int

    def at(self, row: str, column: str) -> Cell:
        """The cell of these two; KeyError where there are none."""
        for one in self.cells:
            if (one.row, one.column) == (row, column):
                return one
        raise KeyError((row, column))


def cross_table(cases: Sequence[tuple[str, str]]) -> CrossTable:
    """Two facts of each case crossed; an empty one is unknown. Raises ValueError when no case has both."""
    return crossed([({row} - {""}, {column} - {""}) for row, column in cases])


def crossed(cases: Sequence[tuple[Collection[str], Collection[str]]]) -> CrossTable:
    """The same of facts of which a case may have several, such as causes: every cell holds the cases with both, and is
    tested against the cases with the one, with the other, and with neither, so that the cells of a column may add up to
    more than its cases. Raises ValueError when no case has both."""
    known = [(set(rows), set(columns)) for rows, columns in cases if rows and columns]
    if not known:
        raise ValueError("no case has both facts")
    counts = Counter((row, column) for rows, columns in known for row in rows for column in columns)
    of_rows, of_columns = (_by_total(one for pair in known for one in pair[side]) for side in (0, 1))
    cells = tuple(_cells(counts, of_rows, of_columns, len(known)))
    return CrossTable(of_rows, of_columns, cells, len(known), len(cases) - len(known))


Totals = tuple[tuple[str, int], ...]


def _cells(counts: Counter[tuple[str, str]], rows: Totals, columns: Totals, total: int) -> Iterator[Cell]:
    distinct = sorted({counts[row, column] for row, _of in rows for column, _too in columns})
    within = dict(zip(distinct, poissons(distinct), strict=True))
    of_rows, of_columns = dict(rows), dict(columns)
    places = [(row, column, counts[row, column]) for row in of_rows for column in of_columns]
    chances = fishers([_parts(count, of_rows[row], of_columns[column], total) for row, column, count in places])
    adjusted = benjamini_hochberg(chances)
    for (row, column, count), p, q in zip(places, chances, adjusted, strict=True):
        yield Cell(
            row=row,
            column=column,
            count=count,
            count_within=within[count],
            share=count / of_rows[row],
            share_within=wilson(count, of_rows[row]),
            expected=of_rows[row] * of_columns[column] / total,
            residual=_residual(count, of_rows[row], of_columns[column], total),
            p=p,
            q=q,
        )


def _by_total(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(values).items(), key=lambda one: (-one[1], one[0])))


def _parts(count: int, of_row: int, of_column: int, total: int) -> tuple[int, int, int, int]:
    return count, of_row - count, of_column - count, total - of_row - of_column + count


def _residual(count: int, of_row: int, of_column: int, total: int) -> float:
    """0 where a row or a column is all there is: nothing could be otherwise then."""
    expected = of_row * of_column / total
    variance = expected * (1 - of_row / total) * (1 - of_column / total)
    return (count - expected) / sqrt(variance) if variance > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Preventable:
    """Of how many cases a cause was among those established. `so_far`: the cases with this or one of the causes before
    it, each counted once."""

    cause: str
    count: int
    share: float
    share_within: Interval
    so_far: float


@dataclass(frozen=True, slots=True)
class Pareto:
    """Shares are of all cases. `unknown`: cases without any cause established, which stay in the denominator."""

    causes: tuple[Preventable, ...]
    total: int
    unknown: int


def pareto(cases: Sequence[Collection[str]]) -> Pareto:
    """The causes of each case, by the share of cases that they had a part in. The shares add up to more than 1, since a
    case has several causes. Raises ValueError without cases."""
    if not cases:
        raise ValueError("no cases")
    total, reached, found = len(cases), 0, []
    sets = [{cause for cause in one if cause} for one in cases]
    open_still = sets
    for cause, count in _by_total(cause for one in sets for cause in one):
        open_still = [one for one in open_still if cause not in one]
        reached = total - len(open_still)
        found.append(Preventable(cause, count, count / total, wilson(count, total), reached / total))
    return Pareto(tuple(found), total, sum(not one for one in sets))


@dataclass(frozen=True, slots=True)
class Agreement:
    """`kappa` is None where chance alone would make the coders agree always, so that nothing can be told; `within` is
    its 95 % interval."""

    n: int
    agreed: float
    kappa: float | None
    within: Interval | None

    @property
    def weak(self) -> bool:
        """True where charts of causes carry a warning."""
        return self.kappa is None or self.kappa < WEAK_KAPPA


def kappa(one: Sequence[str], other: Sequence[str]) -> Agreement:
    """How far two coders of the same cases agree beyond chance (J. Cohen, 1960; interval by the large-sample variance
    of J. L. Fleiss, J. Cohen and B. S. Everitt, 1969). Raises ValueError when there are no cases or their numbers
    differ."""
    if not one or len(one) != len(other):
        raise ValueError("two codes are needed of every case")
    n = len(one)
    rows, columns = Counter(one), Counter(other)
    pairs = Counter(zip(one, other, strict=True))
    agreed = sum(pairs[code, code] for code in rows) / n
    chance = sum(rows[code] * columns[code] for code in rows) / n**2
    if chance == 1:
        return Agreement(n, agreed, None, None)
    value = (agreed - chance) / (1 - chance)
    spread = Z * sqrt(_variance(pairs, rows, columns, value, chance) / n) / (1 - chance)
    return Agreement(n, agreed, value, Interval(max(-1.0, value - spread), min(1.0, value + spread)))


def _variance(
    pairs: Counter[tuple[str, str]], rows: Counter[str], columns: Counter[str], value: float, chance: float
) -> float:
    n = rows.total()
    same, apart = 0.0, 0.0
    for (first, second), count in pairs.items():
        if first == second:
            same += count / n * (1 - (rows[first] + columns[first]) / n * (1 - value)) ** 2
        else:
            apart += count / n * ((columns[first] + rows[second]) / n) ** 2
    return max(0.0, same + (1 - value) ** 2 * apart - (value - chance * (1 - value)) ** 2)


METHODS = (
    Method(
        key="cross-table",
        title=N_("交叉表"),
        version=VERSION,
        reference="Haberman 1973; Fisher 1935; Benjamini & Hochberg 1995; Wilson 1927; Garwood 1936",
        how=N_(
            "把每起事故的两项事实（例如类型和行业）交叉计数。每一格同时给出件数、占该行的比例和95%区间，以及假如两项事实互不"
            "相干时该有多少起。实有比应有多出或少了多少，用标准化残差表示：绝对值超过2就值得看。因为同时看了很多格，总有几格"
            "碰巧偏高，所以再按BH方法校正，只有校正后仍小于0.05的才标出。没有认定的事实不猜，单列为“原因未认定”。"
        ),
        never=N_("一格偏高，只说明两项事实常在一起，不说明谁造成谁；没有校正过的偏高不作结论。"),
    ),
    Method(
        key="pareto",
        title=N_("可预防份额"),
        version=VERSION,
        reference="Wilson 1927",
        how=N_(
            "对每个原因，数出多少起事故里认定有它，除以全部事故，就是“如果没有它，最多可少多少”的上限，并给出95%区间。一起事故"
            "常有几个原因，所以各项份额相加会超过100%；“累计”一栏每起事故只算一次。"
        ),
        never=N_("份额是上限，不是整治后一定会减少的数；各项份额不能相加。"),
    ),
    Method(
        key="kappa",
        title=N_("两人编码一致程度"),
        version=VERSION,
        reference="Cohen 1960; Fleiss, Cohen & Everitt 1969",
        how=N_(
            "抽一成事故，由两人互不商量各自编码。两人相同的比例里扣去碰巧相同的部分，就是κ：1是完全一致，0是和碰巧一样。低于0.6时，"
            "原因分析的图表都带提示。"
        ),
        never=N_("κ低于0.6时，不能说原因构成已经查清。"),
    ),
)

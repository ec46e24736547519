"""Facts that come together in accidents more often than chance would bring them: frequent sets of coded facts, the
rules that they make, and which of these are worth reading out.

A fact is a text, `name=value` or a bare name. Thresholds are compared in whole numbers, so that 4 of 5 reach 0.8.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import ceil

from zhiben.analysis.methods import Method
from zhiben.analysis.multiple import benjamini_hochberg, fishers
from zhiben.kernel.text import N_

VERSION = "3"
"""Of the method; another number when the same cases may give other rules."""

LEAST_CASES, LEAST_SHARE = 5, Fraction(1, 100)
CONFIDENCE, LIFT, BETTER, SURE = Fraction(1, 10), Fraction(3, 2), Fraction(11, 10), 0.01
"""A rule is read out when it holds in a tenth of the cases at least, its lift is so much at least (what nearly all
cases have comes with everything) and beats that of every simpler rule by a tenth, and its q is at most this."""
SHOWN, LONGEST = 20, 3
NESTED_FROM = 20
"""Cases from which on one column is taken to follow from another."""

Facts = frozenset[str]
TAUTOLOGIES: tuple[tuple[str, str], ...] = (
    ("触电", "电"),
    ("触电", "带电体"),
    ("触电", "电气设备"),
    ("起重伤害", "起重机械"),
    ("起重致害", "起重机械"),
    ("机械伤害", "机械设备"),
    ("机械致害", "机械设备"),
    ("车辆伤害", "车辆"),
    ("车辆伤害", "机动车"),
    ("厂（场）内车辆致害", "车辆"),
    ("道路（轨道）车辆致害", "车辆"),
    ("高处坠落", "高处作业"),
    ("火灾", "明火"),
    ("淹溺", "水"),
    ("中毒和窒息", "有毒有害气体"),
    ("中毒", "有毒有害气体"),
)
"""Values that say the same thing twice: a rule from one to the other is none."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`count` cases of `of` have all facts, `with_if` those of the one side, `with_then` those of the other. `p` is of
    Fisher's exact test. `q` is over all rules of as many facts that could have reached the support by their
    margins (those that did not count with a p of 1: choosing among them is looking at them), each by the largest p that
    it or its gain on a rule with one fact less has (G. I. Webb, 2007). `shown`: it is among those that are read out."""

    if_: Facts
    then: Facts
    count: int
    with_if: int
    with_then: int
    of: int
    p: float
    q: float
    shown: bool = False

    @property
    def support(self) -> float:
        """Share of all cases."""
        return self.count / self.of

    @property
    def confidence(self) -> float:
        """Share of the cases with the one side that have the other too."""
        return self.count / self.with_if

    @property
    def lift(self) -> float:
        """How many times as often as among all cases; rounded only once, so that equal ones are equal."""
        return (self.count * self.of) / (self.with_if * self.with_then)

    @property
    def exact_lift(self) -> Fraction:
        """The same as a fraction, for comparing."""
        return Fraction(self.count * self.of, self.with_if * self.with_then)

    @property
    def zhang(self) -> float:
        """Zhang's metric (X. Zhang and S. Zhang, 2000): 1 always together, 0 unconnected, -1 never together."""
        one, other, both = (Fraction(some, self.of) for some in (self.with_if, self.with_then, self.count))
        beyond = both - one * other
        most = max(both * (1 - one), one * (other - both))
        return float(beyond / most) if most else 0.0

    @property
    def sentence(self) -> str:
        """For people. It says that facts come together, and never that one brings about the other."""
        one, other = _phrase(self.if_), _phrase(self.then)
        together = f"{self.of}起里，{one}与{other}同时出现{self.count}起"
        told = f"{one}的{self.with_if}起里，{self.count}起（{self.confidence:.0%}）同时{other}"
        return f"{together}；{told}，是范围内全部事故的{self.lift:.1f}倍"


@dataclass(frozen=True, slots=True)
class Found:
    """`itemsets` with their counts; `rules` that reach the confidence, those that are read out first; `nested`: pairs
    of columns of which one follows from the other, no rule of which was made."""

    itemsets: Mapping[Facts, int]
    rules: tuple[Rule, ...]
    nested: tuple[tuple[str, str], ...]
    least: int


def itemsets(cases: Sequence[Collection[str]], least: int, longest: int = LONGEST) -> dict[Facts, int]:
    """Sets of at most `longest` facts that at least so many cases have, by FP-growth (J. Han, J. Pei and Y. Yin, 2000).
    Raises ValueError without cases or when `least` is below 1."""
    import pandas as pd
    from mlxtend.frequent_patterns import fpgrowth

    if not cases or least < 1:
        raise ValueError("no cases, or no support")
    counted = Counter(fact for case in cases for fact in set(case))
    frequent = sorted(fact for fact, count in counted.items() if count >= least)
    if not frequent:
        return {}
    sets = [frozenset(case) for case in cases]
    table = pd.DataFrame({place: [fact in one for one in sets] for place, fact in enumerate(frequent)}, dtype=bool)
    # The library multiplies and rounds up; half a case less than the whole number can round to that number only.
    found = fpgrowth(table, min_support=(least - 0.5) / len(cases), max_len=longest)
    return {
        frozenset(frequent[place] for place in places): round(support * len(cases))
        for support, places in zip(found["support"], found["itemsets"], strict=True)
    }


def least_of(cases: int, share: Fraction = LEAST_SHARE, least: int = LEAST_CASES) -> int:
    """How many cases a set of facts must have: a share of all, and so many at least."""
    return max(least, ceil(share * cases))


def find(
    cases: Sequence[Collection[str]],
    *,
    least: int | None = None,
    confidence: Fraction = CONFIDENCE,
    longest: int = LONGEST,
    tautologies: Collection[tuple[str, str]] = TAUTOLOGIES,
) -> Found:
    """All rules that reach support and confidence. q is told over all rules that might have been made, also over
    those that miss the support or the confidence."""
    least = least_of(len(cases)) if least is None else least
    counts = itemsets(cases, least, longest)
    within = tuple(nested(cases))
    barred = _Barred(tautologies, within)
    made = [one for one in _candidates(counts) if not barred.holds(*one)]
    of = len(cases)
    p = fishers([_parts(counts[one | other], counts[one], counts[other], of) for one, other in made])
    gained = _gained(made, p, counts)
    adjusted = _adjusted([len(one | other) for one, other in made], gained, _looked_at(counts, longest))
    rules = [
        Rule(one, other, counts[one | other], counts[one], counts[other], of, chance, q)
        for (one, other), chance, q in zip(made, p, adjusted, strict=True)
    ]
    reaching = [one for one in rules if one.count * confidence.denominator >= confidence.numerator * one.with_if]
    return Found(counts, tuple(_marked(reaching, {(one.if_, one.then): one for one in rules})), within, least)


def _candidates(counts: Mapping[Facts, int]) -> Iterator[tuple[Facts, Facts]]:
    for facts in counts:
        for size in range(1, len(facts)):
            for some in combinations(sorted(facts), size):
                yield frozenset(some), facts - frozenset(some)


def _looked_at(counts: Mapping[Facts, int], longest: int) -> list[int]:
    """By size, how many rules there might have been: facts that reach the support by themselves, at most one of each
    column, all ways of putting them on two sides."""
    columns = Counter(name or value for name, value in (_split(*one) for one in counts if len(one) == 1))
    ways = [1] + [0] * longest
    for values in columns.values():
        ways = [1, *(more + values * less for less, more in pairwise(ways))]
    return [some * max(0, 2**size - 2) for size, some in enumerate(ways)]


def _adjusted(sizes: Sequence[int], p: Sequence[float], looked_at: Sequence[int]) -> list[float]:
    """Among rules of as many facts: the many long ones must not drown the few short ones (G. I. Webb, 2008)."""
    found = [0.0] * len(p)
    for size in set(sizes):
        places = [place for place, one in enumerate(sizes) if one == size]
        for place, q in zip(places, benjamini_hochberg([p[place] for place in places], looked_at[size]), strict=True):
            found[place] = q
    return found


def _parts(both: int, one: int, other: int, of: int) -> tuple[int, int, int, int]:
    return both, one - both, other - both, of - one - other + both


def _gained(made: Sequence[tuple[Facts, Facts]], p: Sequence[float], counts: Mapping[Facts, int]) -> list[float]:
    """The largest p that each rule or its gain on a simpler one has."""
    asked = [(place, table) for place, pair in enumerate(made) for table in _gains(*pair, counts)]
    found = list(p)
    for (place, _table), chance in zip(asked, fishers([table for _place, table in asked]), strict=True):
        found[place] = max(found[place], chance)
    return found


def _gains(one: Facts, other: Facts, counts: Mapping[Facts, int]) -> Iterator[tuple[int, int, int, int]]:
    """To be tested of every fact that could be left out of a side with several: among the cases with the rest of its
    side, does it still come with the other side?"""
    both = counts[one | other]
    for side, opposite in ((one, other), (other, one)):
        for fact in side if len(side) > 1 else ():
            rest = side - {fact}
            yield _parts(both, counts[side], counts[rest | opposite], counts[rest])


def _marked(rules: Sequence[Rule], others: Mapping[tuple[Facts, Facts], Rule]) -> Iterator[Rule]:
    """The rules with a mark on those that are read out, these first and the strongest before the others."""
    ordered = sorted(rules, key=_strength)
    worth = [one for one in ordered if one.q <= SURE and one.exact_lift >= LIFT and _beats_simpler(one, others)]
    shown: list[Rule] = []
    told: set[Facts] = set()
    for one in worth:
        # A set of facts is read out once, whichever way round its rules go.
        if one.if_ | one.then not in told and len(shown) < SHOWN:
            told.add(one.if_ | one.then)
            shown.append(one)
    yield from (_shown(one) for one in shown)
    chosen = {(one.if_, one.then) for one in shown}
    yield from (one for one in ordered if (one.if_, one.then) not in chosen)


def _strength(one: Rule) -> tuple[object, ...]:
    """Of two rules of the same facts that with one consequence comes first, then the surer one."""
    return one.q, -one.lift, -one.count, len(one.then), one.with_if, sorted(one.if_), sorted(one.then)


def _shown(one: Rule) -> Rule:
    return Rule(one.if_, one.then, one.count, one.with_if, one.with_then, one.of, one.p, one.q, shown=True)


def _beats_simpler(rule: Rule, others: Mapping[tuple[Facts, Facts], Rule]) -> bool:
    """Against the rules that leave out some of the facts of the one side, and some of the other."""
    for one in _parts_of(rule.if_):
        for other in _parts_of(rule.then):
            if (one, other) != (rule.if_, rule.then):
                simpler = others.get((one, other))
                if simpler is not None and rule.exact_lift < simpler.exact_lift * BETTER:
                    return False
    return True


def _parts_of(facts: Facts) -> Iterator[Facts]:
    for size in range(1, len(facts) + 1):
        yield from (frozenset(some) for some in combinations(sorted(facts), size))


class _Barred:
    """Which rules say the same thing twice."""

    def __init__(self, tautologies: Collection[tuple[str, str]], within: Collection[tuple[str, str]]) -> None:
        self.values = {frozenset(pair) for pair in tautologies}
        self.columns = {frozenset(pair) for pair in within}
        self.known: dict[tuple[str, str], bool] = {}

    def holds(self, one: Facts, other: Facts) -> bool:
        for pair in product(one, other):
            if pair not in self.known:
                self.known[pair] = self._same(*pair)
            if self.known[pair]:
                return True
        return False

    def _same(self, first: str, second: str) -> bool:
        (name, value), (name_, value_) = _split(first), _split(second)
        return frozenset((value, value_)) in self.values or frozenset((name, name_)) in self.columns


def nested(cases: Sequence[Collection[str]]) -> Iterator[tuple[str, str]]:
    """Pairs of columns (finer, coarser) of which the coarser follows from the finer in every case, as a district from
    its street. Told from 20 cases with both on, and where a value of the finer repeats."""
    values: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for case in cases:
        facts = sorted(_split(fact) for fact in case if "=" in fact)
        for (name, value), (name_, value_) in combinations(facts, 2):
            values[name, name_].append((value, value_))
    for (one, other), pairs in sorted(values.items()):
        turned = [(value_, value) for value, value_ in pairs]
        for finer, coarser, told in ((one, other, pairs), (other, one, turned)):
            if len(told) >= NESTED_FROM and _follows(told):
                yield finer, coarser


def _follows(pairs: Sequence[tuple[str, str]]) -> bool:
    distinct = set(pairs)
    finer, coarser = ({pair[place] for pair in distinct} for place in (0, 1))
    return len(distinct) == len(finer) > len(coarser) > 1 and len(finer) * 2 <= len(pairs)


def _split(fact: str) -> tuple[str, str]:
    name, mark, value = fact.partition("=")
    return (name, value) if mark else ("", fact)


def _phrase(facts: Facts) -> str:
    return "且".join(f"{name}为“{value}”" if name else f"有“{value}”" for name, value in map(_split, sorted(facts)))


METHODS = (
    Method(
        key="rules",
        title=N_("同时出现的事实"),
        version=VERSION,
        reference="Han, Pei & Yin 2000; Agrawal & Srikant 1994; Fisher 1935; Benjamini & Hochberg 1995; Zhang 2000",
        how=N_(
            "把每起事故认定的事实看作一张清单，找出哪些事实经常列在同一张清单上：至少5起，而且不少于全部事故的百分之一。对每种组合"
            "比较两个比例：有甲的事故里多少有乙，全部事故里多少有乙；前者除以后者就是“几倍”，不到一倍半的不列。倍数可能碰巧高，所以做精确检验，并按"
            "全部可能达到件数的组合数校正（没有达到的也算看过）。更简单的组合已能说明的，不再重复；字面上本来就是一回事的（触电与电），不列。最多列20条，每条后面"
            "都能打开那些事故。"
        ),
        never=N_("只能说“同时出现”，不能说“导致”；不足100起的地区只看交叉表，不看组合。"),
    ),
)

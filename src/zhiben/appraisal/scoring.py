"""The arithmetic of scores, without tables: points of one indicator, the total with both its bounds, grades, places.
Every line is rounded to two decimals before it is added, so that a unit can add its lines up by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from zhiben.appraisal.vocab import FLOORS, WHOLE, Aggregation, Better, Grade, Kind, Lack, VetoEffect
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

CENT = Decimal("0.01")
ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Rule:
    """What an indicator says of its points. `worst` and `best` are fixed goalposts, None where points are given by
    hand; a rate is told in hundredths (0–100)."""

    kind: Kind
    weight: Decimal
    worst: Decimal | None = None
    best: Decimal | None = None
    minimum: int = 1
    per_item: Decimal = ZERO
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a unit: counts, a value where it is not their fraction, or points given by hand."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    points: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of one unit: points, or why there are none. `value` is what the goalposts were laid on."""

    indicator: int
    pillar: str
    rule: Rule
    told: Told
    value: Decimal | None = None
    points: Decimal | None = None
    lack: Lack | None = None
    corrected: int = 0

    @property
    def counts(self) -> bool:
        """Part of the hundred; a bonus comes on top."""
        return self.rule.kind is not Kind.BONUS


@dataclass(frozen=True, slots=True)
class Total:
    """What lines come to, at least and at most; the same where nothing lacks."""

    low: Decimal
    high: Decimal
    lacking: int

    @property
    def complete(self) -> bool:
        """Nothing lacks."""
        return not self.lacking


@dataclass(frozen=True, slots=True)
class Veto:
    """A veto in force, and the best grade that it leaves."""

    effect: VetoEffect
    cap: Grade = Grade.FAIL


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit among its peers: the place of its score as it is, and the best and worst that it can be while something
    lacks somewhere."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """How lines become a total and a grade."""

    aggregation: Aggregation = Aggregation.SUM
    floors: Sequence[Decimal] = FLOORS
    bonus: Decimal = ZERO
    weights: Mapping[str, Decimal] = field(default_factory=dict)


def rounded(value: Decimal) -> Decimal:
    """To two decimals, half up."""
    return value.quantize(CENT, ROUND_HALF_UP)


def weights_must_be_whole(weights: Iterable[Decimal]) -> None:
    """Raises Refused with the sum unless the shares come to exactly 100."""
    total = sum(weights, ZERO)
    if total != WHOLE:
        said = N_("各项权重合计应为100，现为{total}，{what}{difference}")
        what = N_("还差") if total < WHOLE else N_("多出")
        raise Refused(said, total=_plain(total), what=what, difference=_plain(abs(WHOLE - total)))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def goalposts_must_fit(worst: Decimal | None, best: Decimal | None, better: Better) -> str:
    """What is wrong with goalposts, as a sentence; empty where nothing is."""
    if worst is None or best is None:
        return N_("请填写零分值和满分值")
    if worst == best:
        return N_("零分值和满分值不能相同")
    if (best > worst) != (better is Better.MORE):
        return N_("高者优的，满分值应大于零分值；低者优的，满分值应小于零分值")
    return ""


def share_of(value: Decimal, worst: Decimal, best: Decimal) -> Decimal:
    """Where a value lies between fixed goalposts, 0 to 1."""
    return min(max((value - worst) / (best - worst), ZERO), ONE)


def line(indicator: int, pillar: str, rule: Rule, told: Told) -> Line:
    """The points of one indicator from what is known; nothing is filled in where something lacks."""
    value, points, lack = _scored(rule, told)
    return Line(indicator, pillar, rule, told, value, points, lack)


def _scored(rule: Rule, told: Told) -> tuple[Decimal | None, Decimal | None, Lack | None]:
    if rule.kind is Kind.BONUS:
        given = told.points or ZERO
        return None, rounded(min(max(given, ZERO), rule.weight)), None
    if rule.kind is Kind.DEDUCTION:
        return _deducted(rule, told)
    if rule.worst is None or rule.best is None:
        if told.points is None:
            return None, None, Lack.NOT_ASSESSED
        return None, rounded(min(max(told.points, ZERO), rule.weight)), None
    return _measured(rule, told, rule.worst, rule.best)


def _deducted(rule: Rule, told: Told) -> tuple[Decimal | None, Decimal | None, Lack | None]:
    if told.numerator is None:
        return None, None, Lack.NOT_ASSESSED if rule.kind is Kind.MANUAL else Lack.NOTHING
    most = rule.weight if rule.most is None else min(rule.most, rule.weight)
    off = min(told.numerator * rule.per_item, most)
    return told.numerator, rounded(max(rule.weight - off, ZERO)), None


def _measured(
    rule: Rule, told: Told, worst: Decimal, best: Decimal
) -> tuple[Decimal | None, Decimal | None, Lack | None]:
    value = told.value
    if told.denominator is not None:
        if told.denominator == 0:
            return None, None, Lack.NOTHING
        if told.denominator < rule.minimum:
            return None, None, Lack.TOO_FEW
        value = (told.numerator or ZERO) * 100 / told.denominator
    elif told.numerator is not None:
        value = told.numerator
    if value is None:
        return None, None, Lack.NOT_ASSESSED if rule.kind is Kind.MANUAL else Lack.NOTHING
    return value, rounded(share_of(value, worst, best) * rule.weight), None


def total_of(lines: Sequence[Line], scheme: Scheme) -> Total:
    """Both bounds: what lacks counts as nothing at all, and as all of it. A bonus comes on top, up to its cap."""
    lacking = sum(one.points is None for one in lines)
    bonus = sum((one.points or ZERO for one in lines if not one.counts), ZERO)
    extra = min(bonus, scheme.bonus) if scheme.bonus else bonus
    low, high = (rounded(_base(lines, scheme.aggregation, full=full) + extra) for full in (False, True))
    return Total(low, high, lacking)


def _base(lines: Sequence[Line], aggregation: Aggregation, *, full: bool) -> Decimal:
    points = [(one, _points(one, full=full)) for one in lines if one.counts]
    if aggregation is Aggregation.SUM:
        return sum((got for _one, got in points), ZERO)
    product = ONE
    for got, weight in pillars(points).values():
        product *= (got / weight) ** (weight / WHOLE) if weight else ONE
    return product * WHOLE


def _points(one: Line, *, full: bool) -> Decimal:
    return one.points if one.points is not None else (one.rule.weight if full else ZERO)


def pillars(points: Iterable[tuple[Line, Decimal]]) -> dict[str, tuple[Decimal, Decimal]]:
    """Of each pillar, the points that its lines got and could get."""
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for one, got in points:
        had, could = found.get(one.pillar, (ZERO, ZERO))
        found[one.pillar] = (had + got, could + one.rule.weight)
    return found


def vetoed(total: Total, vetoes: Sequence[Veto]) -> Total:
    """The total that a veto leaves: nothing, where one says so."""
    if any(one.effect is VetoEffect.FORCE_ZERO for one in vetoes):
        return Total(ZERO, ZERO, total.lacking)
    return total


def grade_of(total: Total, vetoes: Sequence[Veto], floors: Sequence[Decimal]) -> Grade | None:
    """The grade, None while the bounds give two."""
    low, high = (_graded(points, vetoes, floors) for points in (total.low, total.high))
    return low if low is high else None


def _graded(points: Decimal, vetoes: Sequence[Veto], floors: Sequence[Decimal]) -> Grade:
    grades = list(Grade)
    place = next((place for place, floor in enumerate(floors) if points >= floor), len(floors))
    for one in vetoes:
        least = grades.index(one.cap) if one.effect is VetoEffect.CAP_GRADE else len(floors)
        place = max(place, least)
    return grades[place]


def standings(totals: Sequence[Total]) -> list[Standing]:
    """Places by competition ranking (1, 2, 2, 4): the best and the worst that the bounds allow, which are one place
    where nothing lacks anywhere."""
    return [
        Standing(
            1 + sum(other.low > one.high for other in totals if other is not one),
            1 + sum(other.high > one.low for other in totals if other is not one),
        )
        for one in totals
    ]


def scales_mixed(values: Iterable[Decimal]) -> bool:
    """True where shares of one indicator are written both as 0–1 and as 0–100."""
    told = [abs(value) for value in values if value]
    return any(value > ONE for value in told) and any(value < ONE for value in told)


# As it is kept


def as_json(one: Line) -> dict[str, Any]:
    """A line as plain values."""
    told = {name: _text(getattr(one.told, name)) for name in ("numerator", "denominator", "value", "points")}
    rule = {name: _text(getattr(one.rule, name)) for name in ("weight", "worst", "best", "per_item", "most")}
    return {
        "indicator": one.indicator,
        "pillar": one.pillar,
        "rule": {"kind": one.rule.kind.value, "minimum": one.rule.minimum, **rule},
        "told": told,
        "value": _text(one.value),
        "points": _text(one.points),
        "lack": one.lack.value if one.lack else "",
        "corrected": one.corrected,
    }


def from_json(kept: Mapping[str, Any]) -> Line:
    """The line that `as_json` kept."""
    rule, told = kept["rule"], kept["told"]
    return Line(
        kept["indicator"],
        kept["pillar"],
        Rule(
            Kind(rule["kind"]),
            Decimal(rule["weight"]),
            _number(rule["worst"]),
            _number(rule["best"]),
            rule["minimum"],
            Decimal(rule["per_item"]),
            _number(rule["most"]),
        ),
        Told(*(_number(told[name]) for name in ("numerator", "denominator", "value", "points"))),
        _number(kept["value"]),
        _number(kept["points"]),
        Lack(kept["lack"]) if kept["lack"] else None,
        kept["corrected"],
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

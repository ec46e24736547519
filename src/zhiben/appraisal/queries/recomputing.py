"""A score computed again from what was frozen: counts and the records behind them, goalposts of the scheme, points put
right; and whether it comes to the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from zhiben.appraisal import scoring
from zhiben.appraisal.models import Correction, Indicator, Score
from zhiben.appraisal.queries import schemes
from zhiben.appraisal.queries.measuring import Way, way_of
from zhiben.appraisal.vocab import Audience, Grade, Ground, Kind, VetoEffect
from zhiben.foundation.measures import unpacked
from zhiben.foundation.measures.freezing import intact
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.kernel import measure
from zhiben.kernel.text import N_

Frozen = Mapping[tuple[str, str], FrozenMeasure]


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator: how its points were kept, how they come out again, from which frozen records."""

    indicator: Indicator
    line: scoring.Line
    again: scoring.Line
    formula: str
    slice: str
    correction: Correction | None
    sound: bool

    @property
    def agrees(self) -> bool:
        """The same points, for the same lack, from records that nobody has touched."""
        same = (self.line.points, self.line.lack) == (self.again.points, self.again.lack)
        return self.sound and same

    @property
    def lack_shown(self) -> str:
        """Why there are no points."""
        return self.line.lack.label if self.line.lack else ""

    @property
    def ground_shown(self) -> str:
        """On what ground the points were put right."""
        return Ground(self.correction.ground).label if self.correction else ""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A score and what it comes to when it is computed again."""

    score: Score
    rows: tuple[Row, ...]
    total: scoring.Total
    grade: Grade | None

    @property
    def agrees(self) -> bool:
        """Every line, the total and the grade come out the same."""
        kept = (self.score.low, self.score.high, self.score.grade)
        return all(row.agrees for row in self.rows) and kept == (
            self.total.low,
            self.total.high,
            self.grade.value if self.grade else "",
        )

    @property
    def bonus(self) -> Decimal:
        """What came on top."""
        return sum((row.again.points or Decimal(0) for row in self.rows if not row.again.counts), Decimal(0))


def slice_name(way: Way, unit: int, territory: int) -> str:
    """How the slice of a unit is called."""
    return f"{way.prefix}-{unit if way.prefix == 'unit' else territory}"


def frozen_of(bundle: str) -> dict[tuple[str, str], FrozenMeasure]:
    """All that was frozen in a bundle, with the ids."""
    return {(row.measure, row.slice): row for row in FrozenMeasure.objects.filter(bundle=bundle)}


def told_by(indicator: Indicator, slice_: str, frozen: Frozen) -> scoring.Told:
    """What frozen rows tell of one unit: a rate's two counts, a count over another, or a count."""
    row = frozen.get((indicator.measure, slice_))
    if row is None:
        return scoring.Told()
    if indicator.whole:
        whole = frozen.get((indicator.whole, slice_))
        if whole is None:
            return scoring.Told()
        return scoring.Told(min(Decimal(row.numerator), Decimal(whole.numerator)), Decimal(whole.numerator))
    denominator = None if row.denominator is None else Decimal(row.denominator)
    return scoring.Told(Decimal(row.numerator), denominator)


def recomputed(score: Score) -> Recomputed:
    """Compute a score again, from what was frozen when it was made."""
    card, scheme = score.card, score.card.run.scheme
    indicators = {one.pk: one for one in schemes.indicators_of(scheme)}
    frozen = frozen_of(score.scoring.bundle)
    corrections = Correction.objects.filter(card=card, at__lte=score.scoring.at).in_bulk()
    ways: dict[str, Way | None] = {}
    rows = []
    for kept in score.lines:
        line = scoring.from_json(kept)
        indicator = indicators[line.indicator]
        if indicator.measure and indicator.measure not in ways:
            ways[indicator.measure] = _way(indicator, Audience(scheme.audience))
        rows.append(_row(indicator, line, score, frozen, ways, corrections))
    vetoes = vetoes_kept(score)
    again = [row.again for row in rows]
    total = scoring.vetoed(scoring.total_of(again, schemes.terms_of(scheme)), vetoes)
    grade = scoring.grade_of(total, vetoes, schemes.terms_of(scheme).floors)
    return Recomputed(score, tuple(rows), total, grade)


def _way(indicator: Indicator, audience: Audience) -> Way | None:
    declared = measure.registered().get(indicator.measure)
    return way_of(declared, audience) if declared else None


def vetoes_kept(score: Score) -> list[scoring.Veto]:
    """The vetoes that stood when the score was made."""
    return [scoring.Veto(VetoEffect(one["effect"]), Grade(one["cap"])) for one in score.vetoes]


def _row(
    indicator: Indicator,
    line: scoring.Line,
    score: Score,
    frozen: Frozen,
    ways: Mapping[str, Way | None],
    corrections: Mapping[int, Correction],
) -> Row:
    way = ways.get(indicator.measure)
    slice_ = slice_name(way, score.card.unit_id, score.card.slice) if way else ""
    told, sound = line.told, True
    if indicator.measure:
        told = told_by(indicator, slice_, frozen)
        names = [name for name in (indicator.measure, indicator.whole) if name]
        sound = all(_sound(frozen.get((name, slice_))) for name in names)
    again = scoring.line(indicator.pk, indicator.pillar, schemes.rule_of(indicator), told)
    correction = corrections.get(line.corrected) if line.corrected else None
    if correction is not None:
        again = corrected(again, correction)
    return Row(indicator, line, again, formula_of(indicator), slice_, correction, sound)


def corrected(line: scoring.Line, correction: Correction) -> scoring.Line:
    """The line with the points that it was put right to."""
    return replace(line, points=scoring.rounded(correction.points), lack=None, corrected=correction.pk)


def _sound(row: FrozenMeasure | None) -> bool:
    """What was frozen is as it was, and its counts are those of the records behind it."""
    if row is None or not intact(row):
        return False
    declared = measure.registered().get(row.measure)
    if declared is None or declared.sums:
        return declared is not None
    counts = [(row.numerator, len(unpacked(bytes(row.numerator_ids))))]
    if row.denominator is not None:
        counts.append((row.denominator, len(unpacked(bytes(row.denominator_ids)))))
    return all(told == there for told, there in counts)


def formula_of(indicator: Indicator) -> str:
    """How its points come about, in words."""
    kind, weight = Kind(indicator.kind), indicator.weight_shown
    if kind is Kind.BONUS:
        return N_("加分，最多{weight}分").format(weight=weight)
    if kind is Kind.DEDUCTION:
        most = indicator.weight if indicator.most is None else min(indicator.most, indicator.weight)
        said = N_("{weight}分，每项扣{each}分，最多扣{most}分")
        if most == indicator.weight:
            said = N_("{weight}分，每项扣{each}分，扣完为止")
        return said.format(weight=weight, each=_plain(indicator.per_item), most=_plain(most))
    if indicator.worst is None or indicator.best is None:
        return N_("人工评分，满分{weight}分").format(weight=weight)
    said = N_("（数值－{worst}）÷（{best}－{worst}）×{weight}分，不足零分值计0分，超过满分值计满分")
    return said.format(worst=_plain(indicator.worst), best=_plain(indicator.best), weight=weight)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def records_behind(score: Score, indicator: Indicator, side: str) -> list[int]:
    """The ids of the frozen records behind one indicator of a score (`side`: numerator or denominator)."""
    way = _way(indicator, Audience(score.card.run.scheme.audience))
    if way is None:
        return []
    slice_ = slice_name(way, score.card.unit_id, score.card.slice)
    name = indicator.whole if indicator.whole and side == "denominator" else indicator.measure
    row = FrozenMeasure.objects.filter(bundle=score.scoring.bundle, measure=name, slice=slice_).first()
    if row is None:
        return []
    whole = side == "denominator" and not indicator.whole
    return unpacked(bytes(row.denominator_ids if whole else row.numerator_ids))


__all__ = [
    "Recomputed",
    "Row",
    "corrected",
    "formula_of",
    "frozen_of",
    "recomputed",
    "records_behind",
    "slice_name",
    "told_by",
    "vetoes_kept",
]

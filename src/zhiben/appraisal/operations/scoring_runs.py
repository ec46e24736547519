"""All cards of a run scored at once: measures frozen as of the cut-off, lines, totals with both bounds, places with
their intervals. Nothing is filled in where something lacks; no score is ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from zhiben.appraisal import scoring
from zhiben.appraisal.models import Card, Indicator, Run, Score, Scoring
from zhiben.appraisal.queries import runs as reads
from zhiben.appraisal.queries import schemes
from zhiben.appraisal.queries.measuring import Way, way_of
from zhiben.appraisal.queries.recomputing import Frozen, corrected, frozen_of, slice_name, told_by
from zhiben.appraisal.vocab import RUNS, SPREAD, Audience, Band, Grade, Kind, VetoEffect
from zhiben.foundation.measures import counted
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.foundation.scope import scope
from zhiben.kernel import measure
from zhiben.kernel.errors import Refused
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Scored:
    """A card with its lines and what they come to."""

    card: Card
    lines: Sequence[scoring.Line]
    vetoes: Sequence[dict[str, Any]]
    total: scoring.Total
    grade: Grade | None


class Lined(Protocol):
    """Lines with what they come to."""

    @property
    def lines(self) -> Sequence[scoring.Line]: ...

    @property
    def total(self) -> scoring.Total: ...


@dataclass(frozen=True, slots=True)
class Interval:
    """The place of a unit when shares are drawn anew, 5 % to 95 %."""

    low: int
    high: int


def reader(run: Run) -> Actor:
    """The office itself as the one who reads: figures do not depend on who presses the button."""
    place = run.scheme.coordinates.territory
    office: int = run.scheme.office_id
    return Actor(0, run.scheme.office.name, (Grant(0, "office", place, unit=office),))


def score_anew(run: Run, *, by: int, at: datetime) -> Scoring:
    """Freeze the measures, and score all cards from them. The caller has opened the transaction."""
    number = len(reads.scorings_of(run)) + 1
    bundle = f"appraisal-{run.pk}-{number}"
    _freeze(run, bundle)
    return _kept(run, Scoring(run=run, number=number, at=at, by=by, bundle=bundle))


def score_corrected(run: Run, *, by: int, at: datetime, why: str) -> Scoring:
    """A scoring beside the last one, from the same frozen measures, with points that were put right since."""
    last = reads.scorings_of(run)[0]
    return _kept(run, Scoring(run=run, number=last.number + 1, at=at, by=by, why=why, bundle=last.bundle))


def _freeze(run: Run, bundle: str) -> None:
    indicators = schemes.indicators_of(run.scheme)
    names = dict.fromkeys(name for one in indicators for name in (one.measure, one.whole) if name)
    audience, cards = Audience(run.scheme.audience), reads.cards_of(run)
    cut, known = Cut(run.as_of, run.period), measure.registered()
    rows: list[FrozenMeasure] = []
    with scope(reader(run)):
        for name in names:
            way = way_of(known[name], audience) if name in known else None
            if way is None:
                raise Refused(N_("口径“{name}”已不能分到各单位，请改用新版方案"), name=name)
            wanted = frozenset(one.unit_id if way.prefix == "unit" else one.slice for one in cards)
            rows += counted(known[name], cut, bundle=bundle, by=way.slicing(wanted))
    FrozenMeasure.objects.bulk_create(rows)


def _kept(run: Run, made: Scoring) -> Scoring:
    found = scored(run, made.bundle)
    made.save(force_insert=True)
    Score.objects.bulk_create(_rows(run, made, found))
    return made


def scored(run: Run, bundle: str) -> list[Scored]:
    """Every card's lines and total, from a bundle of frozen measures."""
    cards, indicators = reads.cards_of(run), schemes.indicators_of(run.scheme)
    if not cards:
        raise Refused(N_("本次考评没有单位"))
    frozen, entries = frozen_of(bundle), reads.entries_of(cards)
    corrections, vetoes = reads.corrections_of(cards), reads.vetoes_of(cards)
    terms, ways = schemes.terms_of(run.scheme), _ways(indicators, Audience(run.scheme.audience))
    found = []
    for card in cards:
        lines = []
        for one in indicators:
            line = scoring.line(one.pk, one.pillar, schemes.rule_of(one), _told(one, card, frozen, entries, ways))
            right = corrections.get((card.pk, one.pk))
            lines.append(corrected(line, right) if right else line)
        noted = [_veto(event) for event in vetoes.get(card.pk, ())]
        in_force = [scoring.Veto(VetoEffect(one["effect"]), Grade(one["cap"])) for one in noted]
        total = scoring.vetoed(scoring.total_of(lines, terms), in_force)
        found.append(Scored(card, lines, noted, total, scoring.grade_of(total, in_force, terms.floors)))
    return found


def _ways(indicators: Sequence[Indicator], audience: Audience) -> dict[str, Way | None]:
    known = measure.registered()
    names = {one.measure for one in indicators if one.measure} & set(known)
    return {name: way_of(known[name], audience) for name in names}


def _veto(event: Any) -> dict[str, Any]:
    rule = event.rule
    return {"rule": rule.name, "effect": rule.effect, "cap": rule.cap, "on": event.on.isoformat(), "what": event.what}


def _told(one: Indicator, card: Card, frozen: Frozen, entries: Any, ways: dict[str, Way | None]) -> scoring.Told:
    if one.measure:
        way = ways.get(one.measure)
        return told_by(one, slice_name(way, card.unit_id, card.slice), frozen) if way else scoring.Told()
    entry = entries.get((card.pk, one.pk))
    if entry is None or not entry.is_assessed:
        # A deduction of which nobody has told a fact is none.
        return scoring.Told(Decimal(0)) if one.kind == Kind.DEDUCTION else scoring.Told()
    return scoring.Told(entry.numerator, entry.denominator, entry.value, entry.points)


def _rows(run: Run, made: Scoring, found: Sequence[Scored]) -> list[Score]:
    places = scoring.standings([one.total for one in found])
    drawn = intervals(found, seed=run.seed)
    ranges = [
        Interval(min(between.low, place.first), max(between.high, place.last))
        for place, between in zip(places, drawn, strict=True)
    ]
    rows = []
    for one, place, between in zip(found, places, ranges, strict=True):
        rows.append(
            Score(
                scoring=made,
                card=one.card,
                low=one.total.low,
                high=one.total.high,
                lacking=one.total.lacking,
                grade=one.grade.value if one.grade else "",
                first=place.first,
                last=place.last,
                rank_low=between.low,
                rank_high=between.high,
                band=_band(between, ranges).value,
                lines=[scoring.as_json(line) for line in one.lines],
                vetoes=list(one.vetoes),
            )
        )
    return rows


def _band(own: Interval, all_: Sequence[Interval]) -> Band:
    """Apart from more than half of the others, whose intervals lie wholly behind its own, or wholly before it."""
    behind = sum(other.low > own.high for other in all_)
    before = sum(other.high < own.low for other in all_)
    if 2 * behind > len(all_) - 1:
        return Band.ABOVE
    return Band.BELOW if 2 * before > len(all_) - 1 else Band.LEVEL


def intervals(found: Sequence[Lined], *, seed: int, runs: int = RUNS) -> list[Interval]:
    """Of each unit, between which places it comes when each share is drawn up to a quarter more or less, added up and
    multiplied in turns; what lacks is tried both ways. Vetoes and bonuses are no part of it."""
    import numpy as np

    from zhiben.analysis.composite import bounded_ranks

    counting = [place for place, line in enumerate(found[0].lines) if line.counts]
    weights = np.array([float(found[0].lines[place].rule.weight) for place in counting])
    names = list(dict.fromkeys(found[0].lines[place].pillar for place in counting))
    pillars = np.array([names.index(found[0].lines[place].pillar) for place in counting])

    def shares(*, full: bool) -> Any:
        return np.array([[_share(one.lines[place], full=full) for place in counting] for one in found])

    worst, best = shares(full=False), shares(full=True)
    same = all(one.total.complete for one in found)
    told = bounded_ranks(worst, worst if same else best, weights, pillars, runs=runs, spread=SPREAD, seed=seed % 2**32)
    return [Interval(int(low), int(high)) for low, high in zip(told.low, told.high, strict=True)]


def _share(line: scoring.Line, *, full: bool) -> float:
    if line.points is None:
        return 1.0 if full else 0.0
    return min(float(line.points / line.rule.weight), 1.0)

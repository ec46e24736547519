"""How units are held against one another when a round closes, by the one pre-stated measure of its cycle: items that
fell due in the period, and those of them that were missed. It reads what was just frozen and the stored verdicts of
rounds before, so that the same records give the same verdicts, whoever closes and however often.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from zhiben.analysis import naming
from zhiben.analysis.naming import Counts, Verdict
from zhiben.campaign import queries as campaign
from zhiben.dispatch import closing, facts
from zhiben.dispatch.cycles import REPORTED
from zhiben.dispatch.facts import Figures
from zhiben.dispatch.models import NamedItem, NamedUnit, Round, UnitVerdict
from zhiben.dispatch.queries import verdicts as stored
from zhiben.dispatch.vocab import NAMED_CLASSES, NEWCOMER_MONTHS, Class, Reason
from zhiben.foundation.measures import numerators, unpacked
from zhiben.hazards import queries as hazards
from zhiben.kernel import measure
from zhiben.kernel.periods import months_after
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

if TYPE_CHECKING:
    from datetime import datetime

METHOD = naming.VERSION
"""Of the exact limits and of the hints inside."""
LEANING = {"worse": Class.WORSE, "": Class.WITHIN, "better": Class.BETTER}

RECORDS = {"tasks.missed": campaign.as_they_stood, "hazards.missed": hazards.as_they_stood}
"""Where the missed items of each judged measure are read as they stood."""

Missed = Mapping[int, Mapping[str, frozenset[int]]]
"""By unit and measure, the ids of missed items."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """Why a unit is not judged."""

    placed: Class
    note: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What units are judged by: figures, and the missed items behind them."""

    figures: Figures
    missed: Missed


def as_frozen(one: Round) -> Taken:
    """As it was frozen."""
    return Taken(facts.figures(one), _missed(one))


def as_it_stands(one: Round) -> Taken:
    """As it would be frozen if the round were closed now. The caller has opened the scope of `closing.reader`."""
    known = measure.registered()
    rows = [
        row
        for name in (*one.declared.judged, *({REPORTED} & set(one.declared.measures)))
        for row in closing.counted_of(one, known[name], one.bundle)
    ]
    judged = {(row.measure, row.slice): row for row in rows if row.slice and row.measure in one.declared.judged}
    missed = {key: unpacked(bytes(row.numerator_ids)) for key, row in judged.items()}
    return Taken(Figures({(row.measure, row.slice): row for row in rows}), _by_unit(missed))


def verdict_rows(one: Round, taken: Taken) -> list[UnitVerdict]:
    """Unsaved rows: every unit of the office for which an item fell due, or that owes its report. The caller has opened
    the scope of `closing.reader`."""
    if not one.declared.judged:
        return []
    figures, before = taken.figures, stored.just_before(one)
    counts = _counts(one, taken, before)
    out = _excluded(one, figures, counts)
    names = orgs.unit_names([*counts, *out])
    issue = {unit: told for unit, told in sorted(counts.items()) if unit not in out}
    judged = {unit: told for unit, told in issue.items() if told.due >= naming.LEAST_DUE}
    share = one.declared.budget / (max(len(judged), 1) * one.declared.issues)
    spread = _spread(one, judged)
    found = naming.judged(
        issue,
        stored.stored(before) if before else {},
        units=max(len(judged), 1),
        issues=one.declared.issues,
        budget=one.declared.budget,
        spread=spread,
    )
    rows = [_judged(one, unit, verdict, spread) for unit, verdict in found.items()]
    rows += [_not_judged(one, unit, why, counts.get(unit, Counts(0, 0))) for unit, why in out.items()]
    for row in rows:
        row.unit_name, row.method = names[row.unit_id], METHOD
        row.share, row.spread = (share, spread) if row.is_judged else (0.0, 0.0)
    return sorted(rows, key=lambda row: row.unit_id)


def named_rows(one: Round, taken: Taken, verdicts: list[UnitVerdict]) -> Iterator[NamedUnit | NamedItem]:
    """Unsaved rows: each unit named by its verdict, followed by the items that it missed. Same scope."""
    cut = closing.cut_of(one)
    for verdict in verdicts:
        if verdict.placed not in NAMED_CLASSES:
            continue
        records = _records(taken.missed[verdict.unit_id], cut.as_of)
        named = NamedUnit(
            round=one,
            unit_id=verdict.unit_id,
            unit_name=verdict.unit_name,
            reason=Reason.STATISTICS.value,
            count=len(records),
        )
        named.place_at(one.coordinates)
        yield named
        yield from (closing.item(named, record, cut.as_of) for record in records)


def _records(missed: Mapping[str, frozenset[int]], as_of: datetime) -> list[Any]:
    found = [record for name, ids in sorted(missed.items()) for record in RECORDS[name](ids, as_of)]
    return sorted(found, key=lambda record: (record.due_then, record._meta.label_lower, record.pk))


def _counts(one: Round, taken: Taken, before: Round | None) -> dict[int, Counts]:
    """By unit of the office what fell due, what of it was missed, and what of that had been missed before already."""
    judged, figures, missed = one.declared.judged, taken.figures, taken.missed
    units = {_unit(slice_) for name, slice_ in figures.rows if name in judged and slice_}
    within = closing.units_of_the_office(one, sorted(units - {0}))
    due = {unit: sum(figures.base(name, f"unit-{unit}") for name in judged) for unit in within}
    earlier = _missed(before) if before else {}
    return {
        unit: Counts(count, _size(missed.get(unit, {})), _common(missed.get(unit, {}), earlier.get(unit, {})))
        for unit, count in due.items()
        if count
    }


def _missed(one: Round) -> Missed:
    return _by_unit(numerators(one.bundle, one.declared.judged))


def _by_unit(numerators_of: Mapping[tuple[str, str], Iterable[int]]) -> Missed:
    found: dict[int, dict[str, frozenset[int]]] = {}
    for (name, slice_), ids in numerators_of.items():
        found.setdefault(_unit(slice_), {})[name] = frozenset(ids)
    return found


def _unit(slice_: str) -> int:
    return int(slice_.rpartition("-")[2])


def _size(of: Mapping[str, frozenset[int]]) -> int:
    return sum(map(len, of.values()))


def _common(of: Mapping[str, frozenset[int]], earlier: Mapping[str, frozenset[int]]) -> int:
    return sum(len(ids & earlier.get(name, frozenset())) for name, ids in of.items())


def _excluded(one: Round, figures: Figures, counts: Mapping[int, Counts]) -> dict[int, Excluded]:
    """Units that are not judged: set up or ended lately, or silent about everything that they owed a report on."""
    silent = _silent(one, figures)
    terms = orgs.unit_terms([*counts, *silent])
    out = {unit: Excluded(Class.UNREPORTED, N_("本期应报的进展一项未报")) for unit in sorted(silent)}
    for unit, (begins, ends) in sorted(terms.items()):
        if note := _changed(one.period_last, begins, ends):
            out[unit] = Excluded(Class.NEW, note)
    return out


def _silent(one: Round, figures: Figures) -> set[int]:
    """Units of the office that owed reports on tasks and sent none: an absent report is neither 0 % nor 100 %."""
    name = REPORTED
    if (name, "") not in figures.rows:
        return set()
    owing = (_unit(slice_) for key, slice_ in figures.rows if key == name and slice_)
    silent = [u for u in owing if u and figures.base(name, f"unit-{u}") and not figures.count(name, f"unit-{u}")]
    return closing.units_of_the_office(one, silent)


def _changed(last: date, begins: date, ends: date | None) -> str:
    if ends is not None and ends <= last:
        return N_("{day}起撤并").format(day=ends.isoformat())
    if begins > months_after(last, -NEWCOMER_MONTHS):
        return N_("{day}设立，不满{months}个月").format(day=begins.isoformat(), months=NEWCOMER_MONTHS)
    return ""


def _spread(one: Round, judged: Mapping[int, Counts]) -> float:
    """How much units differ anyway: the mean over the issues of the last year, this one included."""
    issues = [*stored.counts_of_the_year_before(one), list(judged.values())]
    return sum(map(naming.spread_in, issues)) / len(issues)


def _judged(one: Round, unit: int, verdict: Verdict, spread: float) -> UnitVerdict:
    row = _row(one, unit, verdict.counts)
    if verdict.limits is None:
        row.placed = Class.FEW
        return row
    row.others_missed, row.others_due = verdict.others
    row.at_once, row.again = verdict.limits.at_once, verdict.limits.again
    leaning = naming.leaning(verdict.counts, verdict.others, spread)
    row.placed = Class(verdict.reason) if verdict.reason else LEANING[leaning]
    return row


def _not_judged(one: Round, unit: int, why: Excluded, counts: Counts) -> UnitVerdict:
    row = _row(one, unit, counts)
    row.placed, row.note = why.placed, why.note
    return row


def _row(one: Round, unit: int, counts: Counts) -> UnitVerdict:
    return UnitVerdict(round=one, unit_id=unit, due=counts.due, missed=counts.missed, carried=counts.carried)

"""Differences from week to week: the same one goes on as one record, with its age, cause, unit and day, wherever it is
met again, if need be as another kind of difference; what is met no longer is gone, and what was thought to be done with
and is met again is opened again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import Change, Step, effect, perform_many
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs
from zhiben.reconcile import differences, queries
from zhiben.reconcile.former import Brought
from zhiben.reconcile.lifecycle import DISCREPANCY
from zhiben.reconcile.models import ComparedRow, Comparison, Discrepancy, Sighting
from zhiben.reconcile.operations import writing
from zhiben.reconcile.recalling import Places
from zhiben.reconcile.vocab import EXPLAINED, WORKING_DAYS, Found, Side

GONE = object()


@dataclass
class Sorted:
    """The differences of a comparison: rows at which a new one begins, former ones with the row at which each was met
    again, those that are gone, and those that are the same as another one which goes on."""

    new: list[ComparedRow] = field(default_factory=list)
    going_on: list[tuple[Discrepancy, ComparedRow]] = field(default_factory=list)
    gone: list[Discrepancy] = field(default_factory=list)
    doubles: list[tuple[Discrepancy, Discrepancy]] = field(default_factory=list)


def sorted_out(one: Comparison) -> Sorted:
    """What of a comparison is new, what goes on, what is gone. A former difference of whose rows the new ledgers can
    say nothing (another period, met twice, a column that was not compared) is left as it is."""
    laid, found = _Laid(one), Sorted()
    met = dict[int, Discrepancy]()
    for former in _former(one):
        fate = laid.fate_of(former)
        if isinstance(fate, ComparedRow) and fate.pk not in met:
            met[fate.pk] = former
            found.going_on.append((former, fate))
        elif former.state in queries.CLOSED:
            continue
        elif isinstance(fate, ComparedRow):
            found.doubles.append((former, met[fate.pk]))
        elif fate is GONE:
            found.gone.append(former)
    found.new = [row for row in laid.different if row.pk not in met]
    return found


def carry_on(one: Comparison, found: Sorted, new: Sequence[Discrepancy], *, actor: Actor, at: datetime) -> None:
    """Write down where each was met, open again what was thought to be done with, tell what became another kind of
    difference, close what is gone."""
    for double, kept in found.doubles:
        kept.opened_on = min(kept.opened_on, double.opened_on)
        kept.unit_id = kept.unit_id or double.unit_id
    turned, back = [], []
    for former, row in found.going_on:
        other = differences.alone_in(former.comparison, former.row) != differences.alone_in(one, row)
        undone = former.state == "confirmed" and (other or former.cause not in EXPLAINED)
        if former.state == "gone" or undone or (other and former.state == "resolved"):
            back.append(former)
        if other:
            turned.append(former)
        former.comparison, former.row = one, row
        former.subject = differences.subject(one, row)[: differences.LONGEST]
    seen = [former for former, _row in found.going_on]
    Discrepancy._unfiltered().bulk_update(seen, ["comparison", "row", "subject", "opened_on", "unit"], batch_size=200)
    met = [*new, *seen]
    insert([Sighting(discrepancy=each, comparison=one, row_id=each.row_id) for each in met])
    perform_many([Step(each, "recur", actor) for each in back], at=at)
    perform_many([Step(each, "turn", actor) for each in turned], at=at)
    perform_many([Step(each, "vanish", actor) for each in found.gone], at=at)
    perform_many([Step(double, "merge", actor, {"into": str(kept.pk)}) for double, kept in found.doubles], at=at)


@effect(DISCREPANCY, "recur")
def _opened_again(change: Change) -> None:
    one: Discrepancy = change.record
    one.closed_on = None
    writing.tell_otherwise(one, change.at, given_again=True)
    one.due = orgs.workdays().after(change.at.astimezone(clock.TZ).date(), WORKING_DAYS)


@effect(DISCREPANCY, "turn")
def _turned(change: Change) -> None:
    """What was told, thought and done of the other kind holds no longer."""
    one: Discrepancy = change.record
    one.resolution = ""
    writing.tell_otherwise(one, change.at, given_again=True)
    one.cause = differences.cause_of(one.comparison, one.row)
    one.proposed = bool(one.cause)
    change.noted["now"] = differences.kind(one.comparison, one.row)


@effect(DISCREPANCY, "vanish", "merge")
def _gone(change: Change) -> None:
    change.record.closed_on = change.at.astimezone(clock.TZ).date()
    writing.tell_otherwise(change.record, change.at)


class _Laid:
    """The two ledgers of a comparison, and what has become in them of former differences."""

    def __init__(self, one: Comparison) -> None:
        self._one = one
        rows = (
            ComparedRow._unfiltered().filter(comparison=one).select_related("other").order_by("side", "sheet", "number")
        )
        sides = {side: [row for row in rows if row.side == side] for side in Side}
        self._ledgers = {one.name_of(side): _Ledger(one, side, mine) for side, mine in sides.items()}
        self._leading = {row.other_id: row for row in sides[Side.LEFT] if row.other_id}
        pairs = [row for row in sides[Side.LEFT] if row.found == Found.DIFFER]
        self.different = [*pairs, *(row for mine in sides.values() for row in mine if row.found == Found.ONLY)]
        """Rows at which there is a difference, pairs first."""

    def fate_of(self, former: Discrepancy) -> ComparedRow | object | None:
        """The row at which it is met again, perhaps as another kind of difference, GONE, or None where nothing can be
        said."""
        then, row = former.comparison, former.row
        before = {then.name_of(each.side): each for each in (row, row.other) if each is not None}
        if not all(self._ledgers[name].is_alike(then) for name in before):
            return None
        now = {name: self._ledgers[name].of(then, each) for name, each in before.items()}
        known = [each for each in now.values() if each is not None]
        if not known:
            looked = all(self._ledgers[name].reaches(each.day) for name, each in before.items())
            return GONE if looked else None
        if any(each.found in (Found.OUTSIDE, Found.TWICE) for each in known):
            return None
        fields = self._called_now(then, row.fields)
        for again in [self._leading.get(each.pk, each) for each in known]:
            if again.found == Found.ONLY or (
                again.found == Found.DIFFER and (row.other is None or set(again.fields) & set(fields))
            ):
                return again
        return GONE if all(fields) else None

    def _called_now(self, then: Comparison, fields: Sequence[str]) -> list[str]:
        """What the left ledger calls now what was compared under these headings, "" where it is not compared."""
        columns, found = dict(then.columns), []
        for name in fields:
            said = {then.left_name: name, then.right_name: columns[name]}
            now = {whose: self._ledgers[whose].name_of(then, called) for whose, called in said.items()}
            left, right = now[self._one.left_name], now[self._one.right_name]
            found.append(next((mine for mine, theirs in self._one.columns if mine == left or theirs == right), ""))
        return found


class _Ledger:
    """The rows of one of the ledgers, found by the keys of former ones."""

    def __init__(self, one: Comparison, side: Side, rows: list[ComparedRow]) -> None:
        self._rows, self._places = rows, Places([(row.key, row.steady) for row in rows])
        days = [row.day for row in rows if row.day]
        self._reach = (min(days), max(days)) if days else None
        cells = [row.cells for row in rows]
        self._brought = Brought(one.office_id, one.name_of(side), one.name_of(side.other), one.headings_of(side), cells)

    def is_alike(self, then: Comparison) -> bool:
        """True where its copy of then is known to be the same ledger."""
        return self._brought.copy(then).alike

    def name_of(self, then: Comparison, heading: str) -> str | None:
        """What that column of then is called."""
        return self._brought.copy(then).names.get(heading)

    def of(self, then: Comparison, former: ComparedRow) -> ComparedRow | None:
        """That row as it is now."""
        place = self._places.of(self._brought.copy(then).key(former.pk, (former.key, former.steady)))
        return None if place is None else self._rows[place]

    def reaches(self, day: date | None) -> bool:
        """True where a row of that day would stand here."""
        return day is None or self._reach is None or self._reach[0] <= day <= self._reach[1]


def _former(one: Comparison) -> list[Discrepancy]:
    """Differences of the same ledgers: those given to a unit first, then those that wait, the oldest before others; of
    those done with the one that was met last."""
    asked = queries.of_ledgers("comparison__", one.office_id, one.left_name, one.right_name)
    rows = Discrepancy._unfiltered().filter(asked).exclude(comparison=one).select_related("comparison", "row__other")
    return sorted(rows.order_by("pk"), key=_standing)


def _standing(each: Discrepancy) -> tuple[bool, bool, int]:
    closed = each.state in queries.CLOSED
    return closed, each.state == "open", -each.comparison_id if closed else 0

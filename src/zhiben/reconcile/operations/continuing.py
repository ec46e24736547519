"""Differences from week to week: the same one goes on as one record, with its age, cause, unit and day, wherever it is
met again; what is met no longer is gone, and what was gone or confirmed and is met again is opened again."""

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
from zhiben.reconcile.lifecycle import DISCREPANCY
from zhiben.reconcile.models import ComparedRow, Comparison, Discrepancy, Sighting
from zhiben.reconcile.recalling import Places
from zhiben.reconcile.vocab import EXPLAINED, WORKING_DAYS, Found, Side

GONE = object()


@dataclass
class Sorted:
    """The differences of a comparison: rows at which a new one begins, former ones with the row at which each was met
    again, and those that are gone."""

    new: list[ComparedRow] = field(default_factory=list)
    going_on: list[tuple[Discrepancy, ComparedRow]] = field(default_factory=list)
    gone: list[Discrepancy] = field(default_factory=list)


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
        elif fate is GONE and former.state not in queries.CLOSED:
            found.gone.append(former)
    found.new = [row for row in laid.different if row.pk not in met]
    return found


def carry_on(one: Comparison, found: Sorted, new: Sequence[Discrepancy], *, actor: Actor, at: datetime) -> None:
    """Write down where each was met, open again what was thought to be done with, close what is gone."""
    for former, row in found.going_on:
        former.comparison, former.row = one, row
        former.subject = differences.subject(one, row)[: differences.LONGEST]
    seen = [former for former, _row in found.going_on]
    Discrepancy._unfiltered().bulk_update(seen, ["comparison", "row", "subject"], batch_size=200)
    met = [*new, *seen]
    insert([Sighting(discrepancy=each, comparison=one, row_id=each.row_id) for each in met])
    back = [
        each for each in seen if each.state == "gone" or (each.state == "confirmed" and each.cause not in EXPLAINED)
    ]
    perform_many([Step(each, "recur", actor) for each in back], at=at)
    perform_many([Step(each, "vanish", actor) for each in found.gone], at=at)


@effect(DISCREPANCY, "recur")
def _opened_again(change: Change) -> None:
    one: Discrepancy = change.record
    one.closed_on = None
    one.due = orgs.workdays().after(change.at.astimezone(clock.TZ).date(), WORKING_DAYS)


@effect(DISCREPANCY, "vanish")
def _gone(change: Change) -> None:
    change.record.closed_on = change.at.astimezone(clock.TZ).date()


class _Laid:
    """The two ledgers of a comparison, and what has become in them of former differences."""

    def __init__(self, one: Comparison) -> None:
        self._one = one
        rows = (
            ComparedRow._unfiltered().filter(comparison=one).select_related("other").order_by("side", "sheet", "number")
        )
        sides = {side: [row for row in rows if row.side == side] for side in Side}
        self._ledgers = {one.name_of(side): _Ledger(mine) for side, mine in sides.items()}
        self._leading = {row.other_id: row for row in sides[Side.LEFT] if row.other_id}
        pairs = [row for row in sides[Side.LEFT] if row.found == Found.DIFFER]
        self.different = [*pairs, *(row for mine in sides.values() for row in mine if row.found == Found.ONLY)]
        """Rows at which there is a difference, pairs first."""

    def fate_of(self, former: Discrepancy) -> ComparedRow | object | None:
        """The row at which it is met again, GONE, or None where nothing can be said."""
        then, row = former.comparison, former.row
        before = {then.name_of(row.side): row}
        if row.other is not None:
            before[then.name_of(row.other.side)] = row.other
        now = {name: self._ledgers[name].of(each) for name, each in before.items()}
        known = [each for each in now.values() if each is not None]
        if not known:
            looked = all(self._ledgers[name].reaches(each.day) for name, each in before.items())
            return GONE if looked else None
        if any(each.found in (Found.OUTSIDE, Found.TWICE) for each in known):
            return None
        leading = {self._leading.get(each.pk, each) for each in known}
        if len(leading) > 1:
            return GONE
        (again,) = leading
        if row.other is None:
            return again if again.found == Found.ONLY else GONE
        fields = _as_called(then, row.fields, self._one.left_name)
        if again.found == Found.DIFFER and fields & set(again.fields):
            return again
        return GONE if fields <= {name for name, _other in self._one.columns} else None


def _as_called(then: Comparison, fields: Sequence[str], ledger: str) -> set[str]:
    """Headings as that ledger calls them, which may have stood right then."""
    return set(fields) if then.left_name == ledger else {dict(then.columns)[name] for name in fields}


class _Ledger:
    """The rows of one of the ledgers, found by the keys of former ones."""

    def __init__(self, rows: list[ComparedRow]) -> None:
        self._rows, self._places = rows, Places([(row.key, row.steady) for row in rows])
        days = [row.day for row in rows if row.day]
        self._reach = (min(days), max(days)) if days else None

    def of(self, former: ComparedRow) -> ComparedRow | None:
        """That row as it is now."""
        place = self._places.of((former.key, former.steady))
        return None if place is None else self._rows[place]

    def reaches(self, day: date | None) -> bool:
        """True where a row of that day would stand here."""
        return day is None or self._reach is None or self._reach[0] <= day <= self._reach[1]


def _former(one: Comparison) -> list[Discrepancy]:
    """Differences of the same ledgers, those that wait for somebody first."""
    asked = queries.of_ledgers("comparison__", one.office_id, one.left_name, one.right_name)
    rows = Discrepancy._unfiltered().filter(asked).exclude(comparison=one).order_by("pk")
    return sorted(rows.select_related("comparison", "row__other"), key=lambda each: each.state in queries.CLOSED)

"""Two ledgers as rows in their sets, with what people have said of the same rows before. Which rows are one is found in
analysis.linkage; kept here are the keys by which rows are known again, and what a person's word changes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from zhiben.analysis.linkage.words import core, plain
from zhiben.reconcile.vocab import BETWEEN, PAIRED, Cause, Found

if TYPE_CHECKING:
    from zhiben.analysis.linkage.ledgers import Comparison as Compared
    from zhiben.analysis.linkage.ledgers import Ledger
    from zhiben.analysis.linkage.ledgers import Side as Alone

Columns = Sequence[tuple[str, str]]
Cells = Sequence[str]
Period = tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a person has said of two rows, by their keys."""

    left: str
    right: str
    same: bool


@dataclass(slots=True)
class Line:
    """Where one row stands; `other` is the place of the row it is paired with."""

    found: Found = Found.ONLY
    other: int = -1
    score: float | None = None
    fields: tuple[str, ...] = ()
    group: int = 0
    beyond: bool = False

    def stand_alone(self) -> None:
        """It is paired no longer."""
        self.found, self.other, self.fields, self.score = apart(beyond=self.beyond), -1, (), None


@dataclass(slots=True)
class Matched:
    """Both ledgers with the set of every row; `reused` counts what people had said before and was followed;
    `dated` tells whether both have days of entries."""

    columns: tuple[tuple[str, str], ...]
    left: list[Line]
    right: list[Line]
    reused: int = 0
    dated: bool = False
    _ledgers: Sequence[Ledger] = field(default=(), repr=False)

    @property
    def pairs(self) -> int:
        """How many rows of the left ledger have, or may have, one in the right."""
        return sum(line.found in PAIRED for line in self.left)

    def follow(self, one: int, other: int, *, same: bool) -> None:
        """Let a person's word stand for two rows; what is met twice in its own ledger stays so."""
        here, there = self.left[one], self.right[other]
        if Found.TWICE in (here.found, there.found) or (not same and here.other != other):
            return
        self.reused += 1
        if here.other == other and here.found in (Found.AGREE, Found.DIFFER) and same:
            return
        for line, others in ((here, self.right), (there, self.left)):
            if line.other >= 0:
                others[line.other].stand_alone()
            line.stand_alone()
        if same:
            left, right = self._ledgers
            fields = told_apart(self.columns, left.headings, left.rows[one], right.headings, right.rows[other])
            here.found = there.found = Found.DIFFER if fields else Found.AGREE
            here.other, there.other, here.fields = other, one, fields


def matched(left: Ledger, right: Ledger, said: Iterable[Said] = (), period: Period = None) -> Matched:
    """Every row of both ledgers in its set. Raises `linkage.ledgers.Incomparable`."""
    from zhiben.analysis.linkage.ledgers import compare

    found = compare(left, right)
    lines = Matched(found.columns, [Line() for _ in left.rows], [Line() for _ in right.rows], _ledgers=(left, right))
    _mark_beyond(lines, left, right, period)
    _place(lines, found)
    if period:
        for line in (*lines.left, *lines.right):
            if line.found in (Found.ONLY, Found.OUTSIDE):
                line.found = apart(beyond=line.beyond)
    places = [_once(keys(one.headings, one.rows)) for one in (left, right)]
    for one in said:
        if one.left in places[0] and one.right in places[1]:
            lines.follow(places[0][one.left], places[1][one.right], same=one.same)
    return lines


def _place(lines: Matched, found: Compared) -> None:
    pairs = [(Found.AGREE, one, other) for one, other in found.agree]
    pairs += [(Found.DIFFER, one, other) for one, other, _fields in found.differ]
    pairs += [(Found.REVIEW, one, other) for one, other, _score in found.review]
    for kind, one, other in pairs:
        here, there = lines.left[one], lines.right[other]
        here.found = there.found = kind
        here.other, there.other = other, one
    for one, _other, fields in found.differ:
        lines.left[one].fields = fields
    for one, _other, score in found.review:
        lines.left[one].score = score
    _place_alone(found.left, lines.left)
    _place_alone(found.right, lines.right)


def _place_alone(side: Alone, rows: Sequence[Line]) -> None:
    for place in side.outside:
        rows[place].found = Found.OUTSIDE
    for number, group in enumerate(side.twice, start=1):
        for place in group:
            rows[place].found, rows[place].group = Found.TWICE, number


def apart(*, beyond: bool) -> Found:
    """Where a row stands that has no other."""
    return Found.OUTSIDE if beyond else Found.ONLY


def told_apart(
    columns: Columns, left: Sequence[str], one: Cells, right: Sequence[str], other: Cells
) -> tuple[str, ...]:
    """The headings of the left ledger in which two rows do not say the same."""
    return tuple(name for name, theirs in columns if plain(one[left.index(name)]) != plain(other[right.index(theirs)]))


def cause_of(fields: Sequence[str], pairs: Mapping[str, tuple[str, str]]) -> str:
    """写法不同 where every field that differs says the same but for places, forms of companies and marks; "" otherwise,
    for that is a person's to say. `pairs`: both values by heading."""
    said = [tuple(core(plain(value)) for value in pairs[name]) for name in fields]
    return Cause.WRITTEN if said and all(one and one == other for one, other in said) else ""


def keys(headings: Sequence[str], rows: Sequence[Cells]) -> list[str]:
    """By what each row is known again in a later ledger of the same source: its number where the ledger has a column of
    numbers, all that it says otherwise."""
    from zhiben.analysis.linkage.columns import Ledger

    place = _key_column(headings, rows)
    telling = Ledger(tuple(headings), rows).telling()
    found = []
    for row in rows:
        number = plain(row[place]) if place is not None else ""
        told = ["number", number] if number else ["row", *(plain(row[one]) for one in telling)]
        found.append(hashlib.sha256(BETWEEN.join(told).encode()).hexdigest()[:40])
    return found


def _key_column(headings: Sequence[str], rows: Sequence[Cells]) -> int | None:
    from zhiben.analysis.linkage.keys import is_number

    for place, name in enumerate(headings):
        if is_number(name):
            told = [row[place] for row in rows if row[place]]
            if told and len(set(told)) == len(told) and not _counts(told):
                return place
    return None


def _counts(told: Sequence[str]) -> bool:
    """True for 1, 2, 3 and so on: that numbers a list, and not what stands in it."""
    return set(told) == {str(number) for number in range(1, len(told) + 1)}


def _once(found: Sequence[str]) -> dict[str, int]:
    """The places of keys that only one row has."""
    counts = Counter(found)
    return {key: place for place, key in enumerate(found) if counts[key] == 1}


def _mark_beyond(lines: Matched, left: Ledger, right: Ledger, period: Period) -> None:
    """Which rows have a day outside of the period, or of what the other ledger covers."""
    from zhiben.analysis.linkage.coding import coded
    from zhiben.analysis.linkage.days import days_of, tells_day

    pairs = [pair for pair in lines.columns if tells_day(pair)]
    columns = [
        coded(one, left.column(left.headings.index(one)), right.column(right.headings.index(other)), days=True)
        for one, other in pairs
    ]
    days = days_of(columns, [f"{one} {other}" for one, other in pairs])
    lines.dated = days is not None
    if days is None:
        return
    for side, own, rows in (("left", days.left, lines.left), ("right", days.right, lines.right)):
        if period:
            first, last = (day.toordinal() for day in period)
            beyond = {place for place, day in enumerate(own.tolist()) if day and not first <= day <= last}
        else:
            beyond = days.outside(side, range(len(rows)))
        for place in beyond:
            rows[place].beyond = True

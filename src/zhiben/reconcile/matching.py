"""Two ledgers as rows in their sets, with what people have said of the same rows before. Which rows are one is found in
analysis.linkage, and rows are known again by `recalling`; kept here is what a person's word changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from zhiben.analysis.linkage.words import core, day_of_serial, plain
from zhiben.reconcile.recalling import Key, Places, keys
from zhiben.reconcile.vocab import PAIRED, Cause, Found

if TYPE_CHECKING:
    from zhiben.analysis.linkage.ledgers import Comparison as Compared
    from zhiben.analysis.linkage.ledgers import Ledger
    from zhiben.analysis.linkage.ledgers import Side as Alone

Period = tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a person has said of two rows, by their keys; `same` None: it was taken back."""

    left: Key
    right: Key
    same: bool | None
    by: int = 0
    at: datetime | None = None


@dataclass(slots=True)
class Line:
    """Where one row stands; `other` is the place of the row it is paired with."""

    key: Key
    found: Found = Found.ONLY
    other: int = -1
    score: float | None = None
    fields: tuple[str, ...] = ()
    group: int = 0
    day: date | None = None
    beyond: bool = False

    def stand_alone(self) -> None:
        """It is paired no longer."""
        self.found, self.other, self.fields, self.score = apart(beyond=self.beyond, group=self.group), -1, (), None


@dataclass(frozen=True, slots=True)
class Followed:
    """A person's word of before that holds for two rows, by their places; `fields` do not say the same."""

    left: int
    right: int
    fields: tuple[str, ...]
    said: Said


@dataclass(slots=True)
class Matched:
    """Both ledgers with the set of every row; `followed` is what people had said before and holds on; `dated` tells
    whether both have days of entries."""

    compared: Compared
    left: list[Line]
    right: list[Line]
    followed: list[Followed] = field(default_factory=list)

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Pairs of headings that say the same."""
        return self.compared.columns

    @property
    def dated(self) -> bool:
        """True when both ledgers tell the days of entries."""
        return self.compared.days is not None

    @property
    def pairs(self) -> int:
        """How many rows of the left ledger have, or may have, one in the right."""
        return sum(line.found in PAIRED for line in self.left)

    def follow(self, one: int, other: int, said: Said) -> None:
        """Let a person's word stand for two rows; what is met twice in its own ledger stays so."""
        here, there = self.left[one], self.right[other]
        if Found.TWICE in (here.found, there.found) or (not said.same and here.other != other):
            return
        fields = self.compared.fields(one, other)
        self.followed.append(Followed(one, other, fields, said))
        if here.other == other and here.found in (Found.AGREE, Found.DIFFER) and said.same:
            return
        for line, others in ((here, self.right), (there, self.left)):
            if line.other >= 0:
                others[line.other].stand_alone()
            line.stand_alone()
        if said.same:
            here.found = there.found = Found.DIFFER if fields else Found.AGREE
            here.other, there.other, here.fields = other, one, fields


def matched(
    left: Ledger,
    right: Ledger,
    said: Iterable[Said] = (),
    period: Period = None,
    aliases: Mapping[str, str] | None = None,
    same: Mapping[str, str] | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> Matched:
    """Every row of both ledgers in its set. `aliases`, `same`, `words` as for the comparison. Raises
    `linkage.ledgers.Incomparable`."""
    from zhiben.analysis.linkage.ledgers import compare

    found = compare(left, right, same=same, aliases=aliases, words=words)
    here, there = ([Line(key) for key in keys(one.headings, one.rows)] for one in (left, right))
    lines = Matched(found, here, there)
    _mark_days(lines, period)
    _place(lines, found)
    if period:
        for line in (*lines.left, *lines.right):
            if line.found in (Found.ONLY, Found.OUTSIDE):
                line.found = apart(beyond=line.beyond)
    for (one, other), word in _standing(said, lines).items():
        lines.follow(one, other, word)
    return lines


def aliases(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names that mean one, from those of rows that people have said to be one; a name said to mean several is left
    out."""
    meant: dict[str, set[str]] = {}
    for one, other in pairs:
        here, there = plain(one), plain(other)
        if here and there and here != there:
            meant.setdefault(there, set()).add(here)
    return {name: others.pop() for name, others in meant.items() if len(others) == 1}


def _standing(said: Iterable[Said], lines: Matched) -> dict[tuple[int, int], Said]:
    """The last word of each two rows, by their places."""
    left, right = (Places([line.key for line in side]) for side in (lines.left, lines.right))
    found: dict[tuple[int, int], Said] = {}
    for word in said:
        one, other = left.of(word.left), right.of(word.right)
        if one is not None and other is not None:
            found.pop((one, other), None)
            if word.same is not None:
                found[one, other] = word
    return found


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
    for one, other, score in found.review:
        lines.left[one].score, lines.left[one].fields = score, found.fields(one, other)
    _place_alone(found.left, lines.left)
    _place_alone(found.right, lines.right)


def _place_alone(side: Alone, rows: Sequence[Line]) -> None:
    for place in side.outside:
        rows[place].found = Found.OUTSIDE
    for number, group in enumerate(side.twice, start=1):
        for place in group:
            rows[place].group = number
            if place not in side.paired:
                rows[place].found = Found.TWICE


def apart(*, beyond: bool, group: int = 0) -> Found:
    """Where a row stands that has no other; `group`: it is met several times in its own ledger."""
    if group:
        return Found.TWICE
    return Found.OUTSIDE if beyond else Found.ONLY


def cause_of(fields: Sequence[str], pairs: Mapping[str, tuple[str, str]]) -> str:
    """写法不同 where every field that differs says the same but for places, forms of companies, marks; 年份笔误 where
    some say the same day of another year; "" otherwise, for that is a person's to say. `pairs`: both values by
    heading."""
    likely = {_likely(name, *pairs[name]) for name in fields}
    if not likely or "" in likely:
        return ""
    return Cause.YEAR if Cause.YEAR in likely else Cause.WRITTEN


def _likely(name: str, one: str, other: str) -> str:
    if of_another_year(name, one, other):
        return Cause.YEAR
    here, there = core(plain(one)), core(plain(other))
    return Cause.WRITTEN if here and here == there else ""


def of_another_year(name: str, one: str, other: str) -> bool:
    """True for two days of a column of days that differ in the year alone: somebody may have typed the wrong one."""
    from zhiben.analysis.linkage.days import ordinal, tells_day

    here, there = day_of_serial(plain(one)), day_of_serial(plain(other))
    days = tells_day((name,)) and ordinal(here) and ordinal(there)
    return bool(days) and here[:4] != there[:4] and here[4:8] == there[4:8]


def _mark_days(lines: Matched, period: Period) -> None:
    """The day of each row, and which lie outside of the period, or of what the other ledger covers."""
    days = lines.compared.days
    if days is None:
        return
    for side, own, rows in (("left", days.left, lines.left), ("right", days.right, lines.right)):
        for line, day in zip(rows, own.tolist(), strict=True):
            line.day = date.fromordinal(day) if day else None
        beyond = set() if period else days.outside(side, range(len(rows)))
        for place, line in enumerate(rows):
            line.beyond = _outside(line.day, period) if period else place in beyond


def _outside(day: date | None, period: tuple[date, date]) -> bool:
    return day is not None and not period[0] <= day <= period[1]

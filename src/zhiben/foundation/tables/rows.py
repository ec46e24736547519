"""What each body row is: an entry, a total of some grade, a comparison, a part of the row above, a heading,
or nothing at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from zhiben.foundation.tables.heads import shown
from zhiben.foundation.tables.words import (
    LONGEST_NAME,
    grade,
    indentation,
    is_aside,
    is_order,
    is_part,
    is_period,
    may_be_total,
    outline,
    runs_on,
    squeeze,
)

if TYPE_CHECKING:
    from zhiben.foundation.tables.found import FoundTable

SAMPLE = 200
HIGHEST = 3
MOST_LEVELS = HIGHEST * 10 + 2


class Kind(StrEnum):
    """What a row does in a sum."""

    ENTRY = "entry"
    TOTAL = "total"
    LIKELY = "likely"
    ASIDE = "aside"
    PART = "part"
    HEADING = "heading"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Entry:
    """A body row understood. `level` orders totals: a higher one holds the lower ones; `where` is its name's column."""

    row: int
    kind: Kind
    label: str
    level: int = 0
    where: int = 0
    indent: int = 0
    depth: int = 0


def figure_columns(table: FoundTable) -> list[int]:
    """The columns that hold figures rather than words, codes or ranks."""
    rows = [one.number for one in table.rows if not one.heading][:SAMPLE]
    found = []
    for column, head in enumerate(table.heads):
        figures = sum(table.figure(row, column) is not None for row in rows)
        words = sum(bool(table.text(row, column)) for row in rows)
        if figures > words and not is_order(head.leaf):
            found.append(column)
    return found


def understand(table: FoundTable) -> list[Entry]:
    """Every body row, in printed order."""
    columns = figure_columns(table)
    first = columns[0] if columns else len(table.heads)
    entries = [_entry(table, one.number, first, heading=one.heading, total=one.total) for one in table.rows]
    if any(is_period(one.label) for one in entries):
        entries = [replace(one, kind=Kind.ASIDE) if runs_on(one.label) else one for one in entries]
    return _likely(_levels(entries))


def _entry(table: FoundTable, row: int, first: int, *, heading: bool, total: bool) -> Entry:
    named = [
        (column, table.text(row, column)[: 2 * LONGEST_NAME]) for column in range(min(first + 1, len(table.heads)))
    ]
    named = [(column, text) for column, text in named if text and (column < first or grade(text))]
    raw = named[-1][1] if named else ""
    where, text = next(((c, t) for c, t in named if grade(t)), (named[-1][0] if named else 0, raw))
    label = shown(text) if text else shown(table.raw(row, 0))
    made = Entry(row, Kind.ENTRY, label, 0, where, indentation(text), outline(text))
    if heading:
        return replace(made, kind=Kind.HEADING)
    if total or grade(text):
        return replace(made, kind=Kind.TOTAL, level=(HIGHEST if total else grade(text)) * 10)
    if may_be_total(text):
        return replace(made, kind=Kind.LIKELY, level=HIGHEST * 10)
    beside = range(where + 1, len(table.heads))
    if not any(table.figure(row, column) is not None or table.unread(row, column) for column in beside):
        return replace(made, kind=Kind.EMPTY)
    if is_part(text):
        return replace(made, kind=Kind.PART)
    return replace(made, kind=Kind.ASIDE if is_aside(text) else Kind.ENTRY)


def _levels(entries: list[Entry]) -> list[Entry]:
    """At the foot, a second total of the same name right below the first is the total of everything."""
    last = max((place for place, one in enumerate(entries) if one.kind is Kind.ENTRY), default=-1)
    found: list[Entry] = []
    above: Entry | None = None
    for place, one in enumerate(entries):
        total = one.kind is Kind.TOTAL
        stacked = total and place > last >= 0 and above is not None and above.kind is one.kind
        if stacked and above is not None and above.where == one.where and one.level <= above.level < MOST_LEVELS:
            found.append(replace(one, level=above.level + 1))
        else:
            found.append(one)
        above = found[-1] if total or one.kind is Kind.ENTRY else above
    return found


def _likely(entries: list[Entry]) -> list[Entry]:
    """全市 and its like hold everything only as the first or the last of the rows that count, with no 合计 beside."""
    counting = [one for one in entries if one.kind in (Kind.ENTRY, Kind.TOTAL, Kind.LIKELY)]
    ends = {counting[0].row, counting[-1].row} if counting else set()
    sure = any(one.kind is Kind.TOTAL and one.level > 10 for one in counting)
    return [
        replace(one, kind=Kind.ENTRY) if one.kind is Kind.LIKELY and (sure or one.row not in ends) else one
        for one in entries
    ]


def key_of(table: FoundTable, row: int, column: int) -> str:
    """What a group's column says for a row, over merged cells."""
    return squeeze(table.text(table.top(row, column), column))

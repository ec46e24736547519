"""Total columns: a 合计 over the columns beside it, under one head or in a plain row of them, where the rows bear it
out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.foundation.tables.comparing import Checked, NotCompared, Outcome, WrongTotal, compare
from zhiben.foundation.tables.rows import Entry, Kind, figure_columns
from zhiben.foundation.tables.summable import Nature, by_figures, by_title
from zhiben.foundation.tables.words import is_part, is_rounded, is_total_column
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhiben.foundation.tables.found import FoundTable

SAMPLE = 6_000
"""Cells that are looked at to find out which columns a total column holds."""

MOST = 50
"""Total columns of one table that are looked at."""


class Across:
    """Total columns of one table."""

    def __init__(self, table: FoundTable, entries: Sequence[Entry]) -> None:
        self.table = table
        self.entries = [one for one in entries if one.kind is not Kind.HEADING and _counts(one.label)]
        columns = figure_columns(table)
        self.depths = {column: depth for column in columns if (depth := _depth(table, column)) is not None}
        self.plain = [column for column in columns if column not in self.depths and self.adds(column)]

    def adds(self, column: int) -> bool:
        """True for a column of counts that is no part of the one before."""
        parts = self.table.heads[column].parts
        return by_title(parts).nature is Nature.COUNT and not any(is_part(part) for part in parts)

    def check(self) -> Checked:
        """Each total column over the columns that the rows bear out best."""
        done = Checked()
        for total in list(self.depths)[:MOST]:
            tried = [(columns, self.outcomes(total, columns, SAMPLE // len(columns))) for columns in self.sets(total)]
            best = max(tried, key=lambda one: _telling(one[1]), default=None)
            if best is None or not _believed(best[1]):
                name = self.table.heads[total].title
                done.left.append(NotCompared(name, N_("看不出是哪几栏之和，未核对")))
                continue
            for entry, outcome, _rich in self.outcomes(total, best[0]):
                done.compared += 1
                if not outcome.closes:
                    done.wrong.append(self.wrong(entry, outcome))
        return done

    def wrong(self, entry: Entry, outcome: Outcome) -> WrongTotal:
        """A row whose 合计 is not the sum of its columns."""
        title, (row, place) = self.table.heads[outcome.column].title, self.table.place(entry.row, outcome.column)
        return WrongTotal(row, place, entry.label, title, outcome.printed, outcome.summed, across=True)

    def sets(self, total: int) -> list[tuple[int, ...]]:
        """What the column may hold: those under the same head, to its left or right, to the next total or all."""
        depth = self.depths[total]
        path = self.table.heads[total].path
        pools = [
            [c for c in self.plain if self.path(c)[:depth] == path[:depth] and self.path(c)[depth + 1 :] == below]
            for below in (path[depth + 1 :],)
        ]
        pools.append([c for c in self.plain if self.path(c)[:depth] == path[:depth]])
        found = [columns for pool in pools for columns in self.sides(total, pool) if len(columns) >= 2]
        return list(dict.fromkeys(found))

    def path(self, column: int) -> tuple[str, ...]:
        """The titles over a column."""
        return self.table.heads[column].path

    def sides(self, total: int, pool: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """All of them, or those on one side, as far as the next total column or to the end."""
        before = max((one for one in self.depths if one < total), default=-1)
        after = min((one for one in self.depths if one > total), default=len(self.table.heads))
        yield tuple(pool)
        yield tuple(c for c in pool if before < c < total)
        yield tuple(c for c in pool if total < c < after)
        yield tuple(c for c in pool if c < total)
        yield tuple(c for c in pool if c > total)

    def outcomes(
        self, total: int, columns: Sequence[int], limit: int | None = None
    ) -> list[tuple[Entry, Outcome, int]]:
        """Every row that can be compared, with how many of its parts are not nought."""
        found = []
        rounded = self.table.rounded or any(is_rounded(part) for part in self.table.heads[total].parts)
        for entry in self.entries[:limit]:
            printed = self.table.figure(entry.row, total)
            parts = [self.table.figure(entry.row, column) for column in columns]
            given = [one for one in parts if one is not None]
            if printed is None or not given or by_figures([printed, *given]):
                continue
            if any(one is None and self.table.unread(entry.row, c) for c, one in zip(columns, parts, strict=True)):
                continue
            rich = sum(one.value != 0 for one in given)
            found.append((entry, compare(total, printed, given, rounded=rounded), rich))
        return found


def _counts(label: str) -> bool:
    return by_title([label]).nature is Nature.COUNT


def _depth(table: FoundTable, column: int) -> int | None:
    path = table.heads[column].path
    return next((depth for depth in reversed(range(len(path))) if path[depth] and is_total_column(path[depth])), None)


def _telling(outcomes: Sequence[tuple[Entry, Outcome, int]]) -> int:
    return sum(outcome.closes and rich >= 2 for _entry, outcome, rich in outcomes)


def _believed(outcomes: Sequence[tuple[Entry, Outcome, int]]) -> bool:
    """At least one row bears it out, and where some fail, at least two and as many as fail."""
    failing = sum(not outcome.closes for _entry, outcome, _rich in outcomes)
    telling = _telling(outcomes)
    return telling >= 1 and (not failing or (telling >= 2 and telling >= failing))

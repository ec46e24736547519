"""Every printed total against the sum of what it holds, down the rows and across the columns; never a false alarm.

Where a layout or a column leaves doubt, nothing is compared, and that is said.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.foundation.tables.across import Across
from zhiben.foundation.tables.comparing import Checked, NotCompared, Outcome, WrongTotal, compare
from zhiben.foundation.tables.grouping import Grouping, Reading
from zhiben.foundation.tables.holes import holes
from zhiben.foundation.tables.rows import Entry, Kind, understand
from zhiben.foundation.tables.summable import Nature, Verdict, by_figures, by_title, excuse
from zhiben.foundation.tables.words import is_rounded
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhiben.foundation.tables.figures import Figure
    from zhiben.foundation.tables.found import FoundTable


EXCUSES = 50
"""In so many totals of a column it is asked whether the column is a rate; beyond, it is taken for counts."""


@dataclass(frozen=True, slots=True)
class _Read:
    reading: Reading
    outcomes: list[Outcome]
    left: list[NotCompared]

    @property
    def telling(self) -> int:
        return sum(one.telling for one in self.outcomes)

    @property
    def believed(self) -> bool:
        """A sure reading is; another one when at least half of what it could bear out closes."""
        failing = sum(not one.closes for one in self.outcomes)
        return self.reading.sure or not failing or (self.telling >= 1 and self.telling >= failing)

    @property
    def doubled(self) -> bool:
        """True when each sum is twice its total: the rows name both the areas and what lies in them."""
        told = [one for one in self.outcomes if one.printed or one.summed]
        return len(told) >= 2 and all(one.summed == 2 * one.printed for one in told)


class Down:
    """Total rows of one table."""

    def __init__(self, table: FoundTable, entries: Sequence[Entry], *, complete: bool = False) -> None:
        self.table, self.entries, self.complete = table, entries, complete
        self.verdicts: dict[int, Verdict] = {}
        self.with_figures: dict[int, bool] = {}
        self.tried: Counter[int] = Counter()

    def check(self) -> Checked:
        """Each total row over the reading that the figures bear out best."""
        done = Checked()
        grouping = Grouping(self.table, self.entries)
        for total in self.entries:
            if total.kind not in (Kind.TOTAL, Kind.LIKELY):
                continue
            tried = [self.read(total, reading) for reading in grouping.readings(total)]
            if not tried:
                done.left.append(NotCompared(total.label, N_("没有找到它所合计的行")))
                continue
            self.settle(total, max(tried, key=lambda one: one.telling), done)
        done.left = list(dict.fromkeys(done.left))
        return done

    def settle(self, total: Entry, best: _Read, done: Checked) -> None:
        """Count what was compared; tell what is wrong, or that it cannot be told."""
        if not best.believed:
            done.left.append(NotCompared(total.label, N_("看不出是哪些行之和，未核对")))
            return
        if best.doubled:
            done.left.append(NotCompared(total.label, N_("各行之和恰是它的两倍，像是各行中已含小计，未核对")))
            return
        done.left.extend(best.left)
        done.compared += len(best.outcomes)
        for one in best.outcomes:
            if not one.closes:
                title = self.table.heads[one.column].title
                row, place = self.table.place(total.row, one.column)
                done.wrong.append(WrongTotal(row, place, total.label, title, one.printed, one.summed))
        if self.complete:
            done.wrong.extend(self.incomplete(total, best))

    def incomplete(self, total: Entry, best: _Read) -> Iterator[WrongTotal]:
        """Totals that close only when a row counts which is not complete."""
        closing = [one for one in best.outcomes if one.closes]
        labels = {one.row: one.label for one in self.entries}
        for hole in holes(self.table, best.reading.rows, [one.column for one in closing]):
            without = (labels.get(hole.row, ""), *self.table.place(hole.row, hole.column))
            for one in closing:
                figure = self.table.figure(hole.row, one.column)
                if figure is not None and figure.value:
                    title = self.table.heads[one.column].title
                    row, place = self.table.place(total.row, one.column)
                    summed = one.summed - figure.value
                    yield WrongTotal(row, place, total.label, title, one.printed, summed, without=without)

    def read(self, total: Entry, reading: Reading) -> _Read:
        """Every column of the total row over these rows."""
        outcomes: list[Outcome] = []
        left: list[NotCompared] = []
        for column in range(len(self.table.heads)):
            printed = self.table.figure(total.row, column)
            if printed is None or column == total.where:
                continue
            found = self.column(total, reading.rows, column, printed)
            if isinstance(found, Outcome):
                outcomes.append(found)
            else:
                left.append(NotCompared(self.name(column), found))
        return _Read(reading, outcomes, left)

    def column(self, total: Entry, rows: Sequence[int], column: int, printed: Figure) -> Outcome | str:
        """The total in one column over its rows, or why it is not compared."""
        figures = [self.table.figure(row, column) for row in rows]
        verdict = by_figures([printed, *figures]) or self.verdict(column)
        if verdict.nature is Nature.RATE:
            return verdict.reason
        if any(one is None and self.table.unread(row, column) for row, one in zip(rows, figures, strict=True)):
            return N_("有的行不是数，未核对")
        given = [one for one in figures if one is not None]
        if not given and printed.value and not self.detailed(column):
            return N_("各行没有数，未核对")
        rounded = self.table.rounded or any(is_rounded(part) for part in self.table.heads[column].parts)
        outcome = compare(column, printed, given, rounded=rounded)
        if outcome.closes:
            return outcome
        self.tried[column] += 1
        if self.tried[column] > EXCUSES:
            return outcome
        return excuse(self.table, rows, total.row, column, verdict) or outcome

    def detailed(self, column: int) -> bool:
        """True when any entry has a figure there; else only totals are given, and there is nothing to hold against
        them."""
        if column not in self.with_figures:
            entries = (one for one in self.entries if one.kind is Kind.ENTRY)
            self.with_figures[column] = any(self.table.figure(one.row, column) is not None for one in entries)
        return self.with_figures[column]

    def verdict(self, column: int) -> Verdict:
        """What the column's titles say, asked once."""
        if column not in self.verdicts:
            self.verdicts[column] = by_title(self.table.heads[column].parts)
        return self.verdicts[column]

    def name(self, column: int) -> str:
        """The column's title, or its place when it has none."""
        return self.table.heads[column].title or N_("第{number}栏").format(number=column + 1)


def check(table: FoundTable, *, complete: bool = False) -> Checked:
    """All printed totals of a table; `complete` asks besides that every row behind them is."""
    entries = understand(table)
    done = Down(table, entries, complete=complete).check()
    beside = Across(table, entries).check()
    return Checked(
        done.compared + beside.compared,
        sorted(done.wrong + beside.wrong, key=lambda one: (one.row, one.column)),
        done.left + beside.left,
    )

"""Where the tables of a worksheet are: title lines, head rows, body, the notes below; several under or beside each
other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zhiben.foundation.tables.figures import Figure, figure, says_nothing
from zhiben.foundation.tables.folding import unfolded
from zhiben.foundation.tables.found import FoundTable, TableRow
from zhiben.foundation.tables.heads import paths, shown
from zhiben.foundation.tables.words import grade, is_head_word, is_note, is_rounded, is_total_column, outline, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.foundation.tables.book import Grid, Raw

MOST_HEADS = 10
"""Head rows of one table; more words than this over a body are a list of its own."""

_YEARS = range(1900, 2101)
_ITEMS = ("甲", "乙", "丙", "丁")
"""The numbers of columns that hold words; also what examples call their rows."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a worksheet as far as it is filled, by column; marks are cells such as '/' that stand for a figure."""

    number: int
    cells: dict[int, Raw]
    figures: dict[int, Figure]
    marks: frozenset[int]

    @property
    def first(self) -> str:
        """What stands leftmost."""
        return shown(self.cells[min(self.cells)]) if self.cells else ""

    @property
    def words(self) -> set[int]:
        """The columns that hold words."""
        return set(self.cells) - set(self.figures) - self.marks

    def numbers_columns(self, left: int) -> bool:
        """True for years or 1, 2, 3 … as heads of columns: no name of a row beside them."""
        values = [self.figures[column].value for column in sorted(self.figures)]
        if not values or self.marks or any(one != int(one) for one in values):
            return False
        counted = len(values) >= 2 and values == list(range(1, len(values) + 1))
        if left in self.figures:
            return counted and not self.words
        if not all(self.names_column(column, counted=counted) for column in self.words):
            return False
        return counted or all(int(one) in _YEARS for one in values)

    def names_column(self, column: int, *, counted: bool) -> bool:
        """True for words that stand beside such numbers: 地区, 甲 where columns are counted, 合计 behind them."""
        word = shown(self.cells[column])
        behind = column > min(self.figures) and is_total_column(word)
        return behind or is_head_word(word) or (counted and word in _ITEMS)


def find(grid: Grid) -> list[FoundTable]:
    """The tables of a worksheet, from the top and from the left."""
    found = []
    for columns in _strips(grid):
        found.extend(_Scan(grid, columns).tables())
    return found


def _strips(grid: Grid) -> list[range]:
    """The columns of tables that stand beside each other, an empty column between them; each has a total of its own."""
    filled: Counter[int] = Counter()
    totals: set[int] = set()
    numbers: set[int] = set()
    for cells in grid.rows:
        here = [column for column, raw in enumerate(cells) if not _blank(raw)]
        if len(here) >= 2:
            filled.update(here)
        totals.update(column for column in here if isinstance(cells[column], str) and grade(str(cells[column])))
        numbers.update(column for column in here if column not in numbers and figure(cells[column]) is not None)
    width = max(map(len, grid.rows), default=0)
    strips, start = [], 0
    for column in range(width + 1):
        if column == width or not filled[column]:
            if column > start:
                strips.append(range(start, column))
            start = column + 1
    apart = len(strips) > 1 and all(totals.intersection(one) and numbers.intersection(one) for one in strips)
    return strips if apart else [range(width)]


def _blank(raw: Raw) -> bool:
    return isinstance(raw, str) and (not raw or raw.isspace())


@dataclass
class _Scan:
    grid: Grid
    columns: range
    found: list[FoundTable] = field(default_factory=list)
    head: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    pending: list[Line] = field(default_factory=list)
    counted: Counter[int] = field(default_factory=Counter)
    gap: bool = False
    closed: bool = False
    headed: bool = False

    def __post_init__(self) -> None:
        self.wide = {(one.top, one.left) for one in self.grid.merged if one.right > one.left}

    def tables(self) -> list[FoundTable]:
        """Every table in these columns."""
        for line in self.lines():
            if not line.cells:
                self.gap = True
                continue
            if not self.body:
                self.before(line)
            else:
                self.within(line)
            self.gap = False
        self.finish()
        return self.found

    def lines(self) -> Iterator[Line]:
        """The rows, as far as they stand in these columns."""
        for number, row in enumerate(self.grid.rows):
            cells = {c: row[c] for c in self.columns if c < len(row) and not _blank(row[c])}
            figures = {c: one for c, raw in cells.items() if (one := figure(raw)) is not None}
            marks = frozenset(c for c, raw in cells.items() if c not in figures and says_nothing(raw))
            yield Line(number, cells, figures, marks)

    def begins_body(self, line: Line) -> bool:
        """True for the first row that counts something."""
        if len(line.cells) < 2 or is_note(line.first):
            return False
        return bool(line.figures or line.marks) and not line.numbers_columns(self.columns.start)

    def before(self, line: Line) -> None:
        """Above a body: title or head, until a row counts something."""
        if self.begins_body(line):
            self.add(line)
        else:
            self.head.append(line)

    def within(self, line: Line) -> None:
        """Below the first body row: another row, a heading, a note, or what stands over the next table."""
        if self.headed:
            if self.begins_body(line):
                self.turn(line)
            else:
                self.pending.append(line)
        elif self.is_head(line) or len(line.cells) == 1:
            self.headed = self.is_head(line)
            self.pending.append(line)
        elif is_note(line.first):
            self.closed = True
        elif not self.closed:
            self.body.extend(self.pending)
            self.pending, self.headed = [], False
            self.add(line)

    def add(self, line: Line) -> None:
        """One more row of the body."""
        self.body.append(line)
        self.counted.update(line.figures.keys())

    def is_head(self, line: Line) -> bool:
        """True when words stand where the body has figures, under a head word, a gap, a title, or as in the head."""
        over = {column for column in line.words if self.counted[column]}
        if len(line.cells) < 2 or line.figures or line.marks or not over:
            return False
        told = _texts(line)
        return (
            is_head_word(line.first) or any(told == _texts(one) for one in self.head) or (len(over) >= 2 and self.gap)
        )

    def turn(self, line: Line) -> None:
        """A new head and its first row: the next table, or the same one printed on over the page."""
        own = [_texts(one) for one in self.head]
        over = any(grade(text) > 1 for text in map(str, self.body[-1].cells.values()))
        again = all(_texts(one) in own for one in self.pending) and not over
        if not again:
            pending = self.pending
            self.finish()
            self.head = pending
        self.pending, self.headed = [], False
        self.add(line)

    def finish(self) -> None:
        """The table as it stands; the next one starts with nothing."""
        if self.body:
            self.found.append(self.table())
        self.head, self.body, self.pending, self.counted = [], [], [], Counter()
        self.headed = self.closed = False

    def table(self) -> FoundTable:
        """What has been gathered, as a table."""
        titles, heads, headings = self.parted()
        early = next((place for place, line in enumerate(heads) if self.is_entry(heads[:place], line)), len(heads))
        heads, self.body = heads[:early], heads[early:] + self.body
        rows = [TableRow(line.number, heading=True) for line in headings]
        rows += [TableRow(line.number, heading=self.is_heading(line)) for line in self.body]
        told = [shown(raw) for line in (*titles, *heads) for raw in line.cells.values()]
        found = FoundTable(
            sheet=self.grid.title,
            caption=next((line.first for line in reversed(titles) if len(line.first) > 3), ""),
            left=self.columns.start,
            heads=paths(self.grid, [line.number for line in heads], self.columns),
            rows=tuple(rows),
            cells=self.grid.rows,
            merged=self.grid.merged,
            rounded=any(is_rounded(text) for text in told if text.startswith(("单位", "(单位", "（单位"))),
        )
        return unfolded(found)

    def is_entry(self, above: list[Line], line: Line) -> bool:
        """True for a row of words below a head that names its rows: an entry without any figure; and for 甲 over 乙."""
        if line.figures:
            return [line.first, self.body[0].first] == ["甲", "乙"]
        left = self.columns.start
        named = any(left in one.cells and is_head_word(shown(one.cells[left])) for one in above)
        return named and left in line.cells and not is_head_word(line.first)

    def is_heading(self, line: Line) -> bool:
        """A line of words over the rows that follow; an entry that has nothing to report looks alike but for this."""
        if len(line.cells) > 1 or line.figures:
            return False
        return bool(outline(line.first)) or line.first.endswith(("：", ":")) or self.is_wide(line)

    def is_wide(self, line: Line) -> bool:
        """True when the line's first cell has been merged with those to its right."""
        at = min(line.cells)
        return (line.number, at) in self.wide

    def parted(self) -> tuple[list[Line], list[Line], list[Line]]:
        """What stands above the body: title lines, head rows, headings of the first rows."""
        last = max((place for place, line in enumerate(self.head) if self.heads_columns(line)), default=-1)
        if last < 0:
            return self.head, [], []
        first = last
        while first > max(0, last - MOST_HEADS + 1) and self.heads_columns(self.head[first - 1]):
            first -= 1
        return self.head[:first], self.head[first : last + 1], self.head[last + 1 :]

    def heads_columns(self, line: Line) -> bool:
        """True for a head row; a title line has one cell, or says for whom and when (填报单位：…)."""
        if len(line.cells) == 1:
            (column,) = line.cells
            wide = any(one.top == line.number and one.left == column and one.right > column for one in self.grid.merged)
            return column > self.columns.start and (wide or column in self.counted)
        said = [shown(raw) for raw in line.cells.values()]
        return not is_note(line.first) and not any(
            text.startswith(("单位：", "单位:", "（单位", "(单位")) or _fills_in(text) for text in said
        )


def _fills_in(text: str) -> bool:
    """填报单位：市住房建设局."""
    name, mark, rest = text.replace("：", ":").partition(":")
    return bool(mark and name and rest.strip()) and not text.startswith(("其中", "#"))


def _texts(line: Line) -> tuple[str, ...]:
    return tuple(squeeze(shown(raw)) for raw in line.cells.values())

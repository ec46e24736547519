"""What a table is once it has been found on a worksheet: joined column titles, body rows, where each cell stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zhiben.foundation.tables.figures import Figure, figure, says_nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.foundation.tables.book import Merged, Raw


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over a column, from the top: one text per head row, "" where the head above reaches down."""

    path: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The texts that are there."""
        return tuple(part for part in self.path if part)

    @property
    def title(self) -> str:
        """All of them in one: 总体情况/死亡人数（人）/2013年."""
        return "/".join(self.parts)

    @property
    def leaf(self) -> str:
        """The lowest one."""
        return self.parts[-1] if self.parts else ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A body row: its number on the worksheet from 0. A heading is a line of words over the rows that follow."""

    number: int
    heading: bool = False
    total: bool = False


@dataclass
class FoundTable:
    """A table on a worksheet. Columns are counted from 0 = `left`, the column of the worksheet at which it starts."""

    sheet: str
    caption: str
    left: int
    heads: tuple[Head, ...]
    rows: tuple[TableRow, ...]
    cells: Sequence[Sequence[Raw]] = field(repr=False)
    merged: tuple[Merged, ...] = ()
    rounded: bool = False
    places: tuple[tuple[int, int], ...] = ()
    _tops: dict[tuple[int, int], int] | None = field(default=None, repr=False)

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Where a cell stands on the worksheet; `places` tells row and shift of each row of a table laid out in
        halves."""
        if not self.places:
            return row, self.left + column
        number, shift = self.places[row]
        return number, shift + column

    def raw(self, row: int, column: int) -> Raw:
        """The cell as the file has it; "" beyond the edge."""
        cells = self.cells[row]
        place = self.left + column
        return cells[place] if place < len(cells) else ""

    def figure(self, row: int, column: int) -> Figure | None:
        """The figure in a cell."""
        return figure(self.raw(row, column))

    def text(self, row: int, column: int) -> str:
        """The words in a cell; "" for figures, dates and cells that say nothing."""
        raw = self.raw(row, column)
        if not isinstance(raw, str) or says_nothing(raw) or self.figure(row, column) is not None:
            return ""
        return raw

    def unread(self, row: int, column: int) -> bool:
        """True when something stands there that is no figure."""
        return self.figure(row, column) is None and not says_nothing(self.raw(row, column))

    def top(self, row: int, column: int) -> int:
        """The first row of the merged cells that hold this one; the row itself when nothing is merged."""
        if self._tops is None:
            self._tops = {
                (number, place - self.left): span.top
                for span in self.merged
                if span.bottom > span.top
                for number in range(span.top + 1, min(span.bottom + 1, len(self.cells)))
                for place in range(max(span.left, self.left), min(span.right + 1, self.left + len(self.heads)))
            }
        return self._tops.get((row, column), row)

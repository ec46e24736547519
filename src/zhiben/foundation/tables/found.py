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
    _tops: dict[int, dict[int, int]] = field(default_factory=dict, repr=False)

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
        if column not in self._tops:
            self._tops[column] = self._tops_of(self.left + column)
        return self._tops[column].get(row, row)

    def _tops_of(self, place: int) -> dict[int, int]:
        tops: dict[int, int] = {}
        for span in self.merged:
            if span.left <= place <= span.right:
                for number in range(span.top, min(span.bottom + 1, len(self.cells))):
                    if number in tops:
                        break  # merged cells don't overlap, except in a file made to keep a reader busy
                    tops[number] = span.top
        return tops

"""Where the head of a sheet's table stands on a worksheet, and which column each heading in it names.

A heading is known by its title, an alias, or as a person chose it; over several head rows by the whole path, and by
its lowest or uppermost part alone only where no other column could be meant.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.foundation.tables import Head, fold, paths
from zhiben.foundation.tables.book import letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from zhiben.foundation.tables import Grid
    from zhiben.kernel.sheet import Sheet

HEADER_WITHIN = 20
"""A head begins in one of the first rows; above it there may be title rows."""

MOST_ROWS = 4
"""Rows of one head."""

Known = tuple[str, str]
"""A column's key ("" for none) and how it was known: title, alias, chosen, or "" for not at all."""

UNKNOWN: Known = ("", "")
_MARKS = re.compile(r"[\s*＊]|[（(]必填[)）]")
_QUALIFIER = re.compile(r"\([^()]*\)$")
_ABOUT = re.compile(r"(?:情况|信息|内容|要求|事项)$")


def heading(cell: object) -> str:
    """A heading in comparable form: without spaces, line breaks, the mark of a required column, full-width letters."""
    return _MARKS.sub("", fold(cell)) if isinstance(cell, str) else ""


class Names:
    """Every heading that a sheet's columns answer to, and what a person said of others (heading → key, "" = none)."""

    def __init__(self, sheet: Sheet, chosen: Mapping[str, str] | None = None) -> None:
        self._known: dict[str, Known] = {}
        for column in sheet.columns:
            self._known |= {heading(alias): (column.key, "alias") for alias in column.aliases}
        self._known |= {heading(column.title): (column.key, "title") for column in sheet.columns}
        self._chosen = {
            heading(name): (key, "chosen") for name, key in (chosen or {}).items() if not key or key in sheet.by_key
        }

    def chosen(self, name: str) -> Known:
        """What a person said of a heading."""
        return self._chosen.get(name, UNKNOWN)

    def known(self, name: str) -> Known:
        """The column that answers to a heading."""
        return self._known.get(name, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Block:
    """The head rows of a table (from 0, the last one excluded), their titles, and what each column was known as."""

    first: int
    end: int
    heads: tuple[Head, ...]
    known: tuple[Known, ...]

    @property
    def score(self) -> int:
        """How many headings are known, those besides which a person put away."""
        return len({key for key, _how in self.known if key}) + sum(one == ("", "chosen") for one in self.known)


def names_of(heads: Sequence[Head]) -> list[str]:
    """The headings in comparable form, each told apart from the one before that reads alike; one that is blank is
    called by its column's letters."""
    seen: Counter[str] = Counter()
    names = []
    for place, head in enumerate(heads):
        name = heading(head.title) or f"@{letters(place).lower()}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return names


def best_block(grid: Grid, names: Names) -> Block | None:
    """The head rows of which most headings are known; the fewest rows that do, the first ones of these."""
    found = [block for block in _blocks(grid, names) if block.score]
    return max(found, key=lambda one: (one.score, one.first - one.end, -one.first), default=None)


def likely_block(grid: Grid, names: Names) -> Block | None:
    """The first row of words with rows below, where no heading is known."""
    for row, cells in enumerate(grid.rows[:HEADER_WITHIN]):
        filled = [cell for cell in cells if cell != "" and not (isinstance(cell, str) and cell.isspace())]
        words = [cell for cell in filled if isinstance(cell, str) and not cell.strip().isdigit()]
        if len(filled) >= 2 and len(words) == len(filled) and len(grid.rows) > row + 1:
            return _block(grid, row, _end(grid, row, row + 1), names)
    return None


def _blocks(grid: Grid, names: Names) -> Iterator[Block]:
    for first in range(min(HEADER_WITHIN, len(grid.rows))):
        if any(isinstance(cell, str) and cell for cell in grid.rows[first]):
            ends = {_end(grid, first, first + depth) for depth in range(1, MOST_ROWS + 1)}
            yield from (_block(grid, first, end, names) for end in sorted(ends))


def _end(grid: Grid, first: int, end: int) -> int:
    """Where head rows end that reach from `first` to `end` at least: no merged cell is cut."""
    while end < first + MOST_ROWS:
        deep = max((one.bottom + 1 for one in grid.merged if first <= one.top < end), default=end)
        if deep <= end:
            break
        end = deep
    return min(end, first + MOST_ROWS, len(grid.rows))


def _block(grid: Grid, first: int, end: int, names: Names) -> Block:
    width = max(len(grid.rows[row]) for row in range(first, end))
    heads = paths(grid, range(first, end), range(width))
    return Block(first, end, heads, known_as(heads, names))


def known_as(heads: Sequence[Head], names: Names) -> tuple[Known, ...]:
    """What each column is known as."""
    found: list[Known] = []
    for head, name in zip(heads, names_of(heads), strict=True):
        sure = [names.chosen(name), *(names.known(one) for one in _whole(head))]
        found.append(next((one for one in sure if one != UNKNOWN), UNKNOWN))
    for part in (_lowest, _uppermost):
        taken = {key for key, _how in found if key}
        told = [
            names.known(part(head)) if known == UNKNOWN else UNKNOWN for head, known in zip(heads, found, strict=True)
        ]
        clear = Counter(key for key, _how in told)
        for place, (key, how) in enumerate(told):
            if key and key not in taken and clear[key] == 1:
                found[place] = key, how
    return tuple(found)


def _whole(head: Head) -> Iterator[str]:
    """整改情况/期限 is 整改情况期限 or 整改期限; what stands above the table itself may be left off in front."""
    parts = [heading(part) for part in head.parts]
    if len(parts) == 1:
        yield parts[0]
    for begin in range(len(parts) - 1):
        some = parts[begin:]
        yield "/".join(some)
        yield "".join(some)
        yield "".join([*(_ABOUT.sub("", part) for part in some[:-1]), some[-1]])


def _lowest(head: Head) -> str:
    return _QUALIFIER.sub("", heading(head.leaf)) or heading(head.leaf)


def _uppermost(head: Head) -> str:
    return _QUALIFIER.sub("", heading(head.parts[-2])) if len(head.parts) > 1 else ""

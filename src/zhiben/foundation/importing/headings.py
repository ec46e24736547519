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
"""A column's key ("" for none) and how it was known: title, alias, count (序号, may merely count rows), chosen, or
"" for not at all."""

BY_LOWEST, BY_UPPERMOST, BY_COUNT = 50, 70, 90
COUNTS = "序号"

UNKNOWN: Known = ("", "")
_MARKS = re.compile(r"[\s*＊]|[（(]必填[)）]")
_QUALIFIER = re.compile(r"\([^()]*\)$")
_ABOUT = re.compile(r"(?:情况|信息|内容|要求|事项)$")


def heading(cell: object) -> str:
    """A heading in comparable form: without spaces, line breaks, the mark of a required column, full-width letters."""
    return _MARKS.sub("", fold(cell)) if isinstance(cell, str) else ""


class Names:
    """Every heading that a sheet's columns answer to, and what a person said of others (heading → key, "" = none).

    Each has a rank, for the case that several headings name one column: what a person chose goes before the title, the
    title before an alias, an alias before the ones declared behind it; 序号, which may merely count rows, comes last.
    """

    def __init__(self, sheet: Sheet, chosen: Mapping[str, str] | None = None) -> None:
        self._known: dict[str, tuple[Known, int]] = {}
        for column in sheet.columns:
            aliases = enumerate(column.aliases, start=1)
            self._known |= {
                heading(alias): ((column.key, "count"), BY_COUNT) if alias == COUNTS else ((column.key, "alias"), rank)
                for rank, alias in aliases
            }
        self._known |= {heading(column.title): ((column.key, "title"), 0) for column in sheet.columns}
        self._chosen = {
            heading(name): (key, "chosen") for name, key in (chosen or {}).items() if not key or key in sheet.by_key
        }
        spelled = {*self._known, *(name.partition("#")[0] for name in self._chosen)}
        self._spelled = spelled | {_QUALIFIER.sub("", name) for name in spelled}

    def chosen(self, name: str) -> tuple[Known, int]:
        """What a person said of a heading."""
        return self._chosen.get(name, UNKNOWN), -1

    def mentions(self, cell: object) -> bool:
        """True for a cell that may be the end of a heading which is known; asked of many cells, to pass by the rest."""
        name = _QUALIFIER.sub("", heading(cell)) or heading(cell)
        return bool(name) and any(known.endswith(name) for known in self._spelled)

    def known(self, name: str) -> tuple[Known, int]:
        """The column that answers to a heading, and how far from its title that is."""
        return self._known.get(name, (UNKNOWN, 0))


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
    rows = grid.rows[: HEADER_WITHIN + MOST_ROWS]
    telling = [any(names.mentions(cell) for cell in cells) for cells in rows]
    for first in range(min(HEADER_WITHIN, len(rows))):
        if any(one.top < first <= one.bottom for one in grid.merged) or not any(telling[first : first + MOST_ROWS]):
            continue
        if any(isinstance(cell, str) and cell for cell in rows[first]):
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
    """What each column is known as. Of several headings that name one column the nearest is meant; that two are equally
    near is left for a person to see."""
    told: list[tuple[Known, int]] = []
    for head, name in zip(heads, names_of(heads), strict=True):
        read = [names.chosen(name), *(names.known(one) for one in _whole(head))]
        told.append(next((one for one in read if one[0] != UNKNOWN), (UNKNOWN, 0)))
    for part, further in ((_lowest, BY_LOWEST), (_uppermost, BY_UPPERMOST)):
        parts = [
            names.known(part(head)) if one == UNKNOWN else (UNKNOWN, 0)
            for head, (one, _rank) in zip(heads, told, strict=True)
        ]
        clear = Counter(key for (key, _how), _rank in parts)
        for place, (known, rank) in enumerate(parts):
            if known[0] and clear[known[0]] == 1:
                told[place] = known, rank + further
    nearest: dict[str, int] = {}
    for (key, _how), rank in told:
        nearest[key] = min(rank, nearest.get(key, rank))
    return tuple(known if rank == nearest[known[0]] or not known[0] else UNKNOWN for known, rank in told)


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

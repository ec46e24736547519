"""Names that nobody knows: gathered from a file's problems with what each may have meant, and read as another name once
it has been said which, for the whole file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from zhiben.foundation.importing.body import RawRow
from zhiben.foundation.importing.lookups import directory
from zhiben.foundation.importing.reading import Table
from zhiben.foundation.importing.values import Wrong, text_of
from zhiben.foundation.tables import Raw, place_of, squeeze

if TYPE_CHECKING:
    from zhiben.kernel.errors import CellProblem
    from zhiben.kernel.rights import Actor
    from zhiben.kernel.sheet import Column, Sheet

Names = Mapping[tuple[str, str], str]
"""By directory and unknown name (squeezed): the name to read instead."""

SEPARATORS = re.compile(r"([、；;，,/\n])")
"""Between names that stand together in one cell."""


def several_names(cell: str) -> list[str]:
    """The names that stand together in one cell, those left blank between separators apart."""
    return [name for part in SEPARATORS.split(cell)[::2] if (name := part.strip())]


UNKNOWN = ("unknown_name", "ambiguous_name")
MOST = 50
"""So many names are offered for correction at once."""


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name that the directory `lookup` does not know, where it stands first and how often, and what may be meant."""

    lookup: str
    name: str
    cell: str
    times: int
    near: tuple[str, ...]


def read_as(table: Table, sheet: Sheet, names: Names) -> Table:
    """The table with the names replaced in the cells of the columns that look them up."""
    places = [(table.positions[c.key], c) for c in _naming(sheet) if c.key in table.positions]
    if not names or not places:
        return table
    return replace(table, rows=tuple(_renamed(row, places, names) for row in table.rows))


def _naming(sheet: Sheet) -> list[Column]:
    return [column for column in sheet.columns if column.lookup or column.several]


def _renamed(row: RawRow, places: Sequence[tuple[int, Column]], names: Names) -> RawRow:
    cells: list[Raw] | None = None
    for index, column in places:
        cell = row.cells[index] if index < len(row.cells) else ""
        if isinstance(cell, str) and (instead := _instead(cell, column, names)) != cell:
            cells = list(row.cells) if cells is None else cells
            cells[index] = instead
    return row if cells is None else replace(row, cells=cells)


def _instead(cell: str, column: Column, names: Names) -> str:
    if column.lookup:
        return names.get((column.lookup, squeeze(cell)), cell)
    return "".join(names.get((column.several, squeeze(part)), part) for part in SEPARATORS.split(cell))


def unknown_names(sheet: Sheet, table: Table, problems: Iterable[CellProblem], actor: Actor) -> tuple[UnknownName, ...]:
    """The names behind `problems`, each once, in the order of the file."""
    keys = {index: sheet.by_key[key] for key, index in table.positions.items()}
    found: dict[tuple[str, str], UnknownName] = {}
    for problem in problems:
        place = place_of(problem.cell)
        column = keys.get(place[1]) if place else None
        if problem.code not in UNKNOWN or place is None or column is None:
            continue
        lookup = column.lookup or column.several
        name = problem.name or _written(table, place[0] + 1, place[1])
        known = found.get((lookup, squeeze(name)))
        if known is not None:
            found[lookup, squeeze(name)] = replace(known, times=known.times + 1)
        elif name and len(found) < MOST:
            near = tuple(directory(lookup, actor).near(name))
            found[lookup, squeeze(name)] = UnknownName(lookup, name, problem.cell, 1, near)
    return tuple(found.values())


def _written(table: Table, number: int, index: int) -> str:
    row = next((one for one in table.rows if one.number == number), None)
    try:
        return text_of(row.cells[index]) if row is not None and index < len(row.cells) else ""
    except Wrong:
        return ""

"""Names that nobody knows: gathered from a file's problems with what each may have meant, and read as another name once
it has been said which, for the whole file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhiben.foundation.importing.body import RawRow
from zhiben.foundation.importing.lookups import directory
from zhiben.foundation.importing.reading import Table
from zhiben.foundation.importing.values import Wrong, text_of
from zhiben.foundation.tables import Raw, place_of, squeeze
from zhiben.kernel.errors import CellProblem

if TYPE_CHECKING:
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


def read_as(table: Table, sheet: Sheet, names: Names, actor: Actor) -> tuple[Table, Names]:
    """The table with the names replaced in the cells of the columns that look them up, and those of `names` that are
    kept: what is itself unknown replaces nothing, and a person is told where it would have."""
    places = [(table.positions[c.key], c) for c in _naming(sheet) if c.key in table.positions]
    if not names or not places:
        return table, names
    lookups = {column.lookup or column.several for column in _naming(sheet)}
    known = {
        about: instead
        for about, instead in names.items()
        if about[0] in lookups and len(directory(about[0], actor).find(instead)) == 1
    }
    standing = {about for row in table.rows for about in _standing(row, places)}
    table = replace(
        table,
        rows=tuple(_renamed(row, places, known) for row in table.rows),
        renamed={about: instead for about, instead in known.items() if about in standing},
        warnings=(*_not_taken(table, names, standing - known.keys()), *table.warnings),
    )
    return table, known


def _standing(row: RawRow, places: Sequence[tuple[int, Column]]) -> Iterator[tuple[str, str]]:
    for index, column in places:
        cell = row.cells[index] if index < len(row.cells) else ""
        if isinstance(cell, str) and cell:
            for part in (cell,) if column.lookup else SEPARATORS.split(cell):
                yield column.lookup or column.several, squeeze(part)


def _not_taken(table: Table, names: Names, about: Collection[tuple[str, str]]) -> list[CellProblem]:
    sentence = _("“{name}”没有按您填的“{instead}”读：系统中没有这个名称，或有多个同名的")
    return [
        CellProblem(table.title, "", "correction_unknown", sentence.format(name=one[1], instead=instead))
        for one, instead in names.items()
        if one in about
    ]


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

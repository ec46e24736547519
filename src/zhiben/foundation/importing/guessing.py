"""Which column an unknown heading may stand for, by what stands below it: only where it is clear and unique.

A guess is never silent: it is marked as one, and a person is told.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from zhiben.foundation.importing.lookups import Directory, directory
from zhiben.foundation.importing.values import Wrong, is_blank, shown, typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from zhiben.foundation.importing.headings import Known
    from zhiben.foundation.tables import Raw
    from zhiben.kernel.rights import Actor
    from zhiben.kernel.sheet import Column, Sheet

MOST = 0.8
"""So many of a column's cells must be what the guess says; the rest may be slips, which are refused by cell."""

FEWEST = 2
"""Cells that a guess needs at the least."""


def by_content(
    sheet: Sheet, known: Sequence[Known], columns: Sequence[Sequence[Raw]], actor: Actor | None
) -> dict[int, Known]:
    """The unknown columns of a file that can be nothing but one column of the sheet which no heading names."""
    taken = {key for key, _how in known if key}
    unknown = [place for place, one in enumerate(known) if one == ("", "") and len(columns[place]) >= FEWEST]
    free = [column for column in sheet.columns if column.key not in taken]
    if not unknown or not free:
        return {}
    pairs = [(column.key, place) for column in free for place in _places(column, unknown, columns, actor)]
    keys, places = Counter(key for key, _place in pairs), Counter(place for _key, place in pairs)
    return {place: (key, "content") for key, place in pairs if keys[key] == places[place] == 1}


def _places(column: Column, unknown: Iterable[int], columns: Sequence[Sequence[Raw]], actor: Actor | None) -> list[int]:
    fits = _test(column, actor)
    return [place for place in unknown if fits and _mostly(fits, columns[place])]


def _mostly(fits: Callable[[Raw], bool], cells: Sequence[Raw]) -> bool:
    filled = [cell for cell in cells if not is_blank(cell)]
    return len(filled) >= FEWEST and sum(map(fits, filled)) >= MOST * len(filled)


def _test(column: Column, actor: Actor | None) -> Callable[[Raw], bool] | None:
    """What tells a cell of this column from any other; None where content tells nothing."""
    if column.looks:
        looks = column.looks
        return lambda cell: looks(shown(cell).strip())
    if column.lookup and actor is not None:
        return _names(directory(column.lookup, actor))
    if column.kind == "date":
        # A bare number may be anything; where most cells are written as dates, the rest is read as days too.
        return lambda cell: not (isinstance(cell, str) and cell.strip().isdecimal()) and _is(cell, column)
    return (lambda cell: _is(cell, column)) if column.kind in ("choice", "bool") else None


def _names(names: Directory) -> Callable[[Raw], bool]:
    return lambda cell: isinstance(cell, str) and bool(names.find(cell))


def _is(cell: Raw, column: Column) -> bool:
    if isinstance(cell, (int, float)):
        return False
    try:
        typed(cell, column)
    except Wrong:
        return False
    return True

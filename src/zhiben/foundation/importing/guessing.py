"""Which column an unknown heading may stand for, by what stands below it: only where it is clear and unique, and only
columns that a row cannot do without.

A guess is never silent: it is marked as one, and a person is told.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from zhiben.foundation.importing.lookups import directory
from zhiben.foundation.importing.values import Wrong, is_blank, plain, shown, typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from zhiben.foundation.importing.headings import Known
    from zhiben.foundation.tables import Raw
    from zhiben.kernel.rights import Actor
    from zhiben.kernel.sheet import Column, Sheet

MOST = 0.8
"""So many of a column's cells must be what the guess says; the rest may be slips, which are refused by cell."""

CLEAR = 0.3
"""So many must be nothing else: among written dates, bare numbers are days too."""

FEWEST = 2
"""Cells that a guess needs at the least."""


def by_content(
    sheet: Sheet, known: Sequence[Known], columns: Sequence[Sequence[Raw]], actor: Actor | None
) -> dict[int, Known]:
    """The unknown columns of a file that can be nothing but one column of the sheet which no heading names."""
    taken = {key for key, _how in known if key}
    unknown = [place for place, one in enumerate(known) if one == ("", "") and len(columns[place]) >= FEWEST]
    wanted = [column for column in sheet.columns if column.required or column.key in sheet.key]
    free = [column for column in wanted if column.key not in taken]
    if not unknown or not free:
        return {}
    pairs = [(column.key, place) for column in free for place in _places(column, unknown, columns, actor)]
    keys, places = Counter(key for key, _place in pairs), Counter(place for _key, place in pairs)
    return {place: (key, "content") for key, place in pairs if keys[key] == places[place] == 1}


def _places(column: Column, unknown: Iterable[int], columns: Sequence[Sequence[Raw]], actor: Actor | None) -> list[int]:
    fits = _test(column, actor)
    return [place for place in unknown if fits and _fit(fits, columns[place])]


def _fit(fits: Callable[[Raw], bool | None], cells: Sequence[Raw]) -> bool:
    told = [fits(cell) for cell in cells if not is_blank(cell)]
    clear = sum(one is True for one in told)
    return clear >= FEWEST and clear + told.count(None) >= MOST * len(told) and clear >= CLEAR * len(told)


def _test(column: Column, actor: Actor | None) -> Callable[[Raw], bool | None] | None:
    """What tells a cell of this column from any other: True when it can be nothing else, None when it can be both. No
    test where content tells nothing."""
    if column.looks:
        looks = column.looks
        return lambda cell: looks(plain(shown(cell)))
    if column.lookup and actor is not None:
        names = directory(column.lookup, actor)
        return lambda cell: isinstance(cell, str) and bool(names.find(cell))
    if column.kind == "date":
        return lambda cell: _is(cell, column) and (not _is_number(cell) or None)
    if column.kind in ("choice", "bool"):
        return lambda cell: not _is_number(cell) and _is(cell, column)
    return None


def _is_number(cell: Raw) -> bool:
    """True for what may be a day as well as a figure, or yes as well as one."""
    return isinstance(cell, (int, float)) or (isinstance(cell, str) and cell.strip().isdecimal())


def _is(cell: Raw, column: Column) -> bool:
    try:
        typed(cell, column)
    except Wrong:
        return False
    return True

"""Bare tables for `zhiben stats`: named columns of the first worksheet of a .csv or .xlsx, and each row with the number
that it has there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from zhiben.foundation.tables import Raw

YES = frozenset(["1", "是", "有", "true", "yes", "y", "√", "✓", "t"])
NO = frozenset(["0", "否", "无", "false", "no", "n", "×", "f"])
UNKNOWN = frozenset(
    ["", "不详", "未知", "不明", "未认定", "待定", "未填", "/", "-", "—", "…", "n/a", "na", "null", "nan"]
)
"""What people write where something holds, where it does not, and where nobody knows; in small letters."""

Row = tuple[int, dict[str, str]]
"""A row's number on the sheet, from 1, and its cells by the method's names of the columns."""


def rows_of(
    file: Path, columns: Mapping[str, tuple[str, ...]], *, optional: Mapping[str, tuple[str, ...]] | None = None
) -> Iterator[Row]:
    """The rows below the head row, blank ones left out. `columns`: what else each column may be called; those of
    `optional` are "" where the file lacks them. Raises Refused naming the columns that are missing."""
    titles, rows = whole(file)
    folded = [title.lower() for title in titles]
    places = _places(folded, columns)
    extra = optional or {}
    places |= {name: place for name in extra if (place := _place(folded, name, extra[name])) is not None}
    for number, cells in rows:
        found = dict.fromkeys(extra, "") | {name: cells[place] for name, place in places.items()}
        if any(found.values()):
            yield number, found


def whole(file: Path) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """All columns: their titles, and each row below with its number, as long as the titles."""
    from zhiben.foundation.tables import grids, load

    grid = next(iter(grids(load(file))), None)
    rows = enumerate(grid.rows if grid else (), 1)
    titles = [_text(cell) for cell in next((cells for _number, cells in rows if any(map(_text, cells))), ())]
    return titles, ((number, _filled(cells, len(titles))) for number, cells in rows)


def known(text: str) -> str:
    """A cell as it is, "" where it only says that nobody knows."""
    return "" if text.lower() in UNKNOWN else text


def left_out(excluded: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line for people of every row that took no part."""
    return [f"第{one['row']}行：{one['reason']}" for one in excluded]


def _filled(cells: Sequence[Raw], width: int) -> list[str]:
    return [_text(cells[place]) if place < len(cells) else "" for place in range(width)]


def rows_fitting(file: Path, *choices: Mapping[str, tuple[str, ...]]) -> tuple[int, list[Row]]:
    """The rows by the first of the `choices` of columns that the file has all of, and which one that is. Raises Refused
    as `rows_of` does for the first choice where none fits."""
    for place, columns in enumerate(choices):
        with suppress(Refused):
            return place, list(rows_of(file, columns))
    return 0, list(rows_of(file, choices[0]))


def _places(titles: list[str], columns: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    places, missing = {}, []
    for name, others in columns.items():
        place = _place(titles, name, others)
        if place is None:
            missing.append("或".join((name, *others)))
        else:
            places[name] = place
    if missing:
        raise Refused("第一行应是列名，缺少列：{columns}", columns="、".join(missing))
    return places


def _place(titles: list[str], name: str, others: tuple[str, ...]) -> int | None:
    return next((titles.index(word) for word in (name, *others) if word in titles), None)


def _text(cell: Raw) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()

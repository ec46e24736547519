"""The marked copy: a person's own workbook with the wrong cells red and commented, those that change something yellow,
and before it a worksheet that lists them all with a link to each cell. Values and merged cells stay what they are in
the file, so that the copy, put right, is read like it; text is never a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhiben.foundation.importing.exporting import CELL_LIMIT, FONT, HEADER, new_workbook, page_name
from zhiben.foundation.importing.values import shown
from zhiben.foundation.tables import Grid, grids, place_of

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from zhiben.kernel.errors import CellProblem

RED = FONT | {"bg_color": "#F4B6B6", "border": 1, "border_color": "#B00020"}
YELLOW = FONT | {"bg_color": "#FFF2B3"}
LOOKS = {"": FONT, "red": RED, "yellow": YELLOW}
MOST_MERGED = 200_000
"""Places under merged cells that are merged in the copy too."""
WIDEST, LOOKED_AT = 40, 200
"""A column is as wide as its texts in the first rows, up to so many characters."""


@dataclass
class _Mark:
    """How a cell is to look, and what is said of it."""

    look: str
    texts: list[str] = field(default_factory=list)


Marks = dict[tuple[int, int], _Mark]
"""By cell, row and column from 0."""


def marked(data: bytes, problems: Sequence[CellProblem], changes: Sequence[CellProblem] = ()) -> bytes:
    """A copy of the workbook `data` as .xlsx with `problems` and `changes` marked. Raises Refused when the file can't
    be read."""
    pages = list(grids(data))
    by_page: dict[str, Marks] = {}
    for look, found in (("red", problems), ("yellow", changes)):
        for one in found:
            if (place := place_of(one.cell)) is not None:
                by_page.setdefault(one.sheet, {}).setdefault(place, _Mark(look)).texts.append(one.message)
    buffer = io.BytesIO()
    # Merged cells reach down over rows that would have gone to the disk.
    with new_workbook(buffer, constant_memory=not any(grid.merged for grid in pages)) as book:
        names = _names([one.title for one in pages])
        _list(book, [*problems, *changes], dict(zip((one.title for one in pages), names, strict=True)))
        for grid, name in zip(pages, names, strict=True):
            _copy(book, book.add_worksheet(name), grid, by_page.get(grid.title, {}))
    return buffer.getvalue()


def _names(titles: Sequence[str]) -> list[str]:
    """The worksheets' names as they may be written, each once and none that of the list."""
    taken = {_("问题清单").casefold()}
    names = []
    for title in titles:
        name, count = page_name(title), 1
        while name.casefold() in taken:
            count += 1
            name = f"{page_name(title)[:27]}_{count}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _list(book: Workbook, problems: Sequence[CellProblem], names: dict[str, str]) -> None:
    page = book.add_worksheet(_("问题清单"))
    header, plain = book.add_format(HEADER), book.add_format(FONT | {"text_wrap": True, "valign": "top"})
    link = book.add_format(FONT | {"font_color": "#0B57D0", "underline": 1, "valign": "top"})
    heads = ((_("工作表"), 16), (_("单元格"), 10), (_("问题"), 60), (_("现为"), 24), (_("应为"), 32))
    for index, (_title, wide) in enumerate(heads):
        page.set_column(index, index, wide)
    for index, (title, _wide) in enumerate(heads):
        page.write_string(0, index, title, header)
    page.freeze_panes(1, 0)
    for number, one in enumerate(problems, start=1):
        page.write_string(number, 0, one.sheet, plain)
        if one.sheet in names and place_of(one.cell):
            quoted = names[one.sheet].replace("'", "''")
            page.write_url(number, 1, f"internal:'{quoted}'!{one.cell}", link, one.cell)
        else:
            page.write_string(number, 1, one.cell, plain)
        for index, text in enumerate((one.message, one.found, one.expected), start=2):
            page.write_string(number, index, text[:CELL_LIMIT], plain)


KINDS: dict[Any, str] = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm", time: "hh:mm:ss", str: "@", int: ""}
"""How each kind of value is shown."""


def _copy(book: Workbook, page: Worksheet, grid: Grid, marks: Marks) -> None:
    styles = {
        (kind, look): book.add_format(LOOKS[look] | ({"num_format": number} if number else {}))
        for kind, number in KINDS.items()
        for look in LOOKS
    }
    for index in range(max(map(len, grid.rows), default=0)):
        texts = (shown(row[index]) for row in grid.rows[:LOOKED_AT] if index < len(row))
        page.set_column(index, index, min(WIDEST, max((2 * len(text) + 2 for text in texts), default=8)))
    anchors = _merge(page, grid, styles[str, ""])
    by_row: dict[int, dict[int, str]] = {}
    for place, mark in marks.items():
        row, column = anchors.get(place, place)
        page.write_comment(row, column, "\n".join(mark.texts)[:CELL_LIMIT], {"x_scale": 2})
        by_row.setdefault(row, {})[column] = mark.look
    for number in range(max(len(grid.rows), max(by_row, default=-1) + 1)):
        cells, looks = grid.rows[number] if number < len(grid.rows) else (), by_row.get(number, {})
        for index in range(max(len(cells), max(looks, default=-1) + 1)):
            _write(page, (number, index), cells[index] if index < len(cells) else "", styles, looks.get(index, ""))


def _merge(page: Worksheet, grid: Grid, style: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Merge what is merged in the file, as far as its cells reach; by place the one that shows for it. What overlaps,
    as no program writes it, stays apart."""
    from xlsxwriter.exceptions import OverlappingRange

    anchors: dict[tuple[int, int], tuple[int, int]] = {}
    width = max(map(len, grid.rows), default=0)
    for one in grid.merged:
        bottom, right = min(one.bottom, len(grid.rows) - 1), min(one.right, width - 1)
        places = (bottom - one.top + 1) * (right - one.left + 1)
        if one.top > bottom or one.left > right or not 2 <= places <= MOST_MERGED - len(anchors):
            continue
        covered = [(row, column) for row in range(one.top, bottom + 1) for column in range(one.left, right + 1)]
        with suppress(OverlappingRange):
            page.merge_range(one.top, one.left, bottom, right, "", style)
            anchors |= dict.fromkeys(covered, (one.top, one.left))
    return anchors


def _write(page: Worksheet, place: tuple[int, int], value: object, styles: dict[Any, Any], look: str) -> None:
    if isinstance(value, bool):
        page.write_boolean(*place, value, styles[int, look])
    elif isinstance(value, datetime):
        page.write_datetime(*place, value, styles[datetime if value.time() != time() else date, look])
    elif isinstance(value, date):
        page.write_datetime(*place, value, styles[date, look])
    elif isinstance(value, time | timedelta):
        page.write_datetime(*place, value, styles[time, look])
    elif isinstance(value, int | float) and abs(value) < 1e15:
        page.write_number(*place, value, styles[int, look])
    elif value != "":
        page.write_string(*place, str(value)[:CELL_LIMIT], styles[str, look])
    elif look:
        page.write_blank(*place, None, styles[str, look])

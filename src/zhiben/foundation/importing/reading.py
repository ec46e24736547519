"""A file's worksheets to the one table of a sheet: which worksheet, which head, which column, which rows.

Row numbers and cell addresses are those a person sees. Hidden rows, columns and cells count like any other; a hidden
worksheet only where no visible one fits as well.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhiben.foundation.importing.body import Body, RawRow, total_or_note
from zhiben.foundation.importing.guessing import by_content
from zhiben.foundation.importing.headings import (
    HEADER_WITHIN,
    UNKNOWN,
    Block,
    Names,
    best_block,
    likely_block,
    names_of,
)
from zhiben.foundation.importing.values import shown
from zhiben.foundation.tables import Grid, address, grids
from zhiben.kernel.errors import CellProblem, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhiben.foundation.tables import Raw
    from zhiben.kernel.rights import Actor
    from zhiben.kernel.sheet import Sheet

SAMPLES = 3
"""Texts of a column that show a person what stands in it."""

SEARCHED, LOOKED_AT = 1_000, 200
"""Rows in which a column is looked for, and filled cells by which it is known."""


@dataclass(frozen=True, slots=True)
class FoundHeading:
    """A heading of the file: `index` from 0, `parts` from the uppermost head row that is filled to the lowest, `title`
    all of them in one, `name` in the form in which it is remembered.

    `key` is the sheet's column, "" for none; `how` it was known: title, alias, count, content (a guess), chosen, or "".
    """

    index: int
    address: str
    parts: tuple[str, ...]
    name: str
    key: str = ""
    how: str = ""
    samples: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """As one reads it."""
        return "/".join(self.parts)


@dataclass(frozen=True, slots=True)
class Table:
    """A worksheet whose head was found: which column of the sheet stands where, and the rows below that say something.

    `pages` are the worksheets that could be meant, this one first; `warnings` what a person should know of: rows that
    were left out, columns known by their content alone; `titles` the lines above the head; `renamed` names in the file
    that are read as others, by directory and name in comparable form.
    """

    title: str
    header_row: int
    positions: dict[str, int]
    unknown: tuple[str, ...]
    twice: tuple[tuple[str, str], ...]
    rows: tuple[RawRow, ...] = field(repr=False)
    headings: tuple[FoundHeading, ...] = ()
    pages: tuple[str, ...] = ()
    warnings: tuple[CellProblem, ...] = ()
    titles: tuple[str, ...] = ()
    renamed: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def address(self, row: int, key: str) -> str:
        """The cell of column `key` in row number `row`, as a person sees it: "B7"."""
        return address(row - 1, self.positions[key])


def read(
    data: bytes | Sequence[Grid],
    sheet: Sheet,
    *,
    chosen: Mapping[str, str] | None = None,
    page: str = "",
    actor: Actor | None = None,
) -> Table:
    """The table of `data` (a file, or its worksheets) that looks most like `sheet`, or that of the worksheet `page`.

    `chosen` maps headings in comparable form to keys of columns ("" = leave it out), as a person corrected them. With
    an `actor`, columns of names are known by content too, as far as the person may see the names. Raises Refused when
    the file can't be read or there is no head.
    """
    names = Names(sheet, chosen)
    worksheets = grids(data) if isinstance(data, bytes) else data
    found = [(grid, block) for grid in worksheets if (block := best_block(grid, names) or likely_block(grid, names))]
    best = max((block.score for _grid, block in found), default=0)
    likely = [(grid, block) for grid, block in found if block.score == best]
    likely.sort(key=lambda one: (one[0].hidden, len(one[0].rows) <= one[1].end))
    wanted = [(grid, block) for grid, block in found if grid.title == page] or likely
    if not wanted:
        expected = "、".join(column.title for column in sheet.columns if column.required)
        raise Refused(
            _("前 {within} 行内没有找到表头；「{sheet}」的表头应有：{expected}"),
            code="no_header",
            within=HEADER_WITHIN,
            sheet=sheet.title,
            expected=expected or sheet.columns[0].title,
        )
    grid, block = wanted[0]
    pages = (grid.title, *(one.title for one, _block in found if one is not grid))
    rivals = [one.title for one, _block in likely if one is not grid and not page and not one.hidden]
    return _table(grid, block, sheet, actor, pages, rivals if best else [])


def fingerprint(table: Table) -> str:
    """What the table's headings are, in their order: tables of one layout have the same."""
    return hashlib.sha256("\n".join(one.name for one in table.headings).encode()).hexdigest()


def _table(
    grid: Grid, block: Block, sheet: Sheet, actor: Actor | None, pages: tuple[str, ...], rivals: list[str]
) -> Table:
    headings = _headings(grid, block, sheet, actor)
    positions: dict[str, int] = {}
    twice = []
    for one in headings:
        if not one.key or sheet.by_key[one.key].read_only:
            continue
        if one.key in positions:
            twice.append((one.address, one.title))
        else:
            positions[one.key] = one.index
    body = Body(grid, block, sheet, positions)
    rows = tuple(body.rows())
    return Table(
        title=grid.title,
        header_row=block.end,
        positions=positions,
        unknown=tuple(one.title for one in headings if not one.key and one.how != "chosen" and block.heads[one.index]),
        twice=tuple(twice),
        rows=rows,
        headings=headings,
        pages=pages,
        warnings=(*_doubts(grid, sheet, headings, rivals), *body.warnings()),
        titles=tuple(
            title for cells in grid.rows[: block.first] if (title := next(filter(None, map(shown, cells)), ""))
        ),
    )


def _headings(grid: Grid, block: Block, sheet: Sheet, actor: Actor | None) -> tuple[FoundHeading, ...]:
    heads, names = list(block.heads), names_of(block.heads)
    below = [cells for cells in grid.rows[block.end : block.end + SEARCHED] if _is_of_rows(cells, len(heads))]
    columns = [_below(below, place) for place in range(len(heads))]
    guessed = by_content(sheet, block.known, columns, actor)
    found = []
    for place, (head, name) in enumerate(zip(heads, names, strict=True)):
        if not head.parts and not columns[place]:
            continue
        key, how = guessed.get(place, block.known[place])
        if how == "count" and key not in sheet.needed and _merely_counts(columns[place]):
            key, how = UNKNOWN
        samples = tuple(shown(raw) for raw in columns[place][:SAMPLES])
        row = next((row for row in range(block.end - 1, block.first, -1) if head.path[row - block.first]), block.first)
        found.append(FoundHeading(place, address(row, place), head.parts, name, key, how, samples))
    return tuple(found)


def _below(rows: Sequence[Sequence[Raw]], place: int) -> list[Raw]:
    """The first cells of a column that are filled."""
    return [row[place] for row in rows if place < len(row) and _filled(row[place])][:LOOKED_AT]


def _is_of_rows(cells: Sequence[Raw], width: int) -> bool:
    """True for a row that can tell what stands in the columns: not for a title over some rows, a total, a note, and
    not for one that numbers the columns."""
    filled = [shown(cell) for cell in cells if _filled(cell)]
    counts = len(filled) > 2 and _merely_counts(filled)
    return (len(filled) > 1 or width == 1) and not counts and not total_or_note(cells)


def _filled(cell: Raw) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def _merely_counts(cells: Sequence[Raw]) -> bool:
    """True for 1, 2, 3 and so on: the numbers of rows or columns, and of nothing that stands in them."""
    return [shown(cell) for cell in cells] == [str(number) for number in range(1, len(cells) + 1)]


def _doubts(grid: Grid, sheet: Sheet, headings: Sequence[FoundHeading], rivals: Sequence[str]) -> list[CellProblem]:
    """What a person should look at: another worksheet that could be meant, columns known by their content alone."""
    sentences = {
        "content": _("“{heading}”列按内容认作“{column}”，请核对"),
        "count": _("“{heading}”列认作“{column}”；如果只是行号，请另加“{column}”列"),
    }
    found = []
    if rivals:
        text = _("工作表“{others}”也像这张表，没有读；需要读的是它时请改选").format(others="”“".join(rivals))
        found.append(CellProblem(grid.title, "", "other_page", text))
    if unread := [one.title for one in headings if one.key and sheet.by_key[one.key].read_only]:
        text = _("“{headings}”列只在导出时填写，导入时不看").format(headings="”“".join(unread))
        found.append(CellProblem(grid.title, "", "read_only", text))
    for one in headings:
        if one.how in sentences:
            text = sentences[one.how].format(heading=one.title, column=sheet.by_key[one.key].title)
            found.append(CellProblem(grid.title, one.address, f"by_{one.how}", text, one.title))
    return found

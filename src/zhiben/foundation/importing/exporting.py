"""Workbooks out: a blank template with its explanations, and an export whose columns are those of the import.

Text is always written as text: what looks like a formula is never one in a workbook of ours.
"""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhiben.kernel import clock
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from zhiben.kernel.sheet import Column, Sheet, Value

CELL_LIMIT = 32_767
TEMPLATE_ROWS = 5_000
"""How far down a template's cells carry their format, list and hint."""

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FONT = {"font_name": "宋体", "font_size": 11}
HEADER = FONT | {"bold": True, "bg_color": "#E8EEF7", "border": 1, "text_wrap": True, "valign": "vcenter"}
NUMBER_FORMATS = {"text": "@", "choice": "@", "lookup": "@", "bool": "@", "date": "yyyy-mm-dd", "integer": "0"}


def template(sheet: Sheet) -> bytes:
    """A blank .xlsx of `sheet`: the header row, and a second worksheet 填写说明 with each column's meaning."""
    buffer = io.BytesIO()
    with new_workbook(buffer) as book:
        page = book.add_worksheet(page_name(sheet.title))
        hints = book.add_worksheet(_("填写说明"))
        _write_header(book, page, sheet.taken_in)
        for index, column in enumerate(sheet.taken_in):
            _prepare(book, page, hints, index, column)
        _write_hints(book, hints, sheet)
    return buffer.getvalue()


def export(sheet: Sheet, rows: Iterable[Mapping[str, Value]]) -> bytes:
    """The rows as an .xlsx that the import of the same sheet reads back as they are.

    Raises Refused for a text no cell can hold.
    """
    buffer = io.BytesIO()
    with new_workbook(buffer, constant_memory=True) as book:
        page = book.add_worksheet(page_name(sheet.title))
        formats = [cell_format(book, column) for column in sheet.columns]
        _write_header(book, page, sheet.columns)
        for number, row in enumerate(rows, start=1):
            for index, column in enumerate(sheet.columns):
                write_cell(page, number, index, column, row.get(column.key), formats[index])
    return buffer.getvalue()


def new_workbook(buffer: io.BytesIO, **options: Any) -> Workbook:
    """A workbook in which text stays text, dated by the office's clock."""
    # Loaded here only: pages without workbooks need not carry it.
    import xlsxwriter

    book = xlsxwriter.Workbook(buffer, SAFE | options)
    book.set_properties({"created": clock.now().replace(tzinfo=None)})
    return book


def page_name(title: str) -> str:
    """A title as a worksheet may be called."""
    return re.sub(r"[\[\]:*?/\\']", "", title)[:31] or "Sheet1"


def cell_format(book: Workbook, column: Column) -> Any:
    """How the cells of a column are shown."""
    return book.add_format(FONT | {"num_format": NUMBER_FORMATS.get(column.kind, "General")})


def _write_header(book: Workbook, page: Worksheet, columns: tuple[Column, ...]) -> None:
    usual = book.add_format(HEADER)
    required = book.add_format(HEADER | {"font_color": "#B00020"})
    page.freeze_panes(1, 0)
    for index, column in enumerate(columns):
        wide = max(10, 2 * len(column.title) + 4, min(40, 2 * len(column.example)))
        page.set_column(index, index, wide)
        title = f"{column.title}*" if column.required else column.title
        page.write_string(0, index, title, required if column.required else usual)


def write_cell(page: Worksheet, row: int, index: int, column: Column, value: Value, style: Any) -> None:
    """A value as the import reads it back. Raises Refused for a text no cell can hold."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_string(row, index, _("是") if value else _("否"), style)
    elif isinstance(value, date):
        page.write_datetime(row, index, value, style)
    elif isinstance(value, (int, Decimal)) and column.kind in ("integer", "decimal"):
        _write_number(page, row, index, value, style)
    else:
        text = dict(column.choices).get(str(value), str(value))
        if len(text) > CELL_LIMIT:
            raise Refused(
                _("第 {row} 行「{column}」超过 {limit} 个字，表格软件放不下"),
                code="cell_too_long",
                row=row + 1,
                column=column.title,
                limit=CELL_LIMIT,
            )
        page.write_string(row, index, text, style)


def _write_number(page: Worksheet, row: int, index: int, value: int | Decimal, style: Any) -> None:
    # A spreadsheet keeps 15 digits; a longer figure survives only as text.
    if len(Decimal(value).as_tuple().digits) > 15:
        page.write_string(row, index, str(value), style)
    else:
        page.write_number(row, index, float(value), style)


def _prepare(book: Workbook, page: Worksheet, hints: Worksheet, index: int, column: Column) -> None:
    """The cells under one heading of a template: their format, the list to choose from, the hint when entered."""
    page.set_column(index, index, max(10, 2 * len(column.title) + 4), cell_format(book, column))
    note = {"input_title": column.title[:32], "input_message": _meaning(column)[:255], "ignore_blank": True}
    labels = [label for _key, label in column.choices] or ([_("是"), _("否")] if column.kind == "bool" else [])
    if not labels:
        page.data_validation(1, index, TEMPLATE_ROWS, index, {"validate": "any"} | note)
        return
    source: Any = labels
    if len(",".join(labels)) > 255 or any("," in label for label in labels):
        # The list does not fit into the cell's own rule: it stands in a hidden column of the explanations.
        place = 20 + index
        hints.write_column(0, place, labels)
        hints.set_column(place, place, None, None, {"hidden": True})
        source = f"='{hints.get_name()}'!{_absolute(place, len(labels))}"
    page.data_validation(1, index, TEMPLATE_ROWS, index, {"validate": "list", "source": source} | note)


def _absolute(column: int, rows: int) -> str:
    from xlsxwriter.utility import xl_range_abs

    area: str = xl_range_abs(0, column, rows - 1, column)
    return area


def _write_hints(book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    header = book.add_format(HEADER)
    wrapped = book.add_format(FONT | {"text_wrap": True, "valign": "top"})
    example = book.add_format(FONT | {"italic": True, "font_color": "#6B7280", "num_format": "@"})
    page.write_string(0, 0, _("「{title}」各列的填法。只在前一张表里填写，本页不会被导入。").format(title=sheet.title))
    if sheet.help:
        page.write_string(1, 0, sheet.help)
    for index, (title, wide) in enumerate(
        ((_("列名"), 18), (_("必填"), 6), (_("填什么"), 46), (_("示例"), 24), (_("也认得的列名"), 30))
    ):
        page.set_column(index, index, wide)
        page.write_string(2, index, title, header)
    for row, column in enumerate(sheet.taken_in, start=3):
        needed = _("必填") if column.key in sheet.needed else ""
        for index, text in enumerate((column.title, needed, _meaning(column))):
            page.write_string(row, index, text, wrapped)
        page.write_string(row, 3, column.example, example)
        page.write_string(row, 4, "、".join(column.aliases), wrapped)


def _meaning(column: Column) -> str:
    """What to write into a column, in one or two sentences."""
    kinds = {
        "text": _("文字"),
        "integer": _("整数"),
        "decimal": _("数"),
        "date": _("日期，例如 2024-03-05"),
        "bool": _("是 或 否"),
        "choice": _("从列表中选一项：{labels}").format(labels="、".join(label for _key, label in column.choices)),
        "lookup": _("系统中已有的名称"),
    }
    limit = _("不超过 {limit} 个字").format(limit=column.max_length) if column.max_length else ""
    return "。".join(part for part in (column.help.rstrip("。"), kinds[column.kind], limit) if part)

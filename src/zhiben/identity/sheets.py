"""The workbook of accounts that want a look; it goes out only."""

from __future__ import annotations

import io
from collections.abc import Iterable

from django.utils.translation import gettext as _

from zhiben.foundation.importing.exporting import cell_format, new_workbook, write_cell
from zhiben.identity.queries.stale import REASONS, StaleAccount
from zhiben.kernel.sheet import Column
from zhiben.kernel.text import N_

COLUMNS = (
    Column("username", N_("用户名")),
    Column("name", N_("姓名")),
    Column("last", N_("最近登录"), kind="date"),
    Column("reasons", N_("原因")),
)


def stale_book(rows: Iterable[StaleAccount]) -> bytes:
    """The accounts as an .xlsx, texts as texts."""
    buffer = io.BytesIO()
    with new_workbook(buffer, constant_memory=True) as book:
        page = book.add_worksheet(_("停滞账号"))
        formats = [cell_format(book, column) for column in COLUMNS]
        bold = book.add_format({"bold": True})
        for index, column in enumerate(COLUMNS):
            page.set_column(index, index, 24)
            page.write_string(0, index, _(column.title), bold)
        for number, row in enumerate(rows, start=1):
            told = (row.username, row.name, row.last, "、".join(_(REASONS[one]) for one in row.reasons))
            for index, (column, value) in enumerate(zip(COLUMNS, told, strict=True)):
                write_cell(page, number, index, column, value, formats[index])
    return buffer.getvalue()

"""What was told for one period as a workbook: each unit's values, the sums, and what is missing by its word."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from zhiben.foundation.importing.exporting import FONT, HEADER, new_workbook, page_name
from zhiben.reporting.fields import Field, typed
from zhiben.reporting.queries import Summary
from zhiben.reporting.queries.matrix import Told


def summary_book(found: Summary) -> bytes:
    """The .xlsx of a summary."""
    buffer = io.BytesIO()
    with new_workbook(buffer) as book:
        page = book.add_worksheet(page_name(found.form.name))
        head, usual = book.add_format(HEADER), book.add_format(FONT)
        titles = [_("填报单位"), _("情况"), *(_titled(one) for one in found.fields)]
        for index, title in enumerate(titles):
            page.set_column(index, index, max(10, 2 * len(title) + 4))
            page.write_string(0, index, title, head)
        page.freeze_panes(1, 1)
        for number, line in enumerate(found.lines, start=1):
            page.write_string(number, 0, line.record.unit.name, usual)
            page.write_string(number, 1, line.record.standing.label, usual)
            for index, field in enumerate(found.fields, start=2):
                _write(page, number, index, field, line, usual)
        last = len(found.lines) + 1
        page.write_string(last, 0, _("合计"), head)
        told = _("已报%(told)s/%(all)s") % {"told": found.told, "all": len(found.lines)}
        page.write_string(last, 1, told, head)
        for index, field in enumerate(found.fields, start=2):
            page.write_string(last, index, found.sums.get(field.key) or "—", head)
    return buffer.getvalue()


def _titled(one: Field) -> str:
    return f"{one.title}（{one.unit}）" if one.unit else one.title


def _write(page: Any, row: int, index: int, field: Field, line: Told, style: Any) -> None:
    value = line.values.get(field.key)
    if not line.told:
        page.write_string(row, index, line.lacking, style)
    elif line.nil:
        page.write_string(row, index, _("零报告"), style)
    elif field.numeric and value is not None:
        page.write_number(row, index, float(Decimal(str(value))), style)
    else:
        page.write_string(row, index, typed(field, value), style)

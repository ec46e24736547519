"""A set of a comparison as a workbook: every row with its number in its own file, and of a difference who owns it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from zhiben.foundation.importing.exporting import new_workbook, page_name
from zhiben.reconcile import queries
from zhiben.reconcile.models import ComparedRow, Comparison, Discrepancy
from zhiben.reconcile.vocab import PAIRED, Side, Tab

Line = Sequence[str | int]


def book(one: Comparison, tab: Tab, text: str = "") -> bytes:
    """The rows of a set, as far as the person sees them and as they are narrowed; text stays text."""
    rows = list(queries.rows_of(one, tab, text))
    known = queries.by_row(rows)
    buffer = io.BytesIO()
    with new_workbook(buffer) as made:
        page = made.add_worksheet(page_name(queries.label_of(one, tab)))
        page.freeze_panes(1, 0)
        for column, heading in enumerate(_head(one, tab)):
            page.write_string(0, column, heading, made.add_format({"bold": True}))
        for number, line in enumerate(_lines(rows, known), start=1):
            for column, value in enumerate(line):
                if isinstance(value, int):
                    page.write_number(number, column, value)
                else:
                    page.write_string(number, column, value)
    return buffer.getvalue()


def _head(one: Comparison, tab: Tab) -> list[str]:
    about = [_("不一致的列"), _("原因"), _("责任单位"), _("期限"), _("状态")]
    own = one.name_of(tab.side)
    head = [_("%(name)s行") % {"name": own}, *(f"{own}：{name}" for name in one.headings_of(tab.side))]
    if tab.found in PAIRED:
        other = one.name_of(Side.RIGHT)
        head += [_("%(name)s行") % {"name": other}, *(f"{other}：{name}" for name in one.headings_of(Side.RIGHT))]
    return [_("重复组"), *about, *head]


def _lines(rows: Iterable[ComparedRow], known: dict[int, Discrepancy]) -> Iterator[Line]:
    for row in rows:
        line: list[str | int] = [row.group or "", "、".join(row.fields), *_about(known.get(row.pk))]
        line += [row.number, *row.cells]
        if row.other is not None:
            line += [row.other.number, *row.other.cells]
        yield line


def _about(one: Discrepancy | None) -> list[str]:
    if one is None:
        return [""] * 4
    return [one.cause_label, one.unit.name if one.unit else "", one.due.isoformat(), one.state_shown.label]

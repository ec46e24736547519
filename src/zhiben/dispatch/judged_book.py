"""Every number that the verdicts of a round were reached from, as a workbook that others can reckon with."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhiben.analysis.rates import wilson
from zhiben.dispatch import judged
from zhiben.dispatch.models import UnitVerdict
from zhiben.foundation.importing.exporting import new_workbook, page_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.dispatch.models import Round

Cell = str | int | float


def workbook(one: Round, rows: Sequence[UnitVerdict]) -> bytes:
    """One worksheet with a row a unit, one with how it is reckoned."""
    buffer = io.BytesIO()
    with new_workbook(buffer) as made:
        page = made.add_worksheet(page_name(_(judged.TITLE)))
        page.freeze_panes(1, 0)
        page.set_column(0, 1, 24)
        page.write_row(0, 0, [_(head) for head in HEADS], made.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            page.write_row(number, 0, _cells(row))
        told = made.add_worksheet(_("怎么算的"))
        told.set_column(0, 0, 100)
        wrapped = made.add_format({"text_wrap": True, "valign": "top"})
        for number, line in enumerate((one.title, judged.how(one), judged.INSIDE)):
            told.write_string(number, 0, line, wrapped)
    return buffer.getvalue()


HEADS = (
    *("单位", "档次", "到期项数", "未按期项数", "其中上期已未按期", "按期办结率", "95%区间下限", "95%区间上限"),
    *("其他单位到期项数", "其他单位未按期项数", "当期点名线", "连续两期点名线", "单位间固有差异", "误点名概率"),
    *("方法版本", "说明"),
)


def _cells(row: UnitVerdict) -> list[Cell]:
    found = wilson(row.done, row.due) if row.due else None
    rates: list[Cell] = [row.done / row.due, found.low, found.high] if found else ["", "", ""]
    told: list[Cell] = [row.unit_name, _(row.get_placed_display()), row.due, row.missed, row.carried, *rates]
    against: list[Cell] = ["", "", "", "", "", ""]
    if row.is_judged:
        against = [row.others_due, row.others_missed, row.at_once, row.again, row.spread, row.share]
    return [*told, *against, row.method, row.note]

"""Coverage across rounds and the plan that closes its gaps, as a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from zhiben.foundation.importing.exporting import new_workbook, page_name
from zhiben.supervision.closing_gaps import Plan
from zhiben.supervision.models import Round
from zhiben.supervision.queries import District

Cell = str | int


def workbook(found: Iterable[District], rounds: Sequence[Round], plan: Plan, *, model: Sequence[str]) -> bytes:
    """A worksheet with a row a street, one with the plan, one with how it is reckoned."""
    buffer = io.BytesIO()
    kept = list(found)
    with new_workbook(buffer) as made:
        bold = made.add_format({"bold": True})
        heads = [_("区"), _("街镇"), *(one.title for one in rounds), _("到过的轮次"), _("最近到场"), _("距今天数")]
        _page(made, bold, _("覆盖"), heads, _covered(kept, rounds))
        names = {district.id: district.name for district in kept}
        _page(made, bold, _("补齐"), [_("轮次"), _("组日"), _("区"), _("街镇"), _("最近到场")], _planned(plan, names))
        _page(made, bold, _("怎么算的"), [_("说明")], [[line] for line in model])
    return buffer.getvalue()


def _page(made: Any, bold: Any, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    page = made.add_worksheet(page_name(title))
    page.freeze_panes(1, 0)
    page.set_column(0, 1, 20 if len(heads) > 1 else 100)
    page.write_row(0, 0, heads, bold)
    for number, row in enumerate(rows, start=1):
        page.write_row(number, 0, row)


def _covered(found: Sequence[District], rounds: Sequence[Round]) -> Iterable[list[Cell]]:
    for district in found:
        for street in district.streets:
            counts = [street.visits.get(one.pk, 0) for one in rounds]
            last = f"{street.last:%Y-%m-%d}" if street.last else ""
            days = "" if street.days is None else street.days
            yield [district.name, street.name, *counts, street.reached, last, days]


def _planned(plan: Plan, names: Mapping[int, str]) -> Iterable[list[Cell]]:
    given = ((one.room.round.title, day) for one in plan.added for day in one.days)
    for number, (title, day) in enumerate(chain(given, ((_("没有轮次"), day) for day in plan.left)), start=1):
        for street in day.streets:
            last = f"{street.last:%Y-%m-%d}" if street.last else _("没有到过")
            yield [title, number, names[day.district], street.name, last]

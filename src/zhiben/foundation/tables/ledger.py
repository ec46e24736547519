"""A file that holds one list, as a list: the worksheet that a person names, the only one with rows, or several with the
same headings together. What cannot be read so is refused with the worksheet that is at fault and the way out."""

from __future__ import annotations

from collections.abc import Iterable

from zhiben.analysis.columnar import Rows
from zhiben.foundation.tables.book import Grid
from zhiben.foundation.tables.listing import Listed, is_crowded, is_filled, listed, together
from zhiben.foundation.tables.parsing import UNTOLD
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

Pages = list[tuple[str, Listed]]


def ledger_of(grids: Iterable[Grid], *, name: str, sheet: str = "", choose: str) -> Listed:
    """The list in a file that people call `name`. `sheet`: the worksheet that is meant, where a person has said so;
    `choose` tells how to say so. Raises Refused, of whatever `grids` refuses too with the name of the file."""
    pages = [grid for grid in _read(grids, name) if not grid.hidden]
    if sheet:
        pages = [_named(pages, sheet, name)]
    if not any(map(is_filled, pages)):
        raise Refused(N_("“{name}”是空的；空表不能说明对方各行都缺失，请核对文件"), name=name, code="file_blank")
    found = [(grid, listed(grid)) for grid in pages]
    headless = [grid.title for grid, one in found if one is None and is_crowded(grid)]
    lists = [(grid.title, one) for grid, one in found if one is not None]
    if headless or not lists:
        place = N_("的工作表“{titles}”").format(titles="”“".join(headless)) if headless and len(pages) > 1 else ""
        raise Refused(
            N_("“{name}”{place}里没有找到列名所在的行；请在数据上面加一行列名（编号、企业名称、发现日期等）{choose}"),
            name=name,
            place=place,
            choose=N_("，或{choose}").format(choose=choose) if place else "",
            code="no_header",
        )
    whole = _joined([page for page in lists if page[1].rows] or lists[:1], name, choose)
    _must_be_worked_out(whole, name)
    return whole


def _read(grids: Iterable[Grid], name: str) -> list[Grid]:
    try:
        return list(grids)
    except Refused as why:
        raise Refused(N_("“{name}”：{why}"), name=name, why=why.text, code=why.code) from None


def _must_be_worked_out(found: Listed, name: str) -> None:
    """Read as blank, what a formula would say were missing here; a text has no formulas."""
    if isinstance(found.rows, Rows):
        return
    for number, row in zip(found.numbers, found.rows, strict=True):
        if UNTOLD in row:
            raise Refused(
                N_(
                    "“{name}”第{row}行“{column}”的公式还没有算出结果；请用表格软件打开该文件、保存后再用，"
                    "或把公式改成数值"
                ),
                name=name,
                row=number,
                column=found.headings[row.index(UNTOLD)],
                code="formula_untold",
            )


def _named(pages: Iterable[Grid], sheet: str, name: str) -> Grid:
    known = {grid.title.strip(): grid for grid in pages}
    if sheet.strip() not in known:
        raise Refused(
            N_("“{name}”里没有工作表“{sheet}”；有：{titles}"),
            name=name,
            sheet=sheet,
            titles="、".join(known),
            code="no_sheet",
        )
    return known[sheet.strip()]


def _joined(pages: Pages, name: str, choose: str) -> Listed:
    (first, one), *others = pages
    if not others:
        return one
    if (whole := together(pages)) is not None:
        return whole
    raise Refused(
        N_("“{name}”的工作表{names}与“{first}”的列名不同，不能合在一起比对；请只留列名相同的工作表，或{choose}"),
        name=name,
        names="、".join(title for title, page in others if sorted(page.headings) != sorted(one.headings)),
        first=first,
        choose=choose,
        code="many_sheets",
    )

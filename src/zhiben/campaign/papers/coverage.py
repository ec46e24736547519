"""The coverage view to take along: on paper, and as a workbook. A cell says how many measures and tasks stand there, or
what is missing, in the same words in both."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from zhiben.campaign.queries import Cell, Coverage, Gap
from zhiben.campaign.queries.coverage import Row
from zhiben.campaign.vocab import GapKind
from zhiben.foundation import installation
from zhiben.foundation.importing.exporting import FONT, HEADER, new_workbook
from zhiben.foundation.rendering import Align, Block, Column, Heading, Paper, Para, Style, Table
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

ACTION_MM = 12.6
"""The width of an action's column on paper: ten of them and a row's name fill the page."""

Lines = list[tuple[str, ...]]


def told(cell: Cell, row: Row | None = None) -> str:
    """What a cell says: 措施/任务, or the gaps, or that it need not be covered."""
    if row is not None and (row.plan is None or not row.plan.in_force):
        return "—"
    words = "、".join(dict.fromkeys(_(gap.kind.label) for gap in cell.gaps))
    if not cell.measures:
        return _("不适用") if cell.excuse else words or "—"
    return f"{len(cell.measures)}/{cell.tasks}" + (f" {words}" if words else "")


def matrix(rows: Iterable[Row]) -> Lines:
    """Rows of a matrix with their names; one without a plan in force says so in its name."""
    return [(_named(row), *(told(cell, row) for cell in row.cells)) for row in rows]


def _named(row: Row) -> str:
    return row.name if row.plan and row.plan.in_force else _("{name}（缺方案）").format(name=row.name)


def links(view: Coverage) -> Lines:
    """Every link of every chain, with who is responsible and what stands there."""
    return [
        (
            chain.card.name,
            str(link.card.position),
            link.card.name,
            "、".join(holder.name for holder in link.card.holders) or "—",
            told(link.cell),
        )
        for chain in view.chains
        for link in chain.links
    ]


def gaps(found: Sequence[Gap]) -> Lines:
    """Every gap with what to do about it."""
    return [(_(one.kind.label), one.where, one.what, _(one.kind.advice)) for one in found]


def paper(view: Coverage) -> Paper:
    """The whole view as a paper of the campaign's office."""
    office = orgs.unit_name(view.campaign.office_id)
    return Paper(
        style=Style.BULLETIN,
        masthead=N_("条块链覆盖表"),
        title=N_("{campaign}条块链覆盖情况").format(campaign=view.campaign.name),
        issuer=office,
        date=clock.today(),
        blocks=tuple(_blocks(view)),
        sealed=False,
        keywords=(N_("条块链"),),
        notice=N_("示例数据") if installation.current().demonstration else "",
    )


def _blocks(view: Coverage) -> Iterator[Block]:
    yield Para(_("表中数字为现行方案的措施条数/已下达的任务项数。“—”表示该行没有现行方案。各行动按序号列出："))
    yield Para("；".join(f"{one.position} {one}" for one in view.actions) + "。")
    numbers = [str(one.position) for one in view.actions]
    for title, caption, rows in (
        (N_("一、块"), N_("各区各项行动"), view.blocks),
        (N_("二、条"), N_("各行业领域各项行动"), view.lines),
    ):
        yield Heading(1, title)
        yield _matrix_table(caption, numbers, matrix(rows))
    yield Heading(1, N_("三、链"))
    yield _table(N_("各链条环节"), (N_("链条"), N_("序"), N_("环节"), N_("责任单位"), N_("措施/任务")), links(view))
    yield Heading(1, N_("四、缺口"))
    yield _table(N_("缺口和补法"), (N_("缺口"), N_("位置"), N_("情况"), N_("怎样补")), gaps(view.gaps))
    if view.further:
        yield Para(_not_listed(view))


def _not_listed(view: Coverage) -> str:
    return _("另有%(count)s项任务没有挂在措施下，未逐项列出。") % {"count": view.further}


def _matrix_table(caption: str, numbers: Sequence[str], rows: Lines) -> Block:
    if not rows:
        return Para(_("您的范围内没有可核对的。"))
    columns = (Column(N_("名称"), Align.LEFT), *(Column(one, Align.CENTER, ACTION_MM) for one in numbers))
    return Table(caption=caption, columns=columns, rows=tuple(rows))


def _table(caption: str, titles: Sequence[str], rows: Lines) -> Block:
    if not rows:
        return Para(_("没有。"))
    return Table(caption=caption, columns=tuple(Column(one, Align.LEFT) for one in titles), rows=tuple(rows))


def workbook(view: Coverage) -> bytes:
    """The whole view as a workbook: a page each for block, line, chain and gaps."""
    actions = [f"{one.position} {one}" for one in view.actions]
    further = [(_(GapKind.STRAY_TASK.label), "", _not_listed(view), "")] if view.further else []
    pages = (
        (_("块"), [_("区"), *actions], matrix(view.blocks)),
        (_("条"), [_("行业领域"), *actions], matrix(view.lines)),
        (_("链"), [_("链条"), _("序"), _("环节"), _("责任单位"), _("措施/任务")], links(view)),
        (_("缺口"), [_("缺口"), _("位置"), _("情况"), _("怎样补")], [*gaps(view.gaps), *further]),
    )
    buffer = io.BytesIO()
    with new_workbook(buffer) as book:
        head, plain = book.add_format(HEADER), book.add_format(FONT | {"text_wrap": True, "valign": "top", "border": 1})
        for title, heads, rows in pages:
            page = book.add_worksheet(title)
            page.set_landscape()
            page.set_paper(8)  # A3
            page.fit_to_pages(1, 0)
            page.repeat_rows(0)
            page.freeze_panes(1, 1)
            page.set_column(0, 0, 22)
            page.set_column(1, len(heads) - 1, 40 if title == _("缺口") else 14)
            for number, row in enumerate([heads, *rows]):
                for place, text in enumerate(row):
                    page.write_string(number, place, text, plain if number else head)
    return buffer.getvalue()

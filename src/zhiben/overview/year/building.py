"""The report put together: parts numbered one after the other, those without anything left out, the annex last; as a
paper and as the text from which a draft begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhiben.foundation import installation
from zhiben.foundation.rendering import Align, Attachment, Block, Column, Heading, Paper, Para, Style, Table
from zhiben.insight.combinations import numeral
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.overview.queries import PUBLISHED
from zhiben.overview.year.accidents_told import accidents_told
from zhiben.overview.year.annex import annex
from zhiben.overview.year.arrangement import arrangement
from zhiben.overview.year.cases import cases
from zhiben.overview.year.coming import coming
from zhiben.overview.year.dispatching import dispatching
from zhiben.overview.year.gathering import Year
from zhiben.overview.year.results import results
from zhiben.overview.year.supervising import supervising
from zhiben.overview.year.weak import weak
from zhiben.overview.year.wording import amount, beside, counted_off, narrow, printed, told

PARTS = (
    (N_("谋划部署（三化）"), arrangement),
    (N_("调度推进（四调）"), dispatching),
    (N_("督导检查（五督导）"), supervising),
    (N_("攻坚成效"), results),
    (N_("生产安全事故"), accidents_told),
    (N_("典型事例"), cases),
    (N_("存在的短板"), weak),
)


def title_of(one: Year) -> str:
    """The report's title; of a year that goes on it says until when."""
    said = N_("{office}{year}年安全生产治本攻坚工作报告").format(office=one.office.name, year=one.year)
    if (one.last.month, one.last.day) == (12, 31):
        return said
    return said + N_("（截至{month}月{day}日）").format(month=one.last.month, day=one.last.day)


def paper(one: Year, plans: str = "", *, bundle: str = "", digest: str = "", asks: bool = False) -> Paper:
    """The report as a paper, the annex attached. `asks`: say where the office has still to write something. The caller
    has opened the scope of the office's reader."""
    body = list(counted_off(list(_body(one, plans, asks=asks))))
    tables = sum(isinstance(block, Table) for block in body)
    behind = tuple(counted_off(list(annex(one, bundle, digest)), tables))
    return Paper(
        style=Style.REDHEAD,
        masthead=N_("年度工作报告"),
        title=title_of(one),
        issuer=one.office.name,
        date=clock.today(),
        blocks=tuple(body),
        attachments=(Attachment(N_("指标口径、分子分母和记录"), behind),),
        sealed=False,
        note=note_of(one, bundle, digest),
        notice=N_("示例数据") if installation.current().demonstration else "",
    )


def note_of(one: Year, bundle: str, digest: str) -> str:
    """Of which moment the figures are, so that anybody can find them again."""
    said = N_("数字取自本系统的记录，截至{moment}").format(moment=clock.to_the_minute(one.cut.as_of))
    return said + (N_("，冻结名称{bundle}，摘要{digest}").format(bundle=bundle, digest=digest[:16]) if bundle else "")


def _body(one: Year, plans: str, *, asks: bool) -> Iterator[Block]:
    parts = [(N_("总体情况"), list(_overview(one)))]
    parts += [(title, list(part(one))) for title, part in PARTS]
    parts.append((N_("下一步"), list(coming(one, plans, asks=asks))))
    standing = [(title, some) for title, some in parts if some]
    for number, (title, some) in enumerate(standing, start=1):
        yield Heading(1, f"{numeral(number)}、{title}")
        yield from some


def _overview(one: Year) -> Iterator[Block]:
    if one.whole:
        yield Para(
            N_(
                "{year}年，{place}按照安全生产治本攻坚三年行动的部署，以方案体系化、运行机制化、任务清单化（三化）组织，"
                "按“7+15+30+N”（四调）调度，以综合、专项、挂牌、事故和重大隐患全覆盖五种督导（五督导）推动落实。"
            ).format(year=one.year, place=one.place)
        )
    said = N_(
        "截至{day}，清单内重点任务{tasks}、办结{done}；上报重大事故隐患{hazards}，完成整改{rectified}，整改率{rate}。"
    )
    names = {"tasks": "A5.tasks", "done": "tasks.done", "hazards": "D1.reported", "rectified": "D1.rectified"}
    parts = {key: told(one, name) for key, name in names.items()}
    yield Para(said.format(day=clock.in_words(one.last), rate=told(one, "D1.rate"), **parts))
    yield Para(
        N_(
            "各项指标见下表。每个数字都由记录算出，没有手工填入的；口径、分子分母、记录数见附件，在系统里可以逐项打开到记录。"
        )
    )
    yield main_figures(one)


def main_figures(one: Year) -> Table:
    """Every published figure with its target and how far it is reached."""
    rows = []
    for name, found in one.figures.items():
        if PUBLISHED.match(name):
            target = one.targets.get(name)
            goal = amount(target.amount, target.unit) if target else "—"
            rows.append((found.measure.title, printed(found), goal, beside(found, target)))
    columns = (
        Column(N_("指标"), Align.LEFT, 72),
        *narrow(N_("数值"), N_("目标"), N_("与目标比"), width=28),
    )
    note = N_("目标取自行动指标中登记的本年目标，没有登记的写“—”。")
    return Table(N_("主要指标"), columns, tuple(rows), note=note)


def typed(whole: Paper) -> str:
    """The report as a person would type it into a draft, the annex and the note behind; pictures are in the printed
    report."""
    lines: list[str] = []
    for block in whole.blocks:
        lines += _typed(block)
    for attachment in whole.attachments:
        lines.append(N_("附：{title}").format(title=attachment.title))
        for block in attachment.blocks:
            lines += _typed(block)
    return "\n".join([*lines, N_("附注：{note}").format(note=whole.note)])


def _typed(block: Block) -> Sequence[str]:
    if isinstance(block, Table):
        heads = tuple(column.title for column in block.columns)
        rows = [block.caption, *("\t".join(row) for row in (heads, *block.all_rows()))]
        return [*rows, f"注：{block.note}"] if block.note else rows
    return [getattr(block, "lead", "") + block.text] if isinstance(block, Heading | Para) else []

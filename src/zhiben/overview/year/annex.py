"""The annex: every figure with its definition, exact value, counts, records and moment; every study with its method's
version; how any of them is opened again."""

from __future__ import annotations

from collections.abc import Iterator

from zhiben.foundation.measures import Figure
from zhiben.foundation.rendering import Align, Block, Column, Para, Table
from zhiben.insight.questions import question_of
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.overview.year.gathering import Year
from zhiben.overview.year.wording import days

HEADS = (N_("指标和编号"), N_("口径"), N_("数值、分子/分母"), N_("记录数"))
WIDTHS = (30, 93, 21, 12)


def annex(one: Year, bundle: str, digest: str) -> Iterator[Block]:
    """The annex; `bundle` and `digest` are of the frozen figures, "" before anything was frozen."""
    moment = clock.to_the_minute(one.cut.as_of)
    yield Para(
        N_("本报告的数字截至{moment}，均由系统中的记录计算。正文里四舍五入的数（如17万），准确数在下表。").format(
            moment=moment
        )
    )
    columns = tuple(
        Column(head, Align.LEFT if place < 2 else Align.RIGHT, width)
        for place, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True))
    )
    yield Table(N_("各项指标的口径和准确数"), columns, tuple(row(found) for found in one.figures.values()))
    yield from _studies(one)
    yield Para(_opening(bundle, digest), lead=N_("怎样打开。"))


def row(found: Figure) -> tuple[str, ...]:
    """A figure as the annex has it."""
    exact = f"{found.numerator:,}{found.measure.unit}"
    if found.denominator is not None:
        exact = f"{found.shown} {found.numerator:,}/{found.denominator:,}"
    return (f"{found.measure.title} {found.measure.id}", found.measure.formula, exact, f"{found.rows:,}")


def _studies(one: Year) -> Iterator[Block]:
    rows = tuple(
        (question_of(key).title, days(study.as_of), study.version, f"{study.counted:,}", study.sha256[:16])
        for key, study in one.studies.studies.items()
    )
    if rows:
        columns = (
            Column(N_("分析"), Align.LEFT, 52),
            Column(N_("数据截至"), Align.CENTER, 26),
            Column(N_("方法版本"), Align.CENTER, 22),
            Column(N_("输入行数"), Align.RIGHT, 20),
            Column(N_("摘要（前16位）"), Align.LEFT, 36),
        )
        note = N_("各项分析的算法和输入数据在系统“分析研判”各页可以查看和下载。")
        yield Table(N_("所用的分析"), columns, rows, note=note)


def _opening(bundle: str, digest: str) -> str:
    if not bundle:
        return N_("本稿没有生成定稿，数字随记录变化；生成定稿后，数字和背后的记录一并冻结。")
    said = N_(
        "在系统“公布指标—年度报告”打开本报告的定稿，点任一编号即可看到冻结时的记录，其后记录变化不影响本报告。"
        "冻结名称{bundle}，冻结数字的摘要（SHA-256）{digest}。"
    )
    return said.format(bundle=bundle, digest=digest)

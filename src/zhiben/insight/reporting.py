"""The report on five years as blocks of a paper: everything is taken from kept studies, so that each figure is the one
of their pages. The city's is whole; that of a district or a department is short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiben.foundation.rendering import Align, Block, Column, Figure, Heading, Para, Table
from zhiben.foundation.rendering.charts import Series, column_chart
from zhiben.insight import combinations, wording
from zhiben.insight.gathering import LONG, NEEDED, STREETS, Gathered
from zhiben.insight.questions import question_of
from zhiben.insight.vocab import CAUSE_SIDES, Side, chance_told
from zhiben.kernel import clock

HIGH = 150.0
"""Of a chart in points: two of them stand on a page with their tables."""
STREETS_SHOWN = 10
"""So many streets by plain counts, of which nobody is ranked."""
FEW = 3
"""So many values of a side a short report tells."""


def title_of(one: Gathered) -> str:
    """The report's title."""
    found = one.found(NEEDED[0])
    span = f"（{found['years'][0]}—{found['years'][-1]}年）" if found else ""
    return _("关于%(unit)s近五年生产安全事故分析的报告%(span)s") % {"unit": one.unit.name, "span": span}


def blocks(one: Gathered) -> tuple[Block, ...]:
    """The report, numbered part by part, tables and figures counted."""
    parts = WHOLE if one.whole else BRIEF
    told = [(_(title), list(part(one))) for title, part in parts]
    found: list[Block] = []
    standing = [(title, some) for title, some in told if some]
    for number, (title, some) in enumerate(standing):
        found += [Heading(1, f"{combinations.numeral(number + 1)}、{title}"), *some]
    return tuple(_counted(found))


def _counted(found: Sequence[Block]) -> Iterator[Block]:
    tables = figures = 0
    for block in found:
        if isinstance(block, Table):
            tables += 1
            yield Table(f"表{tables} {block.caption}", block.columns, block.rows, total=block.total, note=block.note)
        elif isinstance(block, Figure):
            figures += 1
            yield Figure(f"图{figures} {block.caption}", block.svg, block.alt)
        else:
            yield block


def _result(one: Gathered) -> Mapping[str, Any]:
    """Of a report that stands."""
    found: Mapping[str, Any] = one.studies[NEEDED[0]].result
    return found


def _overview(one: Gathered) -> Iterator[Block]:
    found, study = _result(one), one.studies[NEEDED[0]]
    yield Para(wording.of_causes(found))
    yield Para(
        _(
            "数据截至%(day)s，来自%(unit)s范围内登记、导入的事故案件；%(warned)s。起数少的年份之间差别多是偶然，不算同比。"
        )
        % {
            "day": clock.in_words(study.as_of),
            "unit": one.unit.name,
            "warned": "；".join(study.warnings) or _("没有需要提示的缺漏"),
        }
    )
    if one.whole and (together := one.found("together")) and together["first"]:
        yield Para(wording.of_together(together))
    if one.whole:
        yield _side_table(found, Side.YEAR, LONG)
        yield from _chart(found, Side.YEAR, _("逐年起数和死亡失踪人数"))


def _where(one: Gathered) -> Iterator[Block]:
    found = _result(one)
    if len(found["counts"][Side.DISTRICT]["rows"]) > 1:
        yield Para(_("各区情况见下表；区与区规模不同，起数多少不是管理好坏，不排名次。"))
        yield _side_table(found, Side.DISTRICT, LONG)
        yield from _chart(found, Side.DISTRICT, _("各区起数"))
    if found["counts"][Side.STREET]["rows"]:
        yield Para(_("起数较多的街道见下表，未作规模调整，不排名次。"))
        yield _side_table(found, Side.STREET, min(STREETS_SHOWN, one.rows))


def _streets(one: Gathered) -> Iterator[Block]:
    found = one.found(STREETS)
    if found is None:
        return
    flat = _("各街道的差异没有超过随机波动，名次没有意义")
    line = flat if found["flat"] else wording.line_of(found)
    said = _("按五年估计，第%(k)s名以内的街道见下表；名次区间是九成把握的范围。") % found
    yield Para(said + (f"{line}。" if line else ""))
    columns = (
        Column(_("名次（区间）"), Align.CENTER, 30),
        Column(_("街道"), Align.LEFT, 34),
        Column(_("五年起数"), Align.RIGHT, 18),
        Column(_("同类应有（起/年）"), Align.RIGHT, 26),
        Column(_("预期（起/年）"), Align.RIGHT, 22),
        Column(_("列入最差%(k)s个的机会") % {"k": found["k"]}, Align.RIGHT, 26),
    )
    rows = tuple(
        (
            f"{row['rank']}（{row['rank_low']}—{row['rank_high']}）",
            row["name"],
            str(sum(row["counts"])),
            f"{row['like']:.1f}",
            f"{row['expected']:.1f}",
            "—" if found["flat"] else chance_told(row["among_worst"]),
        )
        for row in found["rows"][: found["k"]]
    )
    yield Table(_("事故确实较多的街道"), columns, rows)


def _who(one: Gathered) -> Iterator[Block]:
    yield Para(_("按行业领域、事故类型、企业性质和是否承包分包作业分见下表。"))
    for side in (Side.SECTOR, Side.TYPE, Side.ENTERPRISE, Side.CONTRACTOR):
        yield _side_table(_result(one), side, one.rows)


def _when(one: Gathered) -> Iterator[Block]:
    found = _result(one)
    yield Para(_("按时段、月份分见下面的表和图；各时段长短不同，不能直接相比。"))
    yield _side_table(found, Side.HOURS, LONG)
    yield from _chart(found, Side.MONTH, _("各月起数和死亡失踪人数（五年合计）"))


def _briefly(one: Gathered) -> Iterator[Block]:
    """What a short report tells of sectors, types and hours: one table."""
    found = _result(one)
    yield Para(_("逐年情况和起数较多的行业领域、事故类型、时段见下表。"))
    rows = tuple(
        (_(side.label), name, str(count), f"{low:.0f}—{high:.0f}", str(dead))
        for side in (Side.YEAR, Side.SECTOR, Side.TYPE, Side.HOURS)
        for _key, name, count, dead, low, high in _most(found["counts"][side]["rows"], side)
    )
    yield Table(_("年份、行业领域、事故类型和时段"), (Column(_("方面"), Align.LEFT, 28), *_columns(_("其中"))), rows)


def _most(rows: Sequence[list[Any]], side: Side) -> Sequence[list[Any]]:
    return rows if side == Side.YEAR else sorted(rows, key=lambda row: -row[2])[:FEW]


def _why(one: Gathered) -> Iterator[Block]:
    found = one.found("preventable")
    if found is None:
        yield Para(_("没有认定原因的事故，原因不作分析。"))
        return
    yield Para(wording.of_preventable(found))
    yield Para(_("份额是“没有它最多可少多少”的上限，不能相加；“累计”每起只算一次。"))
    columns = (
        Column(_("原因"), Align.LEFT, 56),
        Column(_("层次"), Align.LEFT, 28),
        Column(_("起数"), Align.RIGHT, 14),
        Column(_("份额（95%区间）"), Align.RIGHT, 42),
        Column(_("累计"), Align.RIGHT, 16),
    )
    rows = tuple(
        (
            row["name"],
            row["layer"],
            str(row["count"]),
            f"{row['share']:.0%}（{row['low']:.0%}—{row['high']:.0%}）",
            f"{row['so_far']:.0%}",
        )
        for row in found["causes"][: one.rows]
    )
    yield Table(_("各项原因牵涉的事故"), columns, rows)


def _crossed(one: Gathered) -> Iterator[Block]:
    most = 3 if one.whole else 1
    rows = tuple(
        (wording.titled(table), *cell) for table in _result(one)["tables"] for cell in wording.outstanding(table, most)
    )
    if not rows:
        yield Para(_("把两个方面交叉起来看，没有一格在校正之后仍确实偏多。"))
        return
    if not one.whole:
        told = "；".join([said for table in _result(one)["tables"] for said in wording.told_cells(table, most)][:FEW])
        yield Para(_("校正之后仍确实偏多的有：%(told)s。偏多只说明两项事实常同时出现。") % {"told": told})
        return
    yield Para(
        _(
            "把两个方面交叉起来看，下表各格在校正之后仍确实偏多（每张交叉表列最显著的%(most)s格）。偏多只说明两项事实常同时出现，不说明谁造成谁。"
        )
        % {"most": most}
    )
    columns = (
        Column(_("交叉的两个方面"), Align.LEFT, 30),
        Column(_("行"), Align.LEFT, 34),
        Column(_("列"), Align.LEFT, 24),
        Column(_("起数"), Align.RIGHT, 12),
        Column(_("占该行（95%区间）"), Align.RIGHT, 42),
        Column(_("互不相干时"), Align.RIGHT, 14),
    )
    yield Table(_("校正之后仍确实偏多的"), columns, rows)


def _methods(one: Gathered) -> Iterator[Block]:
    yield Para(
        _(
            "各项数字的算法、输入数据和来源，见系统“分析研判”各页“怎么算的”，输入可以下载。原因由各单位认定，系统里没有两人独立编码的样本，编码的一致程度未知。"
        )
    )
    methods = {method.key: method for key in one.studies for method in question_of(key).methods} if one.whole else {}
    for method in methods.values():
        yield Para(method.never, lead=_("%(title)s：") % {"title": method.title})


def _chart(found: Mapping[str, Any], side: Side, caption: str) -> Iterator[Figure]:
    rows = found["counts"][side]["rows"]
    if len(rows) < 2:
        return
    names, counts = [row[1] for row in rows], tuple(float(row[2]) for row in rows)
    dead = Series(_("死亡和失踪"), tuple(float(row[3]) for row in rows))
    drawing = column_chart(names, [Series(_("起数"), counts), dead], height=HIGH)
    words = "，".join(_("%(name)s%(count)s起%(dead)s人") % {"name": r[1], "count": r[2], "dead": r[3]} for r in rows)
    yield Figure(caption, drawing, alt=_("柱形图：%(words)s") % {"words": words})


def _columns(head: str) -> tuple[Column, ...]:
    return (
        Column(head, Align.LEFT, 56),
        Column(_("起数"), Align.RIGHT, 20),
        Column(_("95%区间"), Align.RIGHT, 28),
        Column(_("死亡和失踪"), Align.RIGHT, 24),
    )


def _side_table(found: Mapping[str, Any], side: Side, most: int) -> Table:
    counts = found["counts"][side]
    rows = [
        (name, str(count), f"{low:.0f}—{high:.0f}", str(dead))
        for _key, name, count, dead, low, high in counts["rows"][:most]
    ]
    if rest := counts["rows"][most:]:
        others = str(sum(row[2] for row in rest)), "—", str(sum(row[3] for row in rest))
        rows.append((_("其余%(count)s项") % {"count": len(rest)}, *others))
    if counts["unknown"]:
        name = _("原因未认定") if side in CAUSE_SIDES else _("未登记")
        rows.append((name, str(counts["unknown"]), "—", str(counts["unknown_dead"])))
    note = _("一起事故可有几个原因，各行相加超过起数") if side in CAUSE_SIDES else ""
    return Table(_("按%(side)s分") % {"side": _(side.label)}, _columns(_(side.label)), tuple(rows), note=note)


WHOLE = (
    ("总体情况", _overview),
    ("发生在哪里", _where),
    ("事故确实较多的街道", _streets),
    ("发生在哪些行业、是什么事故", _who),
    ("发生在什么时候", _when),
    ("认定了哪些原因", _why),
    ("交叉起来看确实偏多的", _crossed),
    ("同时出现的事实", combinations.together),
    ("与重点任务清单对照的缺口", combinations.gaps),
    ("事故前的隐患台账", combinations.ledger),
    ("事故经过写的是什么", combinations.topics),
    ("怎么算的", _methods),
)
BRIEF = (
    ("总体情况", _overview),
    ("行业、类型和时段", _briefly),
    ("认定了哪些原因", _why),
    ("确实偏多的和同时出现的", lambda one: [*_crossed(one), *combinations.together(one)]),
    ("与重点任务清单对照的缺口", combinations.gaps),
    ("事故前的隐患台账", combinations.ledger),
)

"""What the papers of appraisal begin with: the notice of a run's result for all, one sheet for each unit, the decision
on commendations. Every word may be changed before it is signed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from zhiben.appraisal.models import Card, Commendation, Entry, Objection, Run, Score
from zhiben.appraisal.queries import runs as reads
from zhiben.appraisal.queries.recomputing import Recomputed, Row, formula_of
from zhiben.appraisal.queries.schemes import indicators_of
from zhiben.appraisal.vocab import RUNS, Aggregation, Kind
from zhiben.documents.operations import Written
from zhiben.foundation import installation
from zhiben.foundation.rendering import Align, Block, Column, Paper, Para, Style, Table
from zhiben.kernel import clock
from zhiben.kernel.text import N_

TIES = N_(
    "得分相同的名次并列，其后名次相应顺延（如1、2、2、4）；括号内为名次区间：各项权重在上下25%内随机变动、加权相加与几何平均各半，重算{runs}次，取5%至95%。"
)


def notice_of(run: Run) -> Written:
    """The notice of a decided run, to be changed and signed."""
    scoring = reads.scorings_of(run)[0]
    scores = reads.scores_of(scoring)
    heads = "\t".join((N_("单位"), N_("得分"), N_("等次"), N_("名次（区间）"), N_("与本组其他单位")))
    rows = [
        "\t".join((one.card.unit_name, one.shown, one.grade_shown, one.rank_shown, one.band_shown)) for one in scores
    ]
    return Written(
        title=N_("关于{name}结果的通报").format(name=run.scheme.name),
        to="、".join(one.card.unit_name for one in scores),
        basis=run.scheme.basis or run.scheme.name,
        body="\n".join([*_opening(run, scores), heads, *rows, TIES.format(runs=RUNS), *_incomplete(scores)]),
    )


def _opening(run: Run, scores: Sequence[Score]) -> list[str]:
    said = N_("{first}至{last}，对{count}个单位按《{scheme}》进行了考评，数据截至{cut}。")
    opening = said.format(
        first=clock.in_words(run.first),
        last=clock.in_words(run.last),
        count=len(scores),
        scheme=run.scheme.name,
        cut=run.cut_shown,
    )
    again = []
    if run.restates is not None:
        again = [N_("本次为重新考评，原因：{why}；前次结果由本通报更正。").format(why=run.restated_for)]
    return [opening, *again]


def _incomplete(scores: Sequence[Score]) -> list[str]:
    names = [one.card.unit_name for one in scores if not one.complete]
    if not names:
        return []
    said = N_("{names}有指标缺数据，得分按最低、最高两种情形列出，不作推算；两种情形等次不同的不评等次。")
    return [said.format(names="、".join(names))]


def sheet_of(card: Card, found: Recomputed) -> Paper:
    """The sheet (考评通知单) of one unit: every indicator with its counts, goalposts and points."""
    run = card.run
    columns = (
        Column(N_("指标"), width_mm=40),
        Column(N_("取数"), Align.RIGHT),
        Column(N_("计分方法"), width_mm=60),
        Column(N_("得分"), Align.RIGHT),
    )
    rows = tuple((row.indicator.name, told_in_words(row), row.formula, _points(row)) for row in found.rows)
    score = found.score
    blocks: tuple[Block, ...] = (
        Para(
            N_("{run}：得分{points}，等次{grade}，名次{rank}。数据截至{cut}。").format(
                run=N_("按《{scheme}》，{first}至{last}考评").format(
                    scheme=run.scheme.name, first=clock.in_words(run.first), last=clock.in_words(run.last)
                ),
                points=score.shown,
                grade=score.grade_shown,
                rank=score.rank_shown,
                cut=run.cut_shown,
            )
        ),
        Table(N_("各项得分"), columns, rows),
        Para(TIES.format(runs=RUNS)),
        Para(aggregated(run)),
    )
    return Paper(
        style=Style.LETTER,
        masthead=run.scheme.office.name,
        title=N_("考评通知单"),
        issuer=run.scheme.office.name,
        date=clock.today(),
        addressee=f"{card.unit_name}：",
        blocks=blocks,
        sealed=False,
        notice=N_("示例数据") if installation.current().demonstration else "",
    )


def aggregated(run: Run) -> str:
    """How the lines become one total, in a sentence."""
    if run.scheme.aggregation == Aggregation.SUM:
        return N_("总分为各项得分相加，加分另计。")
    return N_("同类指标得分相加，各类得分率按类权重取几何平均后乘以100，加分另计；某一类为零则总分（加分除外）为零。")


def told_in_words(row: Row) -> str:
    """The counts behind a line, or why there are none."""
    told = row.line.told
    if row.line.lack:
        return row.lack_shown
    if told.denominator is not None:
        return f"{(told.numerator or Decimal(0)).normalize():f}/{told.denominator.normalize():f}"
    value = told.numerator if told.numerator is not None else told.value
    return "—" if value is None else f"{value.normalize():f}"


def _points(row: Row) -> str:
    return "—" if row.line.points is None else f"{row.line.points}"


def decision_of(rows: Sequence[Commendation]) -> Written:
    """The decision on commendations that were decided, to be changed and signed."""
    units = [one for one in rows if not one.person]
    people = [one for one in rows if one.person]
    lines = []
    for title, some in ((N_("一、先进单位"), units), (N_("二、先进个人"), people)):
        if some:
            lines += [title, *(N_("{who}：{deeds}").format(who=one.called, deeds=one.deeds) for one in some)]
    return Written(
        title=N_("关于表彰{year}年安全生产治本攻坚先进单位和个人的决定").format(year=rows[0].year),
        to="、".join(dict.fromkeys(one.unit_name for one in rows)),
        body="\n".join(lines),
        basis=N_("考评结果和公示情况"),
    )


def standing(run: Run) -> list[tuple[str, str]]:
    """What has to be known of a run before a step is taken: who has not handed in, and whom the office has not
    assessed; label and words."""
    cards = reads.cards_of(run)
    asked = [one.unit_name for one in cards if one.state == "asked"]
    manual = [one for one in indicators_of(run.scheme) if one.kind == Kind.MANUAL]
    entries = reads.entries_of(cards)
    lacking = [
        card.unit_name
        for card in cards
        if any(not _assessed(entries.get((card.pk, indicator.pk))) for indicator in manual)
    ]
    until = clock.in_words(run.self_by) + (N_("（未到）") if clock.today() <= run.self_by else "")
    said = [(N_("自评期限"), until), (N_("没有提交自评的"), _names(asked))]
    return said + ([(N_("人工评分没有填完的"), _names(lacking))] if manual else [])


def _assessed(entry: Entry | None) -> bool:
    """The office has given points, or the figure they follow from."""
    return entry is not None and any(one is not None for one in (entry.points, entry.value, entry.numerator))


def _names(units: Sequence[str]) -> str:
    return N_("{count}个：{names}").format(count=len(units), names="、".join(units)) if units else N_("没有")


def pleading(one: Objection) -> list[tuple[str, str]]:
    """What has to be known of an objection before it is answered: what is objected to and why, and what is proposed;
    label and words."""
    before = next((line["points"] for line in one.score.lines if line["indicator"] == one.indicator_id), None)
    said = [
        (N_("单位"), one.card.unit_name),
        (N_("指标"), f"{one.indicator.pillar}：{one.indicator.name}"),
        (N_("计分方法"), formula_of(one.indicator)),
        (N_("申诉时得分"), N_("未计分") if before is None else str(before)),
        (N_("申诉理由"), one.reason),
    ]
    proposed = [(N_("处理意见"), one.opinion), (N_("拟定得分"), "" if one.points is None else str(one.points))]
    return said + [pair for pair in proposed if pair[1]]

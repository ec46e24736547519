"""What the judging of a round comes to on page, paper and workbook: the funnel with its words, and the table in bands;
one reading of the stored verdicts for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.analysis import naming
from zhiben.analysis.rates import wilson
from zhiben.dispatch.vocab import CLASSES, NAMED_CLASSES, NEWCOMER_MONTHS, Class
from zhiben.foundation.rendering.funnelplot import Dot, Mark, funnel_plot
from zhiben.kernel.machine import State
from zhiben.kernel.measure import share
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.models import Round, UnitVerdict

HOW = N_(
    "怎么算的：本期到期的重点任务和事故隐患（重大和一般），到期日当天24时前报送完成（报整改完成）的算按期，其余算未按期，每项只看结果，不看登录、"
    "填报等使用情况。每个单位只与其他单位的合计比，不与自己比；项数越少，偶然的出入越大，所以线不是一条百分比，而是随到期项数"
    "算出的整数项：未按期达到“当期线”，或者连续两期达到“连续线”且上期已点过的同一事项不重复计，才点名。线按全年全部单位、全部期次合计"
    "误点名不超过{budget}个单位（默认值）定出；单位之间本来就有差异的，线相应放宽。未达线的差别可能只是偶然，因此不点名、不排名次，"
    "同档并列。到期不足{least}项的基数不足，应报进展一项未报的列为未报，设立不满{months}个月或已撤并的不比较，都不计入其他单位。"
)
"""In plain words; numbers are those of the method."""

INSIDE = N_(
    "“内部提示”只在本页和所下载的XLSX里：未达点名线，但与其他单位的差别在偶然情况下千次不过一次。单位和期次一多，每年都会有没有问题的单位"
    "落入，所以只供安委办留意，不据以点名，不印入简报。"
)
"""What becomes of a lean, told wherever one is shown."""

TITLE = N_("按期办结率比较")


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's row as it is shown."""

    verdict: UnitVerdict
    placed: Class
    standing: State
    rate: str
    interval: str
    limits: str
    reason: str


def lines(rows: Sequence[UnitVerdict]) -> list[Line]:
    """The table, in the order of the verdicts."""
    return [_line(row, Class(row.placed)) for row in rows]


def told_outside(rows: Sequence[UnitVerdict]) -> list[Line]:
    """The table as an issued paper has it: whom the limits do not name stand together, in the register's order."""
    found = [_line(row, Class(row.placed).told) for row in rows]
    order = list(Class)
    return sorted(found, key=lambda line: (order.index(line.placed), line.verdict.unit_id))


def how(one: Round) -> str:
    """The paragraph 怎么算的, with the round's own budget."""
    return HOW.format(budget=f"{one.declared.budget:g}", least=naming.LEAST_DUE, months=NEWCOMER_MONTHS)


def plot(rows: Sequence[UnitVerdict]) -> str:
    """The funnel of the judged units; "" where there are none."""
    judged = [row for row in rows if row.is_judged]
    if not judged:
        return ""
    at_once, again = _drawn(judged, "at_once"), _drawn(judged, "again")
    dots = [Dot(row.unit_name, row.due, row.done / row.due, row.placed in NAMED_CLASSES) for row in judged]
    all_of_them = sum(row.done for row in judged) / sum(row.due for row in judged)
    words = {
        "title": N_("各单位按期办结率漏斗图"),
        "x": N_("到期项数"),
        "y": N_("按期办结率"),
        "outer": N_("当期线"),
        "inner": N_("连续线"),
        "target": N_("参加比较单位合计"),
    }
    return funnel_plot(dots, at_once, again, all_of_them, words=words)


def _drawn(judged: Sequence[UnitVerdict], line: str) -> list[Mark]:
    """Each unit's own limit, drawn between the count that reaches it and the one that does not."""
    limits = {(row.due, getattr(row, line)) for row in judged}
    return [(of, 1 - (limit - 0.5) / of) for of, limit in sorted(limits) if limit <= of]


def in_words(rows: Sequence[UnitVerdict]) -> str:
    """What the drawing says, for those who cannot see it."""
    judged = [row for row in rows if row.is_judged]
    told = [N_("参加比较的{count}个单位").format(count=len(judged))]
    told += [
        N_("{label}：{units}").format(label=CLASSES[one][0], units="、".join(_with_counts(row) for row in found))
        for one in NAMED_CLASSES
        if (found := [row for row in judged if row.placed == one])
    ]
    rest = sum(row.placed not in NAMED_CLASSES for row in judged)
    return "；".join([*told, N_("其余{count}个未达点名线").format(count=rest)]) + "。"


def _with_counts(row: UnitVerdict) -> str:
    return N_("{unit}（{due}项到期，{missed}项未按期）").format(unit=row.unit_name, due=row.due, missed=row.missed)


def _line(row: UnitVerdict, placed: Class) -> Line:
    return Line(
        row,
        placed,
        State(placed, placed.label, placed.tone),
        _rate(row),
        _interval(row),
        _limits(row),
        _reason(row, placed),
    )


def _rate(row: UnitVerdict) -> str:
    if not row.due:
        return N_("无到期事项")
    return share(row.done, row.due) if row.is_judged else "—"


def _interval(row: UnitVerdict) -> str:
    if not row.is_judged:
        return "—"
    found = wilson(row.done, row.due)
    return f"{found.low * 100:.1f}%–{found.high * 100:.1f}%"


def _limits(row: UnitVerdict) -> str:
    return f"{_reached(row.at_once, row.due)}/{_reached(row.again, row.due)}" if row.is_judged else "—"


def _reached(limit: int, due: int) -> str:
    return str(limit) if limit <= due else N_("达不到")


def reason(row: UnitVerdict) -> str:
    """Why the row stands in its class, with the counts that decided."""
    return _reason(row, Class(row.placed))


def _reason(row: UnitVerdict, placed: Class) -> str:
    if placed not in NAMED_CLASSES:
        return row.note
    others = N_("其他单位{due}项到期、{missed}项未按期").format(due=row.others_due, missed=row.others_missed)
    if placed is Class.AT_ONCE:
        return N_("未按期{missed}项，达到当期线{limit}项；{others}").format(
            missed=row.missed, limit=row.at_once, others=others
        )
    return N_("新增未按期{missed}项，连续两期达到连续线（本期{limit}项）；{others}").format(
        missed=row.missed - row.carried, limit=row.again, others=others
    )

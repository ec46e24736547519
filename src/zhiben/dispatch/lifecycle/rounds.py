"""The machine of a dispatch round (defaults of this product, not law): opened and collected by the clock, closed (by
the clock where nobody is named), drafted, its month's papers drafted again, approved, issued; corrected, withdrawn and
drafted anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from zhiben.dispatch.lifecycle.naming import told
from zhiben.documents.lifecycle import LEADER, OFFICER, SIGNING_LEADER
from zhiben.documents.vocab import Kind
from zhiben.kernel import clock
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import Permission, Verdict, lent_for_other_work, role, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

CLOCK = role("system", N_("系统时钟"))


def _over(actor: Actor, record: Any) -> bool:
    return bool(clock.now() >= record.period.ends)


def _closes_itself(_actor: Actor, record: Any) -> bool:
    return bool(record.declared.closes_itself)


def _has_paper(_actor: Actor, record: Any) -> bool:
    return bool(record.declared.paper)


def of_month(record: Any) -> bool:
    """True for a month, whose papers are analyses of every unit."""
    return bool(record.declared.paper == Kind.ANALYSIS)


def _renewed_by_hand(_actor: Actor, record: Any) -> bool:
    return of_month(record)


PERIOD_OVER = rule(N_("本期已结束"), _over, N_("本期尚未结束"))
CLOSES_ITSELF = rule(N_("该周期到期自动关闭"), _closes_itself, N_("该周期须由人关闭"))
HAS_PAPER = rule(N_("该周期印发文件"), _has_paper, N_("该周期不印发文件"))
RENEWED_BY_HAND = rule(N_("月度分析"), _renewed_by_hand, N_("简报随答复和重述自动更新，无需重新起草"))


def waited_for(names: Sequence[Any]) -> tuple[str, list[str]]:
    """Why the bulletin can't be approved yet, and the units that it depends on; nothing when it can."""
    now = clock.now()
    silent = [name for name in names if name.state == "named" and name.reply_by and now <= name.reply_by]
    contested = [name for name in names if name.state == "contested"]
    if silent:
        until = told(max(name.reply_by for name in silent))
        return N_("答复期限为{until}，尚未答复的有").format(until=until), _units(silent)
    return (N_("异议尚未处理"), _units(contested)) if contested else ("", [])


def unsettled(names: Sequence[Any]) -> str:
    """The same as one sentence; "" when it can."""
    why, units = waited_for(names)
    return f"{why}：{'、'.join(units)}" if units else ""


def _units(names: Sequence[Any]) -> list[str]:
    return list(dict.fromkeys(name.unit_name for name in names))


def _answered(_actor: Actor, record: Any) -> Verdict:
    why = unsettled(record.names)
    return Verdict(not why, None, why)


def _uncorrected(_actor: Actor, record: Any) -> bool:
    return bool(record.mistakes > record.corrected)


def _correction_is(state: str) -> Callable[[Actor, Any], bool]:
    return lambda _actor, record: bool(record.correction_state == state)


ANSWERED = Permission(N_("答复期限已过或均已答复，异议均已处理"), _answered)
UNCORRECTED = rule(
    N_("有尚未更正的重述或撤回"),
    _uncorrected,
    N_("印发后没有新的重述或撤回需要更正"),
)
CORRECTION_DRAFTED = rule(N_("更正已起草"), _correction_is("drafted"), N_("没有待核准的更正"))
CORRECTION_APPROVED = rule(N_("更正已核准"), _correction_is("numbered"), N_("没有待印发的更正"))
CORRECTION_SIGNER = lent_for_other_work(LEADER, "correction_authors", did=N_("起草或修改"))
LONGEST_WORDS = 2000
AFTER_ISSUE = ("issued", "withdrawn", "drafted", "approved")

ROUND = register(
    Machine(
        name="round",
        title=N_("调度期"),
        states=(
            State("open", N_("未开始收集")),
            State("collecting", N_("收集中"), "progress"),
            State("closed", N_("已关闭"), "info"),
            State("drafted", N_("已拟文件"), "progress"),
            State("approved", N_("已核准"), "info"),
            State("issued", N_("已印发"), "success"),
            State("withdrawn", N_("已撤回"), "danger"),
        ),
        initial="open",
        final=("withdrawn",),
        moves=(
            Move("collect", N_("开始收集"), ("open",), "collecting", may=CLOCK | OFFICER),
            Move(
                "close",
                N_("关闭并冻结数据"),
                ("collecting",),
                "closed",
                may=(OFFICER | (CLOCK & CLOSES_ITSELF)) & PERIOD_OVER,
                tone="warning",
            ),
            Move("draft", N_("起草文件"), ("closed",), "drafted", may=OFFICER & HAS_PAPER, paper="bulletin"),
            Move("renew", N_("按最新数据重新起草"), ("drafted",), None, may=OFFICER & RENEWED_BY_HAND, tone="warning"),
            Move(
                "approve", N_("核准并签发文件"), ("drafted",), "approved", may=SIGNING_LEADER & ANSWERED, tone="success"
            ),
            Move(
                "issue",
                N_("印发"),
                ("approved",),
                "issued",
                may=OFFICER,
                needs=(
                    Need(
                        "distribution",
                        N_("分发单位"),
                        "longtext",
                        required=False,
                        help=N_(
                            "每行一类，如“发：甲局、乙区”，可用报、送、发；清空则发本级全部成员单位和各区（街道）。"
                            "被点名的单位必发；期号自动编排"
                        ),
                        begins=lambda record: record.usual_distribution,
                    ),
                ),
                tone="success",
            ),
            Move(
                "restate",
                N_("重述指标"),
                ("closed", "drafted", "approved", "issued"),
                None,
                may=OFFICER,
                needs=(
                    Need(
                        "measures",
                        N_("指标"),
                        "records",
                        help=N_("按原截止时间重新计算并另行冻结，原数据保留"),
                        all_ticked=True,
                    ),
                    Need(
                        "only_these",
                        N_("其余不重述"),
                        "bool",
                        required=False,
                        help=N_("有变动的指标没有全部勾选时才需勾选；各指标之间可能因此对不上"),
                    ),
                    Need("reason", N_("重述原因"), "longtext"),
                ),
                tone="warning",
                rare=True,
            ),
            Move(
                "withdraw_issue",
                N_("撤回印发"),
                ("issued",),
                "withdrawn",
                may=SIGNING_LEADER,
                needs=(Need("reason", N_("撤回原因"), "longtext"), Need("correction", N_("更正说明"), "longtext")),
                tone="danger",
            ),
            Move("redraft", N_("重新起草文件"), ("withdrawn",), "drafted", may=OFFICER, paper="bulletin"),
            Move(
                "correct",
                N_("起草更正"),
                ("issued", "withdrawn"),
                None,
                may=OFFICER & UNCORRECTED,
                paper="bulletin",
            ),
            Move(
                "word_correction",
                N_("修改更正说明"),
                AFTER_ISSUE,
                None,
                may=OFFICER & CORRECTION_DRAFTED,
                needs=(
                    Need(
                        "words",
                        N_("更正说明"),
                        "longtext",
                        required=False,
                        longest=LONGEST_WORDS,
                        help=N_("每行一段，印在更正开头；更正前后的数据由系统按重述列出，不能改动。清空则不印说明"),
                        begins=lambda record: record.correction_words,
                    ),
                ),
            ),
            Move("approve_correction", N_("核准更正"), AFTER_ISSUE, None, may=CORRECTION_SIGNER & CORRECTION_DRAFTED),
            Move("issue_correction", N_("印发更正"), AFTER_ISSUE, None, may=OFFICER & CORRECTION_APPROVED),
        ),
    )
)

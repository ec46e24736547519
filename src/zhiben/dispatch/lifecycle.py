"""The machine of a dispatch round (defaults of this product, not law): opened and collected by the clock, closed,
drafted, approved, issued."""

from __future__ import annotations

from typing import Any

from zhiben.documents.lifecycle import LEADER, OFFICER
from zhiben.kernel import clock
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import role, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

CLOCK = role("system", N_("系统时钟"))


def _over(actor: Actor, record: Any) -> bool:
    return bool(clock.now() >= record.period.ends)


PERIOD_OVER = rule(N_("本期已结束"), _over, N_("本期尚未结束"))

ROUND = register(
    Machine(
        name="round",
        title=N_("调度期"),
        states=(
            State("open", N_("未开始收集")),
            State("collecting", N_("收集中"), "progress"),
            State("closed", N_("已关闭"), "info"),
            State("drafted", N_("已拟简报"), "progress"),
            State("approved", N_("已核准"), "info"),
            State("issued", N_("已印发"), "success"),
            State("withdrawn", N_("已撤回"), "danger"),
        ),
        initial="open",
        final=("withdrawn",),
        moves=(
            Move("collect", N_("开始收集"), ("open",), "collecting", may=CLOCK | OFFICER),
            Move("close", N_("关闭并冻结数据"), ("collecting",), "closed", may=OFFICER & PERIOD_OVER, tone="warning"),
            Move("draft", N_("起草简报"), ("closed",), "drafted", may=OFFICER, paper="bulletin"),
            Move("approve", N_("核准并签发简报"), ("drafted",), "approved", may=LEADER, tone="success"),
            Move(
                "issue",
                N_("编号印发"),
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
                            "每行一类，如“发：甲局、乙区”，可用报、送、发；不填则发本级全部成员单位和各区（街道）。期号自动编排"
                        ),
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
                    Need("measure", N_("指标"), "record", help=N_("按原截止时间重新计算并另行冻结，原数据保留")),
                    Need("reason", N_("重述原因"), "longtext"),
                ),
                tone="warning",
            ),
            Move(
                "withdraw_issue",
                N_("撤回印发"),
                ("issued",),
                "withdrawn",
                may=LEADER,
                needs=(Need("reason", N_("撤回原因"), "longtext"), Need("correction", N_("更正说明"), "longtext")),
                tone="danger",
            ),
        ),
    )
)

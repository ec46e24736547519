"""The machine of a unit's objection to its points: the office looks at it, and a leader who did not score decides."""

from __future__ import annotations

from typing import Any

from zhiben.appraisal.lifecycle.offices import LEADER, OFFICER
from zhiben.appraisal.lifecycle.runs import UNIT
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import other_than, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def _standing(_actor: Actor, record: Any) -> bool:
    return bool(record.run_is_told)


TOLD = rule(N_("考评在申诉阶段"), _standing, N_("本次考评已不在申诉阶段"))
DECIDES = LEADER & other_than("scored_by", "looked_at_by", label=N_("计分或提出处理意见的人")) & TOLD
OPINION = Need("opinion", N_("处理意见"), "longtext")

OBJECTION = register(
    Machine(
        name="appraisal_objection",
        title=N_("考评申诉"),
        begun=N_("申诉"),
        initial="raised",
        final=("upheld", "dismissed", "withdrawn"),
        states=(
            State("raised", N_("待核查"), "warning"),
            State("accepted", N_("拟采纳"), "progress"),
            State("rejected", N_("拟不采纳"), "progress"),
            State("upheld", N_("已采纳"), "success"),
            State("dismissed", N_("不采纳"), "danger"),
            State("withdrawn", N_("已撤回"), "neutral"),
        ),
        moves=(
            Move(
                "accept",
                N_("拟采纳"),
                ("raised",),
                "accepted",
                may=OFFICER & TOLD,
                needs=(Need("points", N_("应得分"), "number", minimum=0), OPINION),
            ),
            Move("reject", N_("拟不采纳"), ("raised",), "rejected", may=OFFICER & TOLD, needs=(OPINION,)),
            Move("uphold", N_("同意采纳并更正"), ("accepted",), "upheld", may=DECIDES, tone="success"),
            Move(
                "dismiss",
                N_("不采纳"),
                ("accepted", "rejected"),
                "dismissed",
                may=DECIDES,
                needs=(Need("decision", N_("理由"), "longtext"),),
                tone="danger",
            ),
            Move(
                "look_again",
                N_("退回再核"),
                ("accepted", "rejected"),
                "raised",
                may=LEADER & TOLD,
                needs=(Need("reason", N_("原因"), "longtext"),),
                rare=True,
            ),
            Move("take_back", N_("撤回申诉"), ("raised",), "withdrawn", may=UNIT & TOLD, tone="danger", rare=True),
        ),
    )
)

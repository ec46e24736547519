"""The machines of a run of a scheme over a period, and of each unit's card in it. What units are told was frozen; what
is final was signed."""

from __future__ import annotations

from typing import Any

from zhiben.appraisal.lifecycle.offices import LEADER, OFFICER
from zhiben.documents.lifecycle import of_the_unit
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def _settled(_actor: Actor, record: Any) -> bool:
    return not record.has_open_objections


def _over(_actor: Actor, record: Any) -> bool:
    return bool(record.window_is_over)


def _noticed(_actor: Actor, record: Any) -> bool:
    return bool(record.notice_is_issued)


def _told_nobody(_actor: Actor, record: Any) -> bool:
    return not record.notice_stands


def _open(_actor: Actor, record: Any) -> bool:
    return bool(record.run_is_open)


def _untouched(_actor: Actor, record: Any) -> bool:
    return not record.has_objections


SETTLED = rule(N_("申诉都已处理"), _settled, N_("还有申诉没有处理"))
OVER = rule(N_("申诉期已满"), _over, N_("申诉期未满，单位还可以申诉"))
NOTICED = rule(N_("通报已印发"), _noticed, N_("考评结果通报还没有印发"))
UNDRAFTED = rule(N_("通报未起草"), _told_nobody, N_("通报已起草，请先作废通报"))
OPEN = rule(N_("考评在自评阶段"), _open, N_("本次考评已不在自评阶段"))
UNTOUCHED = rule(N_("没有单位申诉过"), _untouched, N_("已有单位申诉，不能退回计分前"))
UNIT = of_the_unit(N_("被考评单位的人员"))
REASON = Need("reason", N_("原因"), "longtext")

RUN = register(
    Machine(
        name="appraisal_run",
        title=N_("考评"),
        begun=N_("开启"),
        initial="opened",
        final=("final", "withdrawn"),
        states=(
            State("opened", N_("自评"), "info"),
            State("scored", N_("已计分"), "progress"),
            State("told", N_("已告知"), "warning"),
            State("decided", N_("已定分"), "progress"),
            State("final", N_("已通报"), "success"),
            State("withdrawn", N_("已撤销"), "neutral"),
        ),
        moves=(
            Move("score", N_("计分"), ("opened",), "scored", may=OFFICER),
            Move("rescore", N_("重新计分"), ("scored",), None, may=OFFICER, rare=True),
            Move("tell", N_("告知各单位"), ("scored",), "told", may=LEADER, tone="success"),
            Move("decide", N_("定分"), ("told",), "decided", may=LEADER & SETTLED & OVER, tone="success"),
            # The notice's own steps sign it; its issue makes the result final.
            Move("conclude", N_("通报"), ("decided",), "final", may=(OFFICER | LEADER) & NOTICED, shown=False),
            Move(
                "reopen",
                N_("退回自评"),
                ("scored",),
                "opened",
                may=OFFICER & UNTOUCHED,
                needs=(REASON,),
                tone="warning",
                rare=True,
            ),
            Move(
                "withdraw",
                N_("撤销考评"),
                ("opened", "scored", "told", "decided"),
                "withdrawn",
                may=LEADER & UNDRAFTED,
                needs=(REASON,),
                tone="danger",
                rare=True,
            ),
        ),
    )
)

CARD = register(
    Machine(
        name="appraisal_card",
        title=N_("考评卡"),
        begun=N_("发出"),
        initial="asked",
        final=("handed_in",),
        states=(
            State("asked", N_("待自评"), "warning"),
            State("handed_in", N_("已自评"), "success"),
        ),
        moves=(
            Move("hand_in", N_("提交自评"), ("asked",), "handed_in", may=UNIT & OPEN, tone="success"),
            Move("give_back", N_("退回自评"), ("handed_in",), "asked", may=OFFICER & OPEN, needs=(REASON,)),
        ),
    )
)

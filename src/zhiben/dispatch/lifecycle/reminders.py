"""The machine of a reminder (defaults of this product, not law). Drafting, signing, receipt and reply are its letter's
own steps; here are what it changes, whether it goes one step up the ladder, and its end."""

from __future__ import annotations

from typing import Any

from zhiben.documents.lifecycle import OFFICER
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def _issued(_actor: Actor, record: Any) -> bool:
    return bool(record.is_issued)


def _late(_actor: Actor, record: Any) -> bool:
    return bool(record.is_late)


def _unfollowed(_actor: Actor, record: Any) -> bool:
    return not record.is_followed


def _answered(_actor: Actor, record: Any) -> bool:
    return bool(record.is_answered)


ISSUED = rule(N_("函已印发"), _issued, N_("函印发以后，才能据以增加或修改任务"))
LATE = rule(N_("有单位逾期未答复"), _late, N_("没有单位逾期未答复"))
UNFOLLOWED = rule(N_("没有上一级的函"), _unfollowed, N_("上一级的函已起草或已印发"))
ANSWERED = rule(N_("各单位都已答复并认可"), _answered, N_("函尚未印发，或者还有单位未签收、未答复、答复未评估"))

TASK = Need("task", N_("重点任务"), "record")
WHAT = Need("what", N_("内容"), "longtext")
REASON = Need("reason", N_("理由"), "longtext")

REMINDER = register(
    Machine(
        name="reminder",
        title=N_("提醒"),
        states=(
            State("open", N_("办理中"), "progress"),
            State("escalated", N_("已升级"), "warning"),
            State("settled", N_("已办结"), "success"),
        ),
        initial="open",
        final=("settled",),
        moves=(
            # Each has a form of its own, which asks for more than a fact.
            Move(
                "open_task",
                N_("增加任务"),
                ("open", "escalated"),
                None,
                may=OFFICER & ISSUED,
                needs=(TASK, WHAT),
                shown=False,
            ),
            Move(
                "amend_task",
                N_("修改任务"),
                ("open", "escalated"),
                None,
                may=OFFICER & ISSUED,
                needs=(TASK, WHAT),
                shown=False,
            ),
            # Again when the next letter up was taken back or made void.
            Move(
                "escalate",
                N_("升级"),
                ("open", "escalated"),
                "escalated",
                may=OFFICER & LATE & UNFOLLOWED,
                needs=(REASON,),
                shown=False,
            ),
            Move("hold", N_("暂不升级"), ("open",), None, may=OFFICER & LATE, needs=(REASON,)),
            Move(
                "settle",
                N_("办结"),
                ("open", "escalated"),
                "settled",
                may=OFFICER & ANSWERED,
                needs=(Need("conclusion", N_("办结意见"), "longtext"),),
                tone="success",
            ),
        ),
    )
)

"""The machines of a task force's meeting, from the call to the settled minutes, and of a liaison notice at the unit it
was sent to."""

from __future__ import annotations

from typing import Any

from zhiben.documents.lifecycle import ANSWERING, own_office
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import Permission, Verdict, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

CONVENER = own_office(Role.OFFICE_OFFICER, N_("召集会议的安委办工作人员"))
WHY = Need("reason", N_("原因"), "longtext")


def _at_the_unit(actor: Actor, record: Any) -> Verdict:
    for grant in actor.grants:
        if grant.unit == record.unit_id and grant.role in ANSWERING:
            return Verdict(True, grant)
    return Verdict(False, None, N_("须为收到通知的单位的人员"))


ADDRESSED_UNIT = Permission(N_("收到通知的单位的人员"), _at_the_unit)
REPLY_ASKED = rule(
    N_("通知要求回复"),
    lambda _actor, record: bool(getattr(record, "asks_reply", False)),
    N_("这份通知只需签收，不要求回复"),
)

MEETING = register(
    Machine(
        name="meeting",
        title=N_("专班会议"),
        initial="called",
        final=("minuted", "cancelled"),
        states=(
            State("called", N_("待召开"), "info"),
            State("held", N_("纪要起草中"), "progress"),
            State("minuted", N_("纪要已定稿"), "success"),
            State("cancelled", N_("已取消")),
        ),
        moves=(
            Move("hold", N_("登记已召开"), ("called",), "held", CONVENER),
            Move("settle", N_("纪要定稿"), ("held",), "minuted", CONVENER, tone="success"),
            Move("reopen", N_("重新起草纪要"), ("minuted",), "held", CONVENER, needs=(WHY,), tone="warning"),
            Move("cancel", N_("取消会议"), ("called",), "cancelled", CONVENER, needs=(WHY,), tone="danger"),
        ),
    )
)

RECEIPT = register(
    Machine(
        name="receipt",
        title=N_("联络通知签收"),
        initial="sent",
        final=("replied",),
        states=(
            State("sent", N_("待签收"), "warning"),
            State("received", N_("已签收"), "info"),
            State("replied", N_("已回复"), "success"),
        ),
        moves=(
            Move("receive", N_("签收"), ("sent",), "received", ADDRESSED_UNIT),
            Move(
                "reply",
                N_("回复"),
                ("sent", "received"),
                "replied",
                ADDRESSED_UNIT & REPLY_ASKED,
                needs=(Need("text", N_("回复内容"), "longtext"), Need("files", N_("附件"), "files", required=False)),
            ),
        ),
    )
)

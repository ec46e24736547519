"""The machine of a round of supervision (defaults of this product, not law): a frame that is frozen before anybody
knows the seed, a leader's approval, the draw, the visits, the end."""

from __future__ import annotations

from typing import Any

from zhiben.documents.lifecycle import own_office
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import lent_for_other_work, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role
from zhiben.supervision.vocab import Choosing


def _drawn(_actor: Actor, record: Any) -> bool:
    return bool(record.choosing == Choosing.DRAW)


def _named(actor: Actor, record: Any) -> bool:
    return actor.id in record.keepers


def _listed_whole(actor: Actor, record: Any) -> bool:
    return not _drawn(actor, record)


OFFICER = own_office(Role.OFFICE_OFFICER, N_("本轮安委办的经办人员"))
LEADER = own_office(Role.OFFICE_LEADER, N_("本轮安委办的负责人"))
DRAWN = rule(N_("随机抽取的轮次"), _drawn, N_("本轮全部列入，不抽取"))
WHOLE = rule(N_("全部列入的轮次"), _listed_whole, N_("本轮是随机抽取的"))
KEEPER = rule(N_("本轮的名单保管人"), _named, N_("须为本轮的名单保管人"))
APPROVER = lent_for_other_work(LEADER, "keepers", did=N_("筹备"))

REASON = Need("reason", N_("理由"), "longtext")
SEAL = Need("seal", N_("封存的摘要"))
"""What the ledger is told instead of words by which a sealed target might be known."""

ROUND = register(
    Machine(
        name="supervision_round",
        title=N_("督导轮次"),
        states=(
            State("planned", N_("筹备中"), "info"),
            State("framed", N_("抽样框已定"), "progress"),
            State("approved", N_("已批准"), "progress"),
            State("under_way", N_("督导中"), "warning"),
            State("closed", N_("已结束"), "success"),
            State("cancelled", N_("已取消"), "neutral"),
        ),
        initial="planned",
        final=("closed", "cancelled"),
        begun=N_("筹备督导"),
        moves=(
            # Has the page of the plan.
            Move("amend", N_("修改安排"), ("planned",), None, may=OFFICER & KEEPER, shown=False),
            # Has a page of its own, which shows what would be frozen.
            Move("freeze", N_("冻结抽样框"), ("planned",), "framed", may=OFFICER & KEEPER, shown=False),
            Move(
                "thaw",
                N_("退回筹备"),
                ("framed", "approved"),
                "planned",
                may=OFFICER & KEEPER,
                needs=(REASON,),
                tone="danger",
                rare=True,
            ),
            Move(
                "approve",
                N_("批准"),
                ("framed",),
                "approved",
                may=APPROVER,
                needs=(
                    Need(
                        "approval_no",
                        N_("涉企行政检查批准文号"),
                        required=False,
                        longest=60,
                        help=N_("需要批准的涉企检查填写；督导政府和部门的不填"),
                    ),
                ),
                tone="success",
            ),
            Move(
                "draw",
                N_("抽取"),
                ("approved",),
                "under_way",
                may=OFFICER & KEEPER & DRAWN,
                needs=(
                    Need(
                        "public_value",
                        N_("公开数"),
                        longest=60,
                        help=N_("冻结抽样框时说定的公开数，原样填写；与封存的种子合在一起抽取"),
                    ),
                ),
                tone="success",
            ),
            Move("take_all", N_("全部列入"), ("approved",), "under_way", may=OFFICER & KEEPER & WHOLE, tone="success"),
            # By these the list of targets changes; each has a form of its own.
            Move("replace", N_("撤下并递补"), ("under_way",), None, may=OFFICER & KEEPER, needs=(SEAL,), shown=False),
            Move("name", N_("指定对象"), ("under_way",), None, may=OFFICER & KEEPER, needs=(SEAL,), shown=False),
            Move("close", N_("结束本轮"), ("under_way",), "closed", may=OFFICER & KEEPER, tone="success"),
            Move(
                "cancel",
                N_("取消"),
                ("planned", "framed", "approved"),
                "cancelled",
                may=OFFICER & KEEPER,
                needs=(REASON,),
                tone="danger",
                rare=True,
            ),
        ),
    )
)

"""The machine of a request to list several areas together (defaults of this product, not law): what the committee has
decided is entered by the office's leader, and lists all of them at once."""

from __future__ import annotations

from zhiben.documents.lifecycle import own_office
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import lent_for_other_work
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

LEADER = lent_for_other_work(own_office(Role.OFFICE_LEADER, N_("提请的安委办的负责人")), "proposed_by", did=N_("提请"))

LISTING_REQUEST = register(
    Machine(
        name="listing_request",
        title=N_("挂牌提请"),
        states=(
            State("proposed", N_("待安委会批准"), "info"),
            State("approved", N_("已批准挂牌"), "success"),
            State("dropped", N_("不挂牌"), "neutral"),
        ),
        initial="proposed",
        final=("approved", "dropped"),
        begun=N_("提请挂牌"),
        moves=(
            Move(
                "approve",
                N_("登记批准"),
                ("proposed",),
                "approved",
                may=LEADER,
                needs=(
                    Need("decision", N_("决定文号"), longest=60, help=N_("安委会批准挂牌的文件")),
                    Need("on", N_("批准日期"), "date"),
                ),
                tone="success",
            ),
            Move(
                "drop",
                N_("不挂牌"),
                ("proposed",),
                "dropped",
                may=LEADER,
                needs=(Need("reason", N_("理由"), "longtext"),),
                tone="danger",
            ),
        ),
    )
)

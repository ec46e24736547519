"""The machine of a commendation: proposed, shown to all for some working days, decided by the leader, honoured when the
decision is issued."""

from __future__ import annotations

from typing import Any

from zhiben.appraisal.lifecycle.offices import LEADER, OFFICER
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import other_than, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def _over(_actor: Actor, record: Any) -> bool:
    return bool(record.notice_is_over)


def _settled(_actor: Actor, record: Any) -> bool:
    return not record.has_open_objection


def _clean(_actor: Actor, record: Any) -> bool:
    return not record.is_vetoed


def _issued(_actor: Actor, record: Any) -> bool:
    return bool(record.decision_is_issued)


OVER = rule(N_("公示期已满"), _over, N_("公示期未满"))
SETTLED = rule(N_("公示异议都已处理"), _settled, N_("还有公示异议没有处理"))
CLEAN = rule(N_("当年没有一票否决事项"), _clean, N_("该单位当年有一票否决事项，不得表彰"))
ISSUED = rule(N_("表彰决定已印发"), _issued, N_("表彰决定还没有印发"))
DECIDES = LEADER & other_than("proposed_by", label=N_("提名人")) & CLEAN & OVER & SETTLED
REASON = Need("reason", N_("原因"), "longtext")

COMMENDATION = register(
    Machine(
        name="commendation",
        title=N_("表彰"),
        begun=N_("提名"),
        initial="proposed",
        final=("honoured", "dropped"),
        states=(
            State("proposed", N_("已提名"), "info"),
            State("public_notice", N_("公示中"), "warning"),
            State("decided", N_("已决定"), "progress"),
            State("honoured", N_("已表彰"), "success"),
            State("dropped", N_("未表彰"), "neutral"),
        ),
        moves=(
            Move("post", N_("公示"), ("proposed",), "public_notice", may=OFFICER & CLEAN),
            Move("decide", N_("决定表彰"), ("public_notice",), "decided", may=DECIDES, tone="success"),
            # The issue of the decision does it.
            Move("honour", N_("表彰"), ("decided",), "honoured", may=(OFFICER | LEADER) & CLEAN & ISSUED, shown=False),
            Move(
                "drop",
                N_("不予表彰"),
                ("proposed", "public_notice", "decided"),
                "dropped",
                may=LEADER,
                needs=(REASON,),
                tone="danger",
            ),
        ),
    )
)

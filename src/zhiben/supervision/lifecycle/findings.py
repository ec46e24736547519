"""The machine of a finding (defaults of this product, not law): recorded on a visit; then it becomes a hazard of the
ledger, is taken into the key-task list, is told only, or goes to a unit in a numbered paper: it is given when that is
issued, and is as it was recorded when the paper is void or taken back. The unit answers until somebody else has looked
again."""

from __future__ import annotations

from typing import Any

from zhiben.documents.lifecycle import of_the_unit
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import other_than, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision.lifecycle.visits import SENDER, SENDING_OFFICE, THERE

REASON = Need("reason", N_("理由"), "longtext")


def _open_visit(_actor: Actor, record: Any) -> bool:
    return bool(record.visit_state == "under_way")


def _signed_visit(_actor: Actor, record: Any) -> bool:
    return bool(record.visit_state == "closed")


def _not_handed_over(_actor: Actor, record: Any) -> bool:
    return not record.handed_over


OPEN_VISIT = rule(N_("检查还没有签字"), _open_visit, N_("检查已签字，记录不再改动"))
SIGNED = rule(N_("检查已签字"), _signed_visit, N_("检查签字以后才能办理"))
OURS = rule(N_("没有移交执法"), _not_handed_over, N_("已移交执法，先撤回移交或者等接收单位反馈"))
"""What an enforcement unit is asked to act on is not closed by the office meanwhile."""
ANSWERER = of_the_unit(N_("责任单位的人员"))
NOT_ANSWERER = other_than("answered_by", label=N_("报整改情况的人员"))

FINDING = register(
    Machine(
        name="supervision_finding",
        title=N_("督导发现的问题"),
        states=(
            State("recorded", N_("已记录"), "info"),
            State("struck", N_("已撤去"), "neutral"),
            State("handed", N_("已转隐患台账"), "success"),
            State("noted", N_("已作提示"), "neutral"),
            State("enlisted", N_("已列入重点任务"), "success"),
            State("proposed", N_("拟交办"), "progress"),
            State("issued", N_("已交办"), "warning"),
            State("answered", N_("已报整改"), "progress"),
            State("settled", N_("已复查销号"), "success"),
        ),
        initial="recorded",
        final=("struck", "handed", "noted", "enlisted", "settled"),
        begun=N_("记录问题"),
        moves=(
            Move("strike", N_("撤去"), ("recorded",), "struck", THERE & OPEN_VISIT, needs=(REASON,), tone="danger"),
            Move(
                "hand_on", N_("转隐患台账"), ("recorded",), "handed", SENDER & SIGNED & OURS, needs=(), tone="success"
            ),
            Move("note", N_("只作提示"), ("recorded",), "noted", SENDER & SIGNED & OURS, needs=(REASON,)),
            Move(
                "enlist",
                N_("列入重点任务"),
                ("recorded",),
                "enlisted",
                SENDER & SIGNED & OURS,
                needs=(Need("task", N_("任务编号"), help=N_("新增或修改后的重点任务的编号")),),
                tone="success",
            ),
            # Several at once, with the draft of the paper that tells of them.
            Move(
                "propose",
                N_("起草交办"),
                ("recorded",),
                "proposed",
                SENDER & SIGNED,
                needs=(Need("unit", N_("责任单位"), "unit"), Need("due", N_("期限"), "date")),
                shown=False,
            ),
            # With the paper: when it is issued, made void, taken back.
            Move(
                "issue",
                N_("交办"),
                ("proposed",),
                "issued",
                SENDER & SIGNED,
                needs=(Need("due", N_("期限"), "date"),),
                shown=False,
            ),
            Move(
                "take_back",
                N_("文书作废或撤回"),
                ("proposed", "issued", "answered"),
                "recorded",
                SENDING_OFFICE,
                needs=(REASON,),
                shown=False,
            ),
            Move(
                "answer",
                N_("报整改情况"),
                ("issued",),
                "answered",
                ANSWERER,
                needs=(Need("text", N_("整改情况"), "longtext"), Need("files", N_("整改照片、材料"), "files")),
                tone="success",
            ),
            Move(
                "settle",
                N_("复查通过"),
                ("answered",),
                "settled",
                SENDER & NOT_ANSWERER,
                needs=(Need("conclusion", N_("复查情况"), "longtext"),),
                tone="success",
            ),
            Move(
                "send_back",
                N_("复查不通过，退回"),
                ("answered",),
                "issued",
                SENDER & NOT_ANSWERER,
                needs=(REASON, Need("due", N_("新的期限"), "date")),
                tone="danger",
            ),
        ),
    )
)

ENFORCED = State("enforced", N_("已移交执法"), "progress")
"""As what findings are counted that are with an enforcement unit and otherwise as they were recorded: no state of
theirs, for the hand-over has its own."""

CLASSES = tuple(one for state in FINDING.states for one in ((state, ENFORCED) if state.key == "recorded" else (state,)))
"""What findings are counted as."""

STANDING = tuple(state for state in FINDING.keys if state != "struck")
"""Every state of a finding that was not struck."""

UNSETTLED = tuple(state for state in STANDING if state not in FINDING.final)
"""Those of them in which something is still to be done about it."""

GIVEN = ("issued", "answered", "settled")
"""Those in which it was given to a unit."""

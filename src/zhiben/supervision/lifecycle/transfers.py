"""The machine of a hand-over to enforcement (defaults of this product, not law): the office supervises and writes a
letter; the enforcement unit signs for it, decides whether it takes the case, and tells what came of it."""

from __future__ import annotations

from typing import Any

from zhiben.documents.lifecycle import of_the_unit
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision.lifecycle.visits import SENDER, SENDING_OFFICE


def _letter_is_out(_actor: Actor, record: Any) -> bool:
    return bool(record.letter_is_out)


RECEIVER = of_the_unit(N_("接收单位的人员"))
LETTER_OUT = rule(N_("移交函已印发"), _letter_is_out, N_("移交函还没有印发"))
OPEN = ("sent", "received", "filed")
"""States in which something is still to come from the enforcement unit."""

NOWHERE = ("returned", "withdrawn")
"""States in which nothing is with the enforcement unit any more."""

UNSENT = State("unsent", N_("待印发"), "info")
"""As what a hand-over is shown whose letter is still to be issued: no state of its own, for its letter has that."""

TRANSFER = register(
    Machine(
        name="supervision_transfer",
        title=N_("移交执法"),
        states=(
            State("sent", N_("待签收"), "warning"),
            State("received", N_("已签收"), "info"),
            State("filed", N_("已立案"), "progress"),
            State("not_filed", N_("不予立案"), "neutral"),
            State("concluded", N_("已反馈处理结果"), "success"),
            State("returned", N_("已退回"), "danger"),
            State("withdrawn", N_("已撤回移交"), "neutral"),
        ),
        initial="sent",
        final=("not_filed", "concluded", "returned", "withdrawn"),
        begun=N_("移交"),
        moves=(
            Move(
                "receive",
                N_("签收"),
                ("sent",),
                "received",
                RECEIVER & LETTER_OUT,
                needs=(
                    Need("receipt_no", N_("签收编号"), longest=60, help=N_("本单位的收文号或回执号")),
                    Need("day", N_("签收日期"), "date"),
                ),
                tone="success",
            ),
            Move(
                "give_back",
                N_("退回"),
                ("sent",),
                "returned",
                RECEIVER & LETTER_OUT,
                needs=(Need("reason", N_("退回理由"), "longtext"),),
                tone="danger",
            ),
            Move(
                "file",
                N_("立案"),
                ("received",),
                "filed",
                RECEIVER,
                needs=(Need("case_no", N_("立案编号"), longest=60), Need("day", N_("立案日期"), "date")),
                tone="success",
            ),
            Move(
                "not_file",
                N_("不予立案"),
                ("received",),
                "not_filed",
                RECEIVER,
                needs=(Need("reason", N_("不予立案的理由"), "longtext"), Need("day", N_("决定日期"), "date")),
                tone="danger",
            ),
            Move(
                "conclude",
                N_("反馈处理结果"),
                ("filed",),
                "concluded",
                RECEIVER,
                needs=(
                    Need(
                        "result",
                        N_("处理结果"),
                        "longtext",
                        help=N_("决定和文书由本单位作出，这里只写结果"),
                    ),
                    Need("day", N_("办结日期"), "date"),
                ),
                tone="success",
            ),
            Move(
                "withdraw",
                N_("撤回移交"),
                ("sent",),
                "withdrawn",
                SENDER,
                needs=(Need("reason", N_("撤回理由"), "longtext"),),
                tone="danger",
                rare=True,
            ),
            # With the letter: when it is made void or taken back before anybody has signed for it.
            Move(
                "take_back",
                N_("移交函作废或撤回"),
                ("sent",),
                "withdrawn",
                SENDING_OFFICE,
                needs=(Need("reason", N_("理由"), "longtext"),),
                shown=False,
            ),
        ),
    )
)

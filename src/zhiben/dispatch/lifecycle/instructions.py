"""The machine of a leader's instruction (defaults of this product, not law): its office makes one letter of it, or
files it with the reason; until somebody has acted, or when the letter stands no longer, the leader may take it back."""

from __future__ import annotations

from typing import Any

from zhiben.documents.lifecycle import LEADER, OFFICER
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import Permission, Verdict, other_than, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def _without_letter(_actor: Actor, record: Any) -> Verdict:
    if not record.standing_letter:
        return Verdict(True)
    why = N_("这条批示已起草{letter}；该函作废或撤回以后，才能另起草一份")
    return Verdict(False, None, why.format(letter=record.standing_letter))


def _own(actor: Actor, record: Any) -> bool:
    return record.leader in actor.people


WITHOUT_LETTER = Permission(N_("还没有据此起草的函，或已作废、撤回"), _without_letter)
NOT_WRITTEN = other_than("written_in_place", label=N_("代为批示人"))
"""Whoever wrote it in the leader's place has its office act on it, and does not act themselves."""
ACTING = OFFICER & NOT_WRITTEN & WITHOUT_LETTER
OWN = rule(N_("批示人本人或其代理人"), _own, N_("须为批示人本人或其代理人"))

UNDONE = ("open", "followed")
"""Where something is left to be made of it: a letter that was made void or taken back is none."""

REMARK = Need("remark", N_("阅存说明"), "longtext", help=N_("不必发函的理由，或另行办理的情况；批示人可见"))

INSTRUCTION = register(
    Machine(
        name="instruction",
        title=N_("领导批示"),
        begun=N_("批示"),
        states=(
            State("open", N_("待办"), "warning"),
            State("followed", N_("已转提醒"), "success"),
            State("noted", N_("已阅存"), "info"),
            State("withdrawn", N_("已收回"), "neutral"),
        ),
        initial="open",
        final=("followed", "noted", "withdrawn"),
        moves=(
            # Made with the draft of the letter, which has a form of its own; again when that letter stands no longer.
            Move(
                "follow",
                N_("起草提醒函"),
                ("open", "noted", "followed"),
                "followed",
                may=ACTING,
                shown=False,
            ),
            Move("note", N_("阅存"), UNDONE, "noted", may=ACTING, needs=(REMARK,)),
            Move("withdraw", N_("收回批示"), UNDONE, "withdrawn", may=LEADER & OWN & WITHOUT_LETTER, tone="danger"),
        ),
    )
)

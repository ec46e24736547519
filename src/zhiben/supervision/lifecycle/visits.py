"""The machine of a visit: begun by standing there, closed by signatures (defaults of this product, not law, save that
two people sign for those who visit)."""

from __future__ import annotations

from typing import Any

from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import Permission, Record, Verdict, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role
from zhiben.supervision.vocab import SENDING


def _goes_there(actor: Actor, record: Any) -> bool:
    return actor.id in record.people


def _enough_are_there(_actor: Actor, record: Any) -> bool:
    return bool(len(record.people) >= record.team_size)


def _sends(actor: Actor, record: Record) -> Verdict:
    for played, place in record.participants:
        if played == SENDING and (grant := actor.holding(Role.OFFICE_OFFICER, place, place.level)):
            return Verdict(True, grant)
    return Verdict(False, None, N_("须为派出督导组的安委办的经办人员"))


SENDER = Permission(N_("派出督导组的安委办的经办人员"), _sends)
"""Whoever works at the very office whose team is there: a visit lies where its site does, and not at the office."""

THERE = rule(N_("到场的督导人员"), _goes_there, N_("须为到场的督导人员"))
ENOUGH = rule(N_("到场不少于两人"), _enough_are_there, N_("到场的督导人员不足两人，请另一人用本人账号到场登记"))

VISIT = register(
    Machine(
        name="supervision_visit",
        title=N_("督导检查"),
        states=(
            State("under_way", N_("检查中"), "warning"),
            State("closed", N_("已签字"), "success"),
            State("void", N_("已作废"), "neutral"),
        ),
        initial="under_way",
        final=("closed", "void"),
        begun=N_("到场"),
        moves=(
            Move("join", N_("到场（第二人）"), ("under_way",), None, may=THERE, shown=False),
            Move(
                "close",
                N_("签字结束"),
                ("under_way",),
                "closed",
                may=THERE & ENOUGH,
                needs=(
                    Need("conclusion", N_("检查情况"), "longtext"),
                    Need("counterpart", N_("被检查单位陪同人员和职务"), required=False, longest=80),
                    Need("signatures", N_("签字（照片）"), "files", required=False),
                    Need("refused", N_("拒绝签字的情况和见证人"), "longtext", required=False),
                ),
                tone="success",
            ),
            Move(
                "void",
                N_("作废"),
                ("under_way", "closed"),
                "void",
                may=SENDER,
                needs=(Need("reason", N_("作废理由"), "longtext"),),
                tone="danger",
                rare=True,
            ),
        ),
    )
)

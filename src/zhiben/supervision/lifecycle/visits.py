"""The machine of a visit: begun by standing there, closed by signatures (defaults of this product, not law, save that
two people sign for those who visit)."""

from __future__ import annotations

from typing import Any

from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import other_than, part, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role
from zhiben.supervision.vocab import SENDING


def _goes_there(actor: Actor, record: Any) -> bool:
    return actor.id in record.people


def _enough_are_there(_actor: Actor, record: Any) -> bool:
    return bool(len(record.people) >= record.team_size)


def _far(_actor: Actor, record: Any) -> bool:
    return bool(record.doubtful)


def _placed_well(_actor: Actor, record: Any) -> bool:
    return bool(record.placed_well)


def _to_confirm(_actor: Actor, record: Any) -> bool:
    return bool(record.to_confirm)


SENDER = part(SENDING, Role.OFFICE_OFFICER, N_("派出督导组的安委办的经办人员"), very=True)
"""Whoever works at the very office whose team is there: a visit lies where its site does, and not at the office."""

SENDING_OFFICE = SENDER | part(SENDING, Role.OFFICE_LEADER, N_("派出督导组的安委办的负责人"), very=True)
"""Whoever may make its papers void or take them back."""

THERE = rule(N_("到场的督导人员"), _goes_there, N_("须为到场的督导人员"))
ENOUGH = rule(N_("到场不少于两人"), _enough_are_there, N_("到场的督导人员不足两人，请另一人用本人账号到场登记"))

TO_CONFIRM = rule(N_("有待现场确认的隐患"), _to_confirm, N_("没有待现场确认的隐患，或已作现场确认"))
FAR = rule(N_("离场所过远的到场"), _far, N_("到场距离没有待认可的"))
NOT_THERE = other_than("people", label=N_("到场的督导人员"))
PLACED = rule(
    N_("定位可用作场所坐标"),
    _placed_well,
    N_("定位误差过大、离场所过远还没有认可，或已经记过"),
)

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
            # Drafts the hazard ledger's own record; whoever else of the two signs the visit signs that too.
            Move(
                "confirm_hazard",
                N_("现场确认隐患"),
                ("under_way",),
                None,
                may=THERE & TO_CONFIRM,
                needs=(
                    Need("conclusion", N_("现场情况"), "longtext"),
                    Need("position", N_("位置"), longest=120),
                    Need("files", N_("现场照片"), "files"),
                ),
                tone="success",
            ),
            Move(
                "close",
                N_("签字结束"),
                ("under_way",),
                "closed",
                may=THERE & ENOUGH,
                needs=(
                    Need("conclusion", N_("检查情况"), "longtext"),
                    Need(
                        "counterpart",
                        N_("被检查单位陪同人员和职务"),
                        required=False,
                        longest=80,
                        help=N_("拒绝签字的，可写明是谁拒绝"),
                    ),
                    Need(
                        "signatures",
                        N_("签字（照片）"),
                        "files",
                        required=False,
                        help=N_("双方的签字；拒绝签字的，可附督导人员的签字"),
                    ),
                    Need("refused", N_("拒绝签字的情况"), "longtext", required=False),
                    Need(
                        "witness",
                        N_("见证人"),
                        required=False,
                        longest=80,
                        help=N_("拒绝签字的，写明见证人的姓名和职务"),
                    ),
                ),
                tone="success",
            ),
            Move(
                "accept_distance",
                N_("认可到场距离"),
                ("under_way", "closed"),
                None,
                may=SENDER & FAR & NOT_THERE,
                needs=(Need("reason", N_("认可的理由"), "longtext"),),
                tone="success",
            ),
            Move(
                "take_position", N_("把定位记为场所坐标"), ("under_way", "closed"), None, may=SENDER & PLACED, rare=True
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

"""The machine of one target of a round: sealed until its team is there. Who may is asked of the round's keepers and of
the team, for nobody else sees it."""

from __future__ import annotations

from typing import Any

from zhiben.documents.lifecycle import OFFICER
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision.lifecycle.rounds import KEEPER, SEAL


def _of_the_team(actor: Actor, record: Any) -> bool:
    return actor.id in record.team_people


TEAM = rule(N_("该对象的督导组成员"), _of_the_team, N_("须为该对象的督导组成员"))

SALT = Need("salt", N_("封存的盐"))
"""Told when the target is reached: with it everybody can prove that the seal was this target's all along."""

TARGET = register(
    Machine(
        name="supervision_target",
        title=N_("督导对象"),
        states=(
            State("sealed", N_("待到场"), "info"),
            State("reached", N_("已到场"), "success"),
            State("dropped", N_("已撤下"), "neutral"),
            State("lapsed", N_("未到场"), "warning"),
        ),
        initial="sealed",
        final=("reached", "dropped", "lapsed"),
        begun=N_("列入"),
        moves=(
            Move(
                "assign",
                N_("交给督导组"),
                ("sealed",),
                None,
                may=OFFICER & KEEPER,
                needs=(
                    Need("team", N_("督导组"), "record"),
                    Need("opens_on", N_("哪天起督导组可见"), "date", required=False),
                ),
                shown=False,
            ),
            Move("drop", N_("撤下"), ("sealed",), "dropped", may=OFFICER & KEEPER, needs=(SEAL,), shown=False),
            # Again where the visit was declared void; one that has lapsed where a phone without signal tells it later.
            Move("reach", N_("到场"), ("sealed", "reached", "lapsed"), "reached", may=TEAM, needs=(SALT,), shown=False),
            Move("lapse", N_("到期未到场"), ("sealed",), "lapsed", may=OFFICER & KEEPER, shown=False),
        ),
    )
)

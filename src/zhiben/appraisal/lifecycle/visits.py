"""The machine of an assessment visit (考核巡查): drawn, checked on the spot by one, confirmed by another."""

from __future__ import annotations

from typing import Any

from zhiben.appraisal.lifecycle.offices import OFFICER
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import other_than, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def _takes(_actor: Actor, record: Any) -> bool:
    return bool(record.run_takes_corrections)


TAKES = rule(N_("考评还没有定分"), _takes, N_("本次考评已定分或撤销，巡查结果不再计入"))

VISIT = register(
    Machine(
        name="appraisal_visit",
        title=N_("考核巡查"),
        begun=N_("抽取"),
        initial="drawn",
        final=("confirmed",),
        states=(
            State("drawn", N_("待巡查"), "warning"),
            State("visited", N_("待复核"), "progress"),
            State("confirmed", N_("已确认"), "success"),
        ),
        moves=(
            Move(
                "close",
                N_("巡查完毕"),
                ("drawn",),
                "visited",
                may=OFFICER & TAKES,
                needs=(Need("on", N_("巡查日期"), "date"), Need("evidence", N_("现场照片、材料"), "files")),
            ),
            Move(
                "confirm",
                N_("确认并计入"),
                ("visited",),
                "confirmed",
                may=OFFICER & other_than("visited_by", label=N_("巡查人")) & TAKES,
                tone="success",
            ),
            Move(
                "look_again",
                N_("退回再查"),
                ("visited",),
                "drawn",
                may=OFFICER & TAKES,
                needs=(Need("reason", N_("原因"), "longtext"),),
                rare=True,
            ),
        ),
    )
)

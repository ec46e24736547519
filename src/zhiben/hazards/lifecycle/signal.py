"""The machine of a signal (待核实线索): something that looks odd, until a person has checked it. Nobody checks what is
about themselves."""

from __future__ import annotations

from zhiben.hazards.lifecycle.people import OFFICE
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import other_than
from zhiben.kernel.text import N_

CHECKER = OFFICE & other_than("people", label=N_("线索涉及的人"))
CHECKED = (Need("findings", N_("核实情况"), "longtext", help=N_("写明向谁、怎样核实，看到了什么")),)

SIGNAL = register(
    Machine(
        name="signal",
        title=N_("待核实线索"),
        initial="open",
        final=("explained", "confirmed"),
        states=(
            State("open", N_("请核实"), "warning"),
            State("explained", N_("已核实，有合理说明"), "success"),
            State("confirmed", N_("已核实，情况属实"), "danger"),
        ),
        moves=(
            Move("explain", N_("有合理说明"), ("open",), "explained", CHECKER, CHECKED, tone="success"),
            Move("confirm", N_("情况属实"), ("open",), "confirmed", CHECKER, CHECKED, tone="danger"),
        ),
    )
)

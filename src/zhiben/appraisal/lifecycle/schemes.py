"""The machine of a scheme: what is published never changes; a change is a new version, which takes the place of the
one before it."""

from __future__ import annotations

from typing import Any

from zhiben.appraisal.lifecycle.offices import LEADER, OFFICER
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def _idle(_actor: Actor, record: Any) -> bool:
    return not record.is_scoring


IDLE = rule(
    N_("没有按上一版正在进行的考评"),
    _idle,
    N_("按本方案的考评正在进行，计分标准不能中途改变；请先办结这次考评，新版从下一期起用，或按新版另开考评"),
)
REASON = Need("reason", N_("原因"), "longtext")

SCHEME = register(
    Machine(
        name="appraisal_scheme",
        title=N_("考评方案"),
        begun=N_("起草"),
        initial="drafted",
        final=("superseded", "ended", "dropped"),
        states=(
            State("drafted", N_("草拟"), "neutral"),
            State("published", N_("已发布"), "success"),
            State("superseded", N_("已有新版"), "neutral"),
            State("ended", N_("已停用"), "neutral"),
            State("dropped", N_("已放弃"), "neutral"),
        ),
        moves=(
            Move("publish", N_("发布"), ("drafted",), "published", may=LEADER & IDLE, tone="success"),
            # The newer version does it, when it is published.
            Move("supersede", N_("由新版取代"), ("published",), "superseded", may=LEADER & IDLE, shown=False),
            Move("end", N_("停用"), ("published",), "ended", may=LEADER & IDLE, needs=(REASON,), tone="danger"),
            Move("drop", N_("放弃"), ("drafted",), "dropped", may=OFFICER, needs=(REASON,), tone="danger"),
        ),
    )
)

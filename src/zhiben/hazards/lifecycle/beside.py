"""The machines of what stands beside a hazard: the record that two people sign on site, what is asked for, what holds
until it is mended, and the second look at one that was closed."""

from __future__ import annotations

from zhiben.hazards.lifecycle.people import (
    CONFIRMER,
    OFFICE,
    REASON,
    RESPONSIBLE_UNIT,
    SECOND_REVIEWER,
    SECTOR_DEPARTMENT,
)
from zhiben.hazards.vocab import ControlKind
from zhiben.kernel.machine import Machine, Move, Need, State, register, request_machine
from zhiben.kernel.permission import other_than, rule
from zhiben.kernel.text import N_

DRAFTER = rule(N_("起草人"), lambda a, r: getattr(r, "first", 0) == a.id, N_("须为起草人"))
DROPPER = DRAFTER | SECTOR_DEPARTMENT | OFFICE
DECIDER = rule(
    N_("有权决定者"),
    lambda a, r: getattr(r, "decides", bool)(a),
    N_("须为核定部门；挂牌的为挂牌单位；移送的为接收部门"),
)

SITE_RECORD = register(
    Machine(
        name="site_record",
        title=N_("现场记录"),
        initial="drafted",
        final=("signed", "dropped"),
        begun=N_("起草"),
        states=(
            State("drafted", N_("待会签"), "warning"),
            State("signed", N_("已会签"), "success"),
            State("dropped", N_("作废")),
        ),
        moves=(
            Move("sign", N_("会签"), ("drafted",), "signed", SECOND_REVIEWER, shown=False),
            Move("drop", N_("作废"), ("drafted",), "dropped", DROPPER, (REASON,), tone="danger"),
        ),
    )
)

REQUEST = register(request_machine("hazard_request", N_("隐患申请"), decides=DECIDER))

OWN_INTERIM = rule(
    N_("责任单位自行登记的临时管控措施"),
    lambda a, r: getattr(r, "kind", "") == ControlKind.INTERIM and not getattr(r, "by_department", False),
    N_("行业主管部门登记的，由其解除"),
)
CONTROLLER = SECTOR_DEPARTMENT | RESPONSIBLE_UNIT
"""Who may say that an interim control holds; production is suspended by the sector department alone."""

CONTROL = register(
    Machine(
        name="hazard_control",
        title=N_("管控措施"),
        initial="in_force",
        final=("lifted",),
        begun=N_("登记"),
        states=(
            State("in_force", N_("执行中"), "warning"),
            State("lifted", N_("已解除"), "success"),
        ),
        moves=(
            Move(
                "lift",
                N_("解除"),
                ("in_force",),
                "lifted",
                SECTOR_DEPARTMENT | (RESPONSIBLE_UNIT & OWN_INTERIM),
                needs=(Need("grounds", N_("解除依据"), "longtext", help=N_("停产停业等在验收合格后批准恢复")),),
            ),
        ),
    )
)

LOOKER = CONFIRMER & other_than("people_behind", label=N_("上报、整改、复核、验收、销号的人"))
LOOKED = (
    Need("conclusion", N_("现场情况"), "longtext"),
    Need("position", N_("位置")),
    Need("files", N_("现场照片"), "files"),
)

SECOND_LOOK = register(
    Machine(
        name="second_look",
        title=N_("回头看"),
        initial="drawn",
        final=("held", "relapsed", "cancelled"),
        begun=N_("抽取"),
        states=(
            State("drawn", N_("待回头看"), "warning"),
            State("held", N_("未反弹"), "success"),
            State("relapsed", N_("已反弹"), "danger"),
            State("cancelled", N_("不再看")),
        ),
        moves=(
            Move("hold", N_("未反弹"), ("drawn",), "held", LOOKER, LOOKED, tone="success"),
            Move("relapse", N_("已反弹"), ("drawn",), "relapsed", LOOKER, LOOKED, tone="danger"),
            Move("cancel", N_("不再看"), ("drawn",), "cancelled", OFFICE, (REASON,)),
        ),
    )
)

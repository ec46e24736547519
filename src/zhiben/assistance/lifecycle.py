"""The machine of a request for help (defaults of this product, not law): taken, arranged, visited, advised, followed up
after three months, closed. No step of it punishes or names anybody."""

from __future__ import annotations

from typing import Any

from zhiben.assistance.vocab import SATISFACTION
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import role, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

ARRANGER = role(Role.OFFICE_OFFICER, N_("安委办工作人员")) | role(Role.DEPARTMENT_OFFICER, N_("主管部门工作人员"))


def _effect_is_due(_actor: Actor, record: Any) -> bool:
    return bool(record.effect_is_due)


DUE = rule(N_("到场已满三个月"), _effect_is_due, N_("到场满三个月以后才能看出效果"))
HELPED = (
    role(Role.ENTERPRISE_CONTACT, N_("该企业联系人"))
    | role(Role.STREET_OFFICER, N_("所在街道工作人员"))
    | role(Role.DISTRICT_OFFICER, N_("所在区工作人员"))
    | ARRANGER
)
"""Who says what came of advice."""

WAITING = ("requested", "accepted")
"""States in which nobody has arranged a visit yet."""

ANSWERED_IN = ("advised", "followed_up")
"""States in which it may be said what came of advice."""

HELP = register(
    Machine(
        name="help_request",
        title=N_("帮扶指导"),
        states=(
            State("requested", N_("待受理"), "warning"),
            State("accepted", N_("已受理，待安排"), "info"),
            State("declined", N_("不受理"), "neutral"),
            State("arranged", N_("已安排"), "info"),
            State("visited", N_("已到场，待提建议"), "progress"),
            State("advised", N_("已提建议，待回访"), "progress"),
            State("followed_up", N_("已回访"), "progress"),
            State("closed", N_("已办结"), "success"),
        ),
        initial="requested",
        final=("declined", "closed"),
        begun=N_("申请帮扶"),
        moves=(
            Move("accept", N_("受理"), ("requested",), "accepted", ARRANGER, undoable=True, tone="success"),
            Move(
                "decline",
                N_("不受理"),
                ("requested",),
                "declined",
                ARRANGER,
                needs=(Need("reason", N_("不受理的理由"), "longtext"),),
                undoable=True,
                tone="danger",
            ),
            Move(
                "arrange",
                N_("安排专家和日期"),
                ("accepted",),
                "arranged",
                ARRANGER,
                needs=(
                    Need("expert", N_("专家"), "record", help=N_("按所填专长相符的在前；只列任期内的")),
                    Need("day", N_("到场日期"), "date"),
                ),
                undoable=True,
            ),
            Move(
                "visit",
                N_("登记到场"),
                ("arranged",),
                "visited",
                ARRANGER,
                needs=(
                    Need("day", N_("实际到场日期"), "date"),
                    Need("record", N_("现场情况"), "longtext"),
                    Need(
                        "supervised",
                        N_("督导轮次中的到场"),
                        "record",
                        required=False,
                        help=N_("已在“帮扶指导”轮次里登记过这次到场的选择，只计一次"),
                    ),
                    Need("files", N_("照片、资料"), "files", required=False),
                ),
                undoable=True,
            ),
            Move("advise", N_("建议已提齐"), ("visited",), "advised", ARRANGER, undoable=True),
            Move(
                "follow_up",
                N_("回访"),
                ("advised",),
                "followed_up",
                ARRANGER & DUE,
                needs=(
                    Need("satisfaction", N_("企业打分"), "choice", choices=SATISFACTION),
                    Need("note", N_("回访情况"), "longtext"),
                ),
                undoable=True,
            ),
            Move("close", N_("办结"), ("followed_up",), "closed", ARRANGER, undoable=True, tone="success"),
        ),
    )
)

"""The machines of monitoring: a feed is live, paused or revoked for good; an alert is received until a person says what
it is: a false one, one to keep an eye on, a hazard of the ledger, or the same as another."""

from __future__ import annotations

from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import role
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

OFFICE = role(Role.OFFICE_OFFICER, N_("安委办工作人员"))
TRIAGE_ROLES = (Role.STREET_OFFICER, Role.DISTRICT_OFFICER, Role.DEPARTMENT_OFFICER, Role.OFFICE_OFFICER)
"""Who says what an alert is, and registers systems: whose ground or line it is."""

TRIAGER = (
    role(Role.STREET_OFFICER, N_("街道工作人员"))
    | role(Role.DISTRICT_OFFICER, N_("区工作人员"))
    | role(Role.DEPARTMENT_OFFICER, N_("行业主管部门工作人员"))
    | OFFICE
)

REASON = Need("reason", N_("理由"), "longtext")

FEED = register(
    Machine(
        name="monitoring_feed",
        title=N_("监测系统接入"),
        initial="live",
        final=("revoked",),
        begun=N_("登记接入"),
        states=(
            State("live", N_("已接入"), "success"),
            State("paused", N_("已暂停接入"), "warning"),
            State("revoked", N_("已注销"), "neutral"),
        ),
        moves=(
            Move("pause", N_("暂停接入"), ("live",), "paused", OFFICE, needs=(REASON,), tone="warning", rare=True),
            Move("resume", N_("恢复接入"), ("paused",), "live", OFFICE),
            Move("revoke", N_("注销接入"), ("live", "paused"), "revoked", OFFICE, needs=(REASON,), tone="danger"),
        ),
    )
)

ALERT = register(
    Machine(
        name="monitoring_alert",
        title=N_("监测告警"),
        initial="received",
        final=("false", "hazard", "duplicate"),
        begun=N_("收到告警"),
        states=(
            State("received", N_("待研判"), "warning"),
            State("watched", N_("持续关注"), "progress"),
            State("hazard", N_("已转隐患"), "danger"),
            State("false", N_("误报"), "neutral"),
            State("duplicate", N_("重复告警"), "neutral"),
        ),
        moves=(
            Move(
                "watch",
                N_("持续关注"),
                ("received",),
                "watched",
                TRIAGER,
                needs=(Need("note", N_("关注安排"), "longtext", help=N_("谁、怎样、看到什么时候")),),
            ),
            Move(
                "report_hazard",
                N_("转隐患上报"),
                ("received", "watched"),
                "hazard",
                TRIAGER,
                needs=(
                    Need("title", N_("隐患"), longest=200, begins=lambda record: record.in_words),
                    Need("criterion", N_("建议判定依据（标准、条款）"), required=False, longest=200),
                    Need("description", N_("描述（位置、现状、可能后果）"), "longtext", required=False),
                    Need("files", N_("现场照片"), "files"),
                ),
            ),
            Move(
                "mark_duplicate",
                N_("与另一告警重复"),
                ("received", "watched"),
                "duplicate",
                TRIAGER,
                needs=(Need("other", N_("另一告警的编号"), longest=20, help=N_("如GJ000012")),),
                tone="danger",
            ),
            Move("dismiss", N_("误报"), ("received", "watched"), "false", TRIAGER, needs=(REASON,), tone="danger"),
        ),
    )
)

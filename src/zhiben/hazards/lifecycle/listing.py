"""The machine of a listing (挂牌督办): proposed, approved, noticed; accepted and taken off the list, or kept on it."""

from __future__ import annotations

from zhiben.hazards.lifecycle.people import (
    CITY_LEADER,
    CITY_OFFICE,
    DISTRICT_LEADER,
    DISTRICT_OFFICE,
    FILES,
    REASON,
    RESPONSIBLE_UNIT,
)
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import Permission, lent_for_other_work, other_than, rule
from zhiben.kernel.text import N_

BY_CITY = rule(N_("市级挂牌"), lambda a, r: getattr(r, "level", "") == "city")
BY_DISTRICT = rule(N_("区级挂牌"), lambda a, r: getattr(r, "level", "") == "district")
BODY_OFFICER = (CITY_OFFICE & BY_CITY) | (DISTRICT_OFFICE & BY_DISTRICT)
SECOND_INSPECTOR = BODY_OFFICER & other_than("inspector_one", "inspector_one_for", label=N_("起草验收意见的人"))
BODY_LEADER = (CITY_LEADER & BY_CITY) | (DISTRICT_LEADER & BY_DISTRICT)
APPROVER = lent_for_other_work(BODY_LEADER, "proposed_by", did=N_("提请"))
DELISTER = lent_for_other_work(BODY_LEADER, "inspector_one", "inspector_two", did=N_("验收"))
FROM_PAPER = N_("在本系统印发的自动取文号；由OA编号或纸质印发的在此填写")


def found(verdict: str, label: str) -> Permission:
    """The first inspector's verdict on a listing is `verdict`."""
    first = N_("须先由一人起草验收意见：{label}")
    return rule(label, lambda a, r: getattr(r, "verdict", "") == verdict, first.format(label=label))


LISTING = register(
    Machine(
        name="listing",
        title=N_("挂牌督办"),
        initial="proposed",
        final=("delisted", "refused", "dropped"),
        begun=N_("提请"),
        states=(
            State("proposed", N_("提请"), "warning"),
            State("approved", N_("批准"), "info"),
            State("noticed", N_("已下达"), "progress"),
            State("acceptance_requested", N_("申请验收"), "warning"),
            State("accepted", N_("验收通过"), "info"),
            State("delisted", N_("摘牌"), "success"),
            State("kept_listed", N_("继续挂牌"), "danger"),
            State("refused", N_("不予挂牌")),
            State("dropped", N_("已撤回提请")),
        ),
        moves=(
            Move("approve", N_("批准挂牌"), ("proposed",), "approved", APPROVER, needs=(Need("decision", N_("决定")),)),
            Move("refuse", N_("不予挂牌"), ("proposed",), "refused", APPROVER, (REASON,), tone="danger"),
            Move("drop", N_("撤回提请"), ("proposed",), "dropped", BODY_OFFICER, (REASON,), tone="danger"),
            Move(
                "notice",
                N_("下达通知"),
                ("approved",),
                "noticed",
                BODY_OFFICER,
                needs=(Need("document", N_("挂牌督办通知书文号"), required=False, help=FROM_PAPER, longest=60),),
                paper=N_("挂牌督办通知书"),
            ),
            Move(
                "file",
                N_("报备"),
                ("noticed", "acceptance_requested", "accepted", "kept_listed"),
                None,
                BODY_OFFICER,
                needs=(Need("to", N_("报备单位"), longest=120), Need("on", N_("报备日期"), "date")),
            ),
            Move(
                "publish",
                N_("公示"),
                ("noticed", "acceptance_requested", "kept_listed", "delisted"),
                None,
                BODY_OFFICER,
                needs=(
                    Need("medium", N_("公示媒体"), help=N_("摘牌在同一媒体公示"), longest=120),
                    Need("on", N_("公示起始日期"), "date"),
                ),
            ),
            Move(
                "progress",
                N_("报送督办进展"),
                ("noticed", "kept_listed"),
                None,
                RESPONSIBLE_UNIT,
                needs=(Need("text", N_("进展"), "longtext"), FILES),
            ),
            Move(
                "request_acceptance",
                N_("申请验收"),
                ("noticed", "kept_listed"),
                "acceptance_requested",
                RESPONSIBLE_UNIT,
                needs=(Need("evidence", N_("整改情况"), "longtext"), FILES),
            ),
            Move(
                "inspect",
                N_("起草验收意见"),
                ("acceptance_requested",),
                None,
                BODY_OFFICER,
                needs=(
                    Need("record", N_("验收记录"), "longtext"),
                    Need(
                        "verdict",
                        N_("验收意见"),
                        "choice",
                        choices=(("accept", N_("验收通过")), ("keep", N_("继续挂牌"))),
                        help=N_("由另一名工作人员会签后生效；继续挂牌的，隐患退回整改"),
                    ),
                ),
            ),
            Move(
                "accept",
                N_("会签：验收通过"),
                ("acceptance_requested",),
                "accepted",
                SECOND_INSPECTOR & found("accept", N_("验收通过")),
                together=True,
            ),
            Move(
                "keep",
                N_("会签：继续挂牌"),
                ("acceptance_requested",),
                "kept_listed",
                SECOND_INSPECTOR & found("keep", N_("继续挂牌")),
                together=True,
                tone="danger",
            ),
            Move(
                "delist",
                N_("摘牌"),
                ("accepted",),
                "delisted",
                DELISTER,
                needs=(Need("document", N_("摘牌文号"), required=False, help=FROM_PAPER, longest=60),),
                paper=N_("摘牌通知"),
            ),
        ),
    )
)

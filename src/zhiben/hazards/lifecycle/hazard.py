"""The machine of a hazard."""

from __future__ import annotations

from dataclasses import replace

from zhiben.hazards.lifecycle.people import (
    ACCEPTER,
    ADDRESSED_DEPARTMENT,
    CLOSER,
    CONFIRMER,
    FILES,
    IS_MAJOR,
    OFF_THE_LIST,
    OFFICE,
    PEOPLE_OF_THE_ATTEMPT,
    REASON,
    RECORD,
    REPORTER,
    RESPONSIBLE_UNIT,
    SECOND_REVIEWER,
    SECTOR_DEPARTMENT,
)
from zhiben.hazards.vocab import PLAN_PARTS, Grade
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.text import N_

PLAN = tuple(
    Need(
        name,
        N_("治理方案：{part}").format(part=label),
        "longtext",
        required=False,
        asked=lambda hazard: hazard.level == Grade.MAJOR,
        help=N_("重大事故隐患必填"),
    )
    for name, label in PLAN_PARTS.items()
)
"""The six contents of a treatment plan, asked for of a major hazard."""


def _as_it_stands(need: Need) -> Need:
    return replace(need, begins=lambda hazard: getattr(hazard.attempt, need.name, ""))


REVISED = tuple(map(_as_it_stands, PLAN))
"""The same, as the present round of rectifying has them."""

HAZARD = register(
    Machine(
        name="hazard",
        title=N_("事故隐患"),
        initial="draft",
        final=("closed", "rejected", "duplicate", "retracted"),
        states=(
            State("draft", N_("草稿")),
            State("reported", N_("上报"), "warning"),
            State("verified", N_("核定"), "info"),
            State("rectifying", N_("整改中"), "progress"),
            State("declared", N_("报整改完成"), "warning"),
            State("reviewed", N_("复核通过"), "info"),
            State("accepted", N_("验收合格"), "info"),
            State("closed", N_("销号"), "success"),
            State("rejected", N_("不予认定")),
            State("duplicate", N_("重复")),
            State("retracted", N_("已撤销导入")),
        ),
        moves=(
            Move("report", N_("上报"), ("draft",), "reported", REPORTER, undoable=True, shown=False),
            Move(
                "verify",
                N_("核定"),
                ("reported",),
                "verified",
                SECTOR_DEPARTMENT,
                needs=(
                    Need(
                        "criterion",
                        N_("判定依据（标准、条款）"),
                        begins=lambda hazard: hazard.criterion,
                        help=N_("重大事故隐患须引用一个条款：代号（如GM-11(3)），或文号加条款；一般隐患可另写"),
                    ),
                    Need(
                        "level",
                        N_("等级"),
                        "choice",
                        choices=(("major", N_("重大事故隐患")), ("general", N_("一般事故隐患"))),
                    ),
                    Need("due", N_("整改期限"), "date"),
                    Need("responsible_unit", N_("责任单位"), "unit"),
                ),
                paper=N_("整改通知书"),
                undoable=True,
            ),
            Move(
                "confirm",
                N_("现场确认"),
                ("verified", "rectifying", "declared"),
                None,
                CONFIRMER,
                needs=(RECORD,),
                paper=N_("确认记录"),
                together=True,
                shown=False,
            ),
            Move(
                "reject",
                N_("不予认定"),
                ("reported", "verified"),
                "rejected",
                SECTOR_DEPARTMENT & OFF_THE_LIST,
                (REASON,),
                tone="danger",
            ),
            Move(
                "mark_duplicate",
                N_("标为重复"),
                ("reported", "verified"),
                "duplicate",
                SECTOR_DEPARTMENT & OFF_THE_LIST,
                needs=(Need("other", N_("重复的隐患编号")),),
                tone="danger",
            ),
            Move(
                "transfer",
                N_("移送"),
                ("reported", "verified", "rectifying"),
                None,
                ADDRESSED_DEPARTMENT,
                needs=(Need("request", N_("移送申请"), "record"),),
                shown=False,
            ),
            Move(
                "start",
                N_("开始整改"),
                ("verified",),
                "rectifying",
                RESPONSIBLE_UNIT,
                needs=(
                    Need("responsibility", N_("责任落实"), "bool", must_be_true=True),
                    Need("measures", N_("措施落实"), "bool", must_be_true=True),
                    Need("funding", N_("资金落实"), "bool", must_be_true=True),
                    Need("deadline", N_("时限落实"), "bool", must_be_true=True),
                    Need("contingency", N_("预案落实"), "bool", must_be_true=True),
                    *PLAN,
                ),
                undoable=True,
            ),
            Move(
                "progress",
                N_("报送进展"),
                ("rectifying",),
                None,
                RESPONSIBLE_UNIT,
                needs=(
                    Need("text", N_("进展"), "longtext"),
                    Need("percentage", N_("完成百分比"), "number", minimum=0, maximum=100),
                    FILES,
                ),
            ),
            Move("revise_plan", N_("修订治理方案"), ("rectifying",), None, RESPONSIBLE_UNIT & IS_MAJOR, needs=REVISED),
            Move(
                "extend",
                N_("延期"),
                ("rectifying",),
                None,
                ACCEPTER,
                needs=(Need("request", N_("延期申请"), "record"),),
                paper=N_("延期决定"),
                shown=False,
            ),
            Move(
                "declare",
                N_("报整改完成"),
                ("rectifying",),
                "declared",
                RESPONSIBLE_UNIT,
                needs=(
                    Need("measures_done", N_("整改措施完成情况"), "longtext"),
                    Need("funds", N_("投入资金（元）"), "number", minimum=0),
                    Need("files", N_("整改后照片"), "files"),
                ),
                undoable=True,
            ),
            Move(
                "review",
                N_("复核通过"),
                ("declared",),
                "reviewed",
                SECOND_REVIEWER,
                needs=(RECORD,),
                paper=N_("复核记录"),
                together=True,
                shown=False,
            ),
            Move(
                "send_back",
                N_("复核退回"),
                ("declared",),
                "rectifying",
                SECOND_REVIEWER,
                needs=(RECORD,),
                counted=True,
                together=True,
                shown=False,
                tone="danger",
            ),
            Move(
                "accept",
                N_("验收"),
                ("reviewed",),
                "accepted",
                ACCEPTER,
                needs=(
                    Need("conclusion", N_("验收结论"), "longtext"),
                    Need("commitments", N_("五落实均已到位"), "bool", must_be_true=True),
                ),
                paper=N_("验收意见"),
                undoable=True,
            ),
            Move(
                "fail_acceptance",
                N_("验收不合格"),
                ("reviewed", "accepted"),
                "rectifying",
                ACCEPTER,
                (REASON,),
                counted=True,
                tone="danger",
            ),
            Move("close", N_("销号"), ("accepted",), "closed", CLOSER & PEOPLE_OF_THE_ATTEMPT, undoable=True),
            Move(
                "reopen",
                N_("重新打开"),
                ("closed",),
                "rectifying",
                SECTOR_DEPARTMENT | OFFICE,
                needs=(
                    Need(
                        "trigger",
                        N_("原因"),
                        "choice",
                        choices=(("second_look", N_("回头看")), ("relapse", N_("回潮反弹")), ("tip", N_("投诉举报"))),
                    ),
                    Need("evidence", N_("依据"), "longtext", help=N_("企业能看到，不写可能暴露有人举报的话")),
                    Need("due", N_("新的整改期限"), "date", required=False, help=N_("原期限未过的可不填")),
                ),
                counted=True,
                tone="danger",
            ),
            Move("retract", N_("撤销导入"), ("reported",), "retracted", REPORTER, shown=False),
            Move("redraft", N_("重新导入"), ("retracted",), "draft", REPORTER, shown=False),
        ),
    )
)

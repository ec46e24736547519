"""The machine of a key task, from assigned to done, and that of a request for more time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from zhiben.campaign.vocab import ACCEPT_DAYS, ASSISTING, SET_ASIDE
from zhiben.kernel import clock
from zhiben.kernel.machine import Machine, Move, Need, State, redating, register, request_machine
from zhiben.kernel.permission import Permission, Record, Verdict, lent_for_other_work, role, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

OFFICE = role(Role.OFFICE_OFFICER, N_("安委办工作人员"))
LEADER = role(Role.OFFICE_LEADER, N_("安委办领导"))
FINISHER = lent_for_other_work(LEADER, "last_actor", did=N_("核验"))
GRANTER = lent_for_other_work(LEADER, "asked_by", did=N_("提出"))
OFFICERS = (Role.DEPARTMENT_OFFICER, Role.DISTRICT_OFFICER, Role.STREET_OFFICER)


def _of_lead_unit(actor: Actor, record: Record) -> Verdict:
    unit = getattr(record, "lead_unit_id", 0)
    for grant in actor.grants:
        if grant.role in OFFICERS and grant.unit == unit:
            return Verdict(True, grant)
    return Verdict(False, None, N_("须为牵头单位工作人员"))


LEAD_UNIT = Permission(N_("牵头单位工作人员"), _of_lead_unit)
ASSISTS = (Role.DEPARTMENT_OFFICER, Role.DISTRICT_OFFICER)
"""Roles in which one reports for an assisting unit, and for that one alone: neither a bureau above it nor a government
around it reports in its place."""


def _of_assisting_unit(actor: Actor, record: Record) -> Verdict:
    places = [place for played, place in record.participants if played == ASSISTING]
    for grant in actor.grants:
        if grant.role in ASSISTS and grant.at in places:
            return Verdict(True, grant)
    return Verdict(False, None, N_("须为配合单位工作人员"))


ASSISTING_UNIT = Permission(N_("配合单位工作人员"), _of_assisting_unit)
NOT_LEAD_UNIT = rule(
    N_("不属于牵头单位"),
    lambda actor, record: all(grant.unit != getattr(record, "lead_unit_id", 0) for grant in actor.grants),
    N_("核验人不得属于牵头单位"),
)
NOT_EXPIRED = rule(
    N_("尚未到期"),
    lambda actor, record: not getattr(record, "is_overdue", False),
    N_("已过期限，不能再申请延期"),
)

EMPTY_RULE = N_("少于10字、与上次相同或只有“正在推进”之类的话，又没有数据、节点、附件的，记为空报（默认规则）")
REASON = Need("reason", N_("原因"), "longtext")
EVIDENCE = Need("evidence", N_("佐证材料"), "files", required=False)
FOR_UNIT = Need("unit", N_("报送单位"), "unit", required=False, help=N_("不选则为牵头单位，其次为配合单位"))


def _measured(task: Any) -> bool:
    """True where the lead unit tells an amount: what was broken down is the sum of what its parts tell."""
    parts = type(task)._unfiltered().filter(parent=task.pk).exclude(state__in=SET_ASIDE)
    return task.amount is not None and not parts.exists()


AMOUNT = Need(
    "amount",
    N_("累计完成量"),
    "number",
    required=False,
    minimum=0,
    help=N_("从任务开始到现在的总数"),
    asked=_measured,
)
NOTE = Need(
    "note", N_("数据说明"), "text", required=False, help=N_("累计数比上次少，或超过目标量时填写"), asked=_measured
)
REACHED = Need("reached", N_("本期完成的节点"), "records", required=False)
REACHED_ON = Need(
    "reached_on",
    N_("节点完成日期"),
    "date",
    required=False,
    help=N_("不填则为今天"),
    asked=lambda task: task.milestones.filter(reached_on__isnull=True).exists(),
)
LATE_STEPS = N_(
    "实际已经办理、登记晚了的签收、启动、报送、零报告、报送完成、核验或办结；已核验的办结后再更正；原登记留在台账"
)
PERIOD = Need("period", N_("所属半月"), "date", help=N_("该半月内任一日期"))


def until_accepted(task: Any, today: date) -> date:
    """Until when a task that is assigned today is to be accepted: as its draft says, unless that day is over; else
    within the usual days, and not after it is due."""
    if task.accept_by is not None and task.accept_by >= today:
        drafted: date = task.accept_by
        return drafted
    due: date = task.due
    return min(today + timedelta(days=ACCEPT_DAYS), max(due, today))


TASK = register(
    Machine(
        name="key_task",
        title=N_("重点任务"),
        initial="drafted",
        final=("done", "cancelled", "retracted"),
        states=(
            State("drafted", N_("拟稿")),
            State("assigned", N_("已下达"), "info"),
            State("accepted", N_("已签收"), "info"),
            State("under_way", N_("推进中"), "progress"),
            State("submitted", N_("报送完成"), "warning"),
            State("verified", N_("已核验"), "success"),
            State("done", N_("办结"), "success"),
            State("cancelled", N_("取消")),
            State("retracted", N_("已撤销导入")),
        ),
        moves=(
            Move(
                "assign",
                N_("下达"),
                ("drafted",),
                "assigned",
                OFFICE,
                needs=(
                    Need(
                        "accept_by",
                        N_("签收期限"),
                        "date",
                        required=False,
                        help=N_("不填则按拟稿所写；拟稿没有写或所写的已过，则按默认天数"),
                        begins=lambda task: until_accepted(task, clock.today()),
                    ),
                ),
            ),
            Move(
                "accept",
                N_("签收"),
                ("assigned",),
                "accepted",
                LEAD_UNIT,
                needs=(Need("on", N_("签收日期"), "date", begins=lambda _task: clock.today()),),
            ),
            Move("object", N_("提出异议"), ("assigned",), "drafted", LEAD_UNIT, needs=(REASON,)),
            Move(
                "start",
                N_("启动"),
                ("accepted",),
                "under_way",
                LEAD_UNIT,
                needs=(Need("responsible", N_("责任人"), "text"),),
            ),
            Move(
                "report",
                N_("报送进展"),
                ("under_way",),
                None,
                LEAD_UNIT | ASSISTING_UNIT,
                needs=(
                    PERIOD,
                    Need("text", N_("进展情况"), "longtext", help=EMPTY_RULE),
                    Need("figures", N_("数据"), "text", required=False),
                    AMOUNT,
                    NOTE,
                    REACHED,
                    REACHED_ON,
                    EVIDENCE,
                    FOR_UNIT,
                ),
            ),
            Move(
                "nil",
                N_("零报告"),
                ("under_way",),
                None,
                LEAD_UNIT | ASSISTING_UNIT,
                needs=(PERIOD, FOR_UNIT),
            ),
            Move(
                "extend",
                N_("延期"),
                ("under_way",),
                None,
                LEADER,
                needs=(Need("request", N_("延期申请"), "record"),),
                shown=False,
            ),
            Move(
                "submit",
                N_("报送完成"),
                ("under_way",),
                "submitted",
                LEAD_UNIT,
                needs=(Need("conclusion", N_("完成情况"), "longtext"), EVIDENCE),
            ),
            Move(
                "return", N_("退回"), ("submitted",), "under_way", OFFICE, needs=(REASON,), counted=True, tone="danger"
            ),
            Move(
                "verify",
                N_("核验"),
                ("submitted",),
                "verified",
                OFFICE & NOT_LEAD_UNIT,
                needs=(Need("checked", N_("核验内容"), "longtext"),),
            ),
            Move("finish", N_("办结"), ("verified",), "done", FINISHER),
            Move(
                "cancel",
                N_("取消"),
                ("drafted", "assigned", "accepted", "under_way"),
                "cancelled",
                LEADER,
                needs=(REASON,),
                tone="danger",
            ),
            Move(
                "replace",
                N_("并入或拆分"),
                ("drafted", "assigned", "accepted", "under_way"),
                "cancelled",
                OFFICE,
                needs=(REASON,),
                shown=False,
            ),
            # Not between 核验 and 办结: who made the last step says there who may not make the next.
            redating(("under_way", "submitted", "done"), LEADER, about=LATE_STEPS),
            Move("retract", N_("撤销导入"), ("drafted",), "retracted", OFFICE, shown=False),
            Move("redraft", N_("重新导入"), ("retracted",), "drafted", OFFICE, shown=False),
        ),
    )
)

EXTENSION = register(request_machine("task_extension", N_("任务延期申请"), decides=GRANTER))

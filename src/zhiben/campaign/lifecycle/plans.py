"""The machines of a plan's version, from the draft until the next one supersedes it, and of the question put to one
unit about a draft."""

from __future__ import annotations

from typing import Any

from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import Permission, Record, Verdict, lent_for_other_work, role, rule
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

DRAFTERS = (Role.OFFICE_OFFICER, Role.DEPARTMENT_OFFICER, Role.DISTRICT_OFFICER)
ANSWERERS = (Role.OFFICE_OFFICER, Role.DEPARTMENT_OFFICER, Role.DISTRICT_OFFICER, Role.STREET_OFFICER)
APPROVER = role(Role.OFFICE_LEADER, N_("安委办领导"))
REVIEWER = lent_for_other_work(APPROVER, "authors", did=N_("起草、修改或送审"))


def drafting(actor: Actor, owner: int) -> Grant | None:
    """The grant under which the person writes the plans for which the unit `owner` answers; None without."""
    return next((grant for grant in actor.grants if grant.role in DRAFTERS and grant.unit == owner), None)


def _drafts(actor: Actor, record: Any) -> Verdict:
    grant = drafting(actor, record.plan.owner_id)
    return Verdict(True, grant) if grant else Verdict(False, None, N_("须为方案责任单位工作人员"))


def _answers(actor: Actor, record: Record) -> Verdict:
    unit = getattr(record, "unit_id", 0)
    for grant in actor.grants:
        if grant.role in ANSWERERS and grant.unit == unit:
            return Verdict(True, grant)
    return Verdict(False, None, N_("须为被征求意见单位工作人员"))


DRAFTER = Permission(N_("方案责任单位工作人员"), _drafts)
ASKED = Permission(N_("被征求意见单位工作人员"), _answers)
SETTLED = rule(
    N_("意见都已处理"),
    lambda _actor, record: bool(getattr(record, "settled", False)),
    N_("还有单位未反馈且反馈期限未过，或意见未处理"),
)
BEING_ASKED = rule(
    N_("方案在征求意见"),
    lambda _actor, record: bool(getattr(record, "open", False)),
    N_("该方案已不在征求意见"),
)
BEING_PREPARED = rule(
    N_("方案尚未送审"),
    lambda _actor, record: bool(getattr(record, "unsettled", False)),
    N_("该方案已送审"),
)
REASON = Need("reason", N_("原因"), "longtext")

PLAN = register(
    Machine(
        name="plan",
        title=N_("方案"),
        initial="drafted",
        final=("superseded", "dropped"),
        states=(
            State("drafted", N_("起草中"), "progress"),
            State("consulting", N_("征求意见"), "info"),
            State("reviewing", N_("待审定"), "warning"),
            State("issued", N_("已印发"), "success"),
            State("superseded", N_("已被修订")),
            State("dropped", N_("已作废")),
        ),
        moves=(
            Move(
                "consult",
                N_("征求意见"),
                ("drafted",),
                "consulting",
                DRAFTER,
                needs=(Need("reply_by", N_("反馈期限"), "date"),),
            ),
            Move("submit", N_("送审"), ("consulting",), "reviewing", DRAFTER & SETTLED, tone="success"),
            Move("recall", N_("收回修改"), ("consulting",), "drafted", DRAFTER, needs=(REASON,)),
            Move("send_back", N_("退回"), ("reviewing",), "drafted", REVIEWER, needs=(REASON,), tone="danger"),
            Move(
                "issue",
                N_("审定印发"),
                ("reviewing",),
                "issued",
                REVIEWER,
                needs=(
                    Need("issued_on", N_("印发日期"), "date"),
                    Need("document_no", N_("文号"), required=False),
                    Need("signed", N_("印发件"), "files", required=False, help=N_("DOCX或PDF，文字可检索")),
                ),
                tone="success",
            ),
            Move("supersede", N_("被修订"), ("issued",), "superseded", APPROVER, shown=False),
            Move("drop", N_("作废"), ("drafted", "consulting"), "dropped", DRAFTER, needs=(REASON,), tone="danger"),
        ),
    )
)

CONSULTATION = register(
    Machine(
        name="consultation",
        title=N_("方案征求意见"),
        initial="asked",
        final=("agreed", "answered", "lapsed"),
        states=(
            State("asked", N_("待反馈"), "warning"),
            State("agreed", N_("无意见"), "success"),
            State("objected", N_("有意见"), "warning"),
            State("answered", N_("意见已处理"), "success"),
            State("lapsed", N_("未反馈")),
        ),
        moves=(
            Move("agree", N_("无意见"), ("asked",), "agreed", ASKED & BEING_ASKED),
            Move(
                "object",
                N_("提出意见"),
                ("asked",),
                "objected",
                ASKED & BEING_ASKED,
                needs=(Need("opinion", N_("意见"), "longtext"),),
            ),
            Move(
                "answer",
                N_("处理意见"),
                ("objected",),
                "answered",
                DRAFTER & BEING_PREPARED,
                needs=(
                    Need(
                        "adopted",
                        N_("是否采纳"),
                        "choice",
                        choices=(("yes", N_("采纳")), ("partly", N_("部分采纳")), ("no", N_("不采纳"))),
                    ),
                    Need("answer", N_("处理说明"), "longtext"),
                ),
            ),
            Move("lapse", N_("未反馈"), ("asked",), "lapsed", DRAFTER, shown=False),
        ),
    )
)

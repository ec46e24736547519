"""The machines of a form and of a return: one unit's answer to one form for one period. Lateness is no state, and a nil
return is a submitted one that says so."""

from __future__ import annotations

from typing import Any

from zhiben.documents.lifecycle import own_office
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import Permission, Verdict, other_than, role, rule
from zhiben.kernel.rights import Actor, Level
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

ISSUER = own_office(Role.OFFICE_OFFICER, N_("制发报表的安委办工作人员"))
ISSUING_LEADER = own_office(Role.OFFICE_LEADER, N_("制发报表的安委办领导"))
CLOCK = role("system", N_("系统时钟"))
WHY = Need("reason", N_("原因"), "longtext", longest=500)

OFFICERS = (Role.DEPARTMENT_OFFICER, Role.DISTRICT_OFFICER, Role.STREET_OFFICER)
"""The roles in which one fills in for one's unit."""

FILLS_FOR_STREETS = (Role.DISTRICT_OFFICER, Role.OFFICE_OFFICER)
"""The roles in which a district's people may fill in for its streets."""


def _fills(actor: Actor, record: Any) -> Verdict:
    for grant in actor.grants:
        if grant.role in OFFICERS and grant.unit == record.unit_id:
            return Verdict(True, grant)
    place = record.coordinates
    of_street = place.level == Level.STREET and not place.line
    for grant in actor.grants:
        of_district = grant.role in FILLS_FOR_STREETS and grant.level == Level.DISTRICT and not grant.at.line
        if of_district and of_street and grant.unit != record.office_id and grant.covers(place):
            return Verdict(True, grant)
    return Verdict(False, None, N_("须为填报单位的工作人员"))


def _certifies(actor: Actor, record: Any) -> Verdict:
    for grant in actor.grants:
        if grant.role == Role.OFFICE_OFFICER and grant.unit == record.office_id:
            return Verdict(True, grant)
    return Verdict(False, None, N_("须为制发报表的安委办工作人员"))


FILLER = Permission(N_("填报单位的工作人员"), _fills)
CERTIFIER = Permission(N_("制发报表的安委办工作人员"), _certifies)
STANDS = rule(
    N_("报表未撤销"), lambda _actor, record: bool(getattr(record, "form_stands", False)), N_("该报表已撤销，不必再报")
)
NOT_SUBMITTER = other_than("submitted_by", label=N_("报送人"))

FORM = register(
    Machine(
        name="return_form",
        title=N_("报表"),
        initial="drafted",
        final=("ended", "withdrawn", "discarded", "superseded"),
        begun=N_("拟制"),
        states=(
            State("drafted", N_("拟制中"), "info"),
            State("issued", N_("执行中"), "success"),
            State("superseded", N_("已换新版")),
            State("ended", N_("已终止")),
            State("withdrawn", N_("已撤销"), "warning"),
            State("discarded", N_("已作废")),
        ),
        moves=(
            Move("issue", N_("下发"), ("drafted",), "issued", ISSUER, shown=False),
            Move("discard", N_("作废"), ("drafted",), "discarded", ISSUER, tone="danger"),
            Move("supersede", N_("换新版"), ("issued",), "superseded", ISSUER, shown=False),
            Move("end", N_("终止"), ("issued",), "ended", ISSUER | CLOCK, rare=True),
            Move(
                "withdraw",
                N_("撤销报表"),
                ("issued", "superseded"),
                "withdrawn",
                ISSUING_LEADER,
                needs=(WHY,),
                tone="danger",
            ),
        ),
    )
)

RETURN = register(
    Machine(
        name="periodic_return",
        title=N_("报表填报"),
        initial="due",
        final=("certified", "excused"),
        begun=N_("到报"),
        states=(
            State("due", N_("待报"), "info"),
            State("submitted", N_("已报送"), "progress"),
            State("returned", N_("退回"), "danger"),
            State("certified", N_("已核定"), "success"),
            State("excused", N_("免报")),
        ),
        moves=(
            Move("submit", N_("报送"), ("due", "returned"), "submitted", FILLER & STANDS, undoable=True, shown=False),
            Move(
                "report_nil",
                N_("零报告"),
                ("due", "returned"),
                "submitted",
                FILLER & STANDS,
                undoable=True,
                shown=False,
            ),
            Move("certify", N_("核定"), ("submitted",), "certified", CERTIFIER & NOT_SUBMITTER, undoable=True),
            Move(
                "send_back",
                N_("退回"),
                ("submitted",),
                "returned",
                CERTIFIER,
                needs=(WHY,),
                counted=True,
                undoable=True,
                tone="danger",
            ),
            Move(
                "correct",
                N_("更正"),
                ("certified",),
                "submitted",
                FILLER & STANDS,
                needs=(WHY,),
                undoable=True,
                tone="warning",
                shown=False,
            ),
            Move(
                "excuse", N_("免报"), ("due", "returned"), "excused", CERTIFIER, needs=(WHY,), undoable=True, rare=True
            ),
        ),
    )
)

"""The machine of a drawn report: found true, untrue, or insufficient, which sends it back to the unit for more."""

from __future__ import annotations

from typing import Any

from zhiben.campaign.lifecycle.tasks import EVIDENCE, OFFICERS
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import Permission, Record, Verdict, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role


def _of_reporting_unit(actor: Actor, record: Record) -> Verdict:
    unit = getattr(record, "unit_id", 0)
    for grant in actor.grants:
        if grant.role in OFFICERS and grant.unit == unit:
            return Verdict(True, grant)
    return Verdict(False, None, N_("须为报送单位工作人员"))


def _of_sampling_office(actor: Actor, record: Any) -> Verdict:
    """At the very level of the office that has drawn: a district's does not settle what the city has drawn of it."""
    place = record.sampled_at
    grant = actor.holding(Role.OFFICE_OFFICER, place, place.level)
    return Verdict(True, grant) if grant else Verdict(False, None, N_("须为抽取样本的安委办的工作人员"))


SAMPLING_OFFICE = Permission(N_("抽取样本的安委办的工作人员"), _of_sampling_office)
REPORTER = Permission(N_("报送单位工作人员"), _of_reporting_unit)
NOT_REPORTER = rule(
    N_("不属于报送单位"),
    lambda actor, record: all(grant.unit != getattr(record, "unit_id", 0) for grant in actor.grants),
    N_("核查人不得属于报送单位"),
)
CHECKER = SAMPLING_OFFICE & NOT_REPORTER
FOUND = Need("note", N_("核查情况"), "longtext", help=N_("看了什么、怎么核的、缺什么"))

CHECK = register(
    Machine(
        name="report_check",
        title=N_("报送抽查"),
        initial="drawn",
        final=("true", "untrue"),
        states=(
            State("drawn", N_("待核查"), "warning"),
            State("true", N_("属实"), "success"),
            State("insufficient", N_("佐证不足，待补充"), "warning"),
            State("supplemented", N_("已补充，待核查"), "info"),
            State("untrue", N_("不属实"), "danger"),
        ),
        moves=(
            Move(
                "confirm",
                N_("属实"),
                ("drawn", "supplemented"),
                "true",
                CHECKER,
                needs=(Need("note", N_("核查情况"), "longtext", required=False),),
                tone="success",
            ),
            Move("ask_more", N_("退回补充"), ("drawn", "supplemented"), "insufficient", CHECKER, needs=(FOUND,)),
            Move("refute", N_("不属实"), ("drawn", "supplemented"), "untrue", CHECKER, needs=(FOUND,), tone="danger"),
            Move(
                "supplement",
                N_("补充佐证"),
                ("insufficient",),
                "supplemented",
                REPORTER,
                needs=(Need("supplement", N_("补充说明"), "longtext"), EVIDENCE),
            ),
        ),
    )
)

"""The machine of a look-alike sweep (举一反三排查; defaults of this product, not law): a list of similar sites with the
reason for each, sent out as tasks, closed when every site was looked at or excused with a reason."""

from __future__ import annotations

from typing import Any

from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import Permission, Record, Verdict, part, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role
from zhiben.supervision.accident_words import CHECKING
from zhiben.supervision.lifecycle.signals import OFFICER, REASON


def _has_sites(_actor: Actor, record: Any) -> bool:
    return bool(record.has_sites)


def _is_done(_actor: Actor, record: Any) -> bool:
    return not record.open_sites


CHECKING_ROLES = (Role.DISTRICT_OFFICER, Role.STREET_OFFICER, Role.DEPARTMENT_OFFICER)


def _checks(actor: Actor, record: Record) -> Verdict:
    for role in CHECKING_ROLES:
        verdict = part(CHECKING, role, "")(actor, record)
        if verdict.allowed:
            return verdict
    return Verdict(False, None, N_("须为承担排查的单位的人员"))


CHECKER = Permission(N_("承担排查的单位的人员"), _checks)
LISTED = rule(N_("名单里有场所"), _has_sites, N_("名单里还没有场所"))
DONE = rule(N_("都已检查或说明"), _is_done, N_("还有场所没有检查，也没有说明理由"))

LOOK_ALIKE = register(
    Machine(
        name="look_alike",
        title=N_("举一反三排查"),
        states=(
            State("drafted", N_("拟定中"), "info"),
            State("sent", N_("已部署"), "warning"),
            State("closed", N_("已办结"), "success"),
            State("dropped", N_("不开展"), "neutral"),
        ),
        initial="drafted",
        final=("closed", "dropped"),
        begun=N_("拟定排查"),
        moves=(
            Move(
                "send",
                N_("部署排查"),
                ("drafted",),
                "sent",
                may=OFFICER & LISTED,
                needs=(
                    Need(
                        "what",
                        N_("查什么"),
                        "longtext",
                        help=N_("写进下达给各单位的重点任务"),
                        begins=lambda record: record.what,
                    ),
                    Need("until", N_("完成期限"), "date", begins=lambda record: record.until),
                ),
                tone="success",
            ),
            Move("drop", N_("不开展"), ("drafted",), "dropped", may=OFFICER, needs=(REASON,), tone="danger"),
            # Both have the form of one site.
            Move(
                "note_check",
                N_("登记检查"),
                ("sent",),
                None,
                may=OFFICER | CHECKER,
                needs=(
                    Need("site", N_("场所"), "record"),
                    Need("on", N_("检查日期"), "date"),
                    Need("text", N_("检查情况"), "longtext"),
                ),
                shown=False,
            ),
            Move(
                "excuse",
                N_("说明不查"),
                ("sent",),
                None,
                may=OFFICER,
                needs=(Need("site", N_("场所"), "record"), REASON),
                shown=False,
            ),
            Move(
                "close",
                N_("办结"),
                ("sent",),
                "closed",
                may=OFFICER & DONE,
                needs=(Need("conclusion", N_("排查结果"), "longtext"),),
                tone="success",
            ),
        ),
    )
)
"""What a look-alike sweep may go through."""

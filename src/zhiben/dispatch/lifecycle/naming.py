"""The machine of a unit's naming (defaults of this product, not law): the unit answers once before the bulletin is
approved, the office decides on what is contested."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhiben.dispatch.vocab import ANSWERING, NAMED
from zhiben.documents.lifecycle import OFFICER
from zhiben.kernel import clock
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import Permission, Record, Verdict, rule
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role


def answering(actor: Actor, record: Any) -> Grant | None:
    """The grant by which somebody answers for the named unit: held for the unit itself, or as officer of the committee
    office of the very territory whose government is named, unless that office issues the bulletin."""
    for grant in actor.grants:
        if grant.role in ANSWERING and grant.unit == record.unit_id:
            return grant
    places = (place for part, place in record.participants if part == NAMED)
    for place in places:
        if not place.line and place != record.coordinates:
            return actor.holding(Role.OFFICE_OFFICER, place, place.level)
    return None


def _answers(actor: Actor, record: Record) -> Verdict:
    grant = answering(actor, record)
    return Verdict(True, grant) if grant else Verdict(False, None, N_("须为被点名单位的工作人员"))


def _in_time(_actor: Actor, record: Any) -> Verdict:
    until: datetime | None = record.reply_by
    if until is None:
        return Verdict(False, None, N_("简报起草后才开始答复"))
    if clock.now() <= until:
        return Verdict(True)
    ended = N_("答复期限已于{until}截止；仍有意见的，请书面告知安委办，由安委办代记为逾期答复")
    return Verdict(False, None, ended.format(until=told(until)))


def told(moment: datetime) -> str:
    """2024年10月17日17时30分."""
    local = moment.astimezone(clock.TZ)
    return N_("{day}{hour}时{minute:02}分").format(
        day=clock.in_words(local.date()), hour=local.hour, minute=local.minute
    )


def _too_late(_actor: Actor, record: Any) -> bool:
    return record.reply_by is not None and clock.now() > record.reply_by


def _drafted(_actor: Actor, record: Any) -> bool:
    return bool(record.round.state == "drafted")


UNIT = Permission(N_("被点名单位的工作人员"), _answers)
IN_TIME = Permission(N_("在答复期限内"), _in_time)
TOO_LATE = rule(N_("答复期限已过"), _too_late, N_("答复期限未到，请由被点名单位自行答复"))
DRAFTED = rule(N_("简报尚未核准"), _drafted, N_("简报不在起草中"))
FILES = Need("files", N_("证明材料"), "files", required=False)

NAMING = register(
    Machine(
        name="naming",
        title=N_("点名"),
        states=(
            State("named", N_("待答复"), "warning"),
            State("agreed", N_("无异议"), "info"),
            State("contested", N_("有异议待处理"), "warning"),
            State("kept", N_("维持点名"), "info"),
            State("struck", N_("不再点名"), "neutral"),
        ),
        initial="named",
        final=("agreed", "kept", "struck"),
        moves=(
            Move("agree", N_("无异议"), ("named",), "agreed", may=UNIT & IN_TIME, tone="success"),
            Move(
                "contest",
                N_("有异议"),
                ("named",),
                "contested",
                may=UNIT & IN_TIME,
                needs=(Need("text", N_("答复意见"), "longtext", help=N_("只能答复一次，将印在简报中单位名下")), FILES),
                tone="warning",
            ),
            Move(
                "note_late",
                N_("代记逾期答复：有异议"),
                ("named",),
                "contested",
                may=OFFICER & TOO_LATE & DRAFTED,
                needs=(Need("text", N_("单位的书面意见"), "longtext"), FILES),
                tone="warning",
            ),
            Move(
                "note_agreed",
                N_("代记逾期答复：无异议"),
                ("named",),
                "agreed",
                may=OFFICER & TOO_LATE & DRAFTED,
                needs=(Need("files", N_("单位来函"), "files"),),
                tone="success",
            ),
            Move(
                "keep",
                N_("维持点名"),
                ("contested",),
                "kept",
                may=OFFICER & DRAFTED,
                needs=(Need("opinion", N_("安委办意见"), "longtext", help=N_("将印在简报中单位的答复之后")),),
            ),
            Move(
                "strike",
                N_("不再点名"),
                ("contested", "kept"),
                "struck",
                may=OFFICER & DRAFTED,
                needs=(Need("opinion", N_("不再点名的理由"), "longtext"),),
                tone="danger",
            ),
        ),
    )
)

SILENT = State("named", N_("未在期限内答复"), "neutral")
"""How a name is shown whose unit let the time pass: the record keeps its state, and nobody waits for it any more."""


def standing_of(state: str, reply_by: datetime | None) -> State:
    """The state as it is shown now."""
    over = state == SILENT.key and reply_by is not None and clock.now() > reply_by
    return SILENT if over else NAMING.by_state[state]

"""A later deadline, or another department: asked for by one side, decided by the other; the hazard moves only when it
is granted."""

from __future__ import annotations

from datetime import date

from zhiben.foundation.audit import batch
from zhiben.foundation.lifecycle import Change, begin, effect, perform
from zhiben.foundation.lifecycle.acting import act_beside
from zhiben.hazards import queries
from zhiben.hazards.lifecycle import HAZARD, REQUEST, RESPONSIBLE_UNIT, SECTOR_DEPARTMENT
from zhiben.hazards.models import Hazard, Request
from zhiben.hazards.operations.deadlines import Deadlines
from zhiben.hazards.operations.effects import attempt_of
from zhiben.hazards.operations.listing import prolong
from zhiben.hazards.operations.placing import hand_on, leave, take_part
from zhiben.hazards.vocab import ADDRESSED, HANDED_ON, TRANSFERRED, RequestKind
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.permission import Verdict
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind


def ask_extension(hazard: Hazard, *, due: date, reason: str, interim_control: str, actor: Actor) -> Request:
    """Ask for a later deadline, before the present one has passed."""
    allowed = _allowed(RESPONSIBLE_UNIT(actor, hazard))
    if hazard.state != "rectifying":
        raise Refused(N_("只有整改中的隐患才能申请延期"))
    if hazard.is_overdue:
        raise Refused(N_("整改期限已过，不能再申请延期"))
    _must_be_early_enough(hazard)
    wrong = {}
    if due <= hazard.due:
        wrong["due"] = N_("新期限须晚于原期限")
    elif why := Deadlines().why_not(due, clock.today()):
        wrong["due"] = why
    if not reason.strip():
        wrong["reason"] = N_("请填写理由")
    if not interim_control.strip():
        wrong["interim_control"] = N_("请填写延期期间的管控措施")
    if wrong:
        raise Incomplete(N_("延期申请不完整"), fields=wrong)
    request = _request(hazard, RequestKind.EXTEND, reason, actor)
    request.due_asked, request.interim_control = due, interim_control.strip()
    with batch():
        begin(request, actor, allowed, hazard=hazard.pk, due=due)
        act_beside(hazard)
    return request


def _must_be_early_enough(hazard: Hazard) -> None:
    """A listed hazard's extension is asked for so many working days before it expires."""
    ahead = queries.clock_amount("extension_ask")
    if not ahead or not hazard.listing_level or not hazard.is_listed:
        return
    last = orgs.workdays().before(hazard.due, ahead)
    if clock.today() > last:
        sentence = N_("挂牌督办的隐患须提前{ahead}个工作日申请延期，最迟{last}")
        raise Refused(sentence, ahead=ahead, last=clock.in_words(last), code="asked_too_late")


def ask_transfer(hazard: Hazard, *, to_unit: int, reason: str, actor: Actor) -> Request:
    """Ask another department to take the hazard over; it sees the hazard from now on, to be able to decide."""
    allowed = _allowed(SECTOR_DEPARTMENT(actor, hazard))
    if hazard.state not in HAZARD.by_name["transfer"].sources:
        raise Refused(N_("当前状态为“{state}”，不能移送"), state=hazard.state_shown.label)
    wrong = {}
    if orgs.unit(to_unit).kind != UnitKind.DEPARTMENT or any(grant.unit == to_unit for grant in actor.grants):
        wrong["to_unit"] = N_("接收单位须是另一个部门")
    if not reason.strip():
        wrong["reason"] = N_("请填写理由")
    if wrong:
        raise Incomplete(N_("移送申请不完整"), fields=wrong)
    request = _request(hazard, RequestKind.TRANSFER, reason, actor)
    request.to_unit_id = to_unit
    with batch():
        begin(request, actor, allowed, hazard=hazard.pk, to_unit=to_unit)
        take_part(hazard, ADDRESSED, to_unit)
        act_beside(hazard)
    return request


def _allowed(verdict: Verdict) -> Grant | None:
    """The grant under which somebody asks."""
    if not verdict.allowed:
        raise NotAllowed(N_("不能提出申请：{why}"), why=verdict.why)
    return verdict.grant


def _request(hazard: Hazard, kind: RequestKind, reason: str, actor: Actor) -> Request:
    if Request.objects.filter(hazard=hazard, kind=kind, state="asked").exists():
        raise Refused(N_("已有一件待批的{kind}"), kind=kind.label)
    return Request(
        hazard=hazard,
        kind=kind,
        reason=reason.strip(),
        due_before=hazard.due,
        asked_by=actor.id,
        asked_at=clock.now(),
    )


def decide_request(request: Request, *, grant: bool, reason: str = "", actor: Actor) -> Request:
    """Grant or refuse; a grant moves the hazard in the same transaction."""
    with batch():
        if grant:
            perform(request, "grant", actor)
            perform(request.hazard, request.kind, actor, request=request.pk)
        else:
            perform(request, "refuse", actor, reason=reason)
            act_beside(request.hazard)
        if request.kind == RequestKind.TRANSFER:
            leave(request.hazard, ADDRESSED)
    return request


@effect(REQUEST, "refuse")
def _refused(change: Change) -> None:
    change.record.decided_at = change.at


@effect(REQUEST, "grant")
def _agreed(change: Change) -> None:
    asked_for = change.record.due_asked
    if asked_for and asked_for < change.at.astimezone(clock.TZ).date():
        raise Refused(N_("申请的新期限已过，请重新申请"))
    change.record.decided_at = change.at


def _granted(change: Change) -> Request:
    request = Request.objects.filter(pk=change.facts["request"], hazard=change.record.pk, kind=change.move.name).first()
    if request is None or request.state != "granted":
        raise Refused(N_("没有已获同意的申请"))
    return request


@effect(HAZARD, "extend")
def _extended(change: Change) -> None:
    request, hazard = _granted(change), change.record
    if request.due_before != hazard.due or request.due_asked is None:
        raise Refused(N_("期限在申请之后已有变动，请重新申请"))
    change.noted["due"] = {"from": hazard.due, "to": request.due_asked}
    hazard.due = request.due_asked
    prolong(hazard, hazard.due, change.at, change.actor)
    change.alter(attempt_of(hazard), due=hazard.due)


@effect(HAZARD, "transfer")
def _transferred(change: Change) -> None:
    request = _granted(change)
    change.noted["to_unit"] = request.to_unit_id
    hand_on(change.record, TRANSFERRED, HANDED_ON)
    take_part(change.record, TRANSFERRED, request.to_unit_id or 0)

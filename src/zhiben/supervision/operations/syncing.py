"""What phones tell once they have signal: each act done through the room's verbs in a transaction of its own, exactly
once by the name that the device gave it. Nothing that a phone tells is lost: what cannot be done yet is told again,
what is refused stays on the phone, what says something else under a known name is kept beside it for a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from zhiben.foundation import audit, installation
from zhiben.foundation.files import attach, uploaded_with
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import perform
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision import queries
from zhiben.supervision.models import Finding, PhoneAct, Shot, Visit, VisitMember
from zhiben.supervision.operations import versions
from zhiben.supervision.operations.answering import answer_item, as_found, as_said, see_again
from zhiben.supervision.operations.arriving import Position, arrive
from zhiben.supervision.operations.finding import Found, record
from zhiben.supervision.operations.telling import Said
from zhiben.supervision.vocab import CLOCKS_APART, TOLD_LATE, Act, Again, Outcome, Verdict

if TYPE_CHECKING:
    from zhiben.foundation.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one act, in a sentence where somebody has to know, and why it was refused as a code; ids of the
    visit and the finding."""

    key: str
    outcome: Outcome
    sentence: str = ""
    visit: int = 0
    finding: int = 0
    code: str = ""


Done = tuple[Visit, Finding | None]


def sync(told: Sequence[Said], *, actor: Actor) -> list[Answer]:
    """Do what a phone tells, act by act in their order; each answer stands for one."""
    return [_one(said, actor) for said in told]


def _one(said: Said, actor: Actor) -> Answer:
    try:
        said.must_be_sound()
        return _known(said, actor) or _do(said, actor)
    except Conflict as conflict:
        # Somebody was faster: perhaps the same act on its other way here.
        return _known(said, actor) or Answer(said.key, Outcome.WAITING, conflict.text)
    except Refused as refused:
        return Answer(said.key, Outcome.REFUSED, refused.text, code=refused.code)


def _do(said: Said, actor: Actor) -> Answer:
    with audit.batch():
        visit, finding = VERBS[said.kind](said, actor)
        insert([versions.row(PhoneAct, said, visit, finding, actor)])
        if finding is not None and finding.late and said.kind in (Act.FIND, Act.CHECK):
            _tell_office(visit, finding, actor)
    return Answer(said.key, Outcome.DONE, "", visit.pk, finding.pk if finding else 0)


def _known(said: Said, actor: Actor) -> Answer | None:
    standing = PhoneAct._unfiltered().filter(person=actor.id, key=said.key).first()
    if standing is not None:
        result = (standing.visit_id, standing.finding_id or 0)
        if standing.digest == said.digest:
            return Answer(said.key, Outcome.ALREADY, "", *result)
        versions.keep(said, standing.visit, standing.finding, actor=actor)
        return Answer(said.key, Outcome.DIFFERS, versions.SENTENCE, *result)
    if said.kind == Act.CLOSE and (visit := _signed_elsewhere(said, actor)):
        versions.keep(said, visit, None, actor=actor)
        return Answer(said.key, Outcome.DIFFERS, N_("同组人员已签字结束，两份都已保留，请在网页上核对选定"), visit.pk)
    return None


def _signed_elsewhere(said: Said, actor: Actor) -> Visit | None:
    """The visit of the target that a colleague's phone has closed, to whoever was there."""
    visit = Visit._unfiltered().filter(target=said.target, state="closed").first()
    if visit is None:
        return None
    queries.prepare_visits([visit])
    return visit if actor.id in visit.people else None


def device_time(at: datetime, opened: datetime | None) -> datetime:
    """When it was, by the device. Raises Refused for a moment to come, and for one before the target was open to the
    person. The clock of a demonstration stands: what comes later by the device is now."""
    now = clock.now()
    apart = timedelta(minutes=CLOCKS_APART)
    if at > now and installation.current().demonstration:
        return now
    if at > now + apart:
        raise Refused(
            N_("手机的时间{at}比现在还晚，请校准手机时间后重新登记"), at=clock.to_the_minute(at), code="device_ahead"
        )
    if opened is not None and at < opened - apart:
        raise Refused(
            N_("手机的时间{at}早于任务可见的时间{opened}，请核对手机时间后重新登记"),
            at=clock.to_the_minute(at),
            opened=clock.to_the_minute(opened),
            code="device_behind",
        )
    return min(at, now)


def _arrive(said: Said, actor: Actor) -> Done:
    target = queries.target_of(said.target)
    position = Position(
        said.number("latitude"),
        said.number("longitude"),
        said.number("accuracy"),
        said.text("without"),
        said.text("despite"),
    )
    at = device_time(said.at, queries.opened_to(target, actor.id))
    return arrive(target, position, at=at, actor=actor), None


def _visit_of(said: Said, actor: Actor) -> Visit:
    """The visit that goes on at the target. Raises NotFound, Conflict while the own arrival has not come, Refused where
    the visit to which the person came was made void: nothing is to be waited for."""
    target = queries.target_of(said.target)
    visit = queries.visit_to(target.pk)
    if visit is None or actor.id not in visit.people:
        there = VisitMember._unfiltered().filter(person=actor.id, visit__target=target.pk, visit__state="void")
        if there.exists():
            raise Refused(N_("这次检查已作废，不再收下记录；需要的请重新到场后另记"), code="visit_void")
        raise Conflict(N_("到场登记还没有收到，收到后自动再传"), code="not_there_yet")
    return visit


def _files(said: Said, name: str, actor: Actor) -> list[StoredFile]:
    """The files that are told of, each once. Raises Conflict while one has not come."""
    hashes = list(dict.fromkeys(str(one["sha256"]) for one in said.listed(name)))
    found = uploaded_with(hashes, actor.id)
    if len(found) != len(hashes):
        raise Conflict(N_("照片还没有传完，传完后自动再传"), code="photos_to_come")
    return [found[one] for one in hashes]


def _find(said: Said, actor: Actor) -> Done:
    visit = _visit_of(said, actor)
    at = device_time(said.at, None)
    files = _files(said, "photos", actor)
    found = Found(
        said.text("text"),
        said.text("becomes"),
        clause=said.identifier("clause"),
        basis=said.text("basis"),
        key=said.key,
    )
    one = record(visit, found, files=[file.pk for file in files], at=at, actor=actor)
    _note_shots(said, visit, one)
    return visit, one


def _note_shots(said: Said, visit: Visit, one: Finding) -> None:
    smaller = {str(one["original"]): str(one["sha256"]) for one in said.listed("photos") if one.get("original")}
    shots = [
        Shot(visit=visit, finding=one, sent=sent, original=original)
        for original, sent in smaller.items()
        if original != sent
    ]
    if shots:
        insert(shots)


def _check(said: Said, actor: Actor) -> Done:
    """An item answered, with what was found where it is not so. After the signature a finding is taken as one that
    comes late; any other answer stays on record as what the phone has told, and is no part of what was signed."""
    visit = _visit_of(said, actor)
    at = device_time(said.at, None)
    fails = said.text("verdict") == Verdict.FAILS
    files = [file.pk for file in _files(said, "photos", actor)] if fails else []
    if _before_signature(visit, at):
        return visit, _too_late(said, visit, files, at, actor)
    item, verdict = said.identifier("item"), said.text("verdict")
    about: dict[str, Any] = {"rest": said.words.get("rest") is True}
    if fails:
        about = {"said": said.text("text"), "becomes": said.text("becomes"), "basis": said.basis}
    row = answer_item(visit, item, verdict, key=said.key, files=files, at=at, actor=actor, **about)
    if row.finding is not None and row.finding.key == said.key:
        _note_shots(said, visit, row.finding)
    return visit, row.finding


def _before_signature(visit: Visit, at: datetime) -> bool:
    """Said before the visit was signed, and told after it."""
    return visit.closed_at is not None and at <= visit.closed_at + timedelta(minutes=CLOCKS_APART)


def _too_late(said: Said, visit: Visit, files: Sequence[int], at: datetime, actor: Actor) -> Finding | None:
    item = queries.item_of(said.identifier("item"))
    if said.text("verdict") not in list(Verdict) or not queries.belongs(visit, item.edition):
        raise Refused(N_("这一项不在本次检查的检查表里，请刷新后再答"))
    if said.text("verdict") != Verdict.FAILS:
        return None
    found = as_found(visit, item, as_said(said.text("text"), said.text("becomes"), said.basis), said.key)
    one = record(visit, found, files=files, at=at, actor=actor)
    _note_shots(said, visit, one)
    return one


def _again(said: Said, actor: Actor) -> Done:
    """What was seen of something found before."""
    visit = _visit_of(said, actor)
    at, verdict = device_time(said.at, None), said.text("verdict")
    if not (_before_signature(visit, at) and verdict in list(Again)):
        finding, hazard = said.identifier("finding"), said.identifier("hazard")
        see_again(visit, verdict, finding=finding, hazard=hazard, key=said.key, at=at, actor=actor)
    return visit, None


def _finding_of(said: Said, visit: Visit) -> Finding:
    """The finding that the act names by the device's name for it. Raises Conflict while it has not come."""
    named = Finding._unfiltered().filter(visit=visit, key=said.text("finding")).first()
    if named is None:
        raise Conflict(N_("这条问题还没有收到，收到后自动再传"), code="finding_to_come")
    return queries.finding_of(named.pk)


def _strike(said: Said, actor: Actor) -> Done:
    visit = _visit_of(said, actor)
    one = _finding_of(said, visit)
    perform(one, "strike", actor, reason=said.text("reason"))
    return visit, one


def _close(said: Said, actor: Actor) -> Done:
    visit = _visit_of(said, actor)
    if len(visit.people) < visit.team_size:
        raise Conflict(N_("到场的督导人员不足两人，另一人的到场登记上传后自动再传"), code="second_to_come")
    at = device_time(said.at, visit.arrived_at)
    files = [file.pk for file in _files(said, "signatures", actor)]
    visit = queries.visit_of(visit.pk)
    visit.__dict__["_signed_at"] = at
    told = {name: said.text(name) for name in ("conclusion", "counterpart", "refused", "witness") if said.text(name)}
    perform(visit, "close", actor, **told, **({"signatures": files} if files else {}))
    return visit, None


def _original(said: Said, actor: Actor) -> Done:
    """The original of a photo that came smaller; it makes whole what was told of a visit that is void since, too."""
    before = Visit._unfiltered().filter(target=said.target, state="void", members__person=actor.id)
    visit = before.filter(findings__key=said.text("finding")).first() or _visit_of(said, actor)
    one = _finding_of(said, visit)
    shot = Shot._unfiltered().filter(finding=one, original=said.text("original")).first()
    if shot is None:
        raise NotFound(N_("没有登记过这张照片"))
    file = uploaded_with([shot.original], actor.id).get(shot.original)
    if file is None:
        raise Conflict(N_("原图还没有传完，传完后自动再传"), code="photos_to_come")
    attach(file, to=(one._meta.label_lower, one.pk), actor_id=actor.id, purpose="original")
    Shot._unfiltered().filter(pk=shot.pk, came_at__isnull=True).update(came_at=clock.now())
    return visit, one


VERBS: dict[Act, Callable[[Said, Actor], Done]] = {
    Act.ARRIVE: _arrive,
    Act.FIND: _find,
    Act.CHECK: _check,
    Act.AGAIN: _again,
    Act.STRIKE: _strike,
    Act.CLOSE: _close,
    Act.ORIGINAL: _original,
}


def _tell_office(visit: Visit, finding: Finding, actor: Actor) -> None:
    """What came after the signature: the ledger has it, and the office that sent them is told once for the visit."""
    subject = (finding._meta.label_lower, finding.pk)
    audit.record("tell_late", actor, subject=subject, grant=actor.acting_at(visit.coordinates))
    said = N_("{title}：签字后又上传了问题").format(title=visit.title)
    versions.tell_office(TOLD_LATE, said, visit, address=visit.get_absolute_url(), actor=actor)

"""Two versions under one name: what was told first stands, what was told otherwise is kept beside it, and a person who
was there, or the office that sent them, chooses one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from zhiben.foundation import audit
from zhiben.foundation.files import attach, uploaded_with
from zhiben.inbox.operations import tell
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role
from zhiben.supervision import queries
from zhiben.supervision.lifecycle.visits import SENDER, THERE
from zhiben.supervision.models import Finding, PhoneAct, PhoneVersion, Visit
from zhiben.supervision.operations.answering import as_said, grounds_of
from zhiben.supervision.operations.finding import Found, what_is_wrong
from zhiben.supervision.operations.telling import PLACE, Said
from zhiben.supervision.vocab import TOLD_OTHERWISE, Act

T = TypeVar("T", PhoneAct, PhoneVersion)
SENTENCE = N_("这一条此前已收到，内容不同；两个版本都已保留，请在网页上核对选定")


def row(model: type[T], said: Said, visit: Visit, finding: Finding | None, actor: Actor) -> T:
    """The unsaved row of what was told: of an act that was done without the place, which stands with the visit, of
    another version with the coarse one."""
    return model(
        visit=visit,
        finding=finding,
        person=actor.id,
        key=said.key,
        kind=said.kind,
        digest=said.digest,
        said={name: word for name, word in said.blurred.items() if model is PhoneVersion or name not in PLACE},
        at=said.at,
        told_at=clock.now(),
    )


def keep(said: Said, visit: Visit, finding: Finding | None, *, actor: Actor) -> None:
    """Keep what was told otherwise, once; the ledger has its digest, and the office is told."""
    with audit.batch():
        known = PhoneVersion._unfiltered().filter(person=actor.id, key=said.key, digest=said.digest)
        if known.exists():
            return
        row(PhoneVersion, said, visit, finding, actor).save(force_insert=True)
        about = finding or visit
        subject = (about._meta.label_lower, about.pk)
        grant = actor.acting_at(visit.coordinates)
        audit.record("tell_otherwise", actor, subject=subject, facts={"sha256": said.digest}, grant=grant)
        told = N_("{title}：同一条有两个版本").format(title=visit.title)
        tell_office(TOLD_OTHERWISE, told, visit, address=about.get_absolute_url(), actor=actor)


def tell_office(kind: str, sentence: str, visit: Visit, *, address: str, actor: Actor) -> None:
    """Tell the officers of the office that sent a visit's team."""
    roles = [Role.OFFICE_OFFICER]
    tell(kind, sentence, address=address, units=[visit.office_id], roles=roles, about=visit, actor=actor)


def may_settle(actor: Actor, visit: Visit) -> bool:
    """True for who was there, and for the office that sent them."""
    return THERE(actor, visit).allowed or SENDER(actor, visit).allowed


def settle(version: PhoneVersion, *, counts: bool, actor: Actor) -> None:
    """Choose between what stands and `version`; where that counts, the finding says from now on what it says. Raises
    NotAllowed, Conflict where somebody has chosen, Refused for what was signed and what can only be kept beside."""
    visit = queries.visit_of(version.visit_id)
    if not may_settle(actor, visit):
        raise NotAllowed(N_("须为到场的督导人员或派出督导组的安委办的经办人员"))
    about = version.finding or visit
    with audit.batch():
        rows = PhoneVersion._unfiltered().filter(pk=version.pk, counts__isnull=True)
        if not rows.update(counts=counts, settled_by=actor.id, settled_at=clock.now()):
            raise Conflict(N_("这两个版本刚由他人选定"))
        if counts:
            _take(version, visit)
        facts = {"sha256": version.digest, "counts": counts}
        subject = (about._meta.label_lower, about.pk)
        audit.record("settle_version", actor, subject=subject, facts=facts, grant=actor.acting_at(visit.coordinates))


def _take(version: PhoneVersion, visit: Visit) -> None:
    """Raises Refused where the other version cannot be taken; what was said first stays as it was told."""
    said = Said(version.key, Act(version.kind), visit.target, version.at, version.said)
    by_item = said.kind == Act.CHECK and version.finding_id
    if said.kind != Act.FIND and not by_item:
        raise Refused(N_("{what}以先收到的为准，另一版本留存备查").format(what=said.kind.label))
    found = Found(said.text("text").strip(), said.text("becomes"))
    told: dict[str, Any] = {"text": found.text, "becomes": found.becomes}
    if by_item and said.basis is not None and (item := queries.item_behind(version.finding_id or 0)):
        clause, basis = grounds_of(item, as_said(found.text, found.becomes, said.basis))
        found = replace(found, clause=clause, basis=basis)
        told |= {"basis": basis, "clause": clause or None}
    if said.kind == Act.FIND:
        found = replace(found, clause=said.identifier("clause"), basis=said.text("basis").strip())
        told |= {"basis": found.basis, "clause": found.clause or None}
    if what_is_wrong(visit, found):
        raise Refused(N_("这一版本内容不完整，不能采用"))
    held = Visit._unfiltered().select_for_update().get(pk=visit.pk)
    recorded = Finding._unfiltered().filter(pk=version.finding_id or 0, state="recorded")
    if held.state != "under_way" or not recorded.update(**told):
        raise Refused(N_("已签字或已撤去的不再改动，另一版本留存备查；需要的请另记一条"))
    # What was photographed for it meanwhile comes beside the finding; what lies there stays.
    hashes = [str(one["sha256"]) for one in said.listed("photos")]
    for file in uploaded_with(hashes, version.person).values():
        attach(file, to=(Finding._meta.label_lower, version.finding_id or 0), actor_id=version.person, purpose="begin")

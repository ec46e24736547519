"""Signing: on screen, one or several at once, or on paper with a scan; the number is taken in the same transaction
where the office's numbers come from its own register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from zhiben.documents import composing, printing, register
from zhiben.documents.kinds import declared
from zhiben.documents.lifecycle import DOCUMENT
from zhiben.documents.models import IssuingBody, OfficialDocument
from zhiben.documents.operations.carrying import along
from zhiben.documents.operations.drafting import must_leave_time
from zhiben.documents.queries import unsettled
from zhiben.documents.register import Taken
from zhiben.documents.vocab import Numbering, Signing
from zhiben.foundation.files.storing import attach_own
from zhiben.foundation.lifecycle import Change, Step, effect, perform_many, prepare
from zhiben.foundation.people import name_of
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several documents; an empty sentence when it is signed."""

    document: OfficialDocument
    sentence: str = ""


def approve(document: OfficialDocument, *, actor: Actor, at: datetime | None = None) -> OfficialDocument:
    """Sign a carried document together with its record: from here on its words are fixed, and it has its number."""
    with along(document):
        perform_many([Step(document, "approve", actor)], at=at)
    return document


def sign_each(documents: Iterable[OfficialDocument], *, actor: Actor, opinion: str = "") -> list[Outcome]:
    """Sign several, each for itself: one that cannot be signed keeps no other from it."""
    return [_signed_one(document, actor, opinion) for document in documents]


def _signed_one(document: OfficialDocument, actor: Actor, opinion: str) -> Outcome:
    facts = {"opinion": opinion} if opinion.strip() else {}
    try:
        prepare_many([document])
        move = "sign" if document.own_numbers else "sign_unnumbered"
        perform_many([Step(document, move, actor, facts)])
    except Refused as refusal:
        return Outcome(document, refusal.text)
    return Outcome(document)


@prepare(DOCUMENT)
def prepare_many(documents: Sequence[OfficialDocument]) -> None:
    """Read for many what permissions ask: where numbers come from, and whether anybody's receipt or reply is open."""
    offices = {one.office_id for one in documents}
    oa = set(IssuingBody.objects.filter(unit__in=offices, numbering=Numbering.OA).values_list("unit", flat=True))
    open_ones = unsettled(documents)
    for one in documents:
        one.__dict__["_own_numbers"] = declared(one.kind).series is None or one.office_id not in oa
        one.__dict__["_settled"] = one.pk not in open_ones


@effect(DOCUMENT, "approve", "sign", "sign_unnumbered")
def _signed(change: Change) -> None:
    document: OfficialDocument = change.record
    document.opinion = change.facts.get("opinion", "")
    _attach(change, change.facts.get("photos", ()), "opinion")
    _sign(change, name_of(change.actor.id) or change.actor.name, Signing.SCREEN)


@effect(DOCUMENT, "sign_on_paper", "sign_unnumbered_on_paper")
def _signed_on_paper(change: Change) -> None:
    _attach(change, change.facts["scan"], "scan")
    _sign(change, change.facts["signer"], Signing.PAPER)


@effect(DOCUMENT, "number")
def _number_entered(change: Change) -> None:
    taken = register.enter(change.record, change.facts["number"], actor=change.actor, at=change.at)
    _bear(change, taken)


def _sign(change: Change, signer: str, how: Signing) -> None:
    document: OfficialDocument = change.record
    if printing.digest(document.paper) != document.paper_sha256:
        raise Refused(N_("内容与登记的不一致，不能签发"), code="altered")
    printing.require_right(document.paper)
    signed_on = change.at.astimezone(clock.TZ).date()
    must_leave_time(document, change.at, N_("请退回修改，改期后再签发"))
    document.signed_by, document.signed_at = change.actor.id, change.at
    document.signer, document.signing = signer, how.value
    document.signed_sha256 = printing.digest(composing.essence(document.paper))
    change.noted["paper"] = document.paper_sha256
    printing.say(document, composing.dated(document, signed_on))
    if change.target == "numbered":
        _bear(change, register.take(document, actor=change.actor, at=change.at))


def _bear(change: Change, taken: Taken) -> None:
    document: OfficialDocument = change.record
    document.number, document.year = taken.text, taken.year
    document.issue_no, document.total_no = taken.number, taken.total
    printing.say(document, replace(document.paper, number=taken.text))
    change.noted["number"] = taken.text


def _attach(change: Change, files: Sequence[int], purpose: str) -> None:
    to = (type(change.record)._meta.label_lower, change.record.pk)
    attach_own(files, to=to, actor_id=change.actor.id, purpose=purpose)

"""A draft: written by a person or built from records, revised with every version kept, sent to review, returned, made
void."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zhiben.documents import composing, policy, printing, register
from zhiben.documents.composing import Recipient, Written
from zhiben.documents.kinds import KINDS, declared
from zhiben.documents.lifecycle import DOCUMENT
from zhiben.documents.models import OfficialDocument, Version
from zhiben.documents.operations import following, telling
from zhiben.documents.vocab import RETURNED, Kind
from zhiben.foundation.lifecycle import Change, Step, begin_many, effect, perform_many
from zhiben.foundation.rendering import Paper, require_unclassified
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Coordinates, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps

restamps(OfficialDocument)


@dataclass(frozen=True, slots=True)
class Terms:
    """What stands beside the words of a document: whom it goes to, on which basis, until when a reply is asked for."""

    to: Sequence[Recipient] = ()
    basis: str = ""
    reply_by: date | None = None


def draft(
    paper: Paper,
    *,
    kind: Kind,
    office: int,
    place: Coordinates,
    actor: Actor,
    grant: Grant | None = None,
    at: datetime | None = None,
    carried: bool = False,
    terms: Terms | None = None,
) -> OfficialDocument:
    """A new document of `office` that says `paper`. Whether the actor may is asked by the move that calls for the
    paper, which passes on the `grant` that allowed it; one that is `carried` moves with its record from then on, any
    other comes with its `terms`."""
    said = terms or Terms()
    document = begun(paper, kind=kind, office=office, place=place, actor=actor, carried=carried)
    document.recipients = composing.as_rows(said.to)
    document.basis, document.reply_by = said.basis, said.reply_by
    moment = at or clock.now()
    begin_many([document], actor, grants=[grant], at=moment, facts={"paper": document.paper_sha256})
    first_version(document, actor, moment).save(force_insert=True)
    return document


def begun(
    paper: Paper, *, kind: Kind, office: int, place: Coordinates, actor: Actor, carried: bool = True
) -> OfficialDocument:
    """A document that says `paper`, not yet written."""
    document = OfficialDocument(kind=kind.value, office_id=office, drafted_by=actor.id, carried=carried)
    document.place_at(place)
    _say(document, paper)
    return document


def first_version(document: OfficialDocument, actor: Actor, at: datetime) -> Version:
    """What a document said first, not yet written."""
    return _version(document, 1, actor, at)


def write(kind: Kind, written: Written, *, office: int, actor: Actor) -> OfficialDocument:
    """A document that a person writes for `office`. Raises NotAllowed, or Incomplete at the field that is wrong."""
    grant = policy.must_draft(actor, office)
    rule = KINDS[kind]
    to = _checked(written, rule.kind, office)
    paper = composing.paper_of(rule, register.issuing_body(office), written, to, clock.today())
    place = orgs.unit_coordinates([office])[office]
    terms = Terms(to, written.basis.strip(), written.reply_by)
    return draft(paper, kind=kind, office=office, place=place, actor=actor, grant=grant, terms=terms)


def rewrite(document: OfficialDocument, written: Written, *, actor: Actor) -> OfficialDocument:
    """Let a draft say what a person has filled in instead."""
    rule = declared(document.kind)
    to = _checked(written, rule.kind, document.office_id)
    paper = composing.paper_of(rule, register.issuing_body(document.office_id), written, to, clock.today())
    document.__dict__["_terms"] = Terms(to, written.basis.strip(), written.reply_by)
    return revise(document, paper, actor=actor)


def revise(document: OfficialDocument, paper: Paper, *, actor: Actor) -> OfficialDocument:
    """Let a draft say `paper` instead; what it said before stays as a version."""
    document.__dict__["_revision"] = paper
    perform_many([Step(document, "revise", actor)])
    return document


def _checked(written: Written, kind: Kind, office: int) -> list[Recipient]:
    rule = KINDS[kind]
    wrong: dict[str, str] = {}
    if rule.needs_basis and not written.basis.strip():
        wrong["basis"] = N_("“{kind}”须写明依据").format(kind=rule.label)
    if written.reply_by is not None and written.reply_by <= clock.today():
        wrong["reply_by"] = N_("答复期限须晚于今天")
    if wrong:
        raise Incomplete(N_("请核对所填内容"), fields=wrong)
    return composing.addressees(written, rule, office)


def _say(document: OfficialDocument, paper: Paper) -> None:
    require_unclassified(paper)
    printing.say(document, paper)


def _version(document: OfficialDocument, number: int, actor: Actor, at: datetime) -> Version:
    return Version(
        document=document,
        number=number,
        paper_json=document.paper_json,
        sha256=document.paper_sha256,
        written_by=actor.id,
        written_at=at,
    )


@effect(DOCUMENT, "revise")
def _revised(change: Change) -> None:
    document: OfficialDocument = change.record
    paper = document.__dict__.pop("_revision", None)
    if paper is None:
        raise Refused(N_("没有给出修改后的内容"))
    _say(document, paper)
    if terms := document.__dict__.pop("_terms", None):
        document.recipients = composing.as_rows(terms.to)
        document.basis, document.reply_by = terms.basis, terms.reply_by
    before = document.__dict__.pop("_versions", None)
    number = 1 + (Version.objects.filter(document=document).count() if before is None else before)
    change.related.append(_version(document, number, change.actor, change.at))
    change.noted |= {"paper": document.paper_sha256, "version": number}


@effect(DOCUMENT, "submit")
def _submitted(change: Change) -> None:
    """What goes to review can be set and adds up: nobody is to read what cannot be issued."""
    printing.require_right(change.record.paper)
    must_leave_time(change.record, change.at, N_("请先修改答复期限，再送核"))
    change.noted["paper"] = change.record.paper_sha256


def must_leave_time(document: OfficialDocument, at: datetime, advice: str) -> None:
    """A paper to which hardly any time would be left to reply goes no step further. Raises Refused with what to do
    instead."""
    until = document.reply_by
    if until and until <= at.astimezone(clock.TZ).date():
        said = N_("答复期限{day}已到，收文单位来不及答复；{advice}")
        raise Refused(said, day=clock.in_words(until), advice=advice)


@effect(DOCUMENT, "pass_review")
def _reviewed(change: Change) -> None:
    must_leave_time(change.record, change.at, N_("请退回修改，改期后再送核"))
    change.record.reviewed_by = change.actor.id
    change.noted["paper"] = change.record.paper_sha256


@effect(DOCUMENT, "withdraw_pass_review")
def _review_taken_back(change: Change) -> None:
    change.record.reviewed_by = 0


@effect(DOCUMENT, "return_draft")
def _returned(change: Change) -> None:
    change.record.reviewed_by = 0
    change.noted["paper"] = change.record.paper_sha256
    telling.to_people(RETURNED, change.record, [change.record.drafted_by], actor=change.actor, at=change.at)


@effect(DOCUMENT, "void")
def _voided(change: Change) -> None:
    document: OfficialDocument = change.record
    document.voiding = change.facts["reason"]
    register.give_up(document, N_("作废：{reason}").format(reason=change.facts["reason"]))
    change.noted["number"] = document.number
    following.tell(change)

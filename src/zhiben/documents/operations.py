"""The verbs of an official document: draft, revise, approve (sign), issue, withdraw. What was signed is what is
issued; the issued bytes are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from zhiben.documents import register
from zhiben.documents.lifecycle import DOCUMENT
from zhiben.documents.models import Addressee, OfficialDocument
from zhiben.documents.vocab import ADDRESSED, Kind, Line
from zhiben.foundation.files import storing
from zhiben.foundation.lifecycle import Change, Step, begin_many, effect, perform_many
from zhiben.foundation.rendering import Copies, Paper, Rendered, render, to_json
from zhiben.foundation.scope.models import Participation
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor, Coordinates, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps

restamps(OfficialDocument)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A unit on a distribution list and the line it stands in."""

    unit: int
    name: str
    line: Line = Line.DOWN


def draft(
    paper: Paper,
    *,
    kind: Kind,
    office: int,
    place: Coordinates,
    actor: Actor,
    grant: Grant | None = None,
    at: datetime | None = None,
) -> OfficialDocument:
    """A new document of `office` that says `paper`. Whether the actor may is asked by the move that calls for the
    paper, which passes on the `grant` that allowed it."""
    document = OfficialDocument(kind=kind.value, office_id=office, drafted_by=actor.id)
    document.place_at(place)
    _say(document, paper)
    begin_many([document], actor, grants=[grant], at=at, facts={"paper": document.paper_sha256})
    return document


def revise(document: OfficialDocument, paper: Paper, *, actor: Actor) -> OfficialDocument:
    """Let a draft say `paper` instead."""
    document.__dict__["_revision"] = paper
    perform_many([Step(document, "revise", actor)])
    return document


def approve(document: OfficialDocument, *, actor: Actor, at: datetime | None = None) -> OfficialDocument:
    """Sign: from here on the document's words are fixed."""
    perform_many([Step(document, "approve", actor)], at=at)
    return document


def issue(
    document: OfficialDocument, *, to: Sequence[Recipient], actor: Actor, at: datetime | None = None
) -> OfficialDocument:
    """Take a number, print the distribution list, render, keep the bytes; the recipients see the document from now
    on."""
    document.__dict__["_recipients"] = tuple(to)
    perform_many([Step(document, "issue", actor)], at=at)
    return document


def withdraw_issue(
    document: OfficialDocument, *, reason: str, correction: str, actor: Actor, at: datetime | None = None
) -> OfficialDocument:
    """Take an issued document back; number and bytes stay, with the reason and a correction note."""
    perform_many([Step(document, "withdraw_issue", actor, {"reason": reason, "correction": correction})], at=at)
    return document


def pdf_bytes(document: OfficialDocument) -> bytes:
    """The issued bytes as they were kept; of a document not yet issued, how it would look now."""
    return storing.read_bytes(document.file) if document.file else render(document.paper).content


@effect(DOCUMENT, "revise")
def _revised(change: Change) -> None:
    paper = change.record.__dict__.pop("_revision", None)
    if paper is None:
        raise Refused(N_("没有给出修改后的内容"))
    _say(change.record, paper)
    change.noted["paper"] = change.record.paper_sha256


@effect(DOCUMENT, "approve")
def _signed(change: Change) -> None:
    document = change.record
    document.signed_by, document.signed_at = change.actor.id, change.at
    document.signed_sha256 = document.paper_sha256
    change.noted["paper"] = document.paper_sha256


@effect(DOCUMENT, "issue")
def _issued(change: Change) -> None:
    document: OfficialDocument = change.record
    recipients: Sequence[Recipient] = document.__dict__.pop("_recipients", ())
    if not recipients:
        raise Refused(N_("请至少列出一个分发单位"))
    if document.paper_sha256 != document.signed_sha256:
        raise Refused(N_("内容与签发时不一致，不能印发"))
    document.year = change.at.astimezone(clock.TZ).year
    document.issue_no, document.total_no = register.take(document, actor=change.actor, at=change.at)
    document.issued_at = change.at
    printed = replace(
        document.paper,
        number=document.number,
        date=change.at.astimezone(clock.TZ).date(),
        copies=_copies(recipients),
    )
    document.paper_json = to_json(printed)
    document.paper_sha256 = _digest(document.paper_json)
    _keep(document, render(printed), change.actor)
    _address(change, recipients)
    change.noted |= {"number": document.number, "pdf": document.file.sha256 if document.file else ""}


@effect(DOCUMENT, "withdraw_issue")
def _withdrawn(change: Change) -> None:
    change.record.withdrawal = change.facts["reason"]
    change.record.correction = change.facts["correction"]


def _say(document: OfficialDocument, paper: Paper) -> None:
    document.title = paper.title
    document.paper_json = to_json(paper)
    document.paper_sha256 = _digest(document.paper_json)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _copies(recipients: Sequence[Recipient]) -> tuple[Copies, ...]:
    lines = ((line, [one.name for one in recipients if one.line is line]) for line in Line)
    return tuple(Copies(line.label, "，".join(names)) for line, names in lines if names)


def _keep(document: OfficialDocument, rendered: Rendered, actor: Actor) -> None:
    """The bytes under their hash, with what a re-rendering would have to match."""
    name = f"{document.title}{document.number}.pdf"
    document.file = storing.store(rendered.content, name=name, actor_id=actor.id, kinds=frozenset({"pdf"}))
    document.pages, document.renderer = rendered.pages, rendered.renderer
    document.font_hashes = dict(rendered.font_hashes)


def _address(change: Change, recipients: Sequence[Recipient]) -> None:
    document = change.record
    places: dict[int, Any] = orgs.unit_coordinates([one.unit for one in recipients])
    label = type(document)._meta.label_lower
    for one in recipients:
        change.related.append(Addressee(document=document, unit_id=one.unit, name=one.name, line=one.line.value))
        part = Participation(model=label, record=document.pk, part=ADDRESSED, unit=one.unit, state=change.target)
        for name, value in _levels(places[one.unit]).items():
            setattr(part, name, value)
        change.related.append(part)


def _levels(place: Coordinates) -> dict[str, int]:
    return {name: value for name, value in place.constraints() if name != "site"}

"""Issuing: the distribution printed, PDF and DOCX kept with their hashes, one delivery for each unit; and taking it
back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zhiben.documents import composing, printing
from zhiben.documents.composing import Recipient
from zhiben.documents.lifecycle import DOCUMENT
from zhiben.documents.models import Delivery, OfficialDocument
from zhiben.documents.operations import following, telling
from zhiben.documents.operations.carrying import along
from zhiben.documents.operations.drafting import must_leave_time
from zhiben.documents.vocab import ADDRESSED, ISSUED, WITHDRAWN, Line
from zhiben.foundation.files import storing
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.lifecycle import Change, Step, begin_many, effect, perform_many
from zhiben.foundation.rendering import Paper
from zhiben.foundation.scope.models import part_in
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.kernel.workdays import CLOSING
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps

restamps(Delivery)


def issue(
    document: OfficialDocument, *, actor: Actor, to: Sequence[Recipient] = (), at: datetime | None = None
) -> OfficialDocument:
    """Print the distribution list (`to`, or the one that the draft has), set and keep the bytes; the recipients see the
    document from now on. Outside of a transaction it is set before the one that keeps it."""
    document.__dict__["_recipients"] = tuple(to)
    moment = at or clock.now()
    if document.number:
        printing.prepare([composing.printed(document, _to(document), _day(moment))])
    with along(document):
        perform_many([Step(document, "issue", actor)], at=moment)
    return document


def withdraw_issue(
    document: OfficialDocument, *, reason: str, correction: str, actor: Actor, at: datetime | None = None
) -> OfficialDocument:
    """Take an issued document back; number and bytes stay, with the reason and a correction note."""
    with along(document):
        perform_many([Step(document, "withdraw_issue", actor, {"reason": reason, "correction": correction})], at=at)
    return document


def pdf_bytes(document: OfficialDocument) -> bytes:
    """The issued bytes as they were kept; of a document not yet issued, how it would look now."""
    return storing.read_bytes(document.file) if document.file else printing.pdf_of(document.paper).content


def all_pdf_bytes(documents: Sequence[OfficialDocument]) -> list[bytes]:
    """The same for many documents; those not yet issued are set together."""
    printing.pdfs_of([document.paper for document in documents if not document.file])
    return [pdf_bytes(document) for document in documents]


def docx_bytes(document: OfficialDocument) -> bytes:
    """The same as DOCX."""
    return storing.read_bytes(document.docx) if document.docx else printing.docx_of(document.paper)


@effect(DOCUMENT, "issue")
def _issued(change: Change) -> None:
    document: OfficialDocument = change.record
    to = _to(document)
    document.__dict__.pop("_recipients", None)
    if not to:
        raise Refused(N_("请至少列出一个分发单位"))
    _must_be_as_signed(document)
    due = _due(document, change.at)
    document.issued_at = change.at
    document.recipients = composing.as_rows(to)
    paper = composing.printed(document, to, _day(change.at))
    printing.say(document, paper)
    _keep(document, paper, change.actor)
    _deliver(change, to, due)
    telling.to_units(ISSUED, document, [one.unit for one in to], actor=change.actor)
    pdf, docx = (one.sha256 if one else "" for one in (document.file, document.docx))
    change.noted |= {"number": document.number, "pdf": pdf, "docx": docx}
    following.tell(change)


@effect(DOCUMENT, "withdraw_issue")
def _withdrawn(change: Change) -> None:
    change.record.withdrawal = change.facts["reason"]
    change.record.correction = change.facts["correction"]
    units = [one.unit for one in composing.recipients_of(change.record)]
    telling.to_units(WITHDRAWN, change.record, units, actor=change.actor)
    following.tell(change)


def _to(document: OfficialDocument) -> Sequence[Recipient]:
    return document.__dict__.get("_recipients") or composing.recipients_of(document)


def _day(at: datetime) -> Any:
    return at.astimezone(clock.TZ).date()


def _must_be_as_signed(document: OfficialDocument) -> None:
    """What was approved is what is stored: neither the record nor its words have changed since."""
    paper = document.paper
    words = printing.digest(composing.essence(paper))
    if printing.digest(paper) != document.paper_sha256 or words != document.signed_sha256:
        raise Refused(N_("内容与签发时不一致，不能印发"))


def _due(document: OfficialDocument, at: datetime) -> datetime | None:
    """Until when the main addressees are to reply. Raises Refused when hardly any time would be left."""
    if document.reply_by is None:
        return None
    must_leave_time(document, at, N_("请作废后重新起草"))
    return datetime.combine(document.reply_by, CLOSING, clock.TZ)


def _keep(document: OfficialDocument, paper: Paper, actor: Actor) -> None:
    """The bytes under their hash, with what a re-rendering would have to match."""
    rendered = printing.pdf_of(paper)
    document.file = _stored(document, rendered.content, "pdf", actor)
    document.docx = _stored(document, printing.docx_of(paper), "docx", actor)
    document.pages, document.renderer = rendered.pages, rendered.renderer
    document.font_hashes = dict(rendered.font_hashes)


def _stored(document: OfficialDocument, content: bytes, kind: str, actor: Actor) -> StoredFile:
    name = f"{document.title}{document.number}.{kind}"
    return storing.store(content, name=name, actor_id=actor.id, kinds=frozenset({kind}))


def _deliver(change: Change, to: Sequence[Recipient], due: datetime | None) -> None:
    """One delivery for each unit; the unit takes part in the document and in its own delivery."""
    document: OfficialDocument = change.record
    inside = [one for one in to if one.unit]
    places = orgs.unit_coordinates([one.unit for one in inside])
    rows = [
        Delivery(
            document=document,
            unit_id=one.unit,
            name=one.name,
            listed_as=one.line.value,
            due=due if one.line is Line.MAIN else None,
        )
        for one in inside
    ]
    for row in rows:
        row.place_at(document.coordinates)
    begin_many(rows, change.actor, grants=[change.grant] * len(rows), at=change.at)
    for one, row in zip(inside, rows, strict=True):
        change.related += [
            part_in(document, ADDRESSED, one.unit, places[one.unit], state=change.target),
            part_in(row, ADDRESSED, one.unit, places[one.unit], state=row.state),
        ]

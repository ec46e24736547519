"""Reads of official documents that other rooms may use."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from zhiben.documents import wording
from zhiben.documents.lifecycle import BEFORE_ISSUE, DOCUMENT, LEADER, OFFICER, RECIPIENT, SIGNING_LEADER
from zhiben.documents.models import Delivery, IssuingBody, NumberRegister, OfficialDocument, TakenNumber, Version
from zhiben.documents.vocab import Kind
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.foundation.lifecycle.door import ready
from zhiben.foundation.lifecycle.models import was_in
from zhiben.foundation.rendering import Paper
from zhiben.foundation.scope.beside import beside
from zhiben.foundation.scope.query import at_home_with
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.periods import Period
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

TURN = {"reviewed": SIGNING_LEADER, "sent": RECIPIENT, "received": RECIPIENT}
"""Whose turn it is, where more people may act than are waited for; elsewhere an officer's of the issuing office."""


def documents() -> QuerySet[OfficialDocument]:
    """All documents in scope, the newest first."""
    return OfficialDocument.objects.select_related("file", "docx", "office").order_by("-pk")


def document(pk: int) -> OfficialDocument:
    """One document in scope. Raises NotFound."""
    found = documents().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该公文"))
    return found


def deliveries(of: OfficialDocument) -> QuerySet[Delivery]:
    """The deliveries, as they were printed: all for the issuing office, its own for a unit, not those of units on its
    line or in its territory."""
    return beside(Delivery).filter(document=of).select_related("document__office").order_by("pk")


def own_documents(actor: Actor) -> Q:
    """The documents that lie where the person reads: `is_own` as a condition."""
    return at_home_with(OfficialDocument, actor)


def own_deliveries(actor: Actor) -> Q:
    """The deliveries of such documents, and those to the person's own units."""
    return at_home_with(Delivery, actor) | Q(unit__in=actor.units)


def unsettled(documents: Iterable[OfficialDocument]) -> set[int]:
    """Which of `documents` still wait for a receipt, a reply or its evaluation."""
    ids = [one.pk for one in documents if one.pk]
    waiting_for_receipt = Q(due__isnull=True, state="sent")
    waiting_for_reply = Q(due__isnull=False) & ~Q(state="evaluated")
    rows = Delivery._unfiltered().filter(waiting_for_receipt | waiting_for_reply, document__in=ids)
    return set(rows.values_list("document", flat=True))


def titles(documents: Iterable[int]) -> dict[int, str]:
    """What documents are called by kind and number (提醒函深安办函〔2024〕12号), whoever asks."""
    rows = OfficialDocument._unfiltered().filter(pk__in=list(documents)).defer("paper_json")
    return {one.pk: f"{Kind(one.kind).label}{one.number}" for one in rows}


def overdue(documents: Iterable[int]) -> set[int]:
    """Which of the documents, by id, a unit has not replied to in time, whoever asks."""
    rows = Delivery._unfiltered().filter(document__in=list(documents), document__state="issued")
    late = rows.filter(due__lt=clock.now(), state__in=("sent", "received"))
    return set(late.values_list("document", flat=True))


def unanswered(office: int) -> QuerySet[Delivery]:
    """Deliveries of an office's issued documents to which a reply is due and has not come, the earliest due first."""
    rows = Delivery.objects.filter(document__office=office, document__state="issued", due__isnull=False)
    waiting_for_reply = rows.filter(state__in=("sent", "received")).select_related("document")
    return waiting_for_reply.defer("document__paper_json").order_by("due", "pk")


def asking_replies(period: Period) -> QuerySet[Delivery]:
    """Deliveries of documents that were issued within a period, to which a reply is due; as far as they are for the
    person to see."""
    rows = beside(Delivery).filter(document__state__in=("issued", "closed"), due__isnull=False)
    rows = rows.filter(document__issued_at__gte=period.begins, document__issued_at__lt=period.ends)
    return rows.select_related("document").defer("document__paper_json").order_by("document__issued_at", "pk")


def standing(as_of: datetime) -> QuerySet[OfficialDocument]:
    """Documents that had been issued just before `as_of` and had not been taken back."""
    return OfficialDocument.objects.filter(was_in(DOCUMENT, ("issued", "closed"), as_of))


@dataclass(frozen=True, slots=True)
class Changed:
    """One line of a comparison: same " ", taken out "-" or put in "+"."""

    sign: str
    text: str


def changes(before: Paper, after: Paper) -> list[Changed]:
    """How two versions differ, line by line; empty when they say the same."""
    return changed_lines(wording.lines_of(before), wording.lines_of(after))


def changed_lines(old: Sequence[str], new: Sequence[str]) -> list[Changed]:
    """How two texts differ, line by line; empty when they say the same."""
    if list(old) == list(new):
        return []
    found: list[Changed] = []
    for how, start, end, new_start, new_end in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if how == "equal":
            found += [Changed(" ", text) for text in old[start:end]]
            continue
        found += [Changed("-", text) for text in old[start:end]]
        found += [Changed("+", text) for text in new[new_start:new_end]]
    return found


def is_own(document: OfficialDocument, actor: Actor) -> bool:
    """True when the document lies where the person reads, not merely was sent there: drafts, remarks and everybody's
    replies are for its own office."""
    return document.is_home_to(actor)


def returned_version(of: OfficialDocument) -> Version | None:
    """What the document said when it was last returned; None when it never was, or says the same still."""
    returned = [line.facts.get("paper", "") for line in audit.of(of) if line.verb == "return_draft"]
    if not returned:
        return None
    found = Version.objects.filter(document=of, sha256=returned[-1]).order_by("number").last()
    return found if found and found.sha256 != of.paper_sha256 else None


def versions(of: OfficialDocument) -> list[Version]:
    """Everything the document has said, the newest first."""
    return list(Version.objects.filter(document=of).order_by("-number"))


def to_sign(actor: Actor) -> list[OfficialDocument]:
    """The documents that wait for this person's signature, the oldest first."""
    return _to_sign(documents(), actor)


def kept_from(actor: Actor) -> int:
    """How many wait for a signature that this person may not give in the leader's place, having written them."""
    rows = list(documents().defer("paper_json").filter(state="reviewed", carried=False))
    if rows:
        ready(rows)
    return sum(LEADER(actor, one).allowed and not SIGNING_LEADER(actor, one).allowed for one in rows)


def listed_to_sign(actor: Actor) -> list[OfficialDocument]:
    """The same for a list; what they say is not read."""
    return _to_sign(documents().defer("paper_json"), actor)


def number_to_sign(actor: Actor) -> int:
    """How many they are."""
    return len(listed_to_sign(actor))


def _to_sign(among: QuerySet[OfficialDocument], actor: Actor) -> list[OfficialDocument]:
    rows = among.filter(state="reviewed").order_by("changed_at", "pk")
    return [one.record for one in waiting(rows, actor) if SIGNING_LEADER(actor, one.record).allowed]


def waiting_for(actor: Actor, among: int = 200) -> list[Waiting]:
    """Documents that this person may review, sign, number, issue or close, and deliveries to receive, reply to or
    evaluate; the oldest first."""
    unfinished = OfficialDocument.objects.select_related("office").defer("paper_json").filter(carried=False)
    returned = Q(state="drafted", last_move="return_draft", drafted_by__in=actor.people)
    moving = Q(state__in=("in_review", "reviewed", "signed", "numbered", "issued"))
    unfinished = unfinished.filter(moving | returned)
    steps = waiting(unfinished.order_by("changed_at", "pk")[:among], actor)
    rows = (
        Delivery.objects.select_related("document__office")
        .defer("document__paper_json")
        .filter(document__state="issued")
    )
    asked = rows.filter(Q(state="sent") | Q(state="received", due__isnull=False) | Q(state="replied"))
    steps += waiting(asked.order_by("due", "pk")[:among], actor)
    return [one for one in steps if TURN.get(one.record.state, OFFICER)(actor, one.record).allowed]


def next_step(document: OfficialDocument, actor: Actor) -> str:
    """The step before its issue that a document waits for this person to make; "" where it waits for somebody else."""
    if document.carried or document.state not in BEFORE_ISSUE:
        return ""
    found = waiting([document], actor)
    turn = TURN.get(document.state, OFFICER)
    return found[0].step if found and turn(actor, document).allowed else ""


def due_day(record: OfficialDocument | Delivery) -> date | None:
    """The day by which a unit is to reply; a document's own steps have none."""
    due = record.due if isinstance(record, Delivery) else None
    return due.astimezone(clock.TZ).date() if due else None


def issuer_name(office: int) -> str:
    """The full name under which an office issues, or its unit's while it has not said."""
    found = issuing_bodies([office]).get(office)
    return found.full_name if found else orgs.unit_name(office)


def issuing_bodies(offices: Sequence[int]) -> dict[int, IssuingBody]:
    """How offices issue, by unit."""
    return {one.unit_id: one for one in IssuingBody.objects.filter(unit__in=offices)}


def registers(office: int) -> list[NumberRegister]:
    """The registers of an office, the newest year first."""
    return list(NumberRegister.objects.filter(office=office).order_by("-year", "series"))


def taken(register: NumberRegister) -> QuerySet[TakenNumber]:
    """The numbers of a register, the latest first."""
    return register.taken.select_related("document").order_by("-number")

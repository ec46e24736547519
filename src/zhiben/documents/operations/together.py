"""Many carried documents of one record, drafted, signed, issued and withdrawn together: one act, all or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime

from django.db.models import Count

from zhiben.documents import composing, printing
from zhiben.documents.composing import Recipient
from zhiben.documents.models import OfficialDocument, Version
from zhiben.documents.operations.carrying import along
from zhiben.documents.operations.drafting import begun, first_version
from zhiben.documents.vocab import Kind
from zhiben.foundation.jobs import progress
from zhiben.foundation.lifecycle import Step, begin_many, perform_many
from zhiben.foundation.rendering import Paper
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor, Coordinates, Grant

AT_ONCE = 8
"""So many papers are set between two words on how far a job is."""


def draft_all(
    papers: Sequence[Paper],
    *,
    kind: Kind,
    office: int,
    place: Coordinates,
    actor: Actor,
    grant: Grant | None,
    at: datetime,
) -> list[OfficialDocument]:
    """New documents of `office`, carried by the record whose move calls for them, one for each paper."""
    found = [begun(paper, kind=kind, office=office, place=place, actor=actor) for paper in papers]
    begin_many(found, actor, grants=[grant] * len(found), at=at)
    Version.objects.bulk_create(first_version(document, actor, at) for document in found)
    return found


def revise_all(papers: Iterable[tuple[OfficialDocument, Paper]], *, actor: Actor, at: datetime) -> None:
    """Let carried drafts say other papers; what they said before stays as versions."""
    told = list(papers)
    documents = [document for document, _paper in told]
    rows = Version.objects.filter(document__in=documents).order_by().values_list("document")
    versions = dict(rows.annotate(number=Count("pk")))
    for document, paper in told:
        document.__dict__ |= {"_revision": paper, "_versions": versions.get(document.pk, 0)}
    _all(documents, [Step(document, "revise", actor) for document in documents], at)


def approve_all(documents: Sequence[OfficialDocument], *, actor: Actor, at: datetime) -> None:
    """Sign carried documents together with their record."""
    _all(documents, [Step(document, "approve", actor) for document in documents], at)


def set_all(to: Sequence[tuple[OfficialDocument, Sequence[Recipient]]], *, at: datetime) -> None:
    """Set each document as it is going to be issued, so that the transaction which keeps them is short; a job says how
    far it is."""
    for start in range(0, len(to), AT_ONCE):
        printing.prepare(_printed(to[start : start + AT_ONCE], at))
        progress(min(start + AT_ONCE, len(to)), len(to))


def _printed(to: Sequence[tuple[OfficialDocument, Sequence[Recipient]]], at: datetime) -> list[Paper]:
    day = at.astimezone(clock.TZ).date()
    return [composing.printed(document, recipients, day) for document, recipients in to]


def issue_all(to: Iterable[tuple[OfficialDocument, Sequence[Recipient]]], *, actor: Actor, at: datetime) -> None:
    """Set, keep and send each document to its recipients."""
    told = list(to)
    for document, recipients in told:
        document.__dict__["_recipients"] = tuple(recipients)
    printing.pdfs_of(_printed(told, at))
    documents = [document for document, _recipients in told]
    _all(documents, [Step(document, "issue", actor) for document in documents], at)


def withdraw_all(
    documents: Sequence[OfficialDocument], *, reason: str, correction: str, actor: Actor, at: datetime
) -> None:
    """Take issued documents back; numbers and bytes stay."""
    facts = {"reason": reason, "correction": correction}
    _all(documents, [Step(document, "withdraw_issue", actor, facts) for document in documents], at)


def void_all(documents: Sequence[OfficialDocument], *, reason: str, actor: Actor, at: datetime) -> None:
    """Let carried drafts that nobody is to get any more be void."""
    _all(documents, [Step(document, "void", actor, {"reason": reason}) for document in documents], at)


def _all(documents: Sequence[OfficialDocument], steps: Sequence[Step], at: datetime) -> None:
    with ExitStack() as together:
        for document in documents:
            together.enter_context(along(document))
        perform_many(steps, at=at)

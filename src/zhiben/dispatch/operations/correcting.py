"""The verbs of a correction: drafted from what was restated or withdrawn after approval, signed, and issued to whoever
got what it corrects."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from zhiben.dispatch import bulletin, drafts, queries, restating
from zhiben.dispatch.lifecycle import ROUND
from zhiben.dispatch.models import Round, SidePaper
from zhiben.dispatch.monthly import correcting
from zhiben.dispatch.operations import monthly
from zhiben.dispatch.vocab import Beside
from zhiben.dispatch.wording import worded
from zhiben.documents import operations as documents
from zhiben.documents import queries as papers
from zhiben.documents.operations import Recipient
from zhiben.documents.vocab import Line
from zhiben.foundation.lifecycle import Change, Step, effect, perform_many
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument


def correct(one: Round, *, actor: Actor, at: datetime | None = None) -> Round:
    """Draft the correction of everything that is not corrected yet. Raises Refused when there is nothing."""
    perform_many([Step(one, "correct", actor)], at=at)
    return one


def word_correction(one: Round, words: str, *, actor: Actor, at: datetime | None = None) -> Round:
    """Say in the drafted correction, beside what was found, what a person wants to say; "" for nothing."""
    perform_many([Step(one, "word_correction", actor, {"words": words})], at=at)
    return one


def approve_correction(one: Round, *, actor: Actor, at: datetime | None = None) -> Round:
    """Sign the correction."""
    perform_many([Step(one, "approve_correction", actor)], at=at)
    return one


def issue_correction(one: Round, *, actor: Actor, at: datetime | None = None) -> Round:
    """Send the correction, which got its number when it was signed, to whoever got the bulletin."""
    perform_many([Step(one, "issue_correction", actor)], at=at)
    return one


@effect(ROUND, "correct")
def _corrected(change: Change) -> None:
    one: Round = change.record
    about = one.bulletin
    if about is None:
        raise Refused(N_("文件尚未起草"))
    if one.correction_state in ("drafted", "numbered"):
        raise Refused(N_("上一份更正尚未印发，请先办完"))
    mistakes = restating.mistakes(one, correcting.told(one))[one.corrected :]
    if one.of_month:
        paper = correcting.correction(one, about, mistakes, change.at)
    else:
        paper = bulletin.correction(one, about, mistakes, change.at, named=queries.named(one))
    document = drafts.document_of(change, paper)
    row = SidePaper(round=one, document=document, about=about, role=Beside.CORRECTION, batch=one.mistakes)
    change.related.append(row)
    one.corrected = one.mistakes


@effect(ROUND, "word_correction")
def _worded(change: Change) -> None:
    document = _paper(change.record).document
    documents.revise(document, worded(document.paper, change.facts.get("words", "")), actor=change.actor)
    change.noted["document"] = document.pk


@effect(ROUND, "approve_correction")
def _signed(change: Change) -> None:
    document = _paper(change.record).document
    documents.approve(document, actor=change.actor, at=change.at)
    change.noted["document"] = document.pk


@effect(ROUND, "issue_correction")
def _sent(change: Change) -> None:
    found = _paper(change.record)
    documents.issue(found.document, to=_recipients(change.record, found.about), actor=change.actor, at=change.at)
    change.noted |= {"document": found.document_id, "number": found.document.number}


def _paper(one: Round) -> SidePaper:
    found = queries.correction_of(one)
    if found is None:
        raise Refused(N_("更正尚未起草"))
    return found


def _recipients(one: Round, about: OfficialDocument | None) -> list[Recipient]:
    """The distribution list of the paper that is corrected, and the units that got papers of their own beside it."""
    rows = papers.deliveries(about) if about else ()
    listed = [Recipient(row.unit_id, row.name, Line(row.listed_as)) for row in rows]
    there = {each.unit for each in listed}
    return [*listed, *(each for _document, to in monthly.beside(one) for each in to if each.unit not in there)]

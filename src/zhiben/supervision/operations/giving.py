"""Findings follow the paper that gives them to a unit: proposed with its draft, given when it is issued, as they were
recorded when it is made void or taken back."""

from __future__ import annotations

from datetime import date

from zhiben.documents import operations as documents
from zhiben.foundation.lifecycle import Change, effect, perform_many
from zhiben.foundation.lifecycle.door import Step
from zhiben.foundation.scope.models import Participation, part_in
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import kinds, queries
from zhiben.supervision.lifecycle import FINDING
from zhiben.supervision.models import Finding, Given
from zhiben.supervision.vocab import ANSWERING

_PAPERS = frozenset(paper for kind in kinds.KINDS.values() for paper in kind.papers)
"""The kinds of paper that can tell of findings: others are not asked about."""

_GIVEN_NO_MORE = FINDING.by_name["take_back"].sources


@effect(FINDING, "propose")
def _proposed(change: Change) -> None:
    one: Finding = change.record
    one.unit_id, one.due = change.facts["unit"], change.facts["due"]
    one.letter_id = one.__dict__.pop("_letter")
    change.related.append(Given(finding=one, letter_id=one.letter_id, unit_id=one.unit_id))


@effect(FINDING, "issue")
def _issued(change: Change) -> None:
    """From now on the unit takes part: before it was a draft of the office."""
    one: Finding = change.record
    one.due = change.facts["due"]
    unit = one.unit_id or 0
    change.related.append(part_in(one, ANSWERING, unit, orgs.unit_coordinates([unit])[unit]))


@effect(FINDING, "take_back")
def _taken_back(change: Change) -> None:
    """What was answered stays in the ledger."""
    one: Finding = change.record
    change.noted |= {"unit": one.unit_id, "letter": one.letter_id, "answer": one.answer}
    Participation.objects.filter(model=one._meta.label_lower, record=one.pk, part=ANSWERING).delete()
    one.unit, one.due, one.letter = None, None, None
    one.answer, one.answered_by, one.answered_at = "", 0, None


def _told_in(change: Change, *states: str) -> list[Finding]:
    if change.record.kind not in _PAPERS:
        return []
    return [one for one in queries.findings_told_in(change.record.pk) if one.state in states]


@documents.follow("issue")
def _given_out(change: Change) -> None:
    """The deadline is what the paper says as it was issued."""
    until: date | None = change.record.reply_by
    steps = [Step(one, "issue", change.actor, {"due": until or one.due}) for one in _told_in(change, "proposed")]
    perform_many(steps, at=change.at)


@documents.follow("void", "withdraw_issue")
def _given_no_more(change: Change) -> None:
    reason = N_("文书作废或撤回：{reason}").format(reason=change.facts["reason"])
    steps = [Step(one, "take_back", change.actor, {"reason": reason}) for one in _told_in(change, *_GIVEN_NO_MORE)]
    perform_many(steps, at=change.at)

"""What has become of the items that earlier bulletins named, read from the records as of a round's cut: the same
reading of "overdue" by which they were named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from zhiben.campaign import queries as campaign
from zhiben.campaign.vocab import NOT_SUBMITTED
from zhiben.dispatch import closing, queries
from zhiben.dispatch.models import FollowUp, NamedItem, Round
from zhiben.dispatch.vocab import Outcome, Reason
from zhiben.hazards import queries as hazards
from zhiben.hazards.vocab import UNDECLARED
from zhiben.kernel.text import N_

TASK = "campaign.keytask"
NOT_HANDED_IN = {
    TASK: (*NOT_SUBMITTED, *campaign.SET_ASIDE),
    "hazards.hazard": (*UNDECLARED, *hazards.SET_ASIDE),
}
"""By kind of record, the states in which its unit has not reported it finished."""

Told = tuple[Outcome, str, int]
"""Outcome, the state's word, days late."""


def follow_ups(one: Round) -> list[FollowUp]:
    """Unsaved rows for every item not yet reported on. The caller has opened the scope of `closing.reader`."""
    items = queries.unfollowed(one)
    by_reason: dict[Reason, list[NamedItem]] = defaultdict(list)
    for item in items:
        by_reason[Reason(item.named.reason)].append(item)
    told: dict[int, Told] = {}
    for reason, found in by_reason.items():
        told |= _READINGS[reason](one, found)
    return [_row(one, item, told[item.pk]) for item in items]


def _row(one: Round, item: NamedItem, told: Told) -> FollowUp:
    outcome, state, late = told
    return FollowUp(round=one, item=item, outcome=outcome.value, state=state, days_late=late)


def _hazards(one: Round, items: list[NamedItem]) -> dict[int, Told]:
    as_of = closing.cut_of(one).as_of
    rows = hazards.as_they_stood(_records(items), as_of)
    return _read(items, rows, hazards.overdue(as_of), done=hazards.FINISHED, void=hazards.SET_ASIDE, one=one)


def _tasks(one: Round, items: list[NamedItem]) -> dict[int, Told]:
    as_of = closing.cut_of(one).as_of
    rows = campaign.as_they_stood(_records(items), as_of)
    return _read(items, rows, campaign.overdue(as_of), done=campaign.FINISHED, void=campaign.SET_ASIDE, one=one)


def _reports(one: Round, items: list[NamedItem]) -> dict[int, Told]:
    """A missing report is done with once the unit has sent it for that half-month, however late."""
    as_of = closing.cut_of(one).as_of
    found: dict[int, Any] = {row.pk: row for row in campaign.as_they_stood(_records(items), as_of)}
    told = {}
    for item in items:
        row = found.get(item.record)
        named = item.named
        if campaign.sent_by(item.record, named.unit_id, named.round.period, as_of):
            told[item.pk] = (Outcome.FIXED, N_("已补报"), 0)
        elif row is None or row.state_then in campaign.SET_ASIDE:
            told[item.pk] = (Outcome.VOID, _word(row), 0)
        else:
            told[item.pk] = (Outcome.OPEN, N_("仍未补报"), 0)
    return told


def _missed(one: Round, items: list[NamedItem]) -> dict[int, Told]:
    """What a unit missed, tasks and hazards, is done with once it is finished, as if it were overdue."""
    of_tasks = [item for item in items if item.model == TASK]
    told = _tasks(one, of_tasks) | _hazards(one, [item for item in items if item.model != TASK])
    before = _handed_in_before(items) & _handed_in(items, closing.cut_of(one).as_of)
    return {pk: (Outcome.BEFORE if pk in before else found[0], *found[1:]) for pk, found in told.items()}


def _handed_in_before(items: list[NamedItem]) -> set[int]:
    """Those that their units had reported finished, late, already when the round that names them was cut."""
    found = set()
    for named_in in {item.named.round_id: item.named.round for item in items}.values():
        named = [item for item in items if item.named.round_id == named_in.pk]
        found |= _handed_in(named, closing.cut_of(named_in).as_of)
    return found


def _handed_in(items: list[NamedItem], as_of: datetime) -> set[int]:
    """Those that stood in their units' hands no longer just before `as_of`, finished or waiting for a review."""
    ids = _records(items)
    rows: tuple[Any, ...] = (*campaign.as_they_stood(ids, as_of), *hazards.as_they_stood(ids, as_of))
    there = {(row._meta.label_lower, row.pk): row.state_then for row in rows}
    return {
        item.pk
        for item in items
        if (state := there.get((item.model, item.record))) and state not in NOT_HANDED_IN[item.model]
    }


def _read(
    items: list[NamedItem], rows: Any, overdue: Any, *, done: Iterable[str], void: Iterable[str], one: Round
) -> dict[int, Told]:
    as_of = closing.cut_of(one).as_of
    found = {row.pk: row for row in rows}
    late = set(overdue.filter(pk__in=list(found)).values_list("pk", flat=True))
    told = {}
    for item in items:
        row = found.get(item.record)
        if row is None or row.state_then in void:
            told[item.pk] = (Outcome.VOID, _word(row), 0)
        elif row.state_then in done and row.pk not in late:
            told[item.pk] = (Outcome.FIXED, _word(row), 0)
        else:
            told[item.pk] = (Outcome.OPEN, _word(row), closing.days_late(row, as_of) if row.pk in late else 0)
    return told


def _records(items: list[NamedItem]) -> list[int]:
    return [item.record for item in items]


def _word(row: Any) -> str:
    return type(row).machine.label(row.state_then) if row is not None else N_("已无此记录")


_READINGS = {
    Reason.OVERDUE_TASKS: _tasks,
    Reason.OVERDUE_HAZARDS: _hazards,
    Reason.MISSING_REPORT: _reports,
    Reason.STATISTICS: _missed,
}

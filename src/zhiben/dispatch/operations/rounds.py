"""The verbs of a round: opened by the clock, collected, closed, drafted, approved, issued, withdrawn and drafted anew.
Each move carries its bulletin along in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from zhiben.dispatch import (
    bulletin,
    closing,
    distribution,
    drafts,
    followed,
    judging,
    queries,
    recounting,
    restating,
    sealing,
    situation,
)
from zhiben.dispatch.lifecycle import ROUND
from zhiben.dispatch.lifecycle.rounds import unsettled
from zhiben.dispatch.models import NamedUnit, Round, SidePaper
from zhiben.dispatch.monthly import news
from zhiben.dispatch.operations import escalating, monthly, telling
from zhiben.dispatch.vocab import NAMED, Beside
from zhiben.documents import operations as documents
from zhiben.documents.vocab import Kind
from zhiben.foundation.lifecycle import Change, Step, begin_many, effect, perform_many
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.scope.models import part_in
from zhiben.kernel import clock, cycle
from zhiben.kernel.errors import Conflict, Refused
from zhiben.kernel.periods import Period
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument

restamps(Round, NamedUnit)


def open_round(
    cycle_name: str, period: Period, *, office: int, actor: Actor = SYSTEM, at: datetime | None = None
) -> Round:
    """One round of `cycle_name` for `period` at `office`. Raises Conflict when it is there already."""
    one = Round(cycle=cycle_name, period_first=period.first, period_last=period.last, office_id=office)
    one.place_at(orgs.unit_coordinates([office])[office])
    with scope(actor):
        begin_many([one], actor, at=at)
    return one


def open_due(now: datetime) -> list[Round]:
    """Open every round whose period has begun by `now` and that is missing, collect those whose day for it has come,
    close those whose period is over and in which nobody is named, and tell of those whose next step nobody makes.

    Idempotent, and as good after three weeks off as every minute. An office's first round is that of the period that
    holds `now`; earlier ones are opened by hand.
    """
    opened: list[Round] = []
    with clock.at(now), unscoped(reason="the clock opens rounds for every office"):
        for declared in cycle.registered().values():
            for office in orgs.offices():
                opened += _open_missing(declared, office.id, now)
        _collect_due(now)
        _close_due(now)
        _replies_ended(now)
        escalating.escalate(now)
        for one in opened:
            one.refresh_from_db()
    return opened


def collect(one: Round, *, actor: Actor, at: datetime | None = None) -> Round:
    """Begin to take in what units report."""
    return _moved(one, "collect", actor, at)


def close(one: Round, *, actor: Actor, at: datetime | None = None) -> Round:
    """Freeze the figures as of the period's end and name the units that facts name."""
    return _moved(one, "close", actor, at)


def draft(one: Round, *, actor: Actor, at: datetime | None = None) -> Round:
    """Write the bulletin from the frozen facts."""
    return _moved(one, "draft", actor, at)


def redraft(one: Round, *, actor: Actor, at: datetime | None = None) -> Round:
    """Write a bulletin anew after the issued one was taken back, which stays where it is."""
    return _moved(one, "redraft", actor, at)


def renew(one: Round, *, actor: Actor, at: datetime | None = None) -> Round:
    """Let a month's drafts say what is known now; what they said stays as versions."""
    return _moved(one, "renew", actor, at)


def approve(one: Round, *, actor: Actor, at: datetime | None = None) -> Round:
    """Approve the round and sign its bulletin: both or neither."""
    return _moved(one, "approve", actor, at)


def issue(one: Round, *, actor: Actor, distribution: str = "", at: datetime | None = None) -> Round:
    """Send the bulletin to the units of `distribution` (empty: everybody of the office's own level)."""
    return _moved(one, "issue", actor, at, distribution=distribution)


def restate(one: Round, *measures: int, reason: str, actor: Actor) -> Round:
    """Freeze measures (by the ids of their frozen wholes) anew as of the same cut, beside what was frozen before; only
    these, whatever else comes out otherwise."""
    perform_many([Step(one, "restate", actor, {"measures": measures, "only_these": True, "reason": reason})])
    return one


def withdraw_issue(one: Round, *, reason: str, correction: str, actor: Actor, at: datetime | None = None) -> Round:
    """Take the issued bulletin back, with a correction note; nothing is erased."""
    return _moved(one, "withdraw_issue", actor, at, reason=reason, correction=correction)


def _moved(one: Round, move: str, actor: Actor, at: datetime | None, **facts: str) -> Round:
    perform_many([Step(one, move, actor, facts)], at=at)
    return one


def _open_missing(declared: cycle.Cycle, office: int, now: datetime) -> list[Round]:
    opened = []
    for period in _missing(declared, office, now):
        try:
            opened.append(open_round(declared.name, period, office=office, at=now))
        except Conflict:  # another pass of the clock has just opened it
            continue
    return opened


def _missing(declared: cycle.Cycle, office: int, now: datetime) -> list[Period]:
    today = now.astimezone(clock.TZ).date()
    last = Round.objects.filter(cycle=declared.name, office_id=office).order_by("-period_first").first()
    period = declared.after(last.period) if last else declared.period_of(today)
    periods = []
    while period.first <= today:
        periods.append(period)
        period = declared.after(period)
    return periods


def _collect_due(now: datetime) -> None:
    today = now.astimezone(clock.TZ).date()
    begun = Round.objects.filter(state="open", period_first__lte=today).order_by("period_first", "pk")
    _each([one for one in begun if one.declared.collects_on(one.period) <= today], "collect", now)


def _close_due(now: datetime) -> None:
    themselves = [name for name, declared in cycle.registered().items() if declared.closes_itself]
    over = Round.objects.filter(cycle__in=themselves, state="collecting", period_last__lte=clock.last_ended_day(now))
    _each(list(over.select_related("office").order_by("period_first", "pk")), "close", now)


def _each(rounds: list[Round], move: str, now: datetime) -> None:
    """Each by itself: one round's trouble is no other's, it is raised when the others have moved. What another pass of
    the clock, or a person, has moved meanwhile is no trouble."""
    trouble: Exception | None = None
    for one in rounds:
        before = one.state
        try:
            _moved(one, move, SYSTEM, now)
        except Exception as error:
            stands = Round.objects.filter(pk=one.pk, state=before).exists()
            trouble = error if stands else trouble
    if trouble is not None:
        raise trouble


def _replies_ended(now: datetime) -> None:
    """Let drafts say who did not answer in time: those that were last written before the time was over."""
    over = NamedUnit.objects.filter(
        round=OuterRef("pk"), state="named", reply_by__lt=now, reply_by__gte=OuterRef("bulletin__changed_at")
    )
    drafted = Round.objects.filter(Exists(over), state="drafted").select_related("office", "bulletin")
    for one in drafted.order_by("pk"):
        drafts.refresh(one, at=now)


@effect(ROUND, "close")
def _closed(change: Change) -> None:
    one: Round = change.record
    one.as_of = closing.cut_of(one).as_of
    with scope(closing.reader(one)):
        closing.freeze_figures(one)
        taken = judging.as_frozen(one)
        verdicts = judging.verdict_rows(one, taken)
        rows = [*closing.named_rows(one), *judging.named_rows(one, taken, verdicts)]
        came_of = followed.follow_ups(one)
        lines = situation.counted_lines(one) if one.declared.by_unit else []
    names = [row for row in rows if isinstance(row, NamedUnit)]
    begin_many(names, change.actor, grants=[change.grant] * len(names), at=change.at)
    change.related += [row for row in rows if not isinstance(row, NamedUnit)]
    change.related += [*verdicts, *came_of, *lines]
    change.noted |= {"named": len(names), "followed": len(came_of), "judged": len(verdicts)}
    change.noted |= sealing.sealed(one.bundle, rows, came_of, verdicts)
    change.noted |= sealing.sealed_lines(lines) if one.declared.by_unit else {}


@effect(ROUND, "draft")
def _drafted(change: Change) -> None:
    DRAFTED[change.record.declared.paper](change)


def _bulletin_drafted(change: Change) -> None:
    one: Round = change.record
    until = orgs.reply_deadline(change.at, one.declared.reply_days)
    names = one.names
    places = orgs.unit_coordinates([name.unit_id for name in names])
    for name in names:
        change.alter(name, reply_by=until)
        # From here on the unit sees its own name.
        change.related.append(part_in(name, NAMED, name.unit_id, places[name.unit_id], state=name.state))
    telling.asked(one, names, places, until=until, actor=change.actor)
    standing = bulletin.Standing(queries.named(one), restating.restatements(one))
    drafts.begin(change, bulletin.build(one, change.at, standing=_answerable(standing, until)))
    change.noted["reply_by"] = until.isoformat()


def _answerable(standing: bulletin.Standing, until: datetime) -> bulletin.Standing:
    return replace(standing, named=[replace(name, reply_by=until) for name in standing.named])


DRAFTED = {Kind.BULLETIN.value: _bulletin_drafted, Kind.ANALYSIS.value: monthly.draft}
"""How a cycle's papers are drafted, by what it issues."""


@effect(ROUND, "redraft")
def _redrafted(change: Change) -> None:
    one: Round = change.record
    earlier = SidePaper.objects.filter(round=one, role=Beside.EARLIER).count()
    change.related.append(SidePaper(round=one, document=one.bulletin, role=Beside.EARLIER, batch=earlier + 1))
    # What was wrong with the old one is told by the new one and by the bulletin after it.
    one.corrected = one.mistakes
    REDRAFTED[one.declared.paper](change)


def _bulletin_redrafted(change: Change) -> None:
    """What was restated so far enters the figures: the new bulletin does not say again what was corrected."""
    one: Round = change.record
    restated = restating.all_entered(restating.restatements(one))
    drafts.begin(change, bulletin.build(one, change.at, standing=bulletin.Standing(queries.named(one), restated)))


REDRAFTED = {
    Kind.BULLETIN.value: _bulletin_redrafted,
    Kind.ANALYSIS.value: monthly.draft,
}


@effect(ROUND, "approve")
def _approved(change: Change) -> None:
    one: Round = change.record
    news.must_be_told(one)
    drafts.refresh(one, at=change.at)
    drafts.must_be_whole(one, change.at)
    documents.approve_all(_papers(one), actor=change.actor, at=change.at)
    # Asked again now that the paper is taken: whoever answers at this moment writes to it too, and one of both waits.
    if why := unsettled(one.names):
        raise Refused(why)
    change.noted["document"] = one.bulletin_id


@effect(ROUND, "issue")
def _issued(change: Change) -> None:
    one: Round = change.record
    to = distribution.recipients(one, change.facts.get("distribution", ""))
    [document, *_others] = _papers(one)
    documents.issue_all([(document, to), *monthly.beside(one)], actor=change.actor, at=change.at)
    change.noted |= {"document": one.bulletin_id, "number": document.number}


@effect(ROUND, "restate")
def _restated(change: Change) -> None:
    one: Round = change.record
    if not change.facts.get("only_these"):
        recounting.must_be_all(one, change.facts["measures"])
    with scope(closing.reader(one)):
        change.noted |= restating.freeze_anew(one, change.facts["measures"])
    monthly.restated_beside(change)
    if one.state in restating.PRINTED:
        one.mistakes += len(change.noted["figures"])
    elif one.state == "drafted":
        told = restating.restated_now(
            one, change.noted, who=change.actor.name, at=change.at, reason=change.facts["reason"]
        )
        standing = bulletin.Standing(queries.named(one), [*restating.restatements(one), *told])
        drafts.refresh(one, at=change.at, standing=standing)


@effect(ROUND, "withdraw_issue")
def _withdrawn(change: Change) -> None:
    one: Round = change.record
    documents.withdraw_all(_papers(one), actor=change.actor, at=change.at, **change.facts)
    one.mistakes += 1


def _papers(one: Round) -> list[OfficialDocument]:
    """The round's bulletin and what goes with it. Raises Refused before it is drafted."""
    if one.bulletin is None:
        raise Refused(N_("文件尚未起草"))
    return [one.bulletin, *(document for document, _to in monthly.beside(one))]

"""Runs of a scheme: opened with a card for every unit, scored, told, decided, made final by the notice; one that puts a
final one right stands beside it."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from zhiben.appraisal import policy
from zhiben.appraisal.lifecycle import CARD, RUN
from zhiben.appraisal.models import Card, Entry, Run, Scheme
from zhiben.appraisal.operations.scoring_runs import score_anew
from zhiben.appraisal.queries import runs as reads
from zhiben.appraisal.queries import schemes
from zhiben.appraisal.vocab import ANSWERING, APPRAISED, ASKED, FINAL, TOLD, Audience
from zhiben.documents import operations as documents
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import Change, begin, begin_many, effect, perform, prepare
from zhiben.foundation.measures import seals
from zhiben.foundation.scope.models import Participation, part_in
from zhiben.inbox.operations import tell
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Grant, Level
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps
from zhiben.orgs.queries import UnitCard

restamps(Card)
prepare(RUN)(reads.prepare)


def open_run(
    scheme: Scheme, *, first: date, last: date, self_by: date, actor: Actor, as_of: datetime | None = None
) -> Run:
    """A run of a published scheme over a period, with a card for each unit; the cut-off is the period's end unless
    said. Raises NotAllowed, Refused, Incomplete."""
    grant = policy.must_run(actor, scheme.office_id)
    if scheme.state != "published":
        raise Refused(N_("只有已发布的方案能开启考评"))
    cut = as_of or clock.day_end(last)
    _must_be_in_order(first, last, self_by, cut)
    if Run.objects.filter(scheme=scheme, first=first, last=last, restates=None).exclude(state="withdrawn").exists():
        raise Incomplete(N_("请核对期间"), fields={"first": N_("该期考评已经开启")})
    row = Run(scheme=scheme, first=first, last=last, self_by=self_by, as_of=cut)
    return _opened(row, actor, grant)


def _must_be_in_order(first: date, last: date, self_by: date, cut: datetime) -> None:
    wrong: dict[str, str] = {}
    if last < first:
        wrong["last"] = N_("期末不能早于期初")
    if self_by < clock.today():
        wrong["self_by"] = N_("自评期限不能早于今天")
    if cut <= clock.day_start(first):
        wrong["as_of"] = N_("截止时点不能早于期初")
    if wrong:
        raise Incomplete(N_("请核对期间"), fields=wrong)


def _opened(row: Run, actor: Actor, grant: Grant) -> Run:
    scheme = row.scheme
    row.seed = int(hashlib.sha256(f"{scheme.pk} {row.first} {row.last} {row.as_of}".encode()).hexdigest()[:12], 16)
    units = schemes.units_of(Audience(scheme.audience), scheme.office_id, scheme.chosen)
    with audit.batch():
        begin(row, actor, grant, scheme=scheme.pk, first=row.first.isoformat(), last=row.last.isoformat())
        _deal_cards(row, units, actor, grant)
        tell(
            ASKED,
            N_("{run}：请于{day}前提交自评").format(run=row, day=clock.in_words(row.self_by)),
            address=row.get_absolute_url(),
            units=[one.id for one in units],
            roles=[role.value for role in ANSWERING],
            about=row,
            actor=actor,
        )
    return row


def _deal_cards(row: Run, units: list[UnitCard], actor: Actor, grant: Grant) -> None:
    scheme = row.scheme
    places = orgs.unit_coordinates([one.id for one in units], on=row.last)
    cards = []
    for one in units:
        place = places[one.id]
        territory = place.street if place.level is Level.STREET else place.district
        card = Card(run=row, unit_id=one.id, unit_name=one.name, slice=territory)
        card.place_at(scheme.coordinates)
        cards.append(card)
    begin_many(cards, actor, grants=[grant] * len(cards), facts={"run": row.pk})
    parts = [part_in(card, APPRAISED, one.id, one.coordinates) for card, one in zip(cards, units, strict=True)]
    known = Participation.objects.filter(model=scheme._meta.label_lower, record=scheme.pk, part=APPRAISED)
    there = set(known.values_list("unit", flat=True))
    parts += [part_in(scheme, APPRAISED, one.id, one.coordinates) for one in units if one.id not in there]
    Participation.objects.bulk_create(parts)


def restate(run: Run, *, reason: str, self_by: date, actor: Actor) -> Run:
    """Appraise the same period again beside a final run, for a reason that is kept: what was filled in is taken over,
    figures are taken anew. Raises NotAllowed, Refused, Incomplete."""
    grant = policy.must_run(actor, run.scheme.office_id)
    if run.state != "final":
        raise Refused(N_("只有已通报的考评能重新考评；还没有通报的可以退回或撤销"))
    if not reason.strip():
        raise Incomplete(N_("请写明原因"), fields={"reason": N_("请写明重新考评的原因")})
    if reads.restated_by(run) is not None:
        raise Refused(N_("该次考评已经重新开启过，请看重新考评的那一次"))
    _must_be_in_order(run.first, run.last, self_by, run.as_of)
    row = Run(scheme=run.scheme, first=run.first, last=run.last, self_by=self_by, as_of=run.as_of)
    row.restates, row.restated_for = run, reason.strip()
    with audit.batch():
        _opened(row, actor, grant)
        _take_over(run, row)
    return row


def _take_over(old: Run, new: Run) -> None:
    into = {card.unit_id: card for card in reads.cards_of(new)}
    cards = reads.cards_of(old)
    by_card = {card.pk: card.unit_id for card in cards}
    entries = list(Entry.objects.filter(card__in=list(by_card)))
    for entry in entries:
        entry.card = into[by_card[entry.card_id]]
        entry.pk = None
    Entry.objects.bulk_create(entries)


# Moves


@effect(RUN, "score", "rescore")
def _scored(change: Change) -> None:
    run: Run = change.record
    if change.at < run.as_of:
        said = N_("截止时点（{moment}）还没有到，到时再计分")
        raise Refused(said, moment=clock.to_the_minute(run.as_of))
    run.scored_by = change.actor.id
    made = score_anew(run, by=change.actor.id, at=change.at)
    change.noted |= {"scoring": made.number, "bundle": made.bundle, "seals": seals(made.bundle)}


@effect(RUN, "tell")
def _told(change: Change) -> None:
    run: Run = change.record
    run.told_at = change.at
    run.objections_until = orgs.reply_deadline(change.at, run.scheme.objection_days)
    until = clock.to_the_minute(run.objections_until)
    tell(
        TOLD,
        N_("{run}：得分已告知，有异议的请于{until}前申诉").format(run=run, until=until),
        address=run.get_absolute_url(),
        units=[card.unit_id for card in reads.cards_of(run)],
        roles=[role.value for role in ANSWERING],
        about=run,
        actor=change.actor,
    )


@effect(RUN, "withdraw")
def _withdrawn(change: Change) -> None:
    change.noted["scorings"] = len(reads.scorings_of(change.record))


@documents.follow("issue")
def _notice_issued(change: Change) -> None:
    """The issue of the notice makes the result final."""
    for run in Run.objects.filter(notice=change.record.pk, state="decided").select_related("scheme__office", "notice"):
        run.__dict__["_goes_out"] = True
        perform(run, "conclude", change.actor)
        tell(
            FINAL,
            N_("{run}：考评结果已通报").format(run=run),
            address=run.get_absolute_url(),
            units=[card.unit_id for card in reads.cards_of(run)],
            roles=[role.value for role in ANSWERING],
            about=run,
            actor=change.actor,
        )


@documents.follow("withdraw_issue")
def _notice_taken_back(change: Change) -> None:
    """A result that was made public is put right by a run beside it, and not by taking the notice back."""
    if Run.objects.filter(notice=change.record.pk, state="final").exists():
        raise Refused(N_("考评结果通报印发后不撤回；结果有误的，请“重新考评”，另行通报更正"))


@effect(CARD, "hand_in")
def _handed_in(change: Change) -> None:
    card: Card = change.record
    lacking = [
        one.indicator.name
        for one in reads.filled(card, schemes.indicators_of(card.run.scheme))
        if one.indicator.kind == "manual" and (one.entry is None or one.entry.self_at is None)
    ]
    if lacking:
        raise Refused(N_("还有指标没有自评：{names}"), names="、".join(lacking))

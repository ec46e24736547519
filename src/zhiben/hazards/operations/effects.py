"""What the moves of a hazard do besides changing its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from zhiben.foundation.files import attach_own, must_be_evidence, must_be_new, take_away
from zhiben.foundation.lifecycle import Change, effect, prepare
from zhiben.hazards import queries
from zhiben.hazards.lifecycle import HAZARD
from zhiben.hazards.models import Attempt, Hazard, Listing, SecondLook, SiteRecord, load_attempts
from zhiben.hazards.operations.controlling import still_suspended
from zhiben.hazards.operations.deadlines import Deadlines
from zhiben.hazards.queries.criteria import Catalogue
from zhiben.hazards.vocab import NO_DUE, OPEN_LISTING, PLAN_PARTS, VALID, Grade
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role


@prepare(HAZARD)
def _with_attempts(hazards: Sequence[Any]) -> None:
    load_attempts(hazards)
    known = {"_catalogue": Catalogue(), "_deadlines": Deadlines()}
    for hazard in hazards:
        hazard.__dict__.update(known)


def attempt_of(hazard: Hazard) -> Attempt:
    """The present attempt. Raises Refused when there is none, which no move from `rectifying` on should meet."""
    if hazard.attempt is None:
        raise Refused(N_("该隐患没有整改记录"))
    return hazard.attempt


def open_attempt(change: Change, before: Attempt | None = None) -> None:
    """Begin the next round of rectifying; what the one before knew of people and plan goes on."""
    hazard: Hazard = change.record
    if before is not None:
        change.alter(before, superseded_at=change.at)
    hazard.attempt_no += 1
    attempt = Attempt(
        hazard=hazard,
        number=hazard.attempt_no,
        opened_at=change.at,
        reporter=hazard.reporter,
        reporter_for=hazard.reporter_for,
        street_reported=hazard.street_reported,
        due=hazard.due,
        rectifier=before.rectifier if before else change.actor.id,
        rectifier_for=before.rectifier_for if before else stead_of(change.grant),
        rectifying_unit=before.rectifying_unit if before else _unit(change),
        **(before.plan if before else {name: change.facts.get(name, "") for name in PLAN_PARTS}),
    )
    change.related.append(attempt)
    hazard.__dict__["_attempt"] = attempt


def _unit(change: Change) -> int:
    return change.grant.unit if change.grant else 0


def stead_of(grant: Grant | None) -> int:
    """The person in whose stead somebody acts with `grant`; 0 when it is their own."""
    return grant.substitute_for if grant else 0


def must_have_photos(files: Sequence[int], field: str, actor: Actor) -> None:
    """Raises Incomplete at the form's `field` when no photo was brought along, or one that shows nothing."""
    must_be_evidence(files, field=field, actor_id=actor.id)


@effect(HAZARD, "report")
def _reported(change: Change) -> None:
    hazard = change.record
    if not hazard.title:
        raise Incomplete(N_("请写明隐患"), fields={"title": N_("请用一句话写明隐患")})
    hazard.reporter, hazard.reporter_for = change.actor.id, stead_of(change.grant)
    hazard.reporter_unit, hazard.reported_at = _unit(change), change.at
    hazard.street_reported = change.grant is not None and change.grant.role == Role.STREET_OFFICER


@effect(HAZARD, "withdraw_report")
def _report_withdrawn(change: Change) -> None:
    change.record.reporter = change.record.reporter_for = change.record.reporter_unit = 0
    change.record.reported_at, change.record.street_reported = None, False


@effect(HAZARD, "verify")
def _verified(change: Change) -> None:
    hazard, facts = change.record, change.facts
    _must_be_a_deadline(facts["due"], change)
    if facts["responsible_unit"] not in orgs.unit_names([facts["responsible_unit"]]):
        raise Incomplete(N_("没有这个单位"), fields={"responsible_unit": N_("请选择责任单位")})
    change.noted["criterion_proposed"] = hazard.criterion
    hazard.level, hazard.due, hazard.responsible_unit_id = facts["level"], facts["due"], facts["responsible_unit"]
    _judge(change, facts["criterion"])
    hazard.relapse_of_id = queries.closed_before_at_same(hazard)
    if hazard.relapse_of_id is not None:
        change.noted["relapse_of"] = hazard.relapse_of_id


def _judge(change: Change, text: str) -> None:
    """Let the hazard rest on the edition of the clause that was in force when it was found; a general one may rest on
    any words. Raises Incomplete where a major one cites no clause."""
    hazard = change.record
    catalogue: Catalogue = hazard.__dict__["_catalogue"]
    hazard.clause = catalogue.cited(text, hazard.found_on)
    if hazard.clause is None and hazard.level == Grade.MAJOR:
        told = catalogue.why_not(text, hazard.found_on)
        raise Incomplete(N_("重大事故隐患须引用判定标准目录里的一个条款"), fields={"criterion": told})
    hazard.criterion = hazard.clause.citation if hazard.clause else text
    if hazard.clause:
        change.noted["clause"] = f"{hazard.clause.code} 第{hazard.clause.edition}版"


def _must_be_a_deadline(due: date, change: Change) -> None:
    deadlines: Deadlines = change.record.__dict__["_deadlines"]
    if why := deadlines.why_not(due, change.at.astimezone(clock.TZ).date()):
        raise Incomplete(why, fields={"due": why})


@effect(HAZARD, "withdraw_verify")
def _verification_withdrawn(change: Change) -> None:
    hazard = change.record
    hazard.level, hazard.due, hazard.responsible_unit_id = Grade.MAJOR, NO_DUE, None
    hazard.relapse_of_id = None
    hazard.clause = None


@effect(HAZARD, "reject")
def _rejected(change: Change) -> None:
    must_be_signed([change.record])


def still_unsigned(hazards: Sequence[Hazard]) -> dict[int, Refused]:
    """Why some of the hazards must wait, by id: a record of theirs waits for its second signature."""
    numbers = {one.pk: one.number for one in hazards}
    rows = SiteRecord._unfiltered().filter(hazard__in=list(numbers), state="drafted")
    sentence = N_("{hazard}已有一份待会签的现场记录，请先会签或作废")
    return {
        pk: Refused(sentence, hazard=numbers[pk], code="unsigned_record")
        for pk in rows.order_by("pk").values_list("hazard", flat=True)
    }


def still_listed(hazards: Sequence[Hazard]) -> dict[int, Refused]:
    """Why some of the hazards cannot be closed, by id: they are listed, and not yet accepted as such."""
    rows = Listing._unfiltered().filter(hazard__in=[one.pk for one in hazards if one.listing_level])
    open_ones = rows.filter(state__in=OPEN_LISTING).values_list("hazard", flat=True)
    return {pk: Refused(N_("挂牌验收尚未通过，不能销号"), code="listing_is_open") for pk in open_ones}


def _must_have_none(refusals: Mapping[int, Refused]) -> None:
    """Raises the first of them."""
    for refusal in refusals.values():
        raise refusal


def must_be_signed(hazards: Sequence[Hazard]) -> None:
    """Raises Refused while a record of one of `hazards` waits for its second signature."""
    _must_have_none(still_unsigned(hazards))


@effect(HAZARD, "mark_duplicate")
def _duplicate(change: Change) -> None:
    must_be_signed([change.record])
    number = change.facts["other"]
    if number == change.record.number:
        raise Incomplete(N_("请核对编号"), fields={"other": N_("不能与本项重复，请填写另一项隐患的编号")})
    other = Hazard.objects.filter(number=number).first()
    if other is None or other.state not in VALID:
        sentence = N_("没有编号为“{number}”的有效隐患").format(number=number)
        raise Incomplete(N_("请核对编号"), fields={"other": sentence})
    change.record.duplicate_of_id = other.pk
    # Its number is for those who see the other hazard; whoever reads this one's ledger may not.
    change.noted["other"] = other.pk


@effect(HAZARD, "start")
def _started(change: Change) -> None:
    if change.record.level == Grade.MAJOR:
        _must_be_whole(change)
    open_attempt(change)


def _must_be_whole(change: Change) -> None:
    """Raises Incomplete unless the facts hold all that a treatment plan says."""
    lacking = {
        name: N_("请填写{part}").format(part=part)
        for name, part in PLAN_PARTS.items()
        if not change.facts.get(name, "").strip()
    }
    if lacking:
        raise Incomplete(N_("重大事故隐患的治理方案须写明六项内容"), fields=lacking)


@effect(HAZARD, "revise_plan")
def _plan_revised(change: Change) -> None:
    """What the plan said before stands in the ledger, with the entry that had written it."""
    _must_be_whole(change)
    change.alter(attempt_of(change.record), **{name: change.facts[name] for name in PLAN_PARTS})


@effect(HAZARD, "withdraw_start")
def _start_withdrawn(change: Change) -> None:
    Attempt._unfiltered().filter(pk=attempt_of(change.record).pk).delete()
    change.record.attempt_no -= 1
    change.record.__dict__["_attempt"] = None


@effect(HAZARD, "progress")
def _progressed(change: Change) -> None:
    _keep(change)


@effect(HAZARD, "declare")
def _declared(change: Change) -> None:
    attempt = attempt_of(change.record)
    _must_show_what_was_done(change)
    change.alter(
        attempt,
        declared_at=change.at,
        rectification_entered_by=change.actor.id,
        rectification_entered_for=stead_of(change.grant),
        entering_unit=_unit(change),
        measures_done=change.facts["measures_done"],
        funds=change.facts["funds"],
    )
    _keep(change)


def _must_show_what_was_done(change: Change) -> None:
    """A photo that lies beside the hazard already was taken before."""
    files, hazard = change.facts["files"], change.record.pk
    must_have_photos(files, "files", change.actor)
    beside = {"hazards.hazard": [hazard]}
    for model in (SiteRecord, SecondLook):
        beside[model._meta.label_lower] = list(model._unfiltered().filter(hazard=hazard).values_list("pk", flat=True))
    # What was sent while this round was going on may well show how it ended.
    going_on = Q(purpose="progress", attached_at__gte=attempt_of(change.record).opened_at)
    must_be_new(files, field="files", beside=beside, apart_from=going_on)


@effect(HAZARD, "withdraw_declare")
def _declaration_withdrawn(change: Change) -> None:
    attempt = attempt_of(change.record)
    if attempt.declared_at is not None:
        to = ("hazards.hazard", change.record.pk)
        change.noted["files_taken_back"] = take_away(to, purpose="declare", since=attempt.declared_at)
    nobody = {"rectification_entered_by": 0, "rectification_entered_for": 0, "entering_unit": 0}
    change.alter(attempt, declared_at=None, measures_done="", funds=None, **nobody)


@effect(HAZARD, "accept")
def _accepted(change: Change) -> None:
    attempt = attempt_of(change.record)
    change.alter(attempt, accepted_at=change.at, accepter=change.actor.id, conclusion=change.facts["conclusion"])


@effect(HAZARD, "withdraw_accept")
def _acceptance_withdrawn(change: Change) -> None:
    change.alter(attempt_of(change.record), accepted_at=None, accepter=0, conclusion="")


@effect(HAZARD, "fail_acceptance")
def _acceptance_failed(change: Change) -> None:
    """Back to rectifying, as after a review that sent it back: the next round has its own people and its own review."""
    _must_not_await_delisting(change.record)
    open_attempt(change, attempt_of(change.record))
    change.record.send_backs += 1


def _must_not_await_delisting(hazard: Hazard) -> None:
    if Listing._unfiltered().filter(hazard=hazard.pk, state="accepted").exists():
        raise Refused(N_("挂牌验收已通过、尚未摘牌，请先摘牌"), code="listing_is_accepted")


@effect(HAZARD, "close")
def _closed(change: Change) -> None:
    for still in (still_listed, still_suspended):
        _must_have_none(still([change.record]))
    closer = {"closer": change.actor.id, "closer_for": stead_of(change.grant)}
    change.alter(attempt_of(change.record), closed_at=change.at, **closer)


@effect(HAZARD, "withdraw_close")
def _closing_withdrawn(change: Change) -> None:
    change.alter(attempt_of(change.record), closed_at=None, closer=0, closer_for=0)


@effect(HAZARD, "reopen")
def _reopened(change: Change) -> None:
    hazard = change.record
    _must_not_await_delisting(hazard)
    if due := change.facts.get("due"):
        change.noted["due_before"] = hazard.due
        hazard.due = due
    _must_be_a_deadline(hazard.due, change)
    open_attempt(change, attempt_of(hazard))
    hazard.reopenings += 1


def _keep(change: Change) -> None:
    to = ("hazards.hazard", change.record.pk)
    attach_own(change.facts.get("files", ()), to=to, actor_id=change.actor.id, purpose=change.move.name)

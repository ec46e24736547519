"""The verbs of a difference: given to a unit with a day, cleared up with what was done and on what evidence, confirmed
by the office or sent back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle import Change, Step, effect, perform_many
from zhiben.foundation.scope.models import Participation, part_in
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.reconcile import queries
from zhiben.reconcile.lifecycle import DISCREPANCY
from zhiben.reconcile.models import Discrepancy
from zhiben.reconcile.operations import writing
from zhiben.reconcile.vocab import OWNER, Cause


def assign(
    one: Discrepancy, unit: int, *, due: date, actor: Actor, cause: Cause | None = None, at: datetime | None = None
) -> Discrepancy:
    """Give it to a unit, or to another one than before."""
    assign_many([one], unit, due=due, actor=actor, cause=cause, at=at)
    return one


def assign_many(
    many: Sequence[Discrepancy],
    unit: int | None,
    *,
    due: date,
    actor: Actor,
    cause: Cause | None = None,
    at: datetime | None = None,
) -> None:
    """Give several to one unit, or (None) each to the one that it was listed with: all of them, or none."""
    if lacking := [one for one in many if not (unit or one.unit_id)]:
        told = N_("其中{count}条没有看出责任单位，请选择一个单位，或返回去掉这几条").format(count=len(lacking))
        _wrong("unit", told)
    facts = {"due": due, **({"cause": cause.value} if cause else {})}
    perform_many([Step(one, "assign", actor, {"unit": unit or one.unit_id, **facts}) for one in many], at=at)


def resolve(
    one: Discrepancy,
    *,
    cause: Cause,
    resolution: str,
    actor: Actor,
    files: Sequence[int] = (),
    at: datetime | None = None,
) -> Discrepancy:
    """Say why the ledgers differed and what was done about it."""
    facts = {"cause": cause.value, "resolution": resolution, "files": list(files)}
    perform_many([Step(one, "resolve", actor, facts)], at=at)
    return one


def confirm(one: Discrepancy, *, actor: Actor, at: datetime | None = None) -> Discrepancy:
    """The office has looked: it is cleared up."""
    perform_many([Step(one, "confirm", actor)], at=at)
    return one


def reopen(one: Discrepancy, *, reason: str, actor: Actor, at: datetime | None = None) -> Discrepancy:
    """It is not, after all."""
    perform_many([Step(one, "reopen", actor, {"reason": reason})], at=at)
    return one


@effect(DISCREPANCY, "assign")
def _assigned(change: Change) -> None:
    one: Discrepancy = change.record
    unit, day = change.facts["unit"], change.at.astimezone(clock.TZ).date()
    if unit not in {card.id for card in queries.owners(queries.office_of(one))}:
        _wrong("unit", N_("请选择责任单位"))
    if change.facts["due"] < day:
        _wrong("due", N_("期限不能早于今天"))
    if one.unit_id != unit:
        writing.leave_to_another(one, change.at)
    elif one.state == "open" or one.due != change.facts["due"]:
        writing.tell_otherwise(one, change.at)
    one.unit_id, one.due = unit, change.facts["due"]
    _decide_cause(one, change.facts.get("cause", ""))
    rows = Participation.objects.filter(model=one._meta.label_lower, record=one.pk, part=OWNER)
    rows.exclude(unit=unit).delete()
    if not rows.exists():
        place = orgs.unit_coordinates([unit])[unit]
        change.related.append(part_in(one, OWNER, unit, place, state=change.target, due=one.due))


@effect(DISCREPANCY, "resolve")
def _resolved(change: Change) -> None:
    one: Discrepancy = change.record
    one.resolution = change.facts["resolution"]
    writing.tell_otherwise(one, change.at)
    _decide_cause(one, change.facts["cause"])
    beside = (one._meta.label_lower, one.pk)
    attach_own(change.facts.get("files", ()), to=beside, actor_id=change.actor.id, purpose=change.move.name)


@effect(DISCREPANCY, "confirm")
def _closed(change: Change) -> None:
    change.record.closed_on = change.at.astimezone(clock.TZ).date()


@effect(DISCREPANCY, "reopen")
def _reopened(change: Change) -> None:
    change.record.closed_on = None
    writing.tell_otherwise(change.record, change.at, given_again=True)


def _decide_cause(one: Discrepancy, cause: str) -> None:
    if cause:
        one.cause, one.proposed = cause, False


def _wrong(field: str, sentence: str) -> None:
    raise Incomplete(sentence, fields={field: sentence})

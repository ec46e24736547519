"""更正登记时间: a step that was entered after it had happened is put where it happened, on evidence and by another hand
than the step's. Its own entry stays in the ledger and gets one more; the intervals, from which figures are taken as of
a day, follow the last word, and the ledger's proof holds them to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NoReturn

from django.db.models import QuerySet

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle.door import Change, effect
from zhiben.foundation.lifecycle.forms import Choices, options_for
from zhiben.foundation.lifecycle.models import Living, StateInterval
from zhiben.foundation.people import name_of, names_of
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.machine import REDATE, Machine
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Entered:
    """A step as the ledger has it, and when it happened by the last word on it."""

    entry: AuditEntry
    at: datetime

    @property
    def day(self) -> date:
        """The day of that."""
        return self.at.astimezone(clock.TZ).date()


Beside = Callable[[Change, Entered, datetime], None]
"""What else tells when a step happened: of a change, the step and its new time, alters the rows that tell it too.
Raises Incomplete at `on` for a day on which it cannot have happened."""


def redates(machine: Machine, steps: Collection[str], beside: Beside, about: Callable[[Any], str]) -> None:
    """Let the machine's `redate` put right when one of its `steps` happened, in the intervals and in what `beside`
    alters. `about` tells from a step's facts what else a person knows it by, "" for nothing."""

    @options_for(machine.name, "step")
    def offered(record: Any, _actor: Actor) -> Choices:
        found = _entered(record, steps)
        who = names_of({one.entry.actor for one in found})
        return [
            (one.entry.seq, about(json.loads(one.entry.facts)) + _said(machine, one, who[one.entry.actor]))
            for one in reversed(found)
        ]

    @effect(machine, REDATE)
    def put_right(change: Change) -> None:
        one = _chosen(change, steps)
        now = _happened(change, one)
        if one.entry.source != one.entry.target:
            before, since = _boundary(change.record, one)
            _must_lie_between(change.record, one, now, before, since)
            _must_follow_what_was_said(machine, _entered(change.record, steps), one, now)
            change.alter(before, until=now)
            change.alter(since, since=now)
        else:
            _must_be_after(STEP_BEFORE, _stood_since(change.record, one), now)
        beside(change, one, now)
        to = (change.record._meta.label_lower, change.record.pk)
        attach_own(change.facts["evidence"], to=to, actor_id=change.actor.id, purpose=REDATE)
        change.noted |= {"verb": one.entry.verb, "was": one.at.isoformat(), "at": now.isoformat()}


def moments(model: type[Living], record: int | None = None) -> dict[int, str]:
    """When steps of a model's records, or of one, happened that were put right, by the steps' numbers in the ledger;
    the last word on each."""
    if REDATE not in model.machine.by_name:
        return {}
    rows = AuditEntry.objects.filter(model=model._meta.label_lower, verb=REDATE).order_by("seq")
    chosen = rows if record is None else rows.filter(record=record)
    told = (json.loads(facts) for facts in chosen.values_list("facts", flat=True))
    return {facts["step"]: facts["at"] for facts in told}


def _entered(record: Any, steps: Collection[str]) -> list[Entered]:
    rows = AuditEntry.objects.filter(model=record._meta.label_lower, record=record.pk, verb__in=steps).order_by("seq")
    last = moments(type(record), record.pk)
    return [Entered(one, datetime.fromisoformat(last.get(one.seq, one.at))) for one in rows]


def _said(machine: Machine, one: Entered, who: str) -> str:
    said = N_("{step}（{who}，{day}）")
    return said.format(step=machine.step(one.entry.verb), who=who, day=clock.in_words(one.day))


def _chosen(change: Change, steps: Collection[str]) -> Entered:
    for one in _entered(change.record, steps):
        if one.entry.seq == change.facts["step"]:
            if {one.entry.actor, one.entry.substitute_for} & change.actor.people:
                raise Refused(N_("这一步由{who}办理，本人及其代理人不能更正其登记时间"), who=name_of(one.entry.actor))
            return one
    raise Incomplete(N_("请选择登记滞后的步骤"), fields={"step": N_("请选择登记滞后的步骤")})


def _happened(change: Change, one: Entered) -> datetime:
    """The last second of the day on which the step happened: any day before that of its entry, whatever was told of it
    since."""
    on, entered = change.facts["on"], datetime.fromisoformat(one.entry.at).astimezone(clock.TZ).date()
    if on >= entered:
        _refuse(N_("实际日期应早于登记日期{day}"), entered)
    if on == one.day:
        _refuse(N_("现在所记的就是{day}"), on)
    return clock.day_end(on) - timedelta(seconds=1)


def _boundary(record: Any, one: Entered) -> tuple[StateInterval, StateInterval]:
    """The stretch of the record's past that the step ended, and the one that it began."""
    rows = _past(record)
    ended = rows.filter(until=one.at, state=one.entry.source).order_by("pk").last()
    begun = rows.filter(since=one.at, state=one.entry.target).order_by("pk").first()
    if ended is None or begun is None:
        raise Refused(N_("这一步的起止时间与台账对不上，请联系系统管理员核对"))
    return ended, begun


STEP_BEFORE = N_("实际日期不能早于上一步（{day}）；上一步也登记滞后的，请先更正上一步")
OTHERWISE = N_("{day}该记录的期限、责任单位或所在区域有过变动，实际日期不能早于该日")
SAID_BEFORE = N_("{day}{who}还办理过“{step}”，实际日期不能早于该日")
STEP_AFTER = N_("实际日期不能晚于其后的变动（{day}）")


def _must_lie_between(record: Any, one: Entered, now: datetime, before: StateInterval, since: StateInterval) -> None:
    whole = before.since == _stood_since(record, one)
    _must_be_after(STEP_BEFORE if whole else OTHERWISE, before.since, now)
    if since.until is not None and now > since.until:
        _refuse(STEP_AFTER, since.until.astimezone(clock.TZ).date())


def _must_follow_what_was_said(machine: Machine, entered: list[Entered], one: Entered, now: datetime) -> None:
    """A step that led on came after all that had been entered before it: whoever reports on a day that nothing is
    done yet has not finished the day before."""
    earlier = [each for each in entered if each.entry.seq < one.entry.seq and each.at > now]
    if earlier:
        last = max(earlier, key=lambda each: each.at)
        step, who = machine.step(last.entry.verb), name_of(last.entry.actor)
        said = SAID_BEFORE.format(day=clock.in_words(last.day), who=who, step=step)
        raise Incomplete("{what}", fields={"on": said}, what=said)


def _stood_since(record: Any, one: Entered) -> datetime:
    """Since when the record was in the state in which the step was made, whatever else changed meanwhile."""
    before = _past(record).filter(since__lt=one.at)
    other = before.exclude(state=one.entry.source).order_by("since", "pk").last()
    since: datetime = (other.until if other else None) or before.order_by("since", "pk")[0].since
    return since


def _past(record: Any) -> QuerySet[StateInterval]:
    return StateInterval.objects.filter(machine=type(record).machine.name, record=record.pk)


def _must_be_after(sentence: str, since: datetime, now: datetime) -> None:
    if now < since:
        _refuse(sentence, since.astimezone(clock.TZ).date())


def _refuse(sentence: str, day: date) -> NoReturn:
    said = sentence.format(day=clock.in_words(day))
    raise Incomplete("{what}", fields={"on": said}, what=said)

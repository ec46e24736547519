"""Reads of what was found: of which grounds a person may read, the newest study of a question, the facts that answers
are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zhiben.accidents import queries as accidents
from zhiben.accidents.queries import Facts
from zhiben.accidents.vocab import TYPE_2025
from zhiben.foundation import studies
from zhiben.foundation.jobs.models import Job, JobState
from zhiben.foundation.studies import Study
from zhiben.insight.questions import Asked, Question
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard

GOING_ON = (JobState.READY, JobState.RUNNING)

EARLIER = 12
"""So many earlier studies a page names."""


def units_read(actor: Actor, question: Question) -> list[UnitCard]:
    """The units of whose ground a person may read this, the own ones first, then the highest."""
    grants = actor.reading_grants()
    own = {*actor.units}
    found = [
        card
        for card in orgs.units(*sorted(question.of))
        if any(one.covers(card.coordinates) for one in grants) and not card.coordinates.street
    ]
    return sorted(found, key=lambda card: (card.id not in own, card.coordinates.level))


def unit_read(actor: Actor, question: Question, chosen: str) -> UnitCard:
    """The chosen one of them, or the first. Raises NotFound."""
    return one_of(units_read(actor, question), chosen)


def one_of(found: Sequence[UnitCard], chosen: str) -> UnitCard:
    """The unit with the chosen id, or the first. Raises NotFound."""
    if not found or (chosen and chosen not in {str(card.id) for card in found}):
        raise NotFound(N_("没有找到该单位的这项分析"))
    return next((card for card in found if str(card.id) == chosen), found[0])


def newest(question: Question, unit: int) -> Study | None:
    """What was found last with the parameters that go without saying for this unit, or else with any."""
    usual = studies.latest(question.key, unit, question.asked_by(unit).defaults(clock.today()))
    return usual or studies.latest(question.key, unit)


def study_of(pk: int) -> Study:
    """One study in scope. Raises NotFound."""
    found = Study.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该项分析结果"))
    return found


def earlier(study: Study) -> list[Study]:
    """Others of the same question and unit, the newest first."""
    rows = studies.studies_of(study.name, study.unit).exclude(pk=study.pk).defer("inputs", "result")
    return list(rows[:EARLIER])


def job_key(question: Question, unit: int) -> str:
    """What the names begin with under which this is asked for in the background."""
    return f"insight:{question.key}:{unit}:"


def job_of(question: Question, unit: int) -> Job | None:
    """The last job that was asked to answer this; None where there is none."""
    return Job.objects.filter(key__startswith=job_key(question, unit)).order_by("-pk").first()


def facts_of(asked: Asked, *, first: date | None = None, last: date | None = None, scheme: str = TYPE_2025) -> Facts:
    """The accidents of the ground that is asked about, as known by the end of the day, up to that day at most."""
    until = min(last, asked.as_of) if last else asked.as_of
    return accidents.facts(scheme=scheme, as_of=cut_of(asked.as_of), first=first, last=until, ground=asked.at)


def cut_of(day: date) -> datetime | None:
    """The end of a day that is over; of today, now."""
    return clock.day_end(day) if day < clock.today() else None


@dataclass(frozen=True, slots=True)
class Last:
    """A question with what was found last; `going_on`: whether it is being computed anew."""

    question: Question
    study: Study | None
    going_on: bool = False


def units_read_of_any(actor: Actor, questions: Iterable[Question]) -> list[UnitCard]:
    """The units of whose ground a person may read any of these, the own ones first, then the highest."""
    by_kinds = {one.of: one for one in questions}  # questions of the same kinds of unit are read alike
    found = {card.id: card for one in by_kinds.values() for card in units_read(actor, one)}
    return sorted(found.values(), key=lambda card: (card.id not in actor.units, card.coordinates.level))


def lasts(questions: Iterable[Question], unit: UnitCard) -> list[Last]:
    """All questions that are asked of a unit's ground."""
    under_way = Job.objects.filter(key__startswith="insight:", state__in=GOING_ON).values_list("key", flat=True)
    keys = [key or "" for key in under_way]
    return [
        Last(one, newest(one, unit.id), any(key.startswith(job_key(one, unit.id)) for key in keys))
        for one in questions
        if unit.kind in one.of
    ]

"""Asking and answering. An answer is of a unit's whole ground, whoever asks; who may read it is told by its place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from zhiben.foundation import studies
from zhiben.foundation.jobs import again, ask, task
from zhiben.foundation.jobs.models import Job
from zhiben.foundation.scope import current, scope
from zhiben.foundation.studies import Study
from zhiben.insight import policy, queries
from zhiben.insight.questions import Asked, Question, question_of, registered
from zhiben.kernel import clock
from zhiben.kernel.errors import OutsideScope
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard


def answer(
    question: Question, unit: int, *, as_of: date, parameters: Mapping[str, Any] | None = None, actor: Actor
) -> Study:
    """Compute the answer and keep it; the same data, parameters and method again are the same study. May take seconds.
    Raises Refused where nothing can be said, NotFound for an unknown unit."""
    at = orgs.unit(unit).coordinates
    given = question.defaults(as_of) if parameters is None else dict(parameters)
    with scope(SYSTEM):
        found = question.module.answer(Asked(unit, at, as_of, given))
        return studies.keep(question.key, unit, at, found, as_of=as_of, actor=actor)


@task(title=N_("计算事故分析"), priority=-10)
def compute(key: str, unit: int, as_of: str, parameters: dict[str, Any] | None = None) -> int:
    """Returns the id of the study."""
    day = date.fromisoformat(as_of)
    found: int = answer(question_of(key), unit, as_of=day, parameters=parameters, actor=_asker()).pk
    return found


def _asker() -> Actor:
    try:
        return current().actor
    except OutsideScope:
        return SYSTEM


def ask_for(question: Question, unit: UnitCard, parameters: Mapping[str, Any], actor: Actor) -> Job:
    """Have a question answered with what is known today; asked for the same again before that is done it is the same
    job. Raises NotAllowed."""
    policy.must_ask(actor, unit.coordinates)
    told = {"key": question.key, "unit": unit.id, "as_of": clock.today().isoformat(), "parameters": dict(parameters)}
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    key = again(f"{queries.job_key(question, unit.id)}{digest[:16]}")
    return ask(compute, told, actor_id=actor.id, title=_title(question, unit), key=key)


def ask_for_all(unit: UnitCard, actor: Actor) -> list[Job]:
    """Have all questions that are asked of a unit's ground answered as they usually are. Raises NotAllowed."""
    policy.must_ask(actor, unit.coordinates)
    today, asked = clock.today(), [one for one in registered().values() if unit.kind in one.of]
    return [ask_for(one, unit, one.asked_by(unit.id).defaults(today), actor) for one in asked]


def ask_of_this_month(question: Question, unit: UnitCard) -> Job:
    """Have a question answered once in this month, without anybody asking."""
    today = clock.today()
    told = {"key": question.key, "unit": unit.id, "as_of": today.isoformat()}
    key = f"{queries.job_key(question, unit.id)}{today:%Y%m}"
    return ask(compute, told, title=_title(question, unit), key=key)


def _title(question: Question, unit: UnitCard) -> str:
    return f"{question.title}：{unit.short_name}"

"""Taking up what analyses found: every day, or when somebody asks, the newest studies become signals of an office's
queue. What stands there already is not raised again, whatever became of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from zhiben.accidents import queries as accidents
from zhiben.accidents.vocab import type_scheme_on
from zhiben.foundation import audit, studies
from zhiben.foundation.lifecycle import begin_many
from zhiben.foundation.scope import scope
from zhiben.foundation.studies import Found, Study
from zhiben.insight import known
from zhiben.insight import operations as insight
from zhiben.insight.questions import question_of
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps
from zhiben.supervision import policy
from zhiben.supervision.accident_words import SignalKind
from zhiben.supervision.models import AccidentSignal
from zhiben.supervision.queries import signals
from zhiben.supervision.queries.blind_spots import Spot, spots, watch_of

restamps(AccidentSignal)
known.tells(signals.nothing_new)

BLIND_SPOTS, BLIND_VERSION = "blind-spots", "1"
LOOKED_BACK = timedelta(days=365)
"""Accidents of so long are looked at for blind spots: a default of this product."""
COLUMNS = ("编号", "日期", "行业领域", "事故类型", "缺什么")


@dataclass(frozen=True, slots=True)
class Raised:
    """One signal as it would stand in the queue."""

    kind: SignalKind
    subject: str
    title: str
    study: int
    case: int = 0
    told: Mapping[str, Any] = field(default_factory=dict)


def take_up(office: int, *, kinds: Collection[SignalKind] = tuple(SignalKind), actor: Actor) -> list[AccidentSignal]:
    """Have the analyses of an office's ground made as of today, and raise what is new of them; all three `kinds` unless
    told otherwise. May take seconds. Raises NotAllowed, unless the clock asks."""
    if actor is not SYSTEM:
        policy.must_plan(actor, office)
    at, today = orgs.unit(office).coordinates, clock.today()
    found: list[Raised] = []
    if SignalKind.NEW_TYPE in kinds:
        found += _of_new_types(insight.answer(question_of("new-types"), office, as_of=today, actor=SYSTEM))
    if SignalKind.ALERT in kinds:
        question = question_of("warnings").asked_by(office)
        found += _of_alerts(insight.answer(question, office, as_of=today, actor=SYSTEM))
    with scope(SYSTEM):
        if SignalKind.BLIND_SPOT in kinds:
            found += _blind_spots(office, at, today)
        return raise_all(office, found, actor=actor)


def _of_new_types(study: Study) -> Iterator[Raised]:
    for one in study.result.get("cases", ()):
        title = N_("{number}：{why}").format(
            number=one["number"], why="；".join(reason["told"] for reason in one["reasons"])
        )
        yield Raised(SignalKind.NEW_TYPE, f"case:{one['case']}", title, study.pk, one["case"], one)


def _of_alerts(study: Study) -> Iterator[Raised]:
    for one in study.result.get("alerts", ()):
        reasons = {"reasons": [{"trigger": one["method"], "told": one["told"]}]}
        yield Raised(SignalKind.ALERT, one["subject"], one["told"], study.pk, 0, {**one, **reasons})


def _blind_spots(office: int, at: Coordinates, today: date) -> list[Raised]:
    """Of the accidents of the last year."""
    rows = accidents.facts(scheme=type_scheme_on(today), first=today - LOOKED_BACK, ground=at).rows
    found = spots(rows, dict(orgs.sectors()), watch_of(at, today))
    if not found:
        return []
    table = [
        (row.number, row.occurred_on, one.sector_name, one.type, "；".join(missing.told for missing in one.missing))
        for one in found
        for row in one.cases
    ]
    result = {"spots": [_told(one) for one in found]}
    kept = Found(BLIND_VERSION, COLUMNS, table, result)
    study = studies.keep(BLIND_SPOTS, office, at, kept, as_of=today, actor=SYSTEM)
    return [_spot(one, study) for one in found]


def _spot(one: Spot, study: Study) -> Raised:
    what = "×".join(part for part in (one.sector_name, one.type) if part) or one.cases[0].number
    title = N_("{what}（近一年{count}起）：{missing}").format(
        what=what, count=len(one.cases), missing="、".join(each.gap.label for each in one.missing)
    )
    return Raised(SignalKind.BLIND_SPOT, one.subject, title, study.pk, one.cases[0].case, _told(one))


def _told(one: Spot) -> dict[str, Any]:
    return {
        "sector": one.sector,
        "combination": [one.type, one.sector_name],
        "cases": [{"case": row.case, "number": row.number, "on": row.occurred_on.isoformat()} for row in one.cases],
        "departments": list(one.departments),
        "reasons": [{"trigger": each.gap.value, "told": each.told} for each in one.missing],
    }


def raise_all(office: int, found: Iterable[Raised], *, actor: Actor) -> list[AccidentSignal]:
    """Put on an office's queue what does not stand there yet."""
    at = orgs.unit(office).coordinates
    standing, moment = signals.signal_subjects(office), clock.now()
    made = []
    for one in found:
        if (one.kind.value, one.subject) in standing:
            continue
        standing.add((one.kind.value, one.subject))
        row = AccidentSignal(
            office_id=office,
            kind=one.kind,
            subject=one.subject,
            title=one.title[:200],
            case_id=one.case or None,
            told=dict(one.told),
            study=one.study,
            raised_at=moment,
        )
        row.place_at(at)
        made.append(row)
    with audit.batch():
        begin_many(made, actor, facts={"study": [row.study for row in made]} if len(made) == 1 else {})
    return made

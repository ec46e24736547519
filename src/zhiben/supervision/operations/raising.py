"""Taking up what analyses found: every day, or when somebody asks, the newest studies become signals of an office's
queue. What stands there already is not raised again, whatever became of it: a sector's gap stands under the codes that
it has, and a combination that grows for half a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
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
from zhiben.supervision.accident_words import SignalKind, Trigger
from zhiben.supervision.models import AccidentSignal
from zhiben.supervision.queries import signals
from zhiben.supervision.queries.blind_spots import METHOD, Spot, spots, watch_of
from zhiben.supervision.vocab import BLIND_SPOTS

restamps(AccidentSignal)
known.tells(signals.nothing_new)
known.tells_taken_up(signals.taken_up)

LOOKED_BACK = timedelta(days=365)
"""Accidents of so long are looked at for blind spots: a default of this product."""
GROWN_FOR = timedelta(days=183)
"""A combination that grows is raised again after so long, if it still does: as long as what is looked at lately."""
COLUMNS = ("编号", "日期", "行业领域", "事故类型", "缺什么")


@dataclass(frozen=True, slots=True)
class Raised:
    """One signal as it would stand in the queue. `parts`: what is new about it, each part by all names that it may have
    had before; it is raised where one of them stands under none of its names in a signal of the same `group`, raised
    within `lasts` where that is told. Without parts it is raised once."""

    kind: SignalKind
    subject: str
    title: str
    study: int
    case: int = 0
    told: Mapping[str, Any] = field(default_factory=dict)
    group: str = ""
    parts: tuple[frozenset[str], ...] = ()
    lasts: timedelta | None = None

    @property
    def kept(self) -> dict[str, Any]:
        """What the signal keeps of what was told."""
        named = {"group": self.group, "names": sorted(frozenset().union(*self.parts))} if self.parts else {}
        return {**self.told, **named}


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
        what = "×".join(filter(None, one["combination"])) or N_("没有编码")
        by = "、".join(Trigger(reason["trigger"]).label for reason in one["reasons"])
        title = N_("{number}（{what}）：按{by}列出").format(number=one["number"], what=what, by=by)
        yield Raised(SignalKind.NEW_TYPE, f"case:{one['case']}", title, study.pk, one["case"], one)
    for one in study.result.get("growing", ()):
        yield _of_growth(one, study)


def _of_growth(one: Mapping[str, Any], study: Study) -> Raised:
    """All cases of a combination together."""
    group, codes = f"growth:{one['sector']}", one["type"]
    told = {**one, "reasons": [{"trigger": Trigger.GROWTH.value, "told": one["told"]}]}
    return Raised(
        SignalKind.NEW_TYPE,
        f"{group}|{codes}|{study.as_of}"[:120],
        one["told"],
        study.pk,
        one["cases"][0]["case"],
        told,
        group,
        (frozenset(codes.split("+")),),
        GROWN_FOR,
    )


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
        (row.number, row.occurred_on, one.sector_name, sort.label, "；".join(missing.told for missing in one.missing))
        for one in found
        for sort in one.sorts
        for row in sort.cases
    ]
    result = {"refused": [], "spots": [_told(one) for one in found]}
    kept = Found(METHOD.version, COLUMNS, table, result)
    study = studies.keep(BLIND_SPOTS, office, at, kept, as_of=today, actor=SYSTEM)
    return [_spot(one, study) for one in found]


def _spot(one: Spot, study: Study) -> Raised:
    cases = one.cases
    title = N_("{what}（近一年{count}起{dead}死）：{missing}").format(
        what=one.sector_name or cases[0].number,
        count=len(cases),
        dead=one.dead,
        missing="、".join(each.gap.label for each in one.missing),
    )
    parts = one.parts if one.sector else ()
    return Raised(SignalKind.BLIND_SPOT, one.subject, title, study.pk, cases[0].case, _told(one), one.group, parts)


def _told(one: Spot) -> dict[str, Any]:
    return {
        "sector": one.sector,
        "sector_name": one.sector_name,
        "sorts": [
            {
                "type": sort.type,
                "label": sort.label,
                "aimed": sort.aimed,
                "count": len(sort.cases),
                "dead": sort.dead,
            }
            for sort in one.sorts
        ],
        "cases": [{"case": row.case, "number": row.number, "on": row.occurred_on.isoformat()} for row in one.cases],
        "departments": list(one.departments),
        "reasons": [{"trigger": each.gap.value, "told": each.told} for each in one.missing],
    }


def raise_all(office: int, found: Iterable[Raised], *, actor: Actor) -> list[AccidentSignal]:
    """Put on an office's queue what does not stand there yet."""
    at = orgs.unit(office).coordinates
    standing, moment = _Standing(office, clock.now()), clock.now()
    made = []
    for one in found:
        if standing.holds(one):
            continue
        standing.add(one)
        row = AccidentSignal(
            office_id=office,
            kind=one.kind,
            subject=one.subject,
            title=one.title[:200],
            case_id=one.case or None,
            told=one.kept,
            study=one.study,
            raised_at=moment,
        )
        row.place_at(at)
        made.append(row)
    with audit.batch():
        begin_many(made, actor, facts={"study": [row.study for row in made]} if len(made) == 1 else {})
    return made


class _Standing:
    """What an office's queue holds already."""

    def __init__(self, office: int, moment: datetime) -> None:
        self.moment = moment
        self.subjects = signals.signal_subjects(office)
        self.names: dict[tuple[str, str], list[tuple[datetime, set[str]]]] = defaultdict(list)
        for kind, told, raised_at in signals.signals_in_parts(office):
            self.names[kind, told["group"]].append((raised_at, set(told["names"])))

    def holds(self, one: Raised) -> bool:
        """Whether nothing about it is new."""
        if (one.kind.value, one.subject) in self.subjects:
            return True
        if not one.parts:
            return False
        since = None if one.lasts is None else self.moment - one.lasts
        rows = self.names[one.kind.value, one.group]
        known = frozenset().union(*(names for at, names in rows if since is None or at > since))
        return all(part & known for part in one.parts)

    def add(self, one: Raised) -> None:
        """It stands now."""
        self.subjects.add((one.kind.value, one.subject))
        if one.parts:
            names = set(one.kept["names"])
            self.names[one.kind.value, one.group].append((self.moment, names))

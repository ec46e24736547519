"""What a leader wants to know in the morning, within the open scope: what has changed, what is late, who is behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count

from zhiben.accidents import queries as accidents
from zhiben.campaign import queries as tasks
from zhiben.dispatch import queries as rounds
from zhiben.documents import queries as documents
from zhiben.foundation.measures import Figure
from zhiben.hazards import queries as hazards
from zhiben.kernel import clock
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import half_month_of
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.overview import queries

CHANGING = ("D1.reported", "D1.rectified", "hazards.overdue", "hazards.overdue_stock", "tasks.done", "tasks.overdue")
"""The figures whose change is told."""
WORSE = ("hazards.overdue", "hazards.overdue_stock", "tasks.overdue")
"""Those of them that should not grow."""
FIRST = 5
"""How many late things of each kind are named."""
RECENT = 4
"""Among how many of the newest half-months the last issued one is looked for."""
BEHIND = 8
"""How many units are named among those behind."""


@dataclass(frozen=True, slots=True)
class Delta:
    """A figure now, and by how much it differs from what it was; `worse` when it has grown and should not."""

    figure: Figure
    change: int

    @property
    def worse(self) -> bool:
        """True when it went the wrong way."""
        return self.change > 0 and self.figure.measure.id in WORSE


@dataclass(frozen=True, slots=True)
class LateOne:
    """One thing whose day is over: what it is called, where it stands, the day."""

    name: str
    href: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Late:
    """Late things of a kind: how many in all, the latest of them named, and where all of them are listed."""

    title: str
    count: int
    lines: Sequence[LateOne]
    address: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class Behind:
    """A unit and how much of its work is late; of a district how much of the year's hazards is closed."""

    name: str
    count: int
    query: str
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit that the newest bulletin names: for which reasons, with how many items."""

    name: str
    reasons: Sequence[str]
    count: int


@dataclass(frozen=True, slots=True)
class Named:
    """Whom the newest issued half-month names."""

    round: Any
    units: Sequence[NamedUnit]
    more: int


@dataclass(frozen=True, slots=True)
class Backward:
    """Those who are behind: departments by late tasks, districts by late hazards, of either how many more there are,
    and whom the bulletin names."""

    departments: Sequence[Behind]
    districts: Sequence[Behind]
    named: Named | None
    more_departments: int = 0
    more_districts: int = 0


def since_when(days: int) -> datetime:
    """The same hour so many working days ago: after a weekend, that of Friday."""
    today = clock.today()
    return clock.now() - (today - orgs.workdays().before(today, days))


def deltas(since: datetime) -> list[Delta]:
    """The figures that change, now beside what they were."""
    then = Cut(since, half_month_of((since - timedelta(microseconds=1)).astimezone(clock.TZ).date()))
    if then.year != clock.today().year:
        # Figures of a year begin anew with it: nothing of December is compared with.
        then = replace(then, as_of=clock.day_start(date(clock.today().year, 1, 1)) + timedelta(microseconds=1))
    before = {figure.measure.id: figure.numerator for figure in queries.figures(CHANGING, then)}
    return [Delta(now, now.numerator - before[now.measure.id]) for now in queries.figures(CHANGING, queries.present())]


def late(actor: Actor) -> list[Late]:
    """What is late, kind by kind; kinds of which nothing is late are left out."""
    return [one for one in _late(actor) if one.count]


def _late(actor: Actor) -> Iterator[Late]:
    now = clock.now()
    yield _of_rows(N_("重大隐患逾期未整改"), hazards.overdue(now), "hazards:list", "overdue=on")
    yield _of_rows(N_("重点任务逾期"), tasks.overdue(now), "campaign:list", "overdue=on")
    dues = accidents.overdue(now)
    lines = [LateOne(f"{case}：{due.label}", case.get_absolute_url(), due.day) for case, due in dues[:FIRST]]
    yield Late(N_("事故时限已过"), len(dues), lines, "accidents:clocks")
    offices = {**orgs.offices_run(actor), **orgs.offices_led(actor)}
    letters = [one for office in offices for one in documents.unanswered(office).filter(due__lt=now)]
    lines = [LateOne(str(one), one.get_absolute_url(), _day(one.due)) for one in letters[:FIRST]]
    yield Late(N_("函件逾期未答复"), len(letters), lines, "documents:list")


def _of_rows(title: str, rows: Any, address: str, query: str) -> Late:
    first = rows.order_by("due", "pk")[:FIRST]
    lines = [LateOne(str(one), one.get_absolute_url(), one.due) for one in first]
    return Late(title, rows.count(), lines, address, query)


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(clock.TZ).date() if moment else None


def behind() -> Backward:
    """Who is behind, the most late first; nobody with nothing late."""
    now = clock.now()
    counted = list(tasks.overdue(now).order_by().values_list("lead_unit").annotate(number=Count("pk")))
    most = sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:BEHIND]
    names = orgs.unit_names([unit for unit, _count in most])
    departments = [Behind(names[unit], count, f"overdue=on&lead={unit}") for unit, count in most]
    lines = [line for line in hazards.by_district(queries.present()) if line.overdue]
    lines.sort(key=lambda line: -line.overdue)
    districts = [
        Behind(line.name, line.overdue, f"overdue=on&district={line.district}", line.rate) for line in lines[:BEHIND]
    ]
    more = (max(len(some) - BEHIND, 0) for some in (counted, lines))
    return Backward(departments, districts, named(), *more)


def named() -> Named | None:
    """Whom the newest issued half-month in scope names, the most items first; names that were struck are left out."""
    newest = next((one for one in rounds.recent(RECENT) if one.state == "issued"), None)
    if newest is None:
        return None
    units: dict[str, tuple[list[str], int]] = {}
    for one in rounds.named(newest):
        if not one.struck:
            reasons, count = units.get(one.unit_name, ([], 0))
            units[one.unit_name] = ([*reasons, one.reason.label], count + one.count)
    told = [NamedUnit(name, reasons, count) for name, (reasons, count) in units.items()]
    told.sort(key=lambda unit: -unit.count)
    return Named(newest, told[:BEHIND], max(len(told) - BEHIND, 0))

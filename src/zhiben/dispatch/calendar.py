"""The dates of dispatch for one reader: when rounds of their own offices, or of all whose rounds they read, open, are
collected, closed and issued, those still to come of every cycle, by when their papers are to be issued, and until when
named units answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from zhiben.dispatch import policy
from zhiben.dispatch.lifecycle import ROUND
from zhiben.dispatch.models import NamedUnit, Round
from zhiben.dispatch.queries import timetable
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.kernel import clock, cycle
from zhiben.kernel.cycle import Cycle
from zhiben.kernel.periods import Period
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.kernel.workdays import Workdays
from zhiben.orgs import queries as orgs

OPENS, COLLECTS, CLOSED, ISSUED, REPLIES = N_("开启"), N_("收集截止"), N_("关闭"), N_("印发"), N_("答复截止")
LATEST, WITHDRAWN = N_("最迟印发"), N_("撤回简报")
REACHED = {"closed": CLOSED, "issued": ISSUED, "withdrawn": WITHDRAWN}
UNITS_NAMED = 3
"""How many named units are told by name; the count tells the rest."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One date: what happens (`at` a moment, or the whole day) to which round, and where it is looked at. `key` stays
    the same as long as the date is about the same thing. `late`: what was to be done by then is left."""

    key: str
    day: date
    at: datetime | None
    what: str
    title: str
    address: str
    expected: bool = False
    cycle: str = ""
    office: int = 0
    late: bool = False

    @property
    def hour(self) -> str:
        """The time of day, of what happens at a moment."""
        return f"{self.at.astimezone(clock.TZ):%H:%M}" if self.at else ""


def own_offices(actor: Actor) -> frozenset[int]:
    """The offices for which somebody works; empty for whoever has none."""
    return frozenset(card.id for card in orgs.offices()) & actor.units


def entries(actor: Actor, first: date, last: date, *, every: bool = False) -> list[Entry]:
    """The dates from `first` to `last` in their order: of the own offices and of what the person answers for; of all
    that the open scope shows to whoever has no office, or asks for `every` one. Of one moment the shortest cycle comes
    first, then the offices in their order."""
    own: Collection[int] = () if every else own_offices(actor)
    every_round = Round.objects.select_related("office").order_by("period_first", "pk")
    rounds = every_round.filter(office__in=own) if own else every_round
    workdays = orgs.workdays()
    longest = max(declared.issue_days for declared in cycle.registered().values())
    within = rounds.filter(period_first__lte=last, period_last__gte=workdays.before(first, longest))
    found = [*_of_rounds(within, workdays), *_to_come(rounds, last, workdays), *_reached(rounds, first, last)]
    found += _replies(actor, own, first, last)
    offices = {card.id: place for place, card in enumerate(orgs.offices())}

    def order(one: Entry) -> tuple[object, ...]:
        rank = (_length(one.cycle, one.day), offices.get(one.office, len(offices)))
        return (one.day, one.at is not None, one.at or clock.day_start(one.day), *rank, one.key)

    return sorted((one for one in found if first <= one.day <= last), key=order)


def _length(name: str, day: date) -> int:
    """How many days a period of a cycle has, by which cycles are ordered."""
    period = cycle.registered()[name].period_of(day) if name else None
    return (period.last - period.first).days if period else 0


def _of_rounds(rounds: Iterable[Round], workdays: Workdays) -> Iterator[Entry]:
    for one in rounds:
        latest = timetable.issue_by(one, workdays)
        yield from _of_period(one.declared, one.period, one.office_id, one.office.name, latest, one.get_absolute_url())


def _of_period(
    declared: Cycle, period: Period, office: int, office_name: str, latest: date | None, address: str = ""
) -> Iterator[Entry]:
    key = f"{declared.name}-{office}-{period.first:%Y%m%d}"
    title = N_("{period}调度（{office}）").format(period=period.label, office=office_name)
    entry = partial(
        Entry, at=None, title=title, address=address, expected=not address, cycle=declared.name, office=office
    )
    yield entry(key=f"{key}-opens", day=period.first, what=OPENS)
    collects = declared.collects_on(period)
    if collects > period.first:
        yield entry(key=f"{key}-collects", day=collects, what=COLLECTS)
    if latest:
        yield entry(key=f"{key}-latest", day=latest, what=LATEST, late=latest < clock.today())


def _to_come(rounds: QuerySet[Round], last: date, workdays: Workdays) -> Iterator[Entry]:
    """Of every cycle, what is still to come of the periods after the last round of each office."""
    rows = rounds.order_by().values_list("cycle", "office", "office__name").annotate(Max("period_last"))
    newest, offices, today = {}, {}, clock.today()
    for name, office, office_name, ended in rows:
        newest[name, office], offices[office] = ended, office_name
    for name, declared in cycle.registered().items():
        for office, office_name in offices.items():
            done = newest.get((name, office))
            period = declared.period_of(done + timedelta(days=1) if done else today)
            while period.first <= last:
                latest = declared.issue_by(period, workdays)
                expected = _of_period(declared, period, office, office_name, latest)
                yield from (entry for entry in expected if entry.day >= today)
                period = declared.after(period)


def _reached(rounds: QuerySet[Round], first: date, last: date) -> Iterator[Entry]:
    """When rounds were closed, and their bulletins issued or taken back."""
    within = StateInterval.objects.filter(since__gte=clock.day_start(first), since__lt=clock.day_end(last))
    rows = list(within.filter(machine=ROUND.name, state__in=REACHED).order_by("since", "pk"))
    shown = rounds.in_bulk({row.record for row in rows})
    for row in rows:
        if (one := shown.get(row.record)) is None:
            continue
        title = N_("{period}调度（{office}）").format(period=one.period.label, office=one.office.name)
        day = row.since.astimezone(clock.TZ).date()
        key = f"round-{one.pk}-{row.state}-{row.pk}"
        address = one.get_absolute_url()
        yield Entry(key, day, row.since, REACHED[row.state], title, address, cycle=one.cycle, office=one.office_id)


def _replies(actor: Actor, own: Collection[int], first: date, last: date) -> Iterator[Entry]:
    """Until when named units that have not answered may, or might have: one date a round and moment; of `own` offices'
    rounds and of what the person answers for, of all that it reads when `own` is empty."""
    rows = NamedUnit.objects.filter(policy.seen_names(actor), state="named", reply_by__isnull=False)
    rows = rows.filter(reply_by__gte=clock.day_start(first), reply_by__lte=clock.day_end(last))
    if own:
        rows = rows.filter(Q(round__office__in=own) | policy.answered_names(actor))
    groups: dict[tuple[int, datetime], list[NamedUnit]] = {}
    for row in rows.order_by("reply_by", "pk"):
        if row.reply_by:
            groups.setdefault((row.round_id, row.reply_by), []).append(row)
    read = set(Round.objects.filter(pk__in={number for number, _until in groups}).values_list("pk", flat=True))
    for (number, until), named in groups.items():
        units = list(dict.fromkeys(row.unit_name for row in named))
        told = "、".join(units[:UNITS_NAMED])
        if len(units) > UNITS_NAMED:
            told = N_("{units}等{count}个单位").format(units=told, count=len(units))
        waits = until >= clock.now()
        title = (N_("点名待答复：{units}") if waits else N_("点名未答复：{units}")).format(units=told)
        several = reverse("dispatch:decisions", args=[number]) if number in read else reverse("dispatch:list")
        address = named[0].get_absolute_url() if len(named) == 1 else several
        day = until.astimezone(clock.TZ).date()
        key = f"round-{number}-replies-{until.astimezone(clock.TZ):%Y%m%d%H%M}"
        yield Entry(key, day, until, REPLIES, title, address)

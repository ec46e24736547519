"""Reads of the queue of accident supervision: what waits, what was answered, how often alerts were right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from zhiben.accidents import queries as accidents
from zhiben.foundation import studies
from zhiben.foundation.jobs.models import Job
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.foundation.studies import Study
from zhiben.insight.vocab import PER_MONTH
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.machine import State
from zhiben.kernel.periods import months_after
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision.accident_words import FOLLOW_UP_MONTHS, OVERDUE_MONTHS, SignalKind
from zhiben.supervision.models import AccidentSignal, AlertBudget, JointStudy, LookAlike
from zhiben.supervision.vocab import BLIND_SPOTS

if TYPE_CHECKING:
    from zhiben.accidents.models import AccidentCase


def signals() -> QuerySet[AccidentSignal]:
    """The signals in scope, the latest first, and of those raised together the weightiest."""
    return AccidentSignal.objects.select_related("office", "case").order_by("-raised_at", "pk")


def concerns(actor: Actor) -> bool:
    """Whether somebody has to do with accident supervision: works in an office, or sees a signal, a joint study or a
    sweep."""
    if orgs.offices_run(actor) or orgs.offices_led(actor):
        return True
    return any(rows.exists() for rows in (signals(), JointStudy.objects.all(), LookAlike.objects.all()))


def of_desk(actor: Actor) -> QuerySet[AccidentSignal]:
    """Those on the desks of the offices in which somebody works: an office above reads those of districts one by one,
    and does not count the same accident twice. All in scope for who works in none."""
    own = {*orgs.offices_run(actor), *orgs.offices_led(actor)}
    return signals().filter(office__in=own) if own else signals()


def signal_of(pk: int) -> AccidentSignal:
    """One signal in scope. Raises NotFound."""
    found = signals().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该事故督导线索"))
    return found


def signal_subjects(office: int) -> set[tuple[str, str]]:
    """What an office's queue holds already, whatever became of it."""
    rows = AccidentSignal._unfiltered().filter(office=office)
    return set(rows.values_list("kind", "subject"))


def signals_in_parts(office: int) -> list[tuple[str, dict[str, Any], datetime]]:
    """Kind, what was told and when, of an office's signals that are about several things together."""
    rows = AccidentSignal._unfiltered().filter(
        Q(subject__startswith="sector:") | Q(subject__startswith="growth:"), office=office
    )
    found = rows.values_list("kind", "told", "raised_at")
    return [(kind, told, at) for kind, told, at in found if "names" in told]


def nothing_new(unit: int) -> set[int]:
    """The cases that an office has answered as nothing new, one by one or as a combination that grows."""
    rows = AccidentSignal._unfiltered().filter(office=unit, kind=SignalKind.NEW_TYPE, state="not_new")
    found = set[int]()
    for case, told in rows.values_list("case", "told"):
        found |= {one["case"] for one in told.get("cases", ())} | ({case} if case else set())
    return found


def taken_up(unit: int) -> set[int]:
    """The cases of a new type that an office studies or has studied, one by one."""
    rows = AccidentSignal._unfiltered().filter(office=unit, kind=SignalKind.NEW_TYPE, case__isnull=False)
    alone = rows.exclude(state__in=("waiting", "not_new", "merged")).exclude(subject__startswith="growth:")
    return set(alone.values_list("case", flat=True))


@dataclass(frozen=True, slots=True)
class Twin:
    """What another office has of the same accident: its name and the state, and where the signal is read by whoever may
    read it, "" for others."""

    office: str
    state: State
    address: str


def twins_of(one: AccidentSignal) -> list[Twin]:
    """The signals of the same kind that other offices have of the accident a signal is about."""
    if one.case_id is None or "cases" in one.told:
        return []
    rows = AccidentSignal._unfiltered().filter(kind=one.kind, subject=one.subject, case=one.case_id)
    others = list(rows.exclude(office=one.office_id).select_related("office").order_by("office", "pk"))
    seen = set(signals().filter(pk__in=[other.pk for other in others]).values_list("pk", flat=True))
    return [
        Twin(other.office.name, other.state_shown, other.get_absolute_url() if other.pk in seen else "")
        for other in others
    ]


def job_key(office: int) -> str:
    """What the names begin with under which an office's ground is searched."""
    return f"accident-signals:{office}:"


def search_of(office: int) -> Job | None:
    """The last search of an office's ground that was asked for, by somebody or by the clock."""
    return Job.objects.filter(key__startswith=job_key(office)).order_by("-pk").first()


def blind_spots_of(pk: int) -> Study:
    """A study of blind spots, in scope. Raises NotFound."""
    found = Study.objects.filter(pk=pk, name=BLIND_SPOTS).first()
    if found is None:
        raise NotFound(N_("没有找到这次盲区查找"))
    return found


def counts_by_state(rows: QuerySet[AccidentSignal]) -> dict[str, Counter[str]]:
    """By kind, how many of some signals stand in which state."""
    found: dict[str, Counter[str]] = {kind.value: Counter() for kind in SignalKind}
    for kind, state in rows.order_by().values_list("kind", "state"):
        found[kind][state] += 1
    return found


@dataclass(frozen=True, slots=True)
class Precision:
    """How often alerts were right, of those that somebody could judge; the others beside it."""

    confirmed: int
    false_alarm: int
    unclear: int
    waiting: int

    @property
    def judged(self) -> int:
        """How many were judged right or wrong."""
        return self.confirmed + self.false_alarm


def precision_of(rows: QuerySet[AccidentSignal]) -> Precision:
    """Of some alerts."""
    states = Counter(rows.order_by().values_list("state", flat=True))
    return Precision(
        states["confirmed"], states["false_alarm"], states["unclear"], states["waiting"] + states["studying"]
    )


def alerts(actor: Actor) -> QuerySet[AccidentSignal]:
    """The log of alerts on somebody's desk, the latest first."""
    return of_desk(actor).filter(kind=SignalKind.ALERT)


def budget_of(office: int) -> float:
    """How many false alarms a month an office takes."""
    found = AlertBudget.objects.filter(office=office).values_list("per_month", flat=True).first()
    return float(found) if found is not None else PER_MONTH


def latest_study(name: str, office: int) -> Study | None:
    """What was found last of an office's ground, as far as it is seen."""
    return studies.latest(name, office)


@dataclass(frozen=True, slots=True)
class Narratives:
    """Cases whose narratives are pasted templates, and those with too few words; both are queued by code only."""

    templates: list[AccidentCase]
    short: list[AccidentCase]


def narratives_of(study: Study | None) -> Narratives:
    """Of the last search for new types."""
    found = study.result if study else {}
    pasted, short = (
        accidents.cases_by_id(one["case"] for one in found.get(name, ())) for name in ("templates", "short")
    )
    return Narratives(pasted, short)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A case whose recommendations are to be looked at again: since when, and by when."""

    case: AccidentCase
    since: date
    until: date

    @property
    def is_overdue(self) -> bool:
        """The year is over, and nothing was assessed."""
        return self.until < clock.today()


def follow_ups() -> list[FollowUp]:
    """Cases in scope that were approved ten months ago or more and not assessed; those that are late first."""
    last = months_after(clock.today(), -FOLLOW_UP_MONTHS)
    rows = accidents.to_be_assessed(last)
    return [
        FollowUp(row, months_after(row.approved_on, FOLLOW_UP_MONTHS), months_after(row.approved_on, OVERDUE_MONTHS))
        for row in rows
        if row.approved_on
    ]


def queue_of(unit: int, actor: Actor) -> str:
    """Where somebody of an office finds its queue; "" for all others."""
    return reverse("supervision:signals") if unit in orgs.offices_run(actor) else ""


def signals_waiting(actor: Actor, among: int) -> list[Waiting]:
    """Signals that wait for somebody of their office."""
    rows = signals().filter(state="waiting", office__in=list(orgs.offices_run(actor)))
    return [
        Waiting(row, N_("研判、合并或答复"), since=row.raised_at) for row in rows.order_by("raised_at", "pk")[:among]
    ]


def studies_waiting(actor: Actor, among: int) -> list[Waiting]:
    """Joint studies that are not closed, of those who take part in them."""
    rows = JointStudy.objects.exclude(state="closed").order_by("until", "pk")
    return waiting(rows[:among], actor)


def sweeps_waiting(actor: Actor, among: int) -> list[Waiting]:
    """Sweeps that are to be sent, checked or closed."""
    rows = LookAlike.objects.filter(state__in=("drafted", "sent")).order_by("until", "pk")
    return waiting(rows[:among], actor)


def follow_ups_waiting(actor: Actor, among: int) -> list[Waiting]:
    """Recommendations that an office has to look at again."""
    offices = orgs.offices_run(actor)
    if not offices:
        return []
    step = N_("回头看：评估整改和防范措施落实情况")
    return [Waiting(one.case, step, due=one.until) for one in follow_ups()[:among]]


def open_signals(office: int, but: Collection[int] = ()) -> list[AccidentSignal]:
    """An office's signals that stand, for others to be merged into."""
    rows = signals().filter(office=office).exclude(state="merged").exclude(pk__in=list(but))
    return list(rows[:200])

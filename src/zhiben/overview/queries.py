"""The figures that the city publishes, and what a person finds in the morning; all taken from measures within the
open scope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps

from zhiben.campaign import queries as tasks
from zhiben.dispatch import queries as rounds
from zhiben.foundation.audit.queries import Line
from zhiben.foundation.lifecycle import Waiting
from zhiben.foundation.lifecycle.models import Living
from zhiben.foundation.measures import Figure, evaluate
from zhiben.hazards import queries as hazards
from zhiben.kernel import clock, measure
from zhiben.kernel.machine import Machine
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import Period, half_month_of
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

PUBLISHED = re.compile(r"^[A-D](?:\d+|N)\.")
"""Ids of figures that stand in the campaign's table of results: A1 … D4."""

FAILURES = {
    "unknown": N_("没有这个用户名"),
    "password": N_("口令不对"),
    "locked": N_("账号已锁定"),
    "inactive": N_("账号已停用"),
}
"""Why somebody was not let in, as the ledger has it."""

HOME = (
    "A5.tasks",
    "tasks.overdue",
    "D1.reported",
    "D1.rectified",
    "D1.rate",
    "hazards.overdue",
    "hazards.overdue_stock",
)
"""The cards of the home page, in this order."""
WHERE_ANY = ("hazards.overdue_stock",)
"""Cards that stand only where there is something to count."""


def present() -> Cut:
    """Everything up to and including this very moment, in the present half-month."""
    now = clock.now()
    return Cut(now + timedelta(microseconds=1), half_month_of(now.date()))


def published(as_of: datetime) -> list[Figure]:
    """Every published figure that is built, as of a moment, in the order of its id."""
    last_day = (as_of - timedelta(microseconds=1)).astimezone(clock.TZ).date()
    cut = Cut(as_of, half_month_of(last_day))
    return [evaluate(m, cut) for name, m in measure.registered().items() if PUBLISHED.match(name)]


@dataclass(frozen=True, slots=True)
class Told:
    """A ledger entry in the office's words: what kind of record, which step, from which state to which."""

    line: Line
    kind: str
    step: str
    source: str
    target: str
    about: str = ""


def told(lines: Iterable[Line]) -> list[Told]:
    """Ledger entries with the words of the machine that each record lives by; blank where it lives by none."""
    machines = {m._meta.label_lower: m.machine for m in apps.get_models() if issubclass(m, Living)}
    return [_told(line, machines.get(line.model)) for line in lines]


def _told(line: Line, machine: Machine | None) -> Told:
    if machine is None:
        return Told(line, "", "", "", "")
    move = machine.by_name.get(line.verb)
    moved = line.target and line.source != line.target
    source = machine.label(line.source) if moved and line.source else ""
    return Told(line, machine.title, move.label if move else "", source, machine.label(line.target) if moved else "")


def told_of_the_office(lines: Sequence[Line]) -> list[Told]:
    """Ledger entries about the office itself, with whom or what they are about and what of their facts a reader asks
    for first."""
    names = orgs.subjects(lines)
    return [Told(line, "", "", "", "", _about(line, names.get((line.model, line.record), ""))) for line in lines]


def _about(line: Line, name: str) -> str:
    facts = line.facts
    if line.verb == "import":
        counts = N_("新增{created}、更新{updated}、未变{unchanged}").format(**facts)
        return f"{name}：{facts['file']}（{counts}）"
    if line.verb == "export":
        return N_("{name}：{rows}行").format(name=name, rows=facts["rows"])
    if line.verb == "grant":
        return f"{name}：{orgs.role_label(facts['role'])}（{orgs.unit_name(facts['unit'])}）"
    if line.verb == "login_failed":
        return "：".join(part for part in (name, FAILURES.get(facts["why"], "")) if part)
    return name


@dataclass(frozen=True, slots=True)
class Owed:
    """How many reports a unit still owes for which half-month."""

    unit: int
    name: str
    count: int
    period: Period


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits for somebody: the first single records, how many more, and the reports that their units owe."""

    items: list[Waiting]
    more: int
    owed: list[Owed]


def inbox(actor: Actor, shown: int = 8) -> Inbox:
    """The records that wait for `actor`, and the reports still owed."""
    found = waiting_for(actor)
    return Inbox(found[:shown], max(len(found) - shown, 0), owed(actor))


def waiting_for(actor: Actor, among: int = tasks.LOOKED_THROUGH) -> list[Waiting]:
    """The records that wait for `actor`, kind by kind, looked for among so many open ones of each."""
    return rounds.waiting_for(actor) + hazards.waiting_for(actor, among) + tasks.waiting_for(actor, among)


def by_kind(found: Iterable[Waiting]) -> dict[str, list[Waiting]]:
    """The records that wait under the name of their kind, kinds and records in the order given."""
    kinds: dict[str, list[Waiting]] = {}
    for one in found:
        kinds.setdefault(type(one.record).machine.title, []).append(one)
    return kinds


def owed(actor: Actor) -> list[Owed]:
    """What the units for which `actor` reports still owe: for the half-month that ends within three days or ended at
    most three days ago."""
    period = half_month_of(clock.today() - tasks.GRACE)
    if clock.today() < period.last - tasks.GRACE:
        return []
    units = tasks.reporting_units(actor)
    names = orgs.unit_names(units)
    counted = [Owed(unit, names[unit], tasks.unreported(unit, period), period) for unit in units]
    return [one for one in counted if one.count]


def cards(cut: Cut) -> list[Figure]:
    """The figures of the home page."""
    return [figure for figure in figures(HOME, cut) if figure.measure.id not in WHERE_ANY or figure.rows]


def figures(names: Iterable[str], cut: Cut) -> list[Figure]:
    """The named measures, those that exist, within the open scope."""
    known = measure.registered()
    return [evaluate(known[name], cut) for name in names if name in known]

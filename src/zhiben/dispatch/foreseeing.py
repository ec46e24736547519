"""What closing a round would bring, told before it is closed: the very rows that closing would write, counted as of
the period's end from the records of now, and nothing stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode

from zhiben.dispatch import closing, evidence, judged, judging
from zhiben.dispatch.models import NamedItem, NamedUnit
from zhiben.dispatch.vocab import NAMED_CLASSES, Reason
from zhiben.foundation.scope import scope
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.models import Round, UnitVerdict


def _list(name: str, **asked: str | int) -> str:
    return f"{reverse(name)}?{urlencode(asked)}"


LISTS: dict[Reason, Callable[[NamedUnit], str]] = {
    Reason.MISSING_REPORT: lambda row: _list("campaign:list", state="open", lead=row.unit_id),
    Reason.OVERDUE_TASKS: lambda row: _list("campaign:list", state="open", lead=row.unit_id, overdue="on"),
    Reason.OVERDUE_HAZARDS: lambda row: _list("hazards:list", state="open", unit=row.unit_name, overdue="on"),
    Reason.STATISTICS: lambda row: _list("campaign:list", state="", lead=row.unit_id),
}
"""Where what a unit would be named for is found among all of its kind, as these stand now: what was done since is
no longer there."""

TITLES = {
    Reason.MISSING_REPORT: N_("尚未报送进展，也未作零报告"),
    Reason.OVERDUE_TASKS: N_("有逾期未办结的重点任务"),
    Reason.OVERDUE_HAZARDS: N_("有逾期未整改的重大事故隐患"),
    Reason.STATISTICS: N_("按统计点名（按期办结率明显差于总体）"),
}
"""By reason, in the order told: what can still be asked for comes first."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One item that would stand beside a name; `address` leads to its record, "" where the person may not see it."""

    number: str
    title: str
    due: date | None
    days_late: int
    address: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that would be named for one reason; `why` tells the counts of one that statistics name."""

    name: str
    address: str
    matters: tuple[Matter, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The units that would be named for one reason."""

    title: str
    units: tuple[Unit, ...]

    @property
    def count(self) -> int:
        """How many items stand beside them."""
        return sum(len(unit.matters) for unit in self.units)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What closing would bring; no `groups` where nobody is named whatever the records say."""

    measures: int
    groups: tuple[Group, ...] = ()
    units: int = 0
    names: int = 0


def foreseen(one: Round) -> Foreseen:
    """What would be frozen, and who named, if the round were closed now. Reads with the office's own eyes what is
    counted, and with the person's what is linked."""
    rows, verdicts = _rows(one)
    names = [row for row in rows if isinstance(row, NamedUnit)]
    items = [row for row in rows if isinstance(row, NamedItem)]
    addresses = evidence.links(items)
    reasons = {row.unit_id: judged.reason(row) for row in verdicts if row.placed in NAMED_CLASSES}
    beside: dict[int, list[Matter]] = {}
    for item in items:
        matter = Matter(item.number, item.title, item.due, item.days_late, addresses.get((item.model, item.record), ""))
        beside.setdefault(id(item.named), []).append(matter)
    groups = tuple(
        Group(TITLES[reason], tuple(_unit(row, beside, reasons) for row in names if row.reason == reason))
        for reason in TITLES
        if _may_be_named(one, reason)
    )
    return Foreseen(len(one.declared.measures), groups, len({row.unit_id for row in names}), len(names))


def _rows(one: Round) -> tuple[list[NamedUnit | NamedItem], list[UnitVerdict]]:
    with scope(closing.reader(one)):
        taken = judging.as_it_stands(one)
        verdicts = judging.verdict_rows(one, taken)
        return [*closing.named_rows(one), *judging.named_rows(one, taken, verdicts)], verdicts


def _may_be_named(one: Round, reason: Reason) -> bool:
    return bool(one.declared.judged) if reason is Reason.STATISTICS else reason in one.declared.reasons


def _unit(row: NamedUnit, beside: Mapping[int, list[Matter]], reasons: Mapping[int, str]) -> Unit:
    why = reasons.get(row.unit_id, "") if row.reason == Reason.STATISTICS else ""
    return Unit(row.unit_name, LISTS[Reason(row.reason)](row), tuple(beside[id(row)]), why)

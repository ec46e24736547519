"""What changed since the end of the month before, record by record: closed, reported, become overdue, done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhiben.dispatch import closing
from zhiben.dispatch.models import Round
from zhiben.dispatch.monthly.figures import Records
from zhiben.foundation.scope import scope
from zhiben.kernel import measure
from zhiben.kernel.text import N_

NAMED = 5
"""So many records of a kind a paper names; the page of the figure lists them all."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A way in which records come into a frozen count, or leave it."""

    measure: str
    title: str
    leaving: bool = False


OF_PLACES = (
    Kind("D1.reported", N_("新上报重大事故隐患")),
    Kind("hazards.closed", N_("新销号")),
    Kind("hazards.overdue", N_("新增逾期未整改")),
    Kind("hazards.overdue", N_("不再逾期"), leaving=True),
)
OF_LEADERS = (
    Kind("tasks.done", N_("新办结任务")),
    Kind("tasks.overdue", N_("新增逾期任务")),
    Kind("tasks.overdue", N_("不再逾期"), leaving=True),
)


@dataclass(frozen=True, slots=True)
class Changed:
    """The records of one kind: all their ids, and what the first of them are called."""

    kind: Kind
    ids: tuple[int, ...]
    named: tuple[str, ...] = ()


def changed(kinds: Iterable[Kind], slice_: str, now: Records, before: Records) -> list[Changed]:
    """What came and went in a slice; kinds without any are left out."""
    found = []
    for kind in kinds:
        stands, stood = (side.get((kind.measure, slice_), frozenset()) for side in (now, before))
        ids = tuple(sorted(stood - stands if kind.leaving else stands - stood))
        if ids:
            found.append(Changed(kind, ids))
    return found


def called(one: Round, found: Iterable[Changed]) -> Mapping[tuple[str, int], str]:
    """What the records that are to be named are called, by measure and id: one reading for each kind of record."""
    wanted: dict[str, set[int]] = {}
    for each in found:
        wanted.setdefault(each.kind.measure, set()).update(each.ids[:NAMED])
    names: dict[tuple[str, int], str] = {}
    with scope(closing.reader(one)):
        for name, ids in wanted.items():
            rows = _model(one, name).objects.filter(pk__in=ids)
            names |= {
                (name, pk): f"{number}“{title}”" for pk, number, title in rows.values_list("pk", "number", "title")
            }
    return names


def _model(one: Round, name: str) -> Any:
    return measure.registered()[name].numerator(closing.cut_of(one)).model

"""Every record's state, last step and past as its tables have them, beside what the ledger tells. Read as three streams
in the order of the records, so that it takes a few seconds and no memory however many there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from zhiben.foundation.audit import Mismatch, agrees
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle.models import Living, StateInterval
from zhiben.foundation.lifecycle.redating import moments
from zhiben.foundation.scope.models import unfiltered
from zhiben.kernel.machine import Machine
from zhiben.kernel.text import N_

ROW, INTERVAL, ENTRY = range(3)
CHUNK = 2000
Run = tuple[str, datetime]
"""A state, and since when without a break."""


@agrees("records")
def differing() -> Iterator[Mismatch]:
    """Records whose state, last step or intervals are not those that the ledger tells."""
    for model in apps.get_models():
        if not issubclass(model, Living):
            continue
        for pk, _ in _differing(model):
            # The three are read one after the other: what was moved meanwhile is read once more.
            for _, why in _differing(model, pk):
                yield Mismatch(model._meta.label_lower, pk, why)


def _differing(model: type[Living], pk: int | None = None) -> Iterator[tuple[int, str]]:
    streams = (_rows(model, pk), _intervals(model, pk), _entries(model, pk))
    for record, parts in groupby(merge(*streams, key=itemgetter(0)), key=itemgetter(0)):
        told: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
        for _, kind, values in parts:
            told[kind].append(values)
        if why := _trouble(model.machine, *told):
            yield record, why


def _rows(model: type[Living], pk: int | None) -> Iterator[tuple[int, int, Any]]:
    columns = ("pk", "state", "version", "beside", "last_move", "last_source", "last_actor")
    # All records whoever asks: the ledger is proved as a whole.
    return _stream(unfiltered(model), ROW, columns, ("pk",), pk)


def _intervals(model: type[Living], pk: int | None) -> Iterator[tuple[int, int, Any]]:
    rows = StateInterval.objects.filter(machine=model.machine.name)
    return _stream(rows, INTERVAL, ("record", "state", "since", "until"), ("record", "since", "pk"), pk)


def _entries(model: type[Living], pk: int | None) -> Iterator[tuple[int, int, Any]]:
    # What is only noted, like an amendment, has no target and moves nothing.
    rows = AuditEntry.objects.filter(model=model._meta.label_lower).exclude(target="")
    columns = ("record", "target", "verb", "source", "actor", "seq", "at")
    put_right = moments(model, pk)
    for record, kind, (*values, seq, at) in _stream(rows, ENTRY, columns, ("record", "seq"), pk):
        yield record, kind, [*values, put_right.get(seq, at)]


def _stream(
    rows: QuerySet[Any], kind: int, columns: Sequence[str], order: Sequence[str], pk: int | None
) -> Iterator[tuple[int, int, Any]]:
    chosen = rows if pk is None else rows.filter(**{columns[0]: pk})
    for record, *values in chosen.order_by(*order).values_list(*columns).iterator(CHUNK):
        yield record, kind, values


def _trouble(machine: Machine, rows: list[Any], intervals: list[Any], entries: list[Any]) -> str:
    if not rows:
        return N_("台账或状态区间记有该记录，表中没有")
    if not entries:
        return N_("台账没有该记录的条目")
    state, version, beside, *last = rows[0]
    target, *step, _ = entries[-1]
    if state != target:
        return N_("现为“{state}”，台账最后记为“{target}”").format(
            state=_word(machine, state), target=_word(machine, target)
        )
    if last != step or version - beside != len(entries) - 1:
        return N_("最后一步或办理次数与台账不符")
    if not _unbroken(intervals) or _runs((s, since) for s, since, _ in intervals) != _runs(
        (entry[0], datetime.fromisoformat(entry[-1])) for entry in entries
    ):
        return N_("各阶段的起止与台账不符")
    return ""


def _unbroken(intervals: list[Any]) -> bool:
    ends = [until for _, _, until in intervals]
    return ends == [*(since for _, since, _ in intervals[1:]), None]


def _runs(steps: Iterator[Run]) -> list[Run]:
    """Neighbours of the same state as one: a move may leave the state, and an interval may end for another reason."""
    return [next(same) for _, same in groupby(steps, key=itemgetter(0))]


def _word(machine: Machine, state: str) -> str:
    return machine.label(state) if state in machine.by_state else state

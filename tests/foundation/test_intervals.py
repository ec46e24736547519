"""Figures as of a day come from intervals; replaying the ledger gives the same answer for every record and moment."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from tests.factories import hazards
from tests.factories.campaign import FACTS, Cast, task
from tests.factories.orgs import city

from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.models import KeyTask
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import amend, perform
from zhiben.foundation.lifecycle.models import StateInterval, standing, was_in
from zhiben.foundation.scope import unscoped
from zhiben.foundation.scope.models import Participation, unfiltered
from zhiben.hazards.lifecycle import HAZARD
from zhiben.hazards.models import Hazard
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Refused
from zhiben.kernel.machine import Machine

pytestmark = pytest.mark.django_db
BEGIN = datetime(2024, 3, 1, 9, tzinfo=clock.TZ)
ORDINARY = ("report", "verify", "start", "declare", "review", "accept", "close")
Interval = tuple[int, str, datetime, datetime | None]


@contextmanager
def everything() -> Iterator[None]:
    with unscoped(reason="a test compares all rows"):
        yield


def random_tasks(chance: random.Random) -> list[datetime]:
    """Tasks taken here and there by whoever may; often several acts at one moment. The moments of acting."""
    built = city()
    cast, moments = Cast(built), [BEGIN]
    with clock.at(BEGIN):
        tasks = [task(built, "drafted") for _ in range(4)]
    for _ in range(120):
        moments.append(moments[-1] + timedelta(minutes=chance.choice((0, 0, 1, 90))))
        record, move = chance.choice(tasks), chance.choice(TASK.moves)
        with clock.at(moments[-1]), everything():
            try:
                perform(record, move.name, cast.who(move.name), **FACTS.get(move.name, {}))
            except Refused:
                continue
    return moments


def random_hazards(chance: random.Random) -> list[datetime]:
    """Hazards brought some way, and at each step perhaps withdrawn again."""
    cast, moments = hazards.cast_in_city(), [BEGIN]

    def tick() -> datetime:
        moments.append(moments[-1] + timedelta(minutes=chance.choice((0, 1, 90))))
        return moments[-1]

    def go(hazard: Hazard, move: str) -> None:
        with clock.at(tick()):
            cast.sign(hazard, move) if move == "review" else cast.step(hazard, move)

    for _ in range(4):
        with clock.at(tick()):
            hazard = cast.draft()
        for move in ORDINARY[: chance.randrange(2, 8)]:
            go(hazard, move)
            undo = next((m for m in HAZARD.leaving(hazard.state) if m.undoes == move), None)
            if undo is not None and chance.random() < 0.5:
                with clock.at(tick()):
                    cast.step(hazard, undo.name, cast.who(move), reason="误操作")
                go(hazard, move)
    return moments


WALKS = {"tasks": (TASK, KeyTask, random_tasks), "hazards": (HAZARD, Hazard, random_hazards)}


@pytest.fixture(params=WALKS)
def walk(request: pytest.FixtureRequest) -> tuple[Machine, type[Any], list[datetime]]:
    machine, model, wander = WALKS[request.param]
    return machine, model, wander(random.Random(7))


def replayed(model: type[Any]) -> list[Interval]:
    """Intervals as the ledger alone tells them."""
    changes: dict[int, list[tuple[str, datetime]]] = {}
    for entry in AuditEntry.objects.filter(model=model._meta.label_lower).exclude(target="").order_by("seq"):
        if entry.source != entry.target:
            changes.setdefault(entry.record, []).append((entry.target, datetime.fromisoformat(entry.at)))
    found: list[Interval] = []
    for record, steps in changes.items():
        for (state, since), (_, until) in pairwise(steps):
            found.append((record, state, since, until))
        found.append((record, *steps[-1], None))
    return found


def stored(machine: Machine) -> list[Interval]:
    """Intervals as they stand; where only a dated fact changed, the neighbours are one."""
    merged: list[Interval] = []
    rows = StateInterval.objects.filter(machine=machine.name).order_by("record", "pk")
    for record, state, since, until in rows.values_list("record", "state", "since", "until"):
        begun = since
        if merged and merged[-1][:2] == (record, state):
            *_, begun, ended = merged.pop()
            assert ended == since
        merged.append((record, state, begun, until))
    return merged


def states_before(intervals: list[Interval], moment: datetime) -> dict[int, str]:
    """Each record's state just before `moment`: that of the last act earlier than it."""
    return {record: state for record, state, since, _ in intervals if since < moment}


def test_intervals_are_what_the_ledger_tells(walk: tuple[Machine, type[Any], list[datetime]]) -> None:
    machine, model, _ = walk
    assert stored(machine) == replayed(model)
    with everything():
        present = dict(model.objects.values_list("pk", "state"))
    assert {record: state for record, state, _, until in stored(machine) if until is None} == present


def test_sources_in_the_ledger_join_without_gap(walk: tuple[Machine, type[Any], list[datetime]]) -> None:
    _, model, _ = walk
    last: dict[int, str] = {}
    for entry in AuditEntry.objects.filter(model=model._meta.label_lower).exclude(target="").order_by("seq"):
        assert entry.source == last.get(entry.record, "")
        last[entry.record] = entry.target


def test_as_of_any_moment_is_what_replaying_the_ledger_gives(walk: tuple[Machine, type[Any], list[datetime]]) -> None:
    machine, model, moments = walk
    told = replayed(model)
    tiny = timedelta(microseconds=1)
    asked = sorted({m + d for m in moments for d in (-tiny, timedelta(0), tiny)})
    for moment in random.Random(1).sample(asked, min(40, len(asked))):
        expected: dict[str, set[int]] = {key: set() for key in machine.keys}
        for record, state in states_before(told, moment).items():
            expected[state].add(record)
        with everything():
            assert {
                key: set(model.objects.filter(was_in(machine, [key], moment)).values_list("pk", flat=True))
                for key in machine.keys
            } == expected


def test_several_states_at_once_count_a_record_once(walk: tuple[Machine, type[Any], list[datetime]]) -> None:
    machine, model, moments = walk
    with everything():
        for moment in moments[::20]:
            counted = model.objects.filter(was_in(machine, machine.keys, moment)).count()
            assert counted == len(states_before(replayed(model), moment))


def test_present_interval_holds_the_facts_of_the_record(walk: tuple[Machine, type[Any], list[datetime]]) -> None:
    machine, model, _ = walk
    assert set(model.dated) <= {"due", "level", "unit", "district", "street"}
    present = StateInterval.objects.filter(machine=machine.name, until__isnull=True)
    kept = {row["record"]: {name: row[name] for name in model.dated} for row in present.values()}
    with everything():
        assert kept == {one.pk: one.dated_facts for one in model.objects.all()}


def test_an_amended_fact_begins_an_interval_and_another_column_does_not() -> None:
    built, later, asked = city(), BEGIN + timedelta(days=1), BEGIN + timedelta(days=2)
    with clock.at(BEGIN), everything():
        record = task(built, "assigned", due=date(2024, 3, 10))
        amend([record], at=later, title="改名")
        assert [row.state for row in StateInterval.objects.filter(record=record.pk, machine="key_task")] == [
            "drafted",
            "assigned",
        ]
        amend([record], at=later, due=date(2024, 4, 10))
    present = asked + timedelta(microseconds=1)
    with clock.at(asked), everything():
        days = [standing(KeyTask.objects.all(), ["assigned"], at).get() for at in (later, asked, present)]
        due = [one.due_then for one in days]  # type: ignore[attr-defined]
        assert due == [date(2024, 3, 10), date(2024, 4, 10), date(2024, 4, 10)]
        lookups = [{"due__lt": date(2024, 4, 1)}, {"due": date(2024, 4, 10)}, {"unit": 0}]
        found = [
            [KeyTask.objects.filter(was_in(TASK, ["assigned"], at, **facts)).exists() for facts in lookups]
            for at in (later, asked, present)
        ]
        assert found == [[True, False, False], [False, True, False], [False, True, False]]


def test_the_present_is_read_from_the_records_and_says_the_same(
    walk: tuple[Machine, type[Any], list[datetime]],
) -> None:
    machine, model, moments = walk
    last = max(moments)
    for reading in (clock.at(last - timedelta(days=1)), clock.at(last)):
        with reading, everything():
            for key in machine.keys:
                then = model.objects.filter(was_in(machine, [key], last + timedelta(seconds=1)))
                assert set(then.values_list("pk", flat=True)) == {
                    pk
                    for pk, state in states_before(replayed(model), last + timedelta(seconds=1)).items()
                    if state == key
                }


def test_an_amendment_notices_who_was_faster_and_tells_the_parts() -> None:
    built = city()
    with clock.at(BEGIN), everything():
        record = task(built, "assigned", assisting=("市消防救援",))
        stale = KeyTask.objects.get(pk=record.pk)
        amend([record], at=BEGIN, due=date(2025, 1, 31))
        assert list(unfiltered(Participation).values_list("due", "state")) == [(date(2025, 1, 31), "assigned")]
        with pytest.raises(Conflict, match="刚被他人改动"):
            amend([stale], at=BEGIN, due=date(2025, 2, 28))
        with pytest.raises(Conflict, match="刚被他人改动"):
            perform(stale, "accept", Cast(built).lead, on="2024-03-01")
        stored_due = KeyTask.objects.get(pk=record.pk).due
    assert (stale.due, stored_due) == (date(2024, 12, 31), date(2025, 1, 31))


def test_a_state_left_at_the_moment_it_was_entered_was_never_seen() -> None:
    built = city()
    with clock.at(BEGIN), everything():
        record = task(built, "assigned")
        perform(record, "accept", Cast(built).lead, on="2024-03-01")
        after = BEGIN + timedelta(seconds=1)
        assert list(KeyTask.objects.filter(was_in(TASK, ["assigned"], after))) == []
        assert list(KeyTask.objects.filter(was_in(TASK, ["accepted"], after))) == [record]
        assert list(KeyTask.objects.filter(was_in(TASK, TASK.keys, BEGIN))) == []

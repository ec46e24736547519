"""Figures as of a day come from intervals; replaying the ledger gives the same answer for every record and moment."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from tests.factories import hazards
from tests.factories.campaign import FACTS, Cast, task
from tests.factories.orgs import city

from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.models import KeyTask
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.lifecycle.models import StateInterval, was_in
from zhiben.foundation.scope import unscoped
from zhiben.hazards.lifecycle import HAZARD
from zhiben.hazards.models import Hazard
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
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
    cast, moments = hazards.Cast(city()), [BEGIN]

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
    rows = StateInterval.objects.filter(machine=machine.name).order_by("record", "pk")
    return list(rows.values_list("record", "state", "since", "until"))


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


def test_a_state_left_at_the_moment_it_was_entered_was_never_seen() -> None:
    built = city()
    with clock.at(BEGIN), everything():
        record = task(built, "assigned")
        perform(record, "accept", Cast(built).lead, on="2024-03-01")
        after = BEGIN + timedelta(seconds=1)
        assert list(KeyTask.objects.filter(was_in(TASK, ["assigned"], after))) == []
        assert list(KeyTask.objects.filter(was_in(TASK, ["accepted"], after))) == [record]
        assert list(KeyTask.objects.filter(was_in(TASK, TASK.keys, BEGIN))) == []

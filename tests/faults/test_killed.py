"""R1: the house is killed again and again while eight people work. What it has acknowledged is there, exactly once,
with its entry in the ledger; what it has not is there whole or not at all."""

from __future__ import annotations

import json
import os
import random
import re
import statistics
import threading
import time
from dataclasses import dataclass, field

import pytest
from tests.factories.photos import PNG
from tests.faults.conftest import Builder
from tests.faults.house import House, ask, torn
from tests.faults.person import Person
from tests.faults.record import Recorder, Row

LETTERS = ("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8")
MARK = re.compile(r"s\d-\d{5}")
BACK_WITHIN, BACK_SOMEHOW = 5.0, 20.0
"""Seconds to the first answer after a death: as promised, and where many tests share the machine."""
REFUSALS = (403, 409, 422)


@dataclass
class Journal:
    """What one person has sent, and what was said to it."""

    acknowledged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)


class Worker(threading.Thread):
    """One person who reports progress, declares rectified, takes it back and reports hazards, until told to stop."""

    def __init__(self, person: Person, own: int, shared: int) -> None:
        super().__init__(name=person.letter, daemon=True)
        self.person, self.own, self.shared = person, own, shared
        self.journal = Journal()
        self.over = threading.Event()

    def run(self) -> None:
        turn = 0
        try:
            while not self.over.is_set():
                self.act(turn)
                turn += 1
        except BaseException as error:
            self.journal.strange.append(repr(error))
            raise

    def act(self, turn: int) -> None:
        """The next thing to do; the mark tells it from all others in the ledger."""
        mark = f"{self.person.letter}-{turn:05d}"
        kind = turn % 6
        if kind == 5:
            said = {"site": self.person.house.seeded["site"], "title": mark, "description": mark}
            self.send("/hazards/new/", mark, {**said, "found_on": "2025-01-02"}, {"photos": PNG})
        elif kind == 4:
            move = f"/hazards/{self.shared}/moves/progress/"
            self.send(move, mark, {"text": mark, "percentage": "10"})
        elif kind == 2:
            move = f"/hazards/{self.own}/moves/declare/"
            self.send(move, mark, {"measures_done": mark, "funds": "10"}, {"files": PNG + mark.encode()})
        elif kind == 3:
            self.send(f"/hazards/{self.own}/moves/withdraw_declare/", mark, {"reason": mark})
        else:
            self.send(f"/hazards/{self.own}/moves/progress/", mark, {"text": mark, "percentage": "50"})

    def send(self, path: str, mark: str, said: dict[str, str], files: dict[str, bytes] | None = None) -> None:
        answer = self.person.until_answered(path, self.person.form(said), files)
        if answer.status == 302:
            self.journal.acknowledged.append(mark)
        elif answer.status in REFUSALS:
            self.journal.refused.append(mark)
        else:
            self.journal.strange.append(f"{mark} {answer.status} {answer.text[:200]}")


class Killer:
    """Chooses whom to kill and sees to it that the house comes back; every so often all of it goes."""

    def __init__(self, house: House, seed: int, every: int) -> None:
        self.house, self.random, self.every = house, random.Random(seed), every
        self.back: list[float] = []
        self.killed: dict[str, int] = {"site": 0, "worker": 0, "main": 0, "all": 0}

    def strike(self) -> None:
        """One of the house's processes, or all of them; seconds until it answers again are kept."""
        members = self.house.members()
        kinds = [kind for kind in ("site", "site", "worker") if members[kind]]
        whole = sum(self.killed.values()) % self.every == self.every - 1
        chosen = self.random.choice(["main", "all"] if whole or not kinds else kinds)
        self.killed[chosen] += 1
        if chosen == "all":
            self.house.kill_all()
        else:
            self.house.kill(self.random.choice(members[chosen]))
        began = time.monotonic()
        if chosen in ("all", "main"):
            assert self.house.process is not None
            self.house.process.wait()
            self.house.start()
        self.back.append(self.house.answered(began))
        if self.house.process is not None and self.house.process.poll() is not None:
            self.house.start()


def total(workers: list[Worker]) -> int:
    return sum(len(one.journal.acknowledged) for one in workers)


def after(workers: list[Worker], number: int) -> None:
    """Wait until so many more have been acknowledged."""
    wanted, until = total(workers) + number, time.monotonic() + 60
    while total(workers) < wanted:
        assert time.monotonic() < until, [one.journal.strange for one in workers]
        assert all(one.is_alive() for one in workers), [one.journal.strange for one in workers]
        time.sleep(0.005)


def besieged(house: House, *, rounds: int, each: int, seed: int, every: int) -> tuple[list[Worker], Killer, list[str]]:
    """Eight people at work through so many deaths; what was found half done in between."""
    house.start()
    people = [Person(house, letter).log_in() for letter in LETTERS]
    hazards = house.seeded["hazards"]["rectifying"]
    shared = hazards[len(LETTERS)]
    workers = [Worker(person, hazards[place], shared) for place, person in enumerate(people)]
    killer, half = Killer(house, seed, every), []
    for one in workers:
        one.start()
    for turn in range(rounds):
        after(workers, killer.random.randint(each // 2, each + each // 2))
        killer.strike()
        if turn % 10 == 9:
            with house.reading() as cursor:
                half += torn(house, cursor)
    after(workers, each)
    for one in workers:
        one.over.set()
    for one in workers:
        one.join(60)
    return workers, killer, half


def noted(house: House) -> dict[str, int]:
    """How often the ledger, or for a report the list of hazards, knows each mark."""
    found: dict[str, int] = {}
    with house.reading() as cursor:
        sql = "SELECT facts FROM foundation_auditentry WHERE verb IN ('progress', 'declare', 'withdraw_declare')"
        told = [json.loads(facts) for (facts,) in ask(cursor, sql)]
        marks = [facts.get("text") or facts.get("measures_done") or facts.get("reason") for facts in told]
        sql = "SELECT title FROM hazards_hazard h WHERE state = 'reported' AND 2 = (SELECT count(*) FROM"
        sql += " foundation_auditentry WHERE model = 'hazards.hazard' AND record = h.id)"
        marks += [title for (title,) in ask(cursor, sql)]
    for mark in filter(MARK.fullmatch, marks):
        found[mark] = found.get(mark, 0) + 1
    return found


def judged(house: House, workers: list[Worker], killer: Killer, half: list[str], row: Row, within: float) -> None:
    """Compare the journals with what there is."""
    known = noted(house)
    acknowledged = [mark for one in workers for mark in one.journal.acknowledged]
    refused = [mark for one in workers for mark in one.journal.refused]
    strange = [line for one in workers for line in one.journal.strange]
    lost = [mark for mark in acknowledged if known.get(mark) is None]
    twice = [mark for mark, times in known.items() if times > 1]
    unasked = [mark for mark in refused if mark in known]
    with house.reading() as cursor:
        half = half + torn(house, cursor)
    ledger = house.run("audit", "verify", "--json")
    row.measured = (
        f"{sum(killer.killed.values())} kills ({killer.killed['all']} of all, {killer.killed['main']} of the main "
        f"process), {len(acknowledged):,} acknowledged, {len(lost)} lost, {len(twice)} twice, {len(half)} half done, "
        f"first answer after {statistics.median(killer.back):.1f} s, at the latest {max(killer.back):.1f} s "
        f"(load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores)"
    )
    assert (lost, twice, unasked, strange, half) == ([], [], [], [], [])
    assert ledger["ok"], ledger
    assert max(killer.back) <= within


def test_nothing_acknowledged_is_lost_to_a_few_deaths(build: Builder, rows: Recorder) -> None:
    house = build(ZHIBEN_LEASE_SECONDS="1")
    deaths, every = (6, 3) if house.database else (10, 4)
    with rows.row("R1", f"{deaths} kills: 0 lost, 0 half done, back within 20 s", full=False) as row:
        judged(house, *besieged(house, rounds=deaths, each=8, seed=1, every=every), row, BACK_SOMEHOW)


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_to_two_hundred_deaths(build: Builder, rows: Recorder) -> None:
    house = build()
    limit = "200 kills, at least 10,000 acknowledged: 0 lost, 0 half done, back within 5 s"
    with rows.row("R1", limit, full=True) as row:
        workers, killer, half = besieged(house, rounds=200, each=60, seed=int(time.time()), every=3)
        judged(house, workers, killer, half, row, BACK_WITHIN)
        assert total(workers) >= 10_000

"""R7: a form that is sent twice, by eight hands at once, or again after its answer was cut off, is done once; whoever
sends it again is led to what the first sending led to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from tests.factories.hazards import FUTURE, days
from tests.factories.photos import PNG
from tests.faults.conftest import Builder
from tests.faults.house import House
from tests.faults.person import Answer, Person
from tests.faults.record import Recorder

from zhiben.kernel import clock

AT_ONCE = 8
Said = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """A form that makes something: who sends it where, what it says in a round, and the table in which one row comes to
    be."""

    name: str
    letter: str
    path: Callable[[House, int], str]
    said: Callable[[House, int], Said]
    table: str
    files: dict[str, bytes] = field(default_factory=dict)


def _hazard(state: str, rest: str) -> Callable[[House, int], str]:
    return lambda house, turn: f"/hazards/{house.seeded['hazards'][state][turn]}/{rest}/"


def _plain(path: str) -> Callable[[House, int], str]:
    return lambda house, turn: path


def _same(**said: Any) -> Callable[[House, int], Said]:
    return lambda house, turn: said


LATER = (FUTURE + days(31)).isoformat()
WRITTEN = {
    "to": "市住房建设",
    "basis": "《示例办法》",
    "body": "一、基本情况\n近期事故多发。\n二、要求\n请立即排查。",
    "contact": "",
    "copy": "",
    "urgency": "",
}
FORMS = (
    Form(
        "a hazard reported",
        "s1",
        _plain("/hazards/new/"),
        lambda house, turn: {
            "site": house.seeded["site"],
            "title": f"两次上报{turn}",
            "description": "临边",
            "found_on": "2025-01-02",
        },
        "hazards_hazard",
        {"photos": PNG},
    ),
    Form(
        "a later deadline asked for",
        "s1",
        _hazard("rectifying", "requests/extend"),
        _same(due=LATER, reason="材料未到", interim_control="停用"),
        "hazards_request",
    ),
    Form(
        "a transfer asked for",
        "p1",
        _hazard("verified", "requests/transfer"),
        lambda house, turn: {"to_unit": house.seeded["other"], "reason": "属消防"},
        "hazards_request",
    ),
    Form(
        "a listing proposed",
        "o1",
        _hazard("verified", "listing"),
        lambda house, turn: {
            "level": "district",
            "facts": "久拖不改",
            "legal_basis": "示例督办办法",
            "deadline": f"{clock.today() + timedelta(days=30)}",
        },
        "hazards_listing",
    ),
    Form(
        "a record drafted",
        "p1",
        _hazard("declared", "records/review"),
        lambda house, turn: {"position": "二层", "on_site_at": time.strftime("%Y-%m-%dT00:01"), "conclusion": "属实"},
        "hazards_siterecord",
        {"photos": PNG},
    ),
    Form("a step made", "e1", _hazard("rectifying", "moves/progress"), _same(text="过半", percentage="60"), ""),
    Form(
        "a document written",
        "O1",
        _plain("/documents/new/reminder_letter/"),
        lambda house, turn: {**WRITTEN, "title": f"关于第{turn}次提醒的函"},
        "documents_officialdocument",
    ),
    Form(
        "a number noted",
        "O1",
        lambda house, turn: f"/documents/numbers/{house.seeded['office']}/void/",
        lambda house, turn: {"number": f"深安办函〔2020〕{turn + 1}号", "reason": "系统外印发"},
        "documents_takennumber",
    ),
    Form(
        "an account opened",
        "a1",
        _plain("/people/new/"),
        lambda house, turn: {"username": f"xin{turn}", "name": "新人"},
        "orgs_person",
    ),
    Form(
        "a role given",
        "g1",
        lambda house, turn: f"/people/{house.seeded['people'][f's{turn % 8 + 1}']['id']}/grants/",
        lambda house, turn: {
            "role": "street_officer",
            "unit": house.seeded["street"],
            "first": f"2030-01-{turn % 28 + 1:02d}",
            "last": f"2030-01-{turn % 28 + 1:02d}",
        },
        "orgs_grantrow",
    ),
)


def _steps(house: House) -> int:
    return house.count("SELECT count(*) FROM foundation_auditentry WHERE verb = 'progress'")


def _made(house: House, form: Form) -> int:
    return house.count(f"SELECT count(*) FROM {form.table}") if form.table else _steps(house)


def twice(person: Person, path: str, said: Said, files: dict[str, bytes]) -> list[Answer]:
    return [person.post(path, said, files) for _ in range(2)]


def at_once(person: Person, path: str, said: Said, files: dict[str, bytes]) -> list[Answer]:
    """Eight tabs of one browser."""
    hands = [Person(person.house, person.letter, dict(person.cookies)) for _ in range(AT_ONCE)]
    gate = threading.Barrier(AT_ONCE)

    def send(hand: Person) -> Answer:
        gate.wait(20)
        return hand.post(path, said, files)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(send, hands))


def cut_off(person: Person, path: str, said: Said, files: dict[str, bytes]) -> list[Answer]:
    person.cut_off(path, said, files)
    return [person.post(path, said, files) for _ in range(2)]


WAYS = (twice, at_once, cut_off)


def sendings(house: House, rounds: int) -> Iterator[tuple[str, list[Answer], int]]:
    """Each round one form in each of the ways: what was answered, and how many records came of it."""
    people = {letter: Person(house, letter).log_in() for letter in sorted({form.letter for form in FORMS})}
    forms = cycle(FORMS)
    for turn in range(rounds):
        form = next(forms)
        for number, way in enumerate(WAYS):
            place = turn * len(WAYS) + number
            person, path = people[form.letter], form.path(house, place)
            before = _made(house, form)
            answers = way(person, path, person.form(form.said(house, place)), form.files)
            yield f"{form.name}, {way.__name__} ({turn})", answers, _made(house, form) - before


def judged(house: House, rounds: int, rows: Recorder, *, full: bool) -> None:
    limit = f"{rounds} rounds, each twice, 8 at once, and after a cut answer: exactly 1 record, all led to it"
    with rows.row("R7", limit, full=full) as row:
        house.start()
        found = list(sendings(house, rounds))
        more = [(name, count) for name, _, count in found if count != 1]
        astray = [
            (name, sorted({(one.status, one.location) for one in answers}))
            for name, answers, _ in found
            if {one.status for one in answers} != {302} or len({one.location for one in answers}) != 1
        ]
        row.measured = (
            f"{rounds} rounds of {len(FORMS)} kinds of form, {sum(len(one[1]) for one in found)} sendings of "
            f"{len(found)} forms, {len(more)} not exactly once, {len(astray)} led elsewhere"
        )
        assert (more, astray) == ([], [])


def test_a_form_sent_again_is_done_once(build: Builder, rows: Recorder) -> None:
    judged(build(60), 20, rows, full=False)


@pytest.mark.slow
def test_a_form_sent_again_is_done_once_a_hundred_times(build: Builder, rows: Recorder) -> None:
    judged(build(300), 100, rows, full=True)


def test_what_was_corrected_before_it_is_sent_again_is_something_else(build: Builder) -> None:
    house = build(60)
    house.start()
    person = Person(house, "s1").log_in()
    said = person.form({"site": house.seeded["site"], "title": "甲", "description": "乙", "found_on": "2025-01-02"})
    first = person.post("/hazards/new/", said, {"photos": PNG})
    second = person.post("/hazards/new/", {**said, "title": "丙"}, {"photos": PNG})
    again = person.post("/hazards/new/", {**said, "title": "丙"}, {"photos": PNG})
    assert (first.status, second.status, again.location) == (302, 302, second.location)
    assert first.location != second.location
    assert "没有重复办理" in person.main(again.location)


def test_another_persons_key_leads_nowhere(build: Builder) -> None:
    house = build(60)
    house.start()
    one, other = Person(house, "s1").log_in(), Person(house, "s2").log_in()
    path = f"/hazards/{house.seeded['hazards']['rectifying'][0]}/moves/progress/"
    said = one.form({"text": "甲", "percentage": "1"})
    before = _steps(house)
    assert [one.post(path, said).status, other.post(path, said).status] == [302, 302]
    assert _steps(house) == before + 2

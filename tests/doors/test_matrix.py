"""Every address, every method, everybody: what comes back is what the table by hand says, what is refused leaves
nothing behind, and a record that somebody may not know of is answered like one that does not exist."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.doors import answers
from tests.doors.answers import ALL_POSTS, METHODS, NOBODY, Asked, ask, expected
from tests.doors.stage import Stage
from tests.doors.summary import MATRIX
from tests.factories.pages import PROGRAM
from tests.oracles.doors import DOORS, LOGIN

from zhiben.foundation.files import store

pytestmark = pytest.mark.django_db

EVERYWHERE = [NOBODY, *ALL_POSTS]
QUICK = {NOBODY, "P.sibling", "E.sibling", "O.closed", *(who for who in ALL_POSTS if who.endswith(".own"))}
"""Whom `make test` asks; all others are asked by `make check-all`."""

FULLY = {NOBODY, "O.own", "E.sibling", "O.closed"}
"""Whom it asks with every method, on every database: who is let in nowhere, much, little, no longer."""

USUAL, RARE = ("GET", "POST"), ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
"""The methods of people, and those that only a program sends: how a door answers these hangs on who asks in four ways
at most."""


def _rows() -> Iterator[Any]:
    """Who asks with which methods. The usual ones and the rare ones of somebody are together all."""
    for who in EVERYWHERE:
        name = who or "nobody"
        if who in FULLY:
            yield pytest.param(who, METHODS, id=name)
            continue
        yield pytest.param(who, USUAL, id=name, marks=pytest.mark.either if who in QUICK else pytest.mark.slow)
        yield pytest.param(who, RARE, id=f"{name}, rare methods", marks=pytest.mark.slow)


PEOPLE = [pytest.param(who, id=who or "nobody", marks=() if who in QUICK else pytest.mark.slow) for who in EVERYWHERE]


def test_every_address_has_a_row() -> None:
    known = {answers.address_of(row) for row in DOORS}
    assert (sorted(set(answers.addresses()) - known), sorted(known - set(answers.addresses()))) == ([], [])


@pytest.mark.parametrize(("who", "methods"), list(_rows()))
def test_every_door_answers_as_the_table_says(
    stage: Stage, who: str, methods: tuple[str, ...], record_property: Callable[[str, object], None]
) -> None:
    tried = Tried()
    for row, door in DOORS.items():
        for method in methods:
            asked, right = ask(stage, who, method, row), expected(door, who, method)
            tried.cells += 1
            if found := _faults(stage, row, who, method, asked, right, tried):
                tried.wrong.append(f"{method} {row}: {found}")
    record_property(MATRIX, tried.told)
    assert not tried.wrong, "\n".join(tried.wrong)


@dataclass
class Tried:
    """What was tried for one post: cells, those that were wrong, and the seconds that an id of others and one that
    nothing has took to be answered."""

    cells: int = 0
    wrong: list[str] = field(default_factory=list)
    pairs: int = 0
    others: float = 0.0
    nothing: float = 0.0

    @property
    def told(self) -> dict[str, float]:
        """For the summary of the run."""
        counts = {"cells": self.cells, "wrong": len(self.wrong), "pairs": self.pairs}
        return {**counts, "others": self.others, "nothing": self.nothing}


def _faults(stage: Stage, row: str, who: str, method: str, asked: Asked, right: int, tried: Tried) -> str:
    if asked.status != right:
        return f"{asked.status} instead of {right}"
    led = right == LOGIN and not answers.let_in(who) and not DOORS[row].every_method
    if led and not answers.is_login(asked):
        return f"leads to {asked.location}"
    if changed := set(asked.changed) - set(DOORS[row].leaves):
        return f"refused, and yet changed {sorted(changed)}"
    return _told_apart(stage, row, who, method, tried) if right == 404 else ""


def _told_apart(stage: Stage, row: str, who: str, method: str, tried: Tried) -> str:
    """How the answer differs from that for a record that does not exist; asked anew, so that both find the house as
    warm."""
    nothing = ask(stage, who, method, row, arguments=stage.unknown(row))
    others = ask(stage, who, method, row)
    tried.pairs, tried.others, tried.nothing = (
        tried.pairs + 1,
        tried.others + others.seconds,
        tried.nothing + nothing.seconds,
    )
    if (others.status, others.body) != (nothing.status, nothing.body):
        return f"told apart from an unknown id: {nothing.status}"
    return "" if others.queries == nothing.queries else f"{others.queries} queries, {nothing.queries} for an unknown id"


MOVES = [row for row, door in DOORS.items() if row.partition("@")[0].endswith(("move", ":delivery")) and door.send]


def _by_id(stage: Stage, who: str, value: Any) -> Any:
    """Files are brought by a program beforehand, and named by their ids."""
    if not isinstance(value, SimpleUploadedFile):
        return value
    return [store(value.read(), name=value.name or "", actor_id=stage.posts.people[who].pk if who else 0).pk]


@pytest.mark.parametrize("who", PEOPLE)
def test_programs_are_answered_like_people(stage: Stage, who: str) -> None:
    """The same doors, asked for documents instead of pages: where a person is led on, a program is told the outcome."""
    wrong: list[str] = []
    for row in MOVES:
        for method in ("GET", "POST"):
            right = expected(DOORS[row], who, method)
            status = {LOGIN: 200 if answers.let_in(who) else 401}.get(right, right)
            body = {name: _by_id(stage, who, value) for name, value in stage.bodies.get(row, dict)().items()}
            sent = {"data": json.dumps(body, default=str), "content_type": "application/json"}
            asked = answers.ask_plainly(stage, who, method, row, headers=PROGRAM, **(sent if method == "POST" else {}))
            if asked != status:
                wrong.append(f"{method} {row}: {asked} instead of {status}")
    assert not wrong, "\n".join(wrong)

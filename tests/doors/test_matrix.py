"""Every address, every method, everybody: what comes back is what the table by hand says, what is refused leaves
nothing behind, and a record that somebody may not know of is answered like one that does not exist."""

from __future__ import annotations

import pytest
from tests.doors import answers
from tests.doors.answers import ALL_POSTS, METHODS, NOBODY, Asked, ask, expected
from tests.doors.stage import Stage
from tests.oracles.doors import DOORS, LOGIN

pytestmark = pytest.mark.django_db

EVERYWHERE = [NOBODY, *ALL_POSTS]
QUICK = {NOBODY, "P.sibling", "E.sibling", "O.closed", *(who for who in ALL_POSTS if who.endswith(".own"))}
"""Whom `make test` asks; all others are asked by `make check-all`."""

PEOPLE = [pytest.param(who, id=who or "nobody", marks=() if who in QUICK else pytest.mark.slow) for who in EVERYWHERE]


def test_every_address_has_a_row() -> None:
    known = {answers.address_of(row) for row in DOORS}
    assert (sorted(set(answers.addresses()) - known), sorted(known - set(answers.addresses()))) == ([], [])


@pytest.mark.parametrize("who", PEOPLE)
def test_every_door_answers_as_the_table_says(stage: Stage, who: str) -> None:
    wrong: list[str] = []
    for row, door in DOORS.items():
        for method in METHODS:
            asked, right = ask(stage, who, method, row), expected(door, who, method)
            if found := _faults(stage, row, who, method, asked, right):
                wrong.append(f"{method} {row}: {found}")
    assert not wrong, "\n".join(wrong)


def _faults(stage: Stage, row: str, who: str, method: str, asked: Asked, right: int) -> str:
    if asked.status != right:
        return f"{asked.status} instead of {right}"
    led = right == LOGIN and not answers.let_in(who) and not DOORS[row].every_method
    if led and not answers.is_login(asked):
        return f"leads to {asked.location}"
    if set(asked.changed) - set(DOORS[row].leaves):
        return f"refused, and yet changed {asked.changed}"
    if right == 404:
        return _told_apart(stage, row, who, method, asked)
    return ""


def _told_apart(stage: Stage, row: str, who: str, method: str, asked: Asked) -> str:
    """How the answer differs from that for a record that does not exist."""
    other = ask(stage, who, method, row, arguments=stage.unknown(row))
    if (asked.status, asked.body) != (other.status, other.body):
        return f"told apart from an unknown id: {other.status}"
    return "" if asked.queries == other.queries else f"{asked.queries} queries, {other.queries} for an unknown id"

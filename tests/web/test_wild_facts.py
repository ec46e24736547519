"""Whatever a program puts into a fact, the answer is a sentence or the move, never a fault of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.factories.campaign import FACTS, task
from tests.factories.hazards import Cast, cast_in_city, hazard
from tests.factories.pages import PROGRAM, browser

from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
WILD: tuple[object, ...] = (
    *(10**30, -(10**30), 10**12, 10**9, -1, 1e308, float("nan"), True, None),
    *("x", "x" * 5000, "a\x00b", "\ud800", "9999-12-31", "0001-01-01"),
    *([1], [10**30], [10**9], [-1], [None], [[1]], {"a": 1}),
)


class TakenBack(Exception):
    """Undoes what a try has done."""


@dataclass(frozen=True)
class Case:
    """A move that somebody may make, with facts that it is content with."""

    client: Client
    address: str
    facts: Mapping[str, object]


def cases(cast: Cast) -> Iterator[Case]:
    lead = cast.city.person(Role.DEPARTMENT_OFFICER, "市住房建设")
    for move, state in (("report", "under_way"), ("accept", "assigned"), ("submit", "under_way")):
        yield case(browser(lead), "campaign:move", task(cast.city, state).pk, move, FACTS[move])
    for move, state, who in (
        ("verify", "reported", cast.department),
        ("mark_duplicate", "reported", cast.department),
        ("start", "verified", cast.enterprise),
        ("progress", "rectifying", cast.enterprise),
        ("declare", "rectifying", cast.enterprise),
        ("accept", "reviewed", cast.department),
        ("reopen", "closed", cast.department),
    ):
        yield case(browser(who), "hazards:move", hazard(cast, state).pk, move, cast.facts(move))


def case(client: Client, name: str, pk: int, move: str, facts: Mapping[str, object]) -> Case:
    client.raise_request_exception = False
    return Case(client, reverse(name, args=[pk, move]), facts)


def status(one: Case, need: str, value: object) -> int:
    """How the move is answered with one fact gone wild; then it is as if nothing had happened."""
    body = json.dumps({**one.facts, need: value}, default=str)
    found = 0
    try:
        with transaction.atomic():
            found = one.client.post(one.address, body, content_type="application/json").status_code
            raise TakenBack
    except TakenBack:
        return found


def test_wild_facts_are_answered_with_sentences() -> None:
    stumbled = []
    for one in cases(cast_in_city()):
        needs = one.client.get(one.address, headers=PROGRAM).json()["needs"]
        tried = [(need["name"], value) for need in needs for value in WILD]
        stumbled += [(one.address, *pair) for pair in tried if status(one, *pair) not in (200, 422)]
    assert stumbled == []

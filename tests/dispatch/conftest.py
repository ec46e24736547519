"""A small city on the morning of 16 October 2024, and rounds of its offices as far as a test needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.dispatch.city import NOW, City, build, member
from tests.dispatch.facts import hazard, moved, number_anew, task
from tests.dispatch.instructing import WORDS
from tests.factories.documents import Desk
from tests.factories.pages import browser
from tests.factories.replayed import replayed

from zhiben.dispatch import operations
from zhiben.dispatch.models import Instruction, NamedUnit, Round
from zhiben.documents.operations import set_issuing_body
from zhiben.documents.vocab import Numbering
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.periods import half_month_of
from zhiben.kernel.rights import Actor
from zhiben.orgs.queries import actor_of

STEPS = ("collect", "close", "draft", "approve", "issue")
FIRST_HALF = half_month_of(date(2024, 10, 1))


@pytest.fixture
def city(db: None, settings: Any, tmp_path: Path) -> Iterator[City]:
    """The city; issued papers go to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    number_anew()
    with clock.at(NOW):
        yield build()


def answering(city: City, unit: str) -> Actor:
    """Somebody who answers for a named unit."""
    roles = {"department": "department_officer", "district_government": "district_officer"}
    return city.actor(unit, roles.get(city.units[unit].kind, "street_officer"))


def all_agree(city: City, one: Round) -> None:
    """Every named unit that has not answered has nothing against it."""
    for name in one.names:
        if name.state == "named":
            actor = answering(city, name.unit_name)
            with scope(actor):
                operations.agree(NamedUnit.objects.get(pk=name.pk), actor=actor)
    with unscoped(reason="a test reads"):
        one.refresh_from_db()


def make(city: City, one: Round, step: str, office: str = "市安委办") -> None:
    """One step of a round, by who may."""
    actor = city.actor(office, "office_leader" if step == "approve" else "office_officer")
    with scope(actor):
        if step == "approve":
            all_agree(city, one)
        getattr(operations, step)(one, actor=actor)


def advance(city: City, one: Round, upto: str, office: str = "市安委办") -> Round:
    """Take a round through its steps up to and with `upto`."""
    for step in STEPS[: STEPS.index(upto) + 1]:
        make(city, one, step, office)
    return one


def _round_at(city: City, upto: str = "", office: str = "市安委办") -> Round:
    one = operations.open_round("half_month", FIRST_HALF, office=city.units[office].pk)
    return advance(city, one, upto, office) if upto else one


_again = replayed(_round_at)


@pytest.fixture
def round_at(city: City) -> Callable[..., Round]:
    """Makes the round of 1-15 October of an office and takes it up to a step ("" leaves it open)."""
    return partial(_again, city)


@pytest.fixture
def stage(city: City) -> City:
    """Twelve tasks of each department, six and eleven done; twelve hazards in 福田区, two overdue; two in 罗湖区."""
    for unit, done in (("市住房建设局", 6), ("市交通运输局", 11)):
        for place in range(12):
            one = task(city, unit, date(2024, 12, 31))
            if place < done:
                moved(one, "done", datetime(2024, 9, 10, 9, tzinfo=clock.TZ))
    for place in range(12):
        one_hazard = hazard(city, "福田区", date(2024, 9, 20) if place < 2 else date(2024, 12, 1))
        if place > 5:
            moved(one_hazard, "closed", datetime(2024, 9, 12, 9, tzinfo=clock.TZ))
    set_issuing_body(
        city.units["市安委办"].pk, full_name="某市安委办", code="深安办", numbering=Numbering.OWN, actor=city.officer
    )
    for _place in range(2):
        hazard(city, "罗湖区", date(2024, 12, 1))
    return city


@pytest.fixture
def desk(city: City) -> Desk:
    """The city's office with accounts for its officer and its leader."""
    officer = actor_of(member(city, "市安委办", "office_officer"))
    leader = actor_of(member(city, "市安委办", "office_leader"))
    return Desk(city.units["市安委办"].pk, officer, city.actor("市安委办", "office_officer", 4242), leader).opened()


@pytest.fixture
def leader(desk: Desk) -> Client:
    return browser(desk.leader)


@pytest.fixture
def office(desk: Desk) -> Client:
    return browser(desk.officer)


@pytest.fixture
def instruct(desk: Desk) -> Callable[..., Instruction]:
    """What the leader instructs."""

    def made(words: str = WORDS, **given: Any) -> Instruction:
        with scope(desk.leader):
            return operations.instruct(words, office=desk.office, actor=desk.leader, **given)

    return made

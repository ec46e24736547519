"""A small city on the morning of 16 October 2024, and rounds of its offices as far as a test needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.dispatch.city import NOW, City, build

from zhiben.dispatch import operations
from zhiben.dispatch.models import Round
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.periods import half_month_of

STEPS = ("collect", "close", "draft", "approve", "issue")
FIRST_HALF = half_month_of(date(2024, 10, 1))


@pytest.fixture
def city(db: None, settings: Any, tmp_path: Path) -> Iterator[City]:
    """The city; issued papers go to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    with clock.at(NOW):
        yield build()


def advance(city: City, one: Round, upto: str, office: str = "市安委办") -> Round:
    """Take a round through its steps, each by who may, up to and with `upto`."""
    for step in STEPS[: STEPS.index(upto) + 1]:
        actor = city.actor(office, "office_leader" if step == "approve" else "office_officer")
        with scope(actor):
            getattr(operations, step)(one, actor=actor)
    return one


@pytest.fixture
def round_at(city: City) -> Callable[..., Round]:
    """Makes the round of 1-15 October of an office and takes it up to a step ("" leaves it open)."""

    def make(upto: str = "", office: str = "市安委办") -> Round:
        one = operations.open_round("half_month", FIRST_HALF, office=city.units[office].pk)
        return advance(city, one, upto, office) if upto else one

    return make

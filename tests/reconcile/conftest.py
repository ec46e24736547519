"""A small city on one morning, its office's officer, and comparisons of two small ledgers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.factories.ledgers import compared
from tests.factories.orgs import City
from tests.factories.orgs import city as build

from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role
from zhiben.reconcile.models import Comparison

NOW = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)


@pytest.fixture
def city(db: None, settings: Any, tmp_path: Path) -> Iterator[City]:
    settings.MEDIA_ROOT = tmp_path
    with clock.at(NOW):
        yield build()


@pytest.fixture
def officer(city: City) -> Actor:
    return city.actor(Role.OFFICE_OFFICER, "市安委办")


@pytest.fixture
def office(city: City) -> int:
    return city.unit("市安委办").pk


@pytest.fixture
def compare(office: int, officer: Actor) -> Callable[..., Comparison]:
    """Compares the two small ledgers, or others in their columns."""
    return lambda **given: compared(office, officer, **given)

"""A small city on a Wednesday morning, and tasks that wait for its departments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.factories.orgs import City
from tests.factories.orgs import city as build

from zhiben.kernel import clock

MORNING = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    """Uploads stay in the test's own folder."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def built(db: None) -> City:
    """The same city on the machine's own day."""
    return build()


@pytest.fixture
def city(db: None) -> Iterator[City]:
    with clock.at(MORNING):
        yield build()

"""The campaign's people on a morning of October 2024."""

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


@pytest.fixture
def city(db: None, settings: Any, tmp_path: Path) -> Iterator[City]:
    """The city; files go to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    with clock.at(MORNING):
        yield build()

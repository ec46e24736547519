"""What tests of this room begin with: an office that asks and three streets that answer, on a morning of October 2024;
people who bring records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.factories.outcomes import Trainers, trainers_in_city
from tests.factories.returns import Filing, filing

from zhiben.kernel import clock

MORNING = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)


@pytest.fixture
def desk(db: None, settings: Any, tmp_path: Path) -> Iterator[Filing]:
    """The people; files go to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    with clock.at(MORNING):
        yield filing()


@pytest.fixture
def trainers(db: None, settings: Any, tmp_path: Path) -> Trainers:
    """People who bring records, in a city; files lie in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return trainers_in_city()

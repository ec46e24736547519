"""What tests of this room begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.factories.outcomes import Trainers, trainers_in_city


@pytest.fixture
def trainers(db: None, settings: Any, tmp_path: Path) -> Trainers:
    """People who bring records, in a city; files lie in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return trainers_in_city()

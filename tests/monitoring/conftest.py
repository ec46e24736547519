"""What tests of monitoring begin with."""

from __future__ import annotations

import pytest
from tests.factories.monitoring import Plant, plant_in_city


@pytest.fixture
def plant(db: None) -> Plant:
    """A watched plant and the people around it, in a city."""
    return plant_in_city()

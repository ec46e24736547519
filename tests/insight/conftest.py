"""What tests of accident cases begin with."""

from __future__ import annotations

import pytest
from tests.factories.accidents import Bureau, bureau_in_city


@pytest.fixture
def bureau(db: None) -> Bureau:
    """People around accidents, in a city."""
    return bureau_in_city()

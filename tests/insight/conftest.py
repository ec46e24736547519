"""What tests of accident cases begin with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from tests.factories.accidents import Bureau, bureau_in_city

from zhiben.insight import listings
from zhiben.insight.listings import Listing
from zhiben.kernel import clock

JUNE = datetime(2025, 6, 10, 9, tzinfo=clock.TZ)


@pytest.fixture
def bureau(db: None) -> Bureau:
    """People around accidents, in a city."""
    return bureau_in_city()


@pytest.fixture
def june() -> Iterator[None]:
    """A day in the year after the listings of these tests."""
    with clock.at(JUNE):
        yield


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Listing]:
    """What the rooms above tell of listings."""
    known: list[Listing] = []
    monkeypatch.setattr(listings, "_providers", [lambda at: known])
    return known

"""A small Shenzhen, quick password hashes, and browsers of people."""

from __future__ import annotations

from typing import Any

import pytest
from tests.factories.orgs import City
from tests.factories.orgs import city as build


@pytest.fixture(autouse=True)
def quick_hashes(settings: Any) -> None:
    """What makes a real hash worth having is that it takes long."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def city(db: None) -> City:
    return build()

"""A small Shenzhen, quick password hashes, and a keyring of the test's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.factories.orgs import City
from tests.factories.orgs import city as build


@pytest.fixture(autouse=True)
def quick_hashes(settings: Any, tmp_path: Path) -> None:
    """What makes a real hash worth having is that it takes long."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"


@pytest.fixture
def city(db: None) -> City:
    return build()

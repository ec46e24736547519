"""What tests of tips begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.factories.tips import Hotline, hotline_in_city


@pytest.fixture(autouse=True)
def _keys(tmp_path: Path, settings: Any) -> None:
    """Keys of the test's own."""
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def hotline(db: None) -> Hotline:
    """The people around a site, in a city."""
    return hotline_in_city()

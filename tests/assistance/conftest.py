"""What tests of this room begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.factories.assistance import Helpers, helpers_in_city


@pytest.fixture
def helpers(db: None, settings: Any, tmp_path: Path) -> Helpers:
    """People around a site that is helped; files lie in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return helpers_in_city()

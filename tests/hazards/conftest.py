"""Where the files of hazards go in tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Photos go to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path

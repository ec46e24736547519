"""The open fonts as the project fetches them, and the sample bulletin drawn once."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.rendering import sample

from zhiben.foundation.rendering import Rendered, render


@pytest.fixture(scope="session")
def fonts() -> list[Path]:
    return [Path(__file__).parents[2] / ".fonts"]


@pytest.fixture(scope="session")
def drawn(fonts: list[Path]) -> Rendered:
    return render(sample.bulletin(), fonts)

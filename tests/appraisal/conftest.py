"""What tests of appraisal begin with: three districts on the morning of 16 December 2024."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.factories.appraisal import Appraisers, appraisers

from zhiben.kernel import clock

NOW = datetime(2024, 12, 16, 9, 0, tzinfo=clock.TZ)


@pytest.fixture
def office(db: None, settings: Any, tmp_path: Path) -> Iterator[Appraisers]:
    """The office that scores, with a drafted scheme."""
    settings.MEDIA_ROOT = tmp_path
    # The hazards were found a day before the cut-off.
    with clock.at(datetime(2024, 12, 15, 9, 0, tzinfo=clock.TZ)):
        made = appraisers()
    with clock.at(NOW):
        yield made

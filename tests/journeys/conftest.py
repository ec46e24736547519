"""Windows for journeys, and a clock kept in the database that a journey may move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import window
from tests.journeys.phones import Visiting, sent_out
from tests.journeys.served import Home, served

from zhiben.foundation import installation
from zhiben.kernel import clock

__all__ = ["window"]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The demonstration city, built once for all journeys in it."""
    with served(tmp_path_factory.mktemp("city")) as city:
        yield city


@pytest.fixture
def calendar(transactional_db: None) -> Iterator[Callable[[datetime], None]]:
    """Puts the installation's clock at a moment, for the site and for this process."""

    def to(moment: datetime) -> None:
        if installation.current().demonstration:
            installation.set_clock(moment)
        else:
            installation.mark_demonstration(moment)

    yield to
    clock.install(None)


@pytest.fixture
def visiting(
    browser: Any, live_server: Any, calendar: Callable[[datetime], None], tmp_path: Path
) -> Iterator[Visiting]:
    """Two are sent to one place, and hold their phones."""
    calendar(datetime(2024, 10, 16, 9, tzinfo=clock.TZ))
    found = sent_out(browser, live_server.url, tmp_path)
    yield found
    for phone in found.phones:
        phone.context.close()

"""Windows onto the test's own site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.window import Window


@pytest.fixture
def window(browser: Any, live_server: Any, settings: Any, tmp_path: Path) -> Iterator[Callable[..., Window]]:
    """Opens windows; all are closed at the end. Files go to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    opened: list[Window] = []

    def open_one(size: str = "desktop", **given: Any) -> Window:
        opened.append(Window(browser, live_server.url, size, **given))
        return opened[-1]

    yield open_one
    for one in opened:
        one.context.close()

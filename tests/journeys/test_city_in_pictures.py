"""The handbook's pictures show the pages as they are: each is opened in the demonstration city before anything is done
there, looked over, and taken anew when `ZHIBEN_RECORD` is set. What a page said when its picture was taken is kept
beside it, so that a picture which no longer tells the truth is found."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.browser.window import ROOT, Window
from tests.journeys.pictures import PICTURES
from tests.journeys.served import Home

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("the demonstration city")]
FOLDER = ROOT / "docs" / "images" / "handbook"
SAID = FOLDER / "said.json"
SHOWN = re.compile(r"!\[[^\]]+\]\(\.\./images/handbook/([a-z0-9_-]+)\.png\)")
TAKES = os.environ.get("ZHIBEN_RECORD") == "1"


@pytest.fixture(scope="module")
def seen_by(home: Home, browser: Any) -> Iterator[Callable[[str], Window]]:
    """Everybody's window onto the city, logged in once."""
    windows: dict[str, Window] = {}

    def of(who: str) -> Window:
        if who not in windows:
            window = Window(browser, home.address).log_in(home.told["people"][who], home.told["password"])
            windows[who] = window
        return windows[who]

    yield of
    for one in windows.values():
        one.context.close()


def said() -> dict[str, str]:
    """What each page said when its picture was taken, as a hash."""
    kept: dict[str, str] = json.loads(SAID.read_text(encoding="utf-8")) if SAID.exists() else {}
    return kept


@pytest.mark.parametrize("name", PICTURES)
def test_picture_shows_the_page_as_it_is(seen_by: Callable[[str], Window], name: str) -> None:
    picture = PICTURES[name]
    window = seen_by(picture.who).go(picture.address)
    picture.act(window)
    assert window.faults() == []
    text = hashlib.sha256(window.text().encode()).hexdigest()
    if TAKES:
        FOLDER.mkdir(parents=True, exist_ok=True)
        window.page.screenshot(path=FOLDER / f"{name}.png")
        kept = json.dumps({**said(), name: text}, indent=1, sort_keys=True)
        SAID.write_text(kept + "\n", encoding="utf-8")
    assert said().get(name) == text, "the page has changed since: make pictures"
    assert (FOLDER / f"{name}.png").read_bytes()[:4] == b"\x89PNG"


def test_handbook_shows_exactly_these_pictures() -> None:
    pages = sorted((ROOT / "docs" / "handbook").glob("*.md"))
    shown = {name for page in pages for name in SHOWN.findall(page.read_text(encoding="utf-8"))}
    assert shown == set(PICTURES) == {one.stem for one in FOLDER.glob("*.png")} == set(said())

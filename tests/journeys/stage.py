"""The stage of a journey: a city, who works in it by what they are, and their windows, opened when first needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.browser.window import Window
from tests.factories.orgs import City
from tests.factories.pages import browser

from zhiben.orgs.models import Person

Open = Callable[..., Window]


@dataclass(frozen=True)
class Stage:
    """The city, its people by what they are, and how a window is opened; everybody keeps one window of each size."""

    city: City
    people: dict[str, Person]
    open_one: Open
    windows: dict[tuple[str, str], Window] = field(default_factory=dict)

    def at(self, who: str, size: str = "desktop") -> Window:
        """Somebody's window, logged in."""
        if (who, size) not in self.windows:
            self.windows[who, size] = self.open_one(size).enter_as(browser(self.people[who]))
        return self.windows[who, size]


def shown(one: Window) -> str:
    """What a page says that has no faults."""
    faults = one.faults()
    assert faults == [], f"{one.page.url}: {faults}"
    return one.text()


def answers(one: Window, *paths: str) -> dict[str, int]:
    """How the site answers somebody who types these addresses."""
    return {path: one.context.request.get(path).status for path in paths}


def loaded(one: Window, words: str) -> bytes:
    """The file that a link leads to."""
    with one.page.expect_download() as arriving:
        one.follow(words)
    content: bytes = arriving.value.path().read_bytes()
    return content


def take_up(one: Window, step: str, what: str = "") -> Window:
    """Go to what waits, and open the first thing that waits for this step."""
    words = re.compile(f"^{re.escape(step)} .*{re.escape(what)}")
    one.go("/waiting/").page.get_by_role("main").get_by_role("link", name=words).first.click()
    return one

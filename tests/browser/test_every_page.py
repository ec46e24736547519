"""Every page in a real browser, at the width of a desk and of a phone: axe finds nothing, nothing scrolls sideways, the
console is silent, no request leaves the site."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from tests.browser.window import SIZES, Window
from tests.factories.world import ONLY_SENT, World, addresses, world

pytestmark = pytest.mark.browser
Open = Callable[..., Window]
BAD = """<html lang="zh"><title>t</title><main><h1>h</h1><img src="data:," width="1400" height="9">
<p style="color:#bbb">看不清的字</p></main></html>"""


def pages(everything: World, open_one: Open, size: str) -> Iterator[tuple[str, Window]]:
    """Each address that answers with a page, open in the window of somebody who has something on it."""
    windows: dict[int, Window] = {}
    for name in addresses():
        client = everything.others.get(name, everything.client)
        if id(client) not in windows:
            windows[id(client)] = open_one(size).enter_as(client)
        one, path = windows[id(client)], reverse(name, args=everything.arguments.get(name, ()))
        answer = one.context.request.get(path)
        if answer.headers["content-type"].startswith("text/html") and name not in ONLY_SENT:
            assert answer.status == 200, name
            yield name, one.go(path)


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_for_everybody_and_fits(window: Open, size: str) -> None:
    seen = {name: one.faults() for name, one in pages(world(), window, size)}
    assert {name: found for name, found in seen.items() if found} == {}
    assert {"login", "overview:home", "hazards:page", "dispatch:bulletin", "orgs:person"} < set(seen)


@pytest.mark.parametrize("size", SIZES)
def test_refusals_are_for_everybody_and_fit(window: Open, size: str) -> None:
    everything = world()
    officer = window(size).enter_as(everything.client)
    where = {
        "nowhere": "/nowhere/",
        "no such record": reverse("hazards:page", args=(999999,)),
        "not theirs": reverse("identity:add"),
        "a step that is not open": reverse("hazards:move", args=(everything.arguments["hazards:page"][0], "close")),
        "empty form": reverse("hazards:report"),
        "stranger's file": reverse("inbox:import", args=("tasks",)),
    }
    faults = {}
    for what, path in where.items():
        officer.go(path)
        if what == "empty form":
            officer.press("上报")
        if what == "stranger's file":
            officer.bring(
                "file", {"name": "任务.csv", "mimeType": "text/csv", "buffer": "编号,任务\n,缺编号\n".encode()}
            )
            officer.press("上传并检查")
        faults[what] = officer.faults()
    assert {what: found for what, found in faults.items() if found} == {}
    assert set(faults) == set(where)


def test_faults_are_noticed(window: Open) -> None:
    one = window("phone")
    one.page.set_content(BAD)
    one.page.evaluate("console.error('mishap'); fetch('http://127.0.0.1:9/elsewhere').catch(() => 0)")
    kinds = {fault.split(":")[0] for fault in one.faults()}
    assert {"image-alt", "color-contrast", "mishap", "asked for http"} < kinds
    assert any(kind.endswith("px too wide") for kind in kinds)

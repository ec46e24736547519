"""Every address that the installation answers, looked at by somebody who has something on each: headers, and nothing
that the content policy would block. A new address without a line in `tests.factories.world` fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from tests.factories import world as everything
from tests.factories.world import ONLY_SENT, World, addresses
from tests.web.reading import Page

from zhiben.foundation.installation.models import Installation
from zhiben.kernel import clock
from zhiben.web.middleware import POLICY


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return everything.world()


def answers(world: World, look: Callable[[str, Any], None]) -> None:
    for name in addresses():
        client = world.others.get(name, world.client)
        answer = client.get(reverse(name, args=world.arguments.get(name, ())))
        look(name, answer)
        if answer.streaming:
            list(answer.streaming_content)  # type: ignore[call-overload]


def test_every_page_carries_the_headers(world: World) -> None:
    def look(name: str, answer: Any) -> None:
        assert answer["Content-Security-Policy"] == (
            POLICY if name not in ("file", "documents:pdf") else "default-src 'none'; sandbox"
        ), name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert "no-store" in answer["Cache-Control"] and answer["Referrer-Policy"] == "same-origin", name
        assert "Permissions-Policy" in answer, name

    answers(world, look)


def test_every_page_answers_and_nothing_on_it_is_blocked(world: World) -> None:
    seen = dict[int, list[str]]()
    faults = dict[str, list[str]]()

    def look(name: str, answer: Any) -> None:
        seen.setdefault(answer.status_code, []).append(name)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            faults[name] = Page(answer.content.decode()).faults

    answers(world, look)
    assert {name: found for name, found in faults.items() if found} == {}
    assert (sorted(seen), set(seen[405])) == ([200, 405], ONLY_SENT)


def test_blocked_and_unlabelled_things_are_noticed() -> None:
    bad = """<main><h2 id="a" style="x">t</h2><script>1</script><a id="a" onclick="b" href="javascript:c">None</a>
    <input id="f"><label for="g">l</label><th></th><b></main>&amp;amp;"""
    assert Page(bad).faults == [
        "inline style at h2",
        "inline script",
        "onclick at a",
        "href to javascript:c",
        "th without scope",
        "</main> closes ['b']",
        "0 h1",
        "id a twice",
        "field f without label",
        "label for nothing: g",
        "<main> stays open",
        "<b> stays open",
        "escaped twice",
        "None on the page",
    ]


def test_demonstration_says_so_on_every_page(world: World) -> None:
    Installation.objects.update_or_create(pk=1, defaults={"demonstration": True, "clock": clock.now()})

    def look(name: str, answer: Any) -> None:
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            assert "示例数据" in answer.content.decode(), name

    answers(world, look)

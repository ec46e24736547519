"""Every address that the installation answers, looked at by somebody who has something on each: headers, and nothing
that the content policy would block. A new address without a line in `tests.factories.world` fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from tests.factories import world as everything
from tests.factories.world import ONLY_SENT, World, addresses
from tests.web.reading import Page

from zhiben.foundation.installation.models import Installation
from zhiben.kernel import clock
from zhiben.web.middleware import POLICY

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Answered:
    """What came back from an address."""

    status: int
    headers: Mapping[str, str]
    content: str
    """Nothing, but of a page."""

    @property
    def is_page(self) -> bool:
        return self.status == 200 and self.headers["Content-Type"].startswith("text/html")


@pytest.fixture(scope="module")
def answered(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Answered]:
    """Every address of a demonstration, asked once for all tests; nothing of it stays."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        with transaction.atomic():
            found = dict(_asked(everything.world()))
            transaction.set_rollback(True)
        clock.install(None)
        return found


def _asked(world: World) -> Iterator[tuple[str, Answered]]:
    Installation.objects.update_or_create(pk=1, defaults={"demonstration": True, "clock": clock.now()})
    for name in addresses():
        client = world.others.get(name, world.client)
        answer: Any = client.get(reverse(name, args=world.arguments.get(name, ())))
        if answer.streaming:
            list(answer.streaming_content)
        html = answer["Content-Type"].startswith("text/html") and not answer.streaming
        yield name, Answered(answer.status_code, answer.headers, answer.content.decode() if html else "")


FILES = {"file", "picture", "thumbnail", "documents:pdf"}
"""No pages of ours."""

APP = dict.fromkeys(
    ("supervision:phone", "supervision:phone_worker"),
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
)
"""The app for phones shows pictures that were not sent yet, has a worker, and is installed."""


REFERRED = {"set_up": "strict-origin"}
"""An address that lets somebody in is not handed on."""


def test_every_page_carries_the_headers(answered: dict[str, Answered]) -> None:
    for name, answer in answered.items():
        assert answer.headers["Content-Security-Policy"] == (
            APP.get(name, POLICY) if name not in FILES else "default-src 'none'; sandbox; frame-ancestors 'self'"
        ), name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert "no-store" in answer.headers["Cache-Control"], name
        assert answer.headers["Referrer-Policy"] == REFERRED.get(name, "same-origin"), name
        assert "Permissions-Policy" in answer.headers, name


def test_every_page_answers_and_nothing_on_it_is_blocked(answered: dict[str, Answered]) -> None:
    seen = dict[int, set[str]]()
    for name, answer in answered.items():
        seen.setdefault(answer.status, set()).add(name)
    faults = {name: Page(answer.content).faults for name, answer in answered.items() if answer.is_page}
    assert {name: found for name, found in faults.items() if found} == {}
    assert (sorted(seen), seen[405]) == ([200, 302, 405], ONLY_SENT), seen.get(403)
    assert seen[302] == {"supervision:look", "second_factor", "identity:provider", "identity:provider_back"}


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


def test_demonstration_says_so_on_every_page(answered: dict[str, Answered]) -> None:
    pages = {name: answer.content for name, answer in answered.items() if answer.is_page}
    assert len(pages) > 50
    assert [name for name, content in pages.items() if "示例数据" not in content] == []

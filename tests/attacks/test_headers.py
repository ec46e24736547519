"""S15: nobody is led to another site, no answer is made for another host's name, kept by a cache, shown in another
site's frame, or given a header by who asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.attacks.trying import DOORS, EVERYBODY, FEW, knock
from tests.doors.posts import PASSWORD
from tests.doors.stage import Stage
from tests.faults.record import Recorder

from zhiben.foundation.files import store
from zhiben.foundation.scope import unscoped

pytestmark = [pytest.mark.django_db, pytest.mark.either]

EVIL = "evil.example"
ELSEWHERE = (
    *(
        f"//{EVIL}",
        f"///{EVIL}",
        f"////{EVIL}/",
        f"https://{EVIL}",
        f"https:{EVIL}",
        f"https:/{EVIL}",
        f"http:///{EVIL}",
    ),
    *(f"/\\{EVIL}", f"\\\\{EVIL}", f"/\t/{EVIL}", f"\t//{EVIL}", f" //{EVIL}", f"/\n/{EVIL}", f"%2f%2f{EVIL}"),
    *(f"//testserver@{EVIL}", f"https://testserver.{EVIL}", f"https://{EVIL}#testserver", f"https://{EVIL}?testserver"),
    *("javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,x", f"//{EVIL}%00.testserver", f"/%09/{EVIL}"),
    *(f"https://{EVIL}\\@testserver", "/\r\nX-Given: 1", "/%0d%0aX-Given:%201", "/x\r\nSet-Cookie: given=1"),
)
LEADING = ("next", "back", "return", "returnto", "redirect", "url", "to", "from", "query", "after")
"""Names under which sites are told where to lead somebody."""

FORGED: dict[str, str] = {
    "HTTP_X_FORWARDED_HOST": EVIL,
    "HTTP_X_FORWARDED_SERVER": EVIL,
    "HTTP_X_HOST": EVIL,
    "HTTP_FORWARDED": f"host={EVIL};proto=https",
    "HTTP_X_ORIGINAL_URL": "/people/",
    "HTTP_X_REWRITE_URL": "/people/",
}
NOT_PRIVATE = frozenset({"favicon.ico"})
"""Rows whose answer is the same for everybody."""


def leads_elsewhere(location: str) -> bool:
    """True for an address that a browser takes to another site, or to a script."""
    bare = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    found = urlsplit(bare)
    stays = found.netloc in ("", "testserver") and not bare.startswith("//")
    return bool(found.scheme and found.scheme not in ("http", "https")) or not stays


@pytest.mark.parametrize(
    "people", [pytest.param(FEW, id="few"), pytest.param(EVERYBODY, id="all", marks=pytest.mark.slow)]
)
def test_answers_are_private_and_lead_nowhere_else(stage: Stage, people: list[str], rows: Recorder) -> None:
    limit = "all refused: redirects elsewhere, other hosts' names, frames, headers given; no-store on private pages"
    with rows.row("S15", limit, full=people is EVERYBODY) as row:
        faults = [*_of_login(stage), *_of_hosts(stage), *_of_names(stage)]
        asked = len(ELSEWHERE) * 3 + len(DOORS) + 1
        for who in people:
            for one in DOORS:
                for answer in _three(stage, who, one):
                    asked += 1
                    faults += [f"{who} {one}: {fault}" for fault in _faults(one, answer)]
        row.measured = f"{asked} answers of {len(DOORS)} addresses to {len(people)} posts, {len(faults)} faults"
        assert faults == []


def _three(stage: Stage, who: str, row: str) -> Iterator[Any]:
    """As it is, with every name under which somebody might be led away, and by forged headers."""
    yield knock(stage, who, "GET", row)
    yield knock(stage, who, "GET", row, "?" + "&".join(f"{name}={quote('//' + EVIL)}" for name in LEADING))
    yield knock(stage, who, "GET", row, "?next=%0d%0aX-Given:%201", **FORGED)


def _faults(row: str, answer: Any) -> Iterator[str]:
    yield from _led(answer)
    told = answer.headers
    if row not in NOT_PRIVATE and "no-store" not in told.get("Cache-Control", ""):
        yield f"kept by caches: {told.get('Cache-Control')}"
    policy = told.get("Content-Security-Policy", "")
    framed = re.search("frame-ancestors '(self|none)'", policy)
    if told.get("X-Frame-Options") not in ("SAMEORIGIN", "DENY") or not framed:
        yield "may be framed"
    if "unsafe" in policy or told.get("X-Content-Type-Options") != "nosniff":
        yield "a policy that is too wide"
    if answer.status_code >= 500:
        yield f"{answer.status_code}"


def _led(answer: Any) -> Iterator[str]:
    """What of it would lead somebody away, or was given by who asked."""
    told = answer.headers
    if leads_elsewhere(told.get("Location", "")):
        yield f"leads to {told['Location']}"
    if re.search(rb'(?:href|src|action|hx-[a-z]+)="(?:https?:)?/?[/\\]' + EVIL.encode(), answer.whole):
        yield "a link to another site"
    if EVIL in str(told) and not told.get("Location", "").startswith("/"):
        yield "another host's name in a header"
    if "X-Given" in told or "given" in answer.cookies:
        yield "a header that was given"


def _of_login(stage: Stage) -> Iterator[str]:
    """Where the login leads: before it, after it, and somebody who is in already."""
    login = reverse(settings.LOGIN_URL)
    name = stage.posts.people["S.sibling"].username  # whoever logs in too often is logged out elsewhere
    for where in ELSEWHERE:
        inside = stage.posts.browser("O.own").get(login, {"next": where})
        client = Client()
        shown = client.get(login, {"next": where})
        entered = client.post(login, {"username": name, "password": PASSWORD, "next": where})
        if (inside.status_code, shown.status_code, entered.status_code) != (302, 200, 302):
            yield f"login with {where!r}: {inside.status_code}, {shown.status_code}, {entered.status_code}"
        for answer in (inside, shown, entered):
            if leads_elsewhere(answer.headers.get("Location", "")) or "X-Given" in answer.headers:
                yield f"login with {where!r} leads to {answer.headers.get('Location')}"
        carried = re.search(r'name="next" value="([^"]*)"', shown.content.decode())
        if carried and leads_elsewhere(unescape(carried[1])):
            yield f"login with {where!r} carries it on"


def _of_hosts(stage: Stage) -> Iterator[str]:
    """Under another host's name nothing is answered, and links in mails do not hang on who asked."""
    for row in DOORS:
        answer = knock(stage, "O.own", "GET", row, HTTP_HOST=EVIL)
        if answer.status_code != 400 or EVIL.encode() in answer.whole:
            yield f"{row} under another name: {answer.status_code}"


def _of_names(stage: Stage) -> Iterator[str]:
    """A file's name gives no header."""
    officer = stage.posts.people["O.own"]
    with unscoped(reason="test data"):
        kept = store(b"%PDF-1.4 x", name='a"\r\nX-Given: 1\r\n.pdf', actor_id=officer.pk)
    answer = stage.posts.browser("O.own").get(reverse("file", args=[kept.pk]))
    if answer.status_code != 200 or "X-Given" in answer.headers or "\n" in answer.headers["Content-Disposition"]:
        yield f"a file's name: {answer.status_code} {answer.headers}"
    b"".join(answer.streaming_content)


def test_leading_elsewhere_is_told_from_staying() -> None:
    away = (*ELSEWHERE[:3], "javascript:x", "https:\\\\evil.example")
    assert [one for one in away if not leads_elsewhere(one)] == []
    assert [one for one in ("", "/x", "/x?next=//a", "https://testserver/x") if leads_elsewhere(one)] == []

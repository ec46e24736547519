"""S4: what changes something is sent from a page of ours, at every address; and reading changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from tests.attacks.trying import DOORS, EVERYBODY, NOBODY, OWN, read_whole
from tests.doors.answers import fingerprint, let_in, path, taken_back
from tests.doors.stage import Stage
from tests.faults.record import Recorder

from zhiben.identity.middleware import SIGNED

pytestmark = [pytest.mark.django_db, pytest.mark.either]

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
ORIGINS = ("https://evil.example", "null", "http://testserver:81", "https://testserver.evil.example")
LIMIT = "403 (or 405, before anything is asked) wherever no page of ours sent it; nothing changed by reading"

LEDGER = frozenset({"foundation_auditentry", "foundation_ledgerhead"})
NOTED: dict[str, frozenset[str]] = {
    "inbox:message": frozenset({"inbox_notice"}),
    **dict.fromkeys(("inbox:export", "inbox:export@units", "hazards:evidence", "supervision:target"), LEDGER),
}
"""By hand: addresses that keep that they were read, and where: a message, and what the ledger says was carried out or
looked at while it was sealed."""

FEW = [NOBODY, "O.own"]


@pytest.mark.parametrize(
    "people", [pytest.param(FEW, id="few"), pytest.param(EVERYBODY, id="all", marks=pytest.mark.slow)]
)
def test_nothing_is_changed_but_from_our_own_pages(stage: Stage, people: list[str], rows: Recorder) -> None:
    full = people is EVERYBODY
    with rows.row("S4", LIMIT, full=full) as row:
        sent, wrong = 0, []
        for who in [one for one in people if one in OWN]:
            for method, name, status in _sent(stage, who, ORIGINS if full else ORIGINS[:1]):
                sent += 1
                if status not in (403, 405) or (method, status) == ("POST", 405):
                    wrong.append(f"{who} {method} {name}: {status}")
        read = {who: _read(stage, who) for who in people}
        row.measured = (
            f"{sent} sendings without a token, with another's, or from elsewhere, {len(wrong)} not refused; "
            f"{len(read) * len(DOORS)} pages read, {sum(map(len, read.values()))} left a trace "
            f"({len(NOTED)} addresses note that they were read)"
        )
        assert (wrong, [one for some in read.values() for one in some]) == ([], [])


def _sent(stage: Stage, who: str, origins: tuple[str, ...]) -> Iterator[tuple[str, str, int]]:
    """Each unsafe method at each address that is not signed for itself, in all the ways of who has no page of ours."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = stage.posts.cookies[who]
    mine, others = _get_new_csrf_string(), _get_new_csrf_string()
    for row in DOORS:
        where = path(row, stage.arguments.get(row, ()))
        if where in SIGNED:
            continue
        for method in UNSAFE:
            for cookie, headers in _ways(mine, others, origins):
                client.cookies[settings.CSRF_COOKIE_NAME] = cookie
                with taken_back():
                    read_whole(answer := getattr(client, method.lower())(where, **headers))
                yield method, row, answer.status_code
                if method != "POST":
                    break


def _ways(mine: str, others: str, origins: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Cookie and headers: without a token, with that of another browser, and with the right one from elsewhere."""
    yield mine, {}
    yield mine, {"HTTP_X_CSRFTOKEN": others}
    for origin in origins:
        yield mine, {"HTTP_X_CSRFTOKEN": mine, "HTTP_ORIGIN": origin}


def _read(stage: Stage, who: str) -> list[str]:
    """The rows of which a GET left something behind, beyond what they are known to note."""
    left = [f"{who} {row}: {sorted(trace)}" for row in NOTED if (trace := _after(stage, who, [row]) - NOTED[row])]
    others = [row for row in DOORS if row not in NOTED]
    if _after(stage, who, others):
        left += [f"{who} {row}: {sorted(trace)}" for row in others if (trace := _after(stage, who, [row]))]
    return left


def _after(stage: Stage, who: str, rows: list[str]) -> set[str]:
    """The tables that differ once these were read."""
    before = stage.posts.untouched
    client = stage.posts.browser(who)
    with taken_back():
        for row in rows:
            read_whole(client.get(path(row, stage.arguments.get(row, ()))))
        after = fingerprint()
    return {table for table in before if before[table] != after.get(table)}


def test_a_page_of_ours_is_let_in(stage: Stage) -> None:
    """The same request with the right token from the right place is no longer refused: the refusals above are its."""
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = stage.posts.cookies["O.own"]
    client.cookies[settings.CSRF_COOKIE_NAME] = token = _get_new_csrf_string()
    with taken_back():
        assert client.post("/logout/", HTTP_X_CSRFTOKEN=token, HTTP_ORIGIN="http://testserver").status_code == 302
    assert let_in("O.own") and not let_in(NOBODY)

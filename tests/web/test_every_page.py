"""Every address that the installation answers, looked at by somebody who has something on each: headers, and nothing
that the content policy would block. A new address without a line here fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.factories.campaign import task
from tests.factories.hazards import FUTURE, Cast, days, hazard
from tests.factories.orgs import City, city
from tests.factories.pages import browser
from tests.web.reading import Page

from zhiben.campaign.operations import ask_extension as ask_for_task
from zhiben.dispatch import operations as dispatch
from zhiben.foundation import installation
from zhiben.foundation.files import attach, store
from zhiben.foundation.installation.models import Installation
from zhiben.foundation.scope import scope
from zhiben.hazards.operations import RecordDraft, ask_extension, draft_record, propose_listing
from zhiben.kernel import clock
from zhiben.kernel.periods import half_month_of, previous
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role
from zhiben.web.middleware import POLICY

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
ONLY_SENT = {
    "logout",
    "orgs:password",
    "orgs:active",
    "orgs:grant",
    "orgs:end_grant",
    "orgs:substitute",
    "orgs:end_substitution",
    "inbox:commit",
    "campaign:together",
    "hazards:sign",
}
"""Addresses that take forms and show none."""


@dataclass(frozen=True)
class World:
    """Somebody's browser, and the arguments of every address on which that person finds something."""

    client: Client
    arguments: dict[str, tuple[object, ...]]
    others: dict[str, Client]


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    built = city()
    cast = Cast(built)
    officer = built.person(Role.OFFICE_OFFICER, "市安委办")
    arguments = {**_hazards(cast), **_tasks(built), **_rounds(built, officer)}
    file = store(PNG, name="现场.png", actor_id=1)
    attach(file, to=("hazards.hazard", int(str(arguments["hazards:page"][0]))), actor_id=1, purpose="report")
    for name in ("import", "commit", "template", "export"):
        arguments[f"inbox:{name}"] = ("hazards",)
    for name in ("person", "active", "grant", "substitute"):
        arguments[f"orgs:{name}"] = (officer.pk,)
    arguments["orgs:end_grant"] = arguments["orgs:end_substitution"] = (officer.pk, 1)
    arguments["overview:figure"] = ("D1.rate",)
    arguments["overview:record"] = ("hazards.hazard", arguments["hazards:page"][0])
    arguments["file"] = (file.pk,)
    others = {
        "login": Client(),
        "campaign:report": browser(built.person(Role.DEPARTMENT_OFFICER, "市住房建设")),
        "hazards:decide": browser(cast.department),
        "orgs:add": browser(built.person(Role.SYSTEM_ADMIN, "市安委办")),
    }
    return World(browser(officer), arguments, others)


def _hazards(cast: Cast) -> dict[str, tuple[object, ...]]:
    """A listed hazard with a request and an unsigned record."""
    one = hazard(cast, "rectifying")
    with scope(cast.enterprise):
        asked = ask_extension(
            one, due=FUTURE + days(9), reason="配件未到", interim_control="停用", actor=cast.enterprise
        )
    with scope(cast.office):
        listing = propose_listing(
            one, level="district", facts="久拖", legal_basis="", deadline=FUTURE, actor=cast.office
        )
    with scope(cast.colleague):
        record = draft_record(RecordDraft(one, "confirm", cast.colleague, "属实", "二层", clock.now()))
    return {
        "hazards:page": (one.pk,),
        "hazards:move": (one.pk, "declare"),
        "hazards:draft_record": (one.pk, "confirm"),
        "hazards:ask_extend": (one.pk,),
        "hazards:ask_transfer": (one.pk,),
        "hazards:propose": (one.pk,),
        "hazards:sign": (record.pk,),
        "hazards:record_move": (record.pk, "drop"),
        "hazards:decide": (asked.pk,),
        "hazards:listing_move": (listing.pk, "approve"),
    }


def _tasks(built: City) -> dict[str, tuple[object, ...]]:
    """A task with a helper and a request."""
    one = task(built, assisting=("市消防救援",), due=FUTURE)
    lead = built.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    with scope(lead):
        asked = ask_for_task(one, due=FUTURE + days(9), reason="受阻", actor=lead)
    return {
        "campaign:page": (one.pk,),
        "campaign:move": (one.pk, "report"),
        "campaign:ask_extension": (one.pk,),
        "campaign:decide_extension": (asked.pk,),
    }


def _rounds(built: City, officer: Any) -> dict[str, tuple[object, ...]]:
    """The round of the half-month before, drafted."""
    period = previous(half_month_of(clock.today()))
    one = dispatch.open_round("half_month", period, office=built.unit("市安委办").pk)
    actor = actor_of(officer)
    with scope(actor):
        for step in (dispatch.collect, dispatch.close, dispatch.draft):
            step(one, actor=actor)
    return {
        "dispatch:page": (one.pk,),
        "dispatch:move": (one.pk, "approve"),
        "dispatch:bulletin": (one.pk,),
        "dispatch:rows": (one.pk, "D1.rate", "all"),
        "documents:page": (one.bulletin_id,),
        "documents:pdf": (one.bulletin_id,),
    }


def addresses() -> list[str]:
    """The name of every address, with its room."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[str]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, f"{prefix}{one.namespace}:" if one.namespace else prefix)
            elif isinstance(one, URLPattern) and one.name:
                yield f"{prefix}{one.name}"

    return list(walk(get_resolver().url_patterns, ""))


def answers(world: World, look: Callable[[str, Any], None]) -> None:
    for name in addresses():
        client = world.others.get(name, world.client)
        answer = client.get(reverse(name, args=world.arguments.get(name, ())))
        look(name, answer)
        if answer.streaming:
            list(answer.streaming_content)  # type: ignore[call-overload]


def test_every_page_carries_the_headers(world: World) -> None:
    def look(name: str, answer: Any) -> None:
        assert answer["Content-Security-Policy"] == (POLICY if name != "file" else "default-src 'none'; sandbox"), name
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


def test_demonstration_says_so_on_every_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = Installation(demonstration=True, clock=clock.now() - timedelta(days=1))
    monkeypatch.setattr(installation, "current", lambda: stopped)

    def look(name: str, answer: Any) -> None:
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            assert "示例数据" in answer.content.decode(), name

    answers(world, look)

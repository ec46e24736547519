"""Whatever is added, altered or removed at 南山区, not one byte changes of what people of 龙华区 are answered: pages,
exports, counts, suggestions, the words of a refusal, digests and mails, a round's figures and its bulletin."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from tests.doors import answers
from tests.doors.answers import taken_back
from tests.doors.neighbours import CHANGES, REMOVALS, Neighbours
from tests.doors.stage import Stage, book, picture, sheet_of
from tests.doors.summary import INVARIANCE
from tests.factories.inbox import reached
from tests.oracles.doors import DOORS

from zhiben.dispatch import operations as dispatch
from zhiben.dispatch import queries as rounds
from zhiben.dispatch.models import NamedItem, NamedUnit
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.foundation.scope import scope
from zhiben.inbox import operations as inbox
from zhiben.inbox.models import Notice
from zhiben.kernel import clock, measure
from zhiben.kernel.sheet import catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.either]

OURS = ["L.own", "O.own", "P.own", "P.beside", "D.own", "S.own", "I.own", "E.own", "A.own", "O.child", "S.substitute"]
KEEPERS = ["Y.own", "X.own", "Z.own"]
"""Administrators see accounts everywhere, and business nowhere."""

ACCOUNTS = ("orgs:", "overview:ledger", "campaign:liaisons", "campaign:contact_list", "overview:mechanisms")
"""For them these are left out: the accounts, the ledger of accounts and roles, and who speaks for each unit, which is
seen like its people; how many units have confirmed that is told on the page of mechanisms."""

FEW = ["O.own"]
"""Whom `make test` asks."""

SOME = ["O.own", "P.beside", "E.own", "A.own"]
"""Who is asked after each change by itself."""

Snapshot = dict[str, str]


@pytest.fixture(scope="module")
def there(stage: Stage) -> Neighbours:
    return Neighbours(stage)


def pages(stage: Stage, who: str) -> Iterator[tuple[str, str]]:
    """Everything that somebody can look at: (what, where)."""
    for what, where in _every_page(stage):
        if not (who in KEEPERS and what.startswith(ACCOUNTS)):
            yield what, where


PROOFS = {"hazards:evidence"}
"""A pack is proven by the ledger's own numbers and hashes, which go on with everybody's acts, and asking for it is an
entry of its own."""


OF_THE_MOMENT = {"identity:security", "identity:totp"}
"""One's own sessions with the minute of the machine's clock at which each was last used; a seed, new each time. Both
tell of one's own account alone."""


def _every_page(stage: Stage) -> Iterator[tuple[str, str]]:
    for row, door in DOORS.items():
        if door.read and row not in PROOFS | OF_THE_MOMENT:
            yield row, answers.path(row, stage.arguments.get(row, ()))
    for name in measure.registered():
        for side in ("numerator", "denominator"):
            yield f"{name} {side}", f"{reverse('overview:figure', args=[name])}?side={side}"
    for name in catalogue():
        yield f"sheet {name}", reverse("inbox:export", args=[name])
    for address, queries in asked(stage).items():
        for query in queries:
            yield f"{address}?{query}", f"{reverse(address)}?{query}"


def asked(stage: Stage) -> dict[str, tuple[str, ...]]:
    """What is asked of lists: everything, by state and place and unit over there, by words, from a place in the
    middle."""
    district = stage.posts.city.territories["南山区"].pk
    lead, sector = stage.posts.city.unit("南山区住房建设").pk, stage.posts.city.sectors["房屋建筑施工"].pk
    listed = (
        "state=",
        f"state=&district={district}",
        "overdue=on",
        "listed=on",
        "found=stock",
        "q=YH",
        "after=2024-10-01~1",
    )
    listed = (*listed, f"state=&sector={sector}", "state=closed", "q=防护")
    tasks = ("state=", f"state=&lead={lead}", "overdue=on", "own=lead", "own=assist", "q=T-", "state=done")
    return {
        "hazards:list": listed,
        "hazards:export": listed,
        "campaign:list": tasks,
        "campaign:export": tasks,
        "documents:list": ("state=awaited", "state=overdue", "state=working", "q=燃气", "kind=bulletin", "after=1"),
        "overview:figures": ("as_of=2024-10-15",),
        "overview:waiting": ("start=0&kind=公文", "start=200"),
        "overview:ledger": ("before=1", "before=999999999", "about=office"),
        "orgs:people": (f"unit={lead}", "name=人员", "role=inspector"),
    }


QUESTIONS: dict[str, tuple[str, tuple[str, ...], Callable[[Stage], dict[str, Any]]]] = {
    "a site by nearly its name": (
        "hazards:report",
        (),
        lambda _stage: {
            "site": "粤海场",
            "title": "临边防护缺失",
            "description": "二层",
            "found_on": date(2024, 10, 1),
            "photos": picture(),
        },
    ),
    "a site of theirs in a workbook": (
        "inbox:import",
        ("hazards",),
        lambda stage: {"file": book(sheet_of(stage.posts, number="LH-ASKED-1", site="粤海场所"))},
    ),
    "nearly a site in a workbook": (
        "inbox:import",
        ("hazards",),
        lambda stage: {"file": book(sheet_of(stage.posts, number="LH-ASKED-2", site="粤海新场"))},
    ),
}
"""What is answered with a sentence that might say too much: address, arguments, body."""


def digested(content: bytes) -> str:
    """A hash of what was answered, without the session's token, the name that a form gives itself, and the moment at
    which a workbook was packed."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = [(name, package.read(name)) for name in sorted(package.namelist()) if "docProps" not in name]
        content = repr(parts).encode()
    content = re.sub(rb'name="key" value="[0-9a-f-]{36}"', b"", content)
    content = re.sub(rb"/CreationDate\s*\([^)]*\)|/ID\s*\[[^\]]*\]", b"", answers.TOKEN.sub(b"", content))
    return hashlib.sha256(content).hexdigest()


def seen(stage: Stage, who: str) -> Snapshot:
    """What somebody is answered everywhere, taken back."""
    found: Snapshot = {}
    with clock.at(stage.morning):
        for what, where in pages(stage, who):
            with taken_back():
                answer: Any = stage.posts.browser(who).get(where)
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found[what] = f"{answer.status_code} {digested(content)}"
        for what, (address, arguments, body) in QUESTIONS.items():
            with taken_back():
                answer = stage.posts.browser(who).post(reverse(address, args=arguments), body(stage))
            found[what] = f"{answer.status_code} {digested(answers.stored_apart(answer.content))}"
    return found


def told(stage: Stage) -> Snapshot:
    """Digest and mail of each of our people next morning, taken back."""
    people = {stage.posts.people[name].pk: name for name in OURS}
    found: Snapshot = {}
    with clock.at(stage.morning), taken_back():
        for pk, name in people.items():
            reached(stage.posts.people[name], stage.posts.people["Y.own"], f"p{pk}@example.org")
        mail.outbox.clear()
        inbox.send_digests(stage.morning, people)
        run_pending()
        for notice in Notice.objects.filter(person__in=people, key__startswith="digest"):
            found[f"{people[notice.person_id]} digest"] = f"{notice.title} {json.dumps(notice.digest, sort_keys=True)}"
        for letter in mail.outbox:
            found[f"mail to {letter.to[0]}"] = f"{letter.subject} {letter.body}"
    mail.outbox.clear()
    return found


def issued(stage: Stage) -> Snapshot:
    """Our office closes and drafts the round that is open: its figures, the names in it, its bulletin; taken back."""
    officer, one = stage.posts.actor("O.own"), stage.records["open round"]
    with clock.at(stage.morning), taken_back(), scope(officer):
        fresh = rounds.round_of(one.pk)
        for step in (dispatch.collect, dispatch.close, dispatch.draft):
            step(fresh, actor=officer)
        # The anchor of the whole ledger stands in every bulletin, and is to move with every entry.
        paper = re.sub(r"锚点\d+:[0-9a-f]+", "", rounds.bulletin_of(fresh).paper_json)
        named = list(
            NamedUnit.objects.filter(round=fresh).order_by("unit", "reason").values("unit_name", "reason", "count")
        )
        items = list(
            NamedItem.objects.filter(named__round=fresh).order_by("number").values("number", "title", "days_late")
        )
        frozen = FrozenMeasure.objects.filter(bundle=fresh.bundle).order_by("measure", "slice")
        figures = list(frozen.values_list("measure", "slice", "numerator", "denominator"))
    return {"bulletin": paper, "named": repr(named), "items": repr(items), "figures": repr(figures)}


def differing(before: Snapshot, after: Snapshot) -> list[str]:
    return sorted(what for what in before.keys() | after.keys() if before.get(what) != after.get(what))


@pytest.fixture(scope="module")
def before(stage: Stage, there: Neighbours) -> dict[str, Snapshot]:
    """What was answered before anything happened; filled as it is asked for."""
    return {}


def compare(
    stage: Stage, before: dict[str, Snapshot], people: list[str], act: Callable[[], None]
) -> tuple[list[str], int]:
    """What differs after `act`, and how many answers were compared."""
    for who in people:
        if who not in before:
            before[who] = seen(stage, who)
    if "told" not in before:
        before["told"], before["issued"] = told(stage), issued(stage)
    with taken_back():
        act()
        found = [f"{who}: {what}" for who in people for what in differing(before[who], seen(stage, who))]
        found += [f"told: {what}" for what in differing(before["told"], told(stage))]
        found += [f"issued: {what}" for what in differing(before["issued"], issued(stage))]
    return found, sum(len(before[name]) for name in [*people, "told", "issued"])


def test_there_is_something_to_be_seen(stage: Stage, there: Neighbours, before: dict[str, Snapshot]) -> None:
    """The answers compared are of people who see something, and who could see the other side's if they stood there."""
    assert [len(told(stage)) >= 8, len(issued(stage)["figures"]) > 100] == [True, True]
    first = seen(stage, "O.sibling")
    with taken_back():
        _all_of(CHANGES, there)
        changed = differing(first, seen(stage, "O.sibling"))
    assert len(changed) >= 20
    assert {"overview:home", "hazards:list", "campaign:list", "documents:list", "dispatch:list"} <= set(changed)


def _all_of(changes: Sequence[Callable[[Neighbours], None]], there: Neighbours) -> None:
    for change in changes:
        change(there)


ALL_AT_ONCE = [
    pytest.param(FEW, CHANGES, id="few people, all that is added and altered"),
    pytest.param(OURS + KEEPERS, CHANGES, id="everybody, all that is added and altered", marks=pytest.mark.slow),
    pytest.param(OURS + KEEPERS, CHANGES + REMOVALS, id="everybody, and then removed", marks=pytest.mark.slow),
    *(pytest.param(SOME, (one,), id=one.__name__, marks=pytest.mark.slow) for one in CHANGES + REMOVALS),
]


@pytest.mark.parametrize(("people", "changes"), ALL_AT_ONCE)
def test_nothing_changes_with_what_happens_elsewhere(
    stage: Stage,
    there: Neighbours,
    before: dict[str, Snapshot],
    people: list[str],
    changes: tuple[Callable[[Neighbours], None], ...],
    record_property: Callable[[str, object], None],
) -> None:
    found, answers_compared = compare(stage, before, people, lambda: _all_of(changes, there))
    record_property(INVARIANCE, {"answers": answers_compared, "differing": len(found)})
    assert not found, "\n".join(found)

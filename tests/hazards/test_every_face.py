"""Every move of a hazard through its three faces, the pages, the address for programs and the command line: one person
whom the table allows it moves the hazard, one whom it does not leaves everything as it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories.hazards import FUTURE, Cast, cast_in_city, days, hazard, photo
from tests.factories.pages import PROGRAM, browser
from tests.factories.photos import another_photo
from tests.hazards.test_hazard_moves import people
from tests.oracles.hazard_moves import ALLOWED, RECORD_TARGET, RECORDS, TARGET, TRANSFER, UNDONE

from zhiben.cli import main
from zhiben.foundation.scope import unscoped
from zhiben.hazards.models import Hazard, SiteRecord
from zhiben.hazards.models import Request as Asked
from zhiben.hazards.operations import ask_extension, ask_transfer
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.either]

IMPORTS = {"retract", "redraft"}
"""Moves that only an import and its undoing make: no face offers them."""

PLAIN = sorted(set(TARGET) - IMPORTS - {"report", "extend"})


@dataclass(frozen=True)
class Face:
    """One way in. Each of them says whether it was let through."""

    name: str
    folder: Path

    def move(self, record: Hazard, move: str, who: Actor, facts: Mapping[str, Any]) -> bool:
        if self.name == "site":
            form = {key: _typed(value) for key, value in facts.items()}
            if move == "declare":
                form["files"] = _upload()
            return self._posted(who, "hazards:move", (record.pk, move), form)
        if self.name == "program":
            given = json.dumps({key: _spoken(value) for key, value in facts.items()} | _brought(move, who))
            address = reverse("hazards:move", args=[record.pk, move])
            answer = browser(who).post(address, given, content_type="application/json", headers=PROGRAM)
            assert answer.status_code in (200, 403, 404, 422), answer.content
            return answer.status_code == 200
        told = [f"--fact={key}={_said(key, value)}" for key, value in facts.items()]
        return self._run("move", record.number, move, who, *told, *(self._file() if move == "declare" else ()))

    def report(self, record: Hazard, who: Actor) -> bool:
        if self.name == "console":
            return self._run("move", record.number, "report", who, *self._file())
        with unscoped(reason="a test reads"):
            site = record.site.name
        form = {"site": site, "title": "临边防护缺失", "found_on": clock.today(), "photos": _upload()}
        return self._posted(who, "hazards:edit", (record.pk,), form)

    def draft(self, record: Hazard, kind: str, who: Actor) -> bool:
        if self.name == "console":
            said = ("--conclusion=属实", "--position=二层")
            return self._run("draft", record.number, kind, who, *said, *self._file())
        form = {"conclusion": "属实", "position": "二层", "on_site_at": f"{clock.now():%Y-%m-%dT%H:%M}"}
        return self._posted(who, "hazards:draft_record", (record.pk, kind), {**form, "photos": _upload()})

    def sign(self, record: Hazard, who: Actor) -> bool:
        if self.name == "console":
            return self._run("sign", record.number, "", who)
        with unscoped(reason="a test reads"):
            pk = SiteRecord.objects.get(hazard=record.pk, state="drafted").pk
        return self._posted(who, "hazards:sign", (pk,), {})

    def decide(self, record: Hazard, kind: str, who: Actor) -> bool:
        if self.name == "console":
            return self._run("decide", record.number, kind, who, "--grant")
        with unscoped(reason="a test reads"):
            pk = Asked.objects.get(hazard=record.pk, state="asked").pk
        return self._posted(who, "hazards:decide", (pk,), {"decision": "grant"})

    def _posted(self, who: Actor, name: str, args: tuple[object, ...], form: Mapping[str, Any]) -> bool:
        headers = PROGRAM if self.name == "program" else {}
        answer = browser(who).post(reverse(name, args=args), form, headers=headers)
        assert answer.status_code in (200, 302, 403, 404, 409, 422), answer.content
        if self.name == "program" and answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"
        return answer.status_code in (200, 302)

    def _run(self, verb: str, number: str, step: str, who: Actor, *options: str) -> bool:
        words = ["hazard", verb, number, *([step] if step else []), "--by", Person.objects.get(pk=who.id).username]
        done = CliRunner().invoke(main, [*words, *options, "--json"], catch_exceptions=False)
        assert done.exit_code in (0, 1), done.output
        return done.exit_code == 0

    def _file(self) -> tuple[str, ...]:
        path = self.folder / "现场.png"
        path.write_bytes(another_photo())
        return ("--file", str(path))


def _upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("现场.png", another_photo(), "image/png")


def _brought(move: str, who: Actor) -> dict[str, Any]:
    return {"files": [photo(who)]} if move == "declare" else {}


def _typed(value: Any) -> Any:
    return "on" if value is True else value


def _spoken(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else float(value) if isinstance(value, Decimal) else value


def _said(key: str, value: Any) -> str:
    if key == "responsible_unit":
        return "民治街道"
    return "是" if value is True else _spoken(value) if isinstance(value, date) else str(value)


@pytest.fixture(params=("site", "program", "console"))
def face(request: pytest.FixtureRequest, tmp_path: Path) -> Face:
    return Face(request.param, tmp_path)


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


def state_of(record: Hazard) -> str:
    with unscoped(reason="a test reads"):
        return Hazard.objects.get(pk=record.pk).state


def tried(record: Hazard, reached: str, refused: Callable[[], bool], allowed: Callable[[], bool]) -> None:
    before = state_of(record)
    assert (refused(), state_of(record)) == (False, before)
    assert (allowed(), state_of(record)) == (True, reached or before)


@pytest.mark.parametrize("move", PLAIN)
def test_a_move_is_made_by_whom_the_table_allows_it(face: Face, cast: Cast, move: str) -> None:
    state, letters = next(iter(ALLOWED[move].items()))
    who, record = people(cast.city, cast), hazard(cast, state)
    facts = dict(cast.facts(move))
    if move == "mark_duplicate":
        facts["other"] = hazard(cast, "reported").number
    stranger = next(letter for letter in "sdpo" if letter not in letters)
    tried(
        record,
        TARGET[move],
        lambda: face.move(record, move, who[stranger], facts),
        lambda: face.move(record, move, who[letters[0]], facts),
    )


def test_a_draft_is_reported_by_whoever_began_it(face: Face, cast: Cast) -> None:
    who = people(cast.city, cast)
    record = cast.draft(by=who["s"])
    tried(record, "reported", lambda: face.report(record, who["d"]), lambda: face.report(record, who["s"]))


@pytest.mark.parametrize("kind", sorted(RECORDS))
def test_two_make_a_move_together(face: Face, cast: Cast, kind: str) -> None:
    state, (firsts, seconds) = list(RECORDS[kind].items())[-1]
    who, record = people(cast.city, cast), hazard(cast, state)
    tried(record, state, lambda: face.draft(record, kind, who["o"]), lambda: face.draft(record, kind, who["p"]))
    reached = RECORD_TARGET[kind] or state
    assert "o" not in firsts + seconds
    tried(record, reached, lambda: face.sign(record, who["p"]), lambda: face.sign(record, who["d"]))


def test_a_deadline_is_moved_by_whoever_decides(face: Face, cast: Cast) -> None:
    who, record = people(cast.city, cast), hazard(cast, "rectifying")
    with unscoped(reason="a test asks"):
        ask_extension(record, due=FUTURE + days(9), reason="慢", interim_control="停用", actor=cast.enterprise)
    tried(
        record,
        "rectifying",
        lambda: face.decide(record, "extend", who["s"]),
        lambda: face.decide(record, "extend", who[ALLOWED["extend"]["rectifying"][0]]),
    )
    with unscoped(reason="a test reads"):
        assert Hazard.objects.get(pk=record.pk).due == FUTURE + days(9)


def test_a_hazard_is_taken_over_by_the_department_that_was_asked(face: Face, cast: Cast) -> None:
    who, record = people(cast.city, cast), hazard(cast, "verified")
    with unscoped(reason="a test asks"):
        ask_transfer(record, to_unit=cast.city.unit("龙华区消防救援").pk, reason="属消防", actor=cast.department)
    taker = TRANSFER["verified"]
    tried(
        record,
        "verified",
        lambda: face.decide(record, "transfer", who["p"]),
        lambda: face.decide(record, "transfer", who[taker]),
    )
    with unscoped(reason="a test reads"):
        assert [part for part, _ in Hazard.objects.get(pk=record.pk).participants] == ["transferred"]


@pytest.mark.parametrize("move", sorted(UNDONE))
def test_a_last_move_is_taken_back_by_whoever_made_it(face: Face, cast: Cast, move: str) -> None:
    state, back = UNDONE[move]
    who, record = people(cast.city, cast), hazard(cast, state)
    with unscoped(reason="a test reads"):
        maker = Hazard.objects.get(pk=record.pk).last_actor
    actor = next(one for one in vars(cast).values() if isinstance(one, Actor) and one.id == maker)
    facts = {"reason": "误点"}
    tried(record, back, lambda: face.move(record, move, who["d"], facts), lambda: face.move(record, move, actor, facts))


@pytest.mark.parametrize("move", sorted(IMPORTS))
def test_what_an_import_alone_does_has_no_face(face: Face, cast: Cast, move: str) -> None:
    state = next(iter(ALLOWED[move]))
    who, record = people(cast.city, cast), hazard(cast, state)
    assert (face.move(record, move, who[ALLOWED[move][state][0]], {}), state_of(record)) == (False, state)

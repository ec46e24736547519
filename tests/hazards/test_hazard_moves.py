"""Every (state, move, person) of a hazard against the table written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from tests.factories.hazards import FUTURE, Cast, brought, days, hazard
from tests.factories.orgs import City, city
from tests.oracles.hazard_moves import (
    AFTER_TRANSFER,
    ALLOWED,
    PEOPLE,
    RECORD_TARGET,
    RECORDS,
    STATES,
    TARGET,
    TRANSFER,
    UNDONE,
)

from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.lifecycle import HAZARD
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import ask_extension, ask_transfer, decide_request, sign_record
from zhiben.hazards.operations.placing import take_part
from zhiben.hazards.vocab import TRANSFERRED
from zhiben.kernel.errors import Refused
from zhiben.kernel.machine import Machine
from zhiben.kernel.permission import ANYBODY
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db


class Rehearsal(Exception):
    """Takes a successful try back."""


def people(built: City, cast: Cast) -> dict[str, Actor]:
    return {
        "e": built.actor(Role.ENTERPRISE_CONTACT, "示例企业", site=cast.site),
        "s": built.actor(Role.STREET_OFFICER, "民治街道"),
        "d": built.actor(Role.DISTRICT_OFFICER, "龙华区"),
        "p": built.actor(Role.DEPARTMENT_OFFICER, "龙华区住房建设"),
        "P": built.actor(Role.DEPARTMENT_OFFICER, "市住房建设"),
        "t": built.actor(Role.DEPARTMENT_OFFICER, "龙华区消防救援"),
        "i": built.actor(Role.INSPECTOR, "市安委办"),
        "o": built.actor(Role.OFFICE_OFFICER, "龙华区安委办"),
        "O": built.actor(Role.OFFICE_OFFICER, "市安委办"),
        "l": built.actor(Role.OFFICE_LEADER, "市安委办"),
        "x": built.actor(Role.DEPARTMENT_OFFICER, "南山区住房建设"),
        "q": built.actor(Role.STREET_OFFICER, "粤海街道"),
        "u": built.actor(Role.AUDITOR, "市安委办"),
    }


def set_up(state: str, *, transferred: bool = False) -> tuple[Cast, Hazard, dict[str, Actor]]:
    built = city()
    cast = Cast(built)
    record = hazard(cast, state)
    if transferred:
        take_part(record, TRANSFERRED, built.unit("龙华区消防救援").pk)
    return cast, record, people(built, cast)


def granted(cast: Cast, record: Hazard) -> int:
    """A request for a later deadline that was granted, and has not moved the hazard yet; 0 where none can be asked."""
    if record.state != "rectifying":
        return 0
    later = FUTURE + days(30)
    with unscoped(reason="a test prepares"):
        asked = ask_extension(record, due=later, reason="配件未到", interim_control="停用", actor=cast.enterprise)
        perform(asked, "grant", next(who for who in (cast.department, cast.fire) if asked.decides(who)))
    return asked.pk


def outcome(record: Hazard, move: str, actor: Actor, **facts: object) -> str:
    """The state after the move, "" when it is refused, "constraint" when only the database has stopped it."""
    fresh = Hazard(**{f.attname: getattr(record, f.attname) for f in Hazard._meta.concrete_fields if not f.generated})
    try:
        with scope(actor), transaction.atomic():
            perform(fresh, move, actor, **facts)
            raise Rehearsal
    except Rehearsal:
        return fresh.state
    except Refused:
        return ""
    except IntegrityError:
        return "constraint"


Tried = Iterator[tuple[str, str, str]]


def tried(state: str, moves: tuple[str, ...] = tuple(TARGET), *, transferred: bool = False) -> Tried:
    cast, record, who = set_up(state, transferred=transferred)
    other = hazard(cast, "reported")
    take_part(other, TRANSFERRED, cast.city.unit("龙华区消防救援").pk)
    facts = {"mark_duplicate": {"other": other.number}, "extend": {"request": granted(cast, record) or 1}}
    for move in moves:
        for letter in PEOPLE:
            given = {**cast.facts(move), **facts.get(move, {}), **brought(move, who[letter])}
            yield move, letter, outcome(record, move, who[letter], **given)


def expected(table: dict[str, dict[str, str]], state: str, move: str, letter: str) -> str:
    return TARGET[move] if letter in table[move].get(state, "") else ""


@pytest.mark.parametrize("state", STATES)
def test_every_triple_is_as_the_table_says(state: str) -> None:
    found = list(tried(state))
    assert len(found) == len(TARGET) * len(PEOPLE)
    assert [t for t in found if t[2] != expected(ALLOWED, state, *t[:2])] == []


@pytest.mark.either
@pytest.mark.parametrize("state", STATES)
def test_the_receiving_department_takes_the_old_ones_place(state: str) -> None:
    table = {**ALLOWED, **AFTER_TRANSFER}
    assert [t for t in tried(state, transferred=True) if t[2] != expected(table, state, *t[:2])] == []


@pytest.mark.parametrize("state", STATES)
def test_transfer_is_made_by_the_addressed_department_only(state: str) -> None:
    cast, record, who = set_up(state)
    unit = cast.city.unit("龙华区消防救援").pk
    found = {}
    for letter in PEOPLE:
        with unscoped(reason="a test tries"), transaction.atomic():
            fresh = Hazard.objects.get(pk=record.pk)
            try:
                asked = ask_transfer(fresh, to_unit=unit, reason="属消防", actor=cast.department)
                decide_request(asked, grant=True, actor=who[letter])
                found[letter] = True
            except Refused:
                found[letter] = False
            transaction.set_rollback(True)
    assert "".join(letter for letter in PEOPLE if found[letter]) == TRANSFER.get(state, "")


@pytest.mark.parametrize("letter", PEOPLE)
def test_transfer_without_a_granted_request_is_nobodys(letter: str) -> None:
    _cast, record, who = set_up("verified")
    assert outcome(record, "transfer", who[letter], request=1) == ""


def test_the_tables_name_every_move_of_the_declaration() -> None:
    assert {m.name for m in HAZARD.moves} == {*TARGET, *RECORDS, *UNDONE, "transfer"}


@pytest.mark.parametrize("name", sorted(TARGET))
def test_a_move_open_to_anybody_contradicts_the_table(name: str) -> None:
    loose = Machine(
        HAZARD.name,
        HAZARD.title,
        HAZARD.states,
        HAZARD.initial,
        tuple(replace(m, may=ANYBODY) if m.name == name else m for m in HAZARD.moves if not m.undoes),
        HAZARD.final,
    )
    state = next(iter(ALLOWED[name]))
    with patch.object(Hazard, "machine", loose):
        assert [t for t in tried(state, (name,)) if t[2] != expected(ALLOWED, state, *t[:2])] != []


def signed(cast: Cast, record: Hazard, kind: str, first: Actor, second: Actor) -> str:
    """The state after both have signed, or "" when either was refused."""
    try:
        with transaction.atomic():
            with scope(first):
                fresh = Hazard.objects.get(pk=record.pk)
                drafted = cast.record(fresh, kind, first)
            with scope(second):
                sign_record(drafted, actor=second)
            state = drafted.hazard.state
            raise Rehearsal
    except Rehearsal:
        return state
    except (Refused, Hazard.DoesNotExist):
        return ""


@pytest.mark.parametrize("state", ("reported", "verified", "rectifying", "declared", "reviewed", "closed"))
@pytest.mark.parametrize("kind", sorted(RECORDS))
def test_two_person_moves_are_as_the_table_says(state: str, kind: str) -> None:
    cast, record, who = set_up(state)
    first_may, second_may = RECORDS[kind].get(state, ("", ""))
    reached = RECORD_TARGET[kind] or state
    for letter in PEOPLE:
        partner = "p" if letter != "p" else "d"
        as_first = signed(cast, record, kind, who[letter], who[partner])
        as_second = signed(cast, record, kind, who["p" if letter != "p" else "d"], who[letter])
        assert (letter, as_first) == (letter, reached if letter in first_may else "")
        assert (letter, as_second) == (letter, reached if letter in second_may else "")


@pytest.mark.parametrize("undo", sorted(UNDONE))
def test_a_move_is_withdrawn_by_its_maker_only_until_the_next_acts(undo: str) -> None:
    state, source = UNDONE[undo]
    cast, record, who = set_up(state)
    maker = cast.who(undo.removeprefix("withdraw_"))
    assert {letter for letter in PEOPLE if outcome(record, undo, who[letter], reason="误点")} == set()
    assert outcome(record, undo, maker, reason="误点") == source
    if state == "closed":
        cast.step(record, "reopen")
    else:
        following = {"reported": "verify", "verified": "start", "rectifying": "progress", "accepted": "close"}.get(
            state
        )
        if following == "progress":
            cast.step(record, following, cast.street)
        elif following:
            cast.step(record, following)
        else:
            cast.sign(record, "review")
    assert outcome(record, undo, maker, reason="误点") == ""

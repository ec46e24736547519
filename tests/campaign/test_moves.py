"""Every (state, move, person) of a key task against the table written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import transaction
from tests.factories.campaign import FACTS, WAY, Cast, task
from tests.factories.orgs import City, city
from tests.oracles.task_moves import ALLOWED, PEOPLE, STATES, TARGET

from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations import ask_extension, decide_extension
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import store
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.machine import Machine, Move
from zhiben.kernel.permission import ANYBODY
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db


class Rehearsal(Exception):
    """Takes a successful try back."""


def people(built: City) -> dict[str, Actor]:
    return {
        "o": built.actor(Role.OFFICE_OFFICER, "市安委办"),
        "l": built.actor(Role.OFFICE_LEADER, "市安委办"),
        "d": built.actor(Role.DEPARTMENT_OFFICER, "市住房建设"),
        "a": built.actor(Role.DEPARTMENT_OFFICER, "市消防救援"),
        "s": built.actor(Role.DEPARTMENT_OFFICER, "市交通运输"),
        "D": built.actor(Role.OFFICE_OFFICER, "龙华区安委办"),
        "u": built.actor(Role.AUDITOR, "市安委办"),
    }


def granted(built: City, record: KeyTask) -> int:
    """A request for more time that was granted, and has not moved the task yet; none can be asked in other states."""
    if record.state != "under_way":
        return 1
    lead, leader = built.actor(Role.DEPARTMENT_OFFICER, "市住房建设"), built.actor(Role.OFFICE_LEADER, "市安委办")
    with scope(lead):
        request = ask_extension(record, due=date(2999, 12, 31), reason="设备未到", actor=lead)
    with scope(leader):
        perform(request, "grant", leader)
    return request.pk


def begun_long_ago(built: City, state: str) -> KeyTask:
    """A task in `state`, each of whose steps was made three days after the one before; nothing was to report then."""
    began, cast = clock.now() - timedelta(days=60), Cast(built)
    with clock.at(began):
        record = task(built, assisting=("市消防救援",), due=date(2999, 12, 1), state="drafted")
    for place, move in enumerate(WAY[state], start=1):
        made = began + timedelta(days=3 * place)
        with clock.at(made), scope(cast.who(move)):
            perform(record, move, cast.who(move), **FACTS.get(move, {}))
        if move == "start":
            period = (made + timedelta(days=1)).astimezone(clock.TZ).date()
            with clock.at(made + timedelta(days=2)), scope(cast.lead):
                perform(record, "nil", cast.lead, period=period, unit=record.lead_unit_id)
    return record


def entered_late(record: KeyTask) -> dict[str, object]:
    """Facts, but for the evidence, by which somebody tells that the last report or completion of the record happened
    a day before."""
    steps = AuditEntry.objects.filter(model="campaign.keytask", record=record.pk, verb__in=("nil", "submit"))
    last = steps.order_by("-seq").first()
    if last is None:
        return {"step": 1, "on": clock.today(), "reason": "登记滞后"}
    on = datetime.fromisoformat(last.at).astimezone(clock.TZ).date() - timedelta(days=1)
    return {"step": last.seq, "on": on, "reason": "登记滞后"}


def outcome(record: KeyTask, move: str, actor: Actor, facts: dict[str, object]) -> str:
    """The state after the move, or "" when it is refused."""
    try:
        with scope(actor), transaction.atomic():
            perform(record, move, actor, **facts)
            state = record.state
            raise Rehearsal
    except Rehearsal:
        record.refresh_from_db()
        return state
    except (NotFound, NotAllowed, Refused):
        return ""


def found(built: City) -> Iterator[tuple[str, str, str, str]]:
    cast = people(built)
    own = {letter: store(b"%PDF-1.4", name="验收单.pdf", actor_id=who.id).pk for letter, who in cast.items()}
    for state in STATES:
        record = begun_long_ago(built, state)
        facts = {**FACTS, "extend": {"request": granted(built, record)}, "redate": entered_late(record)}
        with scope(cast["o"]):
            for move in TARGET:
                for letter in PEOPLE:
                    given = facts.get(move, {}) | ({"evidence": [own[letter]]} if move == "redate" else {})
                    yield state, move, letter, outcome(record, move, cast[letter], given)


def expected(state: str, move: str, letter: str) -> str:
    return (TARGET[move] or state) if letter in ALLOWED[move].get(state, "") else ""


def test_every_triple_is_as_the_table_says() -> None:
    tried = list(found(city()))
    assert len(tried) == len(STATES) * len(TARGET) * len(PEOPLE)
    assert [t for t in tried if t[3] != expected(*t[:3])] == []


def test_the_table_names_every_move_of_the_declaration() -> None:
    assert {m.name for m in TASK.moves if not m.undoes} == set(TARGET)


@pytest.mark.parametrize("name", [m.name for m in TASK.moves if not m.undoes])
def test_a_move_open_to_anybody_contradicts_the_table(name: str) -> None:
    built = city()
    changed = tuple(_open(m) if m.name == name else m for m in TASK.moves)
    loose = Machine(TASK.name, TASK.title, TASK.states, TASK.initial, changed, TASK.final)
    with patch.object(KeyTask, "machine", loose):
        assert any(t[3] != expected(*t[:3]) for t in found(built))


def _open(move: Move) -> Move:
    return Move(move.name, move.label, move.sources, move.target, ANYBODY, move.needs)


def test_missing_facts_are_all_named() -> None:
    built = city()
    record = task(built, "under_way")
    lead = built.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    with scope(lead), pytest.raises(Incomplete) as refused:
        perform(record, "report", lead, surprise="x")
    assert refused.value.fields == {
        "period": "请填写所属半月",
        "text": "请填写进展情况",
        "surprise": "“报送进展”不收此项",
    }


def test_the_slower_of_two_is_told_what_happened() -> None:
    built = city()
    record = task(built, "submitted")
    office = built.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(office):
        first, second = KeyTask.objects.get(pk=record.pk), KeyTask.objects.get(pk=record.pk)
        perform(first, "verify", office, checked="查阅台账")
        with pytest.raises(Conflict) as refused:
            perform(second, "return", office, reason="不足")
    assert refused.value.text == f"{office.name}已先办理“核验”，现为“已核验”，请刷新后再办"
    assert (second.state, second.version) == ("submitted", first.version - 1)


def test_an_extension_moves_the_task_only_when_granted() -> None:
    built = city()
    record = task(built, "under_way", due=date(2999, 12, 1))
    lead = built.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    leader = built.actor(Role.OFFICE_LEADER, "市安委办")
    with scope(lead):
        request = ask_extension(record, due=date(2999, 12, 31), reason="设备未到", actor=lead)
        with pytest.raises(NotAllowed):
            decide_extension(request, grant=True, actor=lead)
        with pytest.raises(Refused, match="已有一件"):
            ask_extension(record, due=date(2999, 12, 31), reason="再要", actor=lead)
    with scope(leader):
        record.refresh_from_db()
        assert record.due == date(2999, 12, 1)
        decide_extension(request, grant=True, actor=leader)
        record.refresh_from_db()
    assert (record.due, record.state, request.state) == (date(2999, 12, 31), "under_way", "granted")


def test_an_extension_that_was_refused_moves_nothing() -> None:
    built = city()
    record = task(built, "under_way", due=date(2999, 12, 1))
    lead = built.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    leader = built.actor(Role.OFFICE_LEADER, "市安委办")
    with scope(lead):
        request = ask_extension(record, due=date(2999, 12, 31), reason="设备未到", actor=lead)
    with scope(leader):
        decide_extension(request, grant=False, reason="不充分", actor=leader)
        with pytest.raises(Refused, match="没有已获同意的申请"):
            perform(record, "extend", leader, request=request.pk)
    assert record.due == date(2999, 12, 1)

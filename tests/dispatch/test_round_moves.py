"""Every (state, move, persona) against the table written by hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from tests.oracles import round_moves as oracle

from zhiben.dispatch.cycles import HALF_MONTH, MONTH, WEEK
from zhiben.dispatch.lifecycle import ROUND
from zhiben.kernel.cycle import Cycle
from zhiben.kernel.machine import Machine
from zhiben.kernel.periods import Period, half_month_of
from zhiben.kernel.permission import Permission, rule
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates, Grant

CITY = Coordinates(province=44, city=4403)
DISTRICT = Coordinates(province=44, city=4403, district=440304)
STREET = Coordinates(province=44, city=4403, district=440304, street=440304001)
BUREAU = Coordinates(province=44, city=4403, line=7)

PLACES: dict[str, tuple[str, Coordinates]] = {
    "city_office_officer": ("office_officer", CITY),
    "city_office_leader": ("office_leader", CITY),
    "department_officer": ("department_officer", BUREAU),
    "district_officer": ("district_officer", DISTRICT),
    "district_office_officer": ("office_officer", DISTRICT),
    "district_office_leader": ("office_leader", DISTRICT),
    "street_officer": ("street_officer", STREET),
    "inspector": ("inspector", CITY),
    "enterprise_contact": ("enterprise_contact", Coordinates(44, 4403, 440304, 440304001, site=9)),
    "auditor": ("auditor", CITY),
    "province_office_officer": ("office_officer", Coordinates(province=44)),
    "province_office_leader": ("office_leader", Coordinates(province=44)),
    "system_admin": ("system_admin", Coordinates()),
    "security_admin": ("security_admin", Coordinates()),
    "audit_admin": ("audit_admin", Coordinates()),
}


@dataclass
class Standing:
    """A round as far as permissions look at it."""

    state: str
    coordinates: Coordinates = CITY
    participants: tuple[tuple[str, Coordinates], ...] = ()
    period: Period = field(default_factory=lambda: half_month_of(date(2024, 10, 1)))
    names: tuple[Any, ...] = ()
    mistakes: int = 1
    corrected: int = 0
    correction_state: str = ""
    declared: Cycle = HALF_MONTH


def persona(name: str) -> Actor:
    if name == "clock":
        return SYSTEM
    role, place = PLACES[name]
    return Actor(1, name, (Grant(1, role, place),))


def outcome(machine: Machine, state: str, move: str, name: str) -> str:
    declared = machine.by_name[move]
    cycle = MONTH if move in oracle.OF_A_MONTH else HALF_MONTH
    record = Standing(state, correction_state=oracle.CORRECTION.get(move, ""), declared=cycle)
    if state not in declared.sources or not declared.may(persona(name), record).allowed:
        return ""
    return declared.leads_to(state)


def all_triples(machine: Machine) -> dict[tuple[str, str, str], str]:
    triples = product(oracle.STATES, oracle.MOVES, oracle.PERSONAS)
    return {triple: after for triple in triples if (after := outcome(machine, *triple))}


def test_round_moves_are_those_of_the_hand_written_table() -> None:
    assert all_triples(ROUND) == oracle.ALLOWED


def test_round_has_no_state_and_no_move_beyond_the_table() -> None:
    assert ROUND.keys == oracle.STATES
    assert tuple(ROUND.by_name) == oracle.MOVES


def test_round_moves_need_the_facts_of_the_table() -> None:
    needs = {name: tuple(n.name + "?" * (not n.required) for n in move.needs) for name, move in ROUND.by_name.items()}
    assert needs == oracle.NEEDS


@pytest.mark.parametrize("name", oracle.MOVES)
def test_changing_any_one_move_turns_the_table_red(name: str) -> None:
    nobody: Permission = rule("无", lambda actor, record: False)
    changed = tuple(replace(move, may=nobody) if move.name == name else move for move in ROUND.moves)
    assert all_triples(Machine("changed", "", ROUND.states, ROUND.initial, changed)) != oracle.ALLOWED


def test_round_of_a_period_still_running_cannot_be_closed() -> None:
    running = Standing("collecting", period=half_month_of(date(2999, 1, 1)))
    verdict = ROUND.by_name["close"].may(persona("city_office_officer"), running)
    assert (verdict.allowed, verdict.why) == (False, "本期尚未结束")


@pytest.mark.parametrize("declared", [WEEK, MONTH])
def test_clock_closes_a_round_in_which_nobody_is_named(declared: Cycle) -> None:
    close = ROUND.by_name["close"]
    for who in ("clock", "city_office_officer"):
        assert close.may(persona(who), Standing("collecting", declared=declared)).allowed
    assert close.may(SYSTEM, Standing("collecting")).why == "须为发文安委办的经办人员，或者该周期须由人关闭"


def test_round_without_a_paper_is_not_drafted() -> None:
    verdict = ROUND.by_name["draft"].may(persona("city_office_officer"), Standing("closed", declared=WEEK))
    assert (verdict.allowed, verdict.why) == (False, "该周期不印发文件")

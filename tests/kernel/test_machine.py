"""A machine refuses to contradict itself and derives its withdrawals."""

import pytest

from zhiben.kernel.machine import Machine, Move, Need, State
from zhiben.kernel.permission import ANYBODY
from zhiben.kernel.rights import Actor, Coordinates

OPEN, SHUT = State("open", "开"), State("shut", "关", "success")


class Door:
    """A record as predicates see it."""

    coordinates = Coordinates(city=1)
    participants = ()
    last_move, last_source, last_actor = "close", "open", 7


def machine(*moves: Move) -> Machine:
    return Machine("door", "门", (OPEN, SHUT), "open", moves, final=("shut",))


def test_machine_unknown_state_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown states"):
        machine(Move("close", "关门", ("open",), "closed", ANYBODY))


def test_machine_move_declared_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        machine(Move("close", "关门", ("open",), "shut"), Move("close", "关门", ("shut",), "open"))


def test_machine_unknown_kind_of_fact_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kinds"):
        machine(Move("close", "关门", ("open",), "shut", needs=(Need("why", "原因", "poem"),)))


def test_undoable_move_gets_one_withdrawal_per_source() -> None:
    one = machine(Move("close", "关门", ("open",), "shut", ANYBODY, undoable=True))
    back = one.by_name["withdraw_close"]
    assert (back.sources, back.target, [n.name for n in back.needs]) == (("shut",), "open", ["reason"])


def test_withdrawal_is_for_its_own_maker_only() -> None:
    back = machine(Move("close", "关门", ("open",), "shut", ANYBODY, undoable=True)).by_name["withdraw_close"]
    assert back.may(Actor(7, "甲"), Door()).allowed
    assert not back.may(Actor(8, "乙"), Door()).allowed


def test_leaving_lists_open_moves_in_order() -> None:
    one = machine(Move("close", "关门", ("open",), "shut"), Move("knock", "敲门", ("open", "shut"), None))
    assert [m.name for m in one.leaving("open")] == ["close", "knock"]
    assert [m.name for m in one.leaving("shut")] == ["knock"]

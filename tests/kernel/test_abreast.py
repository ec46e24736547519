"""Several processors do the same for many things: in order, and never with more hands than there are things."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest

from zhiben.kernel import abreast as room
from zhiben.kernel.abreast import abreast, ahead, processors


@pytest.mark.parametrize("hands", [1, 2, 3])
def test_what_comes_of_each_stands_in_its_order(hands: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "processors", lambda: hands)
    assert abreast(lambda one: one * one, range(7)) == [0, 1, 4, 9, 16, 25, 36]
    assert abreast(lambda one: one, []) == []


def test_two_are_at_work_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "processors", lambda: 2)
    both = threading.Barrier(2, timeout=10)  # broken, and so refused, unless two wait at it
    assert len(abreast(lambda _one: both.wait(), range(2))) == 2
    with ThreadPoolExecutor(1) as alone:  # one within another's thread
        assert alone.submit(abreast, str, [1, 2]).result() == ["1", "2"]


def test_what_one_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        abreast(lambda one: 1 // one, [1, 0, 2])
    assert processors() >= 1


@pytest.mark.parametrize("hands", [1, 2])
def test_what_is_made_ahead_comes_in_its_order(hands: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "processors", lambda: hands)
    made = ahead(divmod_of, range(1, 60), prepare=os.getpid, after=10, portion=10)
    told = list(islice(made, 55))
    assert [value for value, _process in told] == [divmod(100, one) for one in range(1, 56)]
    assert [process == os.getpid() for _value, process in told] == [True] * 20 + [hands == 1] * 35
    assert [value for value, _process in made] == [divmod(100, one) for one in range(56, 60)]
    with pytest.raises(ZeroDivisionError):
        list(ahead(divmod_of, [1, 2, 0], prepare=os.getpid, after=1, portion=1))


def divmod_of(one: int) -> tuple[tuple[int, int], int]:
    return divmod(100, one), os.getpid()

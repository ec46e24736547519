"""The two ledgers of the speed goal, smaller: the same anywhere, with the pairs known, and found again."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from django.conf import settings

from zhiben.analysis.linkage import deciding
from zhiben.analysis.linkage.ledgers import Ledger, compare
from zhiben.analysis.linkage.pairs import Pairs
from zhiben.demonstration.speed import people, reconciling
from zhiben.demonstration.speed.ledger_pair import HEADINGS, Pair, ledgers
from zhiben.demonstration.speed.spending import used

pytestmark = pytest.mark.either


def test_two_ledgers_of_one_city_are_told_apart_though_sites_have_several_hazards() -> None:
    pair = ledgers(2000, 1400)
    assert (len(HEADINGS), len(pair.left), len(pair.right), len(pair.like)) == (20, 2000, 2000, 2000)
    assert (pair.left[7], sum(place >= 0 for place in pair.like)) == (ledgers(2000, 1400).left[7], 1400)
    found = compare(Ledger(HEADINGS, pair.left), Ledger(HEADINGS, pair.right))
    taken = [one[:2] for one in (*found.agree, *found.differ)]
    hit = sum(pair.like[one] == other for one, other in taken)
    assert (hit / len(taken) >= 0.999, hit / 1400 >= 0.985, found.closes(2000, 2000)) == (True, True, True), (
        hit,
        len(taken),
    )


def test_large_ledgers_are_told_apart_step_by_step_as_small_ones_are_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = ledgers(3000, 2100, seed=11)
    sides = Ledger(HEADINGS, pair.left), Ledger(HEADINGS, pair.right)
    at_once = compare(*sides)
    monkeypatch.setattr(deciding, "LEARNT_FROM", 1000)
    monkeypatch.setattr(deciding, "LEARNT_IN_ALL", 0)
    monkeypatch.setattr(deciding, "FEW_PAIRS", 0)
    rounds: list[int] = []
    clear = Pairs.clear
    monkeypatch.setattr(
        Pairs, "clear", lambda self, *said: (found := clear(self, *said), rounds.append(int(found.sum())))[0]
    )
    stepwise = compare(*sides)
    one, other = ({pair[:2] for pair in (*found.agree, *found.differ)} for found in (at_once, stepwise))
    assert (stepwise.closes(3000, 3000), len(rounds) > 4, rounds[0] > 1000) == (True, True, True), rounds
    assert len(one ^ other) <= 0.01 * len(one), one ^ other
    assert sum(pair.like[left] != right for left, right in other) <= 1


@pytest.mark.parametrize("seed", [3, 4])
def test_few_columns_are_weighed_as_exactly_as_they_can_be(seed: int) -> None:
    pair = ledgers(6000, 4200, seed=seed)
    names = ("企业名称", "隐患描述", "街道")
    places = [HEADINGS.index(name) for name in names]
    sides = [Ledger(names, [tuple(row[place] for place in places) for row in side]) for side in (pair.left, pair.right)]
    found = compare(*sides)
    taken = [one[:2] for one in (*found.agree, *found.differ)]
    hit = sum(pair.like[one] == other for one, other in taken)
    assert (hit >= 3250, len(taken) - hit <= 6, hit + len(found.review) >= 3550) == (True, True, True), (
        hit,
        len(taken),
        len(found.review),
    )


@pytest.mark.slow
def test_all_figures_are_taken_beside_the_bare_read_and_splink(monkeypatch: pytest.MonkeyPatch) -> None:
    if not list((settings.ZHIBEN_ROOT / ".peers" / "lib").glob(people.FILE)):
        pytest.skip("needs .peers, which `make bench` sets up")
    monkeypatch.setattr(reconciling, "ROWS", 1000)
    monkeypatch.setattr(reconciling, "BOTH", 700)
    read, memory, splink, f1 = found = list(reconciling.measured(lambda text: None))
    assert [(one.goal, one.limit, one.unit) for one in found] == [
        ("B7 reconcile", 8.0, "ms"),
        ("B7 memory", 1.0, "MiB"),
        ("B7 splink", 0.2, "ms"),
        ("B7 f1", 1.0, "%"),
    ]
    assert read.told.endswith("（规则曾按此数据调整）；两表各1000行，同一项700对")
    assert all(0.98 <= one <= 1 for told in (read, splink) for one in f1s(told.told)), (read.told, splink.told)
    assert (memory.yardstick_value, 20 < memory.value < 1000) == (1536, True)
    assert f1.told.endswith("FEBRL第3组，2000行对1165行")
    assert (f1.value, f1.yardstick_value or 0) == pytest.approx([100 * (1 - one) for one in f1s(f1.told)], abs=0.006)
    assert (min(f1s(f1.told)) >= 0.98, f1.missed) == (True, False), f1.told


def f1s(told: str) -> list[float]:
    return [float(one) for one in re.findall(r"F1 ([\d.]+)", told)]


def test_two_ledgers_are_made_of_people_and_the_first_copy_of_each(tmp_path: Path) -> None:
    head = "rec_id, given_name, surname\n"
    rows = ("rec-7-dup-2, a, c", "rec-7-org, a, b", "rec-8-org, d, e", "rec-7-dup-0, b, a")
    (file := tmp_path / "set.csv").write_text(head + "\n".join(rows), encoding="utf-8")
    assert people.ledgers(file) == (
        ["given_name", "surname"],
        Pair([["a", "b"], ["d", "e"]], [["b", "a"]], [0, -1]),
    )


def test_what_a_command_uses_is_its_own_and_not_that_of_who_started_it() -> None:
    large = bytearray(b"x" * 300 * 2**20)
    found = used([sys.executable, "-I", "-c", "import time; time.sleep(0.3); print([1])"])
    assert (len(large), found.told, found.peak < 100, found.cpu < found.elapsed, found.elapsed >= 0.3) == (
        300 * 2**20,
        [1],
        True,
        True,
        True,
    )
    with pytest.raises(RuntimeError, match="nothing there"):
        used([sys.executable, "-c", "import sys; sys.exit('nothing there')"])

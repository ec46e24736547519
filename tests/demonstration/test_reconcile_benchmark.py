"""The two ledgers of the speed goal, smaller: the same anywhere, with the pairs known, and found again."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.conf import settings

from zhiben.analysis.linkage.ledgers import Ledger, compare
from zhiben.demonstration.speed import reconciling
from zhiben.demonstration.speed.ledger_pair import HEADINGS, ledgers
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


@pytest.mark.slow
def test_both_figures_are_taken_beside_the_bare_read_and_splink(monkeypatch: pytest.MonkeyPatch) -> None:
    lib = next((settings.ZHIBEN_ROOT / ".peers" / "lib").glob("python3*/site-packages"), Path("nowhere"))
    if not (lib / "splink").is_dir():
        pytest.skip("needs .peers, which `make bench` sets up")
    monkeypatch.setattr(reconciling, "ROWS", 1000)
    monkeypatch.setattr(reconciling, "BOTH", 700)
    read, splink = reconciling.measured(lambda text: None)
    assert (read.goal, read.limit, splink.goal, splink.limit) == ("B7 reconcile", 8.0, "B7 splink", 0.2)
    assert read.told.endswith("两表各1000行，同一项700对")


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

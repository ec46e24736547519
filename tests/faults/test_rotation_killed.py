"""`zhiben keys rotate` is killed at several points while the house serves: no text is lost, each opens with the key
that it names, and the same command run again completes the turn."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from tests.faults.conftest import Builder
from tests.faults.house import House

TEXTS = 3000
TURNED = "SELECT count(*) FROM foundation_secret WHERE model = 'assistance.expert' AND key = '{key}'"
POINTS = (0, 200, 1000, 1800)
"""Killed as soon as it runs, and once so many have been turned."""


def killed(house: House, key: str, point: int) -> int:
    """How many texts the new key locks after a turn was killed that had come to `point`."""
    command = [sys.executable, "-m", "zhiben.cli", "keys", "rotate"]
    with subprocess.Popen(
        command, env=house.environment, cwd=house.home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as turning:
        until = time.monotonic() + 60
        while turning.poll() is None and house.count(TURNED.format(key=key)) < point:
            assert time.monotonic() < until
        if point == 0:
            time.sleep(0.3)
        turning.kill()
    return house.count(TURNED.format(key=key))


@pytest.mark.slow  # a house of its own
def test_a_turn_of_keys_that_is_killed_loses_nothing_and_is_completed(build: Builder) -> None:
    house = build(spare=4)
    wanted = {str(n): f"139{n:08d}" for n in range(1, TEXTS + 1)}
    assert house.run("keep", str(TEXTS), module="tests.faults.hidden") == TEXTS
    old = next(one["id"] for one in house.run("keys", "list", "--json")["keys"] if one["active"])
    new = house.run("keys", "add", "--json")["key"]
    house.start()
    reached = [killed(house, new, point) for point in POINTS]
    assert reached == sorted(reached) and reached[-1] < TEXTS and all(one % 200 == 0 for one in reached)
    assert reached[-1] >= POINTS[-1]
    assert house.run("read", "0", module="tests.faults.hidden") == wanted
    house.answered(time.monotonic())
    finished = house.run("keys", "rotate", "--json")
    assert (finished["turned"], finished["unreadable"]) == (TEXTS - reached[-1], 0)
    assert house.run("keys", "destroy", old, "--json")["values"] == 0
    assert house.run("read", "0", module="tests.faults.hidden") == wanted
    facts = house.rows("SELECT facts FROM foundation_auditentry WHERE verb = 'rotate_keys'")
    assert len(facts) == TEXTS // 200
    assert house.run("audit", "verify", "--json")["ok"] is True

"""R10: thirty-two writers in four processes take numbers at once, some of them in vain: none twice, none missing."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from tests.faults.conftest import Builder
from tests.faults.house import House
from tests.faults.record import Recorder

PROCESSES, THREADS = 4, 8


def writing(house: House, each: int) -> list[int]:
    """How many hazards and document numbers all of them kept."""
    command = [sys.executable, "-m", "tests.faults.numbers", str(THREADS), str(each), str(house.seeded["document"])]
    told = {**house.environment, "NUMBERS_OFFICER": house.seeded["people"]["O1"]["username"]}
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    started = [subprocess.Popen(command, env=told, cwd=house.home, **quiet) for _ in range(PROCESSES)]  # type: ignore[call-overload]
    ended = [one.communicate(timeout=900) for one in started]
    assert [one.returncode for one in started] == [0] * PROCESSES, [err.decode()[-800:] for _, err in ended]
    kept = [json.loads(out) for out, _ in ended]
    return [sum(one[place] for one in kept) for place in (0, 1)]


def judged(house: House, each: int, rows: Recorder, *, full: bool) -> None:
    limit = f"{PROCESSES * THREADS} writers x {each} in {PROCESSES} processes: 0 duplicates, no gap"
    with rows.row("R10", limit, full=full) as row:
        before = house.count("SELECT max(last) FROM hazards_yearnumber")
        kept = writing(house, each)
        numbers = [n for (n,) in house.rows("SELECT number FROM hazards_hazard ORDER BY number")]
        taken = [n for (n,) in house.rows("SELECT number FROM documents_takennumber ORDER BY number")]
        last = house.count("SELECT max(last) FROM hazards_yearnumber")
        row.measured = (
            f"{kept[0]:,} hazards and {kept[1]:,} documents numbered, "
            f"{len(numbers) - len(set(numbers)) + len(taken) - len(set(taken))} duplicates, "
            f"{last - len(numbers) + (max(taken) - len(taken))} gaps"
        )
        wanted = PROCESSES * THREADS * (each - (each + 9) // 10)
        assert kept == [wanted, wanted]
        assert (len(numbers), len(set(numbers)), last) == (before + wanted, before + wanted, before + wanted)
        assert [int(one.partition("-")[2]) for one in numbers] == list(range(1, before + wanted + 1))
        assert taken == list(range(1, wanted + 1))
        assert house.run("audit", "verify", "--json")["ok"]


def test_writers_in_many_processes_leave_no_repeat_and_no_gap(build: Builder, rows: Recorder) -> None:
    judged(build(), 10, rows, full=False)


@pytest.mark.slow
def test_thirty_two_writers_of_a_hundred_leave_no_repeat_and_no_gap(build: Builder, rows: Recorder) -> None:
    judged(build(), 100, rows, full=True)

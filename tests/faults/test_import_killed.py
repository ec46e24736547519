"""R2: the worker is killed in the middle of an import. Nothing of it is there, or all of it; another worker takes it up
once the heartbeat has been silent, and what stands in the end is what an undisturbed import leaves. P6: who looks at
the list meanwhile hardly notices."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.faults.conftest import Builder
from tests.faults.house import House, torn
from tests.faults.person import Person
from tests.faults.record import Recorder
from tests.faults.test_locked import p95, read_for

HEAD = ("编号", "隐患", "场所", "行业领域", "发现日期", "判定依据", "描述")
RESUMED_WITHIN = 60.0
DIGESTED = "SELECT number, title, site_id, found_on, criterion, description, state FROM hazards_hazard ORDER BY number"


def workbook(house: House, rows: int) -> Path:
    """So many hazards of the seeded site, as an office would send them."""
    import xlsxwriter

    path = house.home / "台账.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, HEAD)
        for n in range(1, rows + 1):
            site = house.seeded["site"]
            sheet.write_row(
                n, 0, (f"LH-{n:05d}", f"示例隐患{n}", site, "", "2024-03-01", "示例标准第三条", f"二层{n}号")
            )
    return path


@contextmanager
def working(house: House) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of the house, alone; gone in the end, however it went."""
    with (house.home / "worker.log").open("ab") as log:
        command = [sys.executable, "-m", "zhiben.cli", "worker"]
        one = subprocess.Popen(command, env=house.environment, stdout=log, stderr=log, cwd=house.home)
    try:
        yield one
    finally:
        one.kill()
        one.wait()


@dataclass(frozen=True)
class Job:
    """The job's row as it stands."""

    state: str
    attempts: int
    result: Any


def job(house: House, number: int) -> Job:
    state, attempts, result = house.rows(f"SELECT state, attempts, result FROM foundation_job WHERE id = {number}")[0]
    return Job(state, attempts, result)


def reached(house: House, number: int, states: Sequence[str], attempts: int = 0, within: float = 240) -> float:
    """Seconds until the job is in one of `states`, tried at least so often."""
    began = time.monotonic()
    while True:
        one = job(house, number)
        if one.state in states and one.attempts >= attempts:
            return time.monotonic() - began
        assert time.monotonic() - began < within, (one, (house.home / "worker.log").read_text()[-1500:])
        time.sleep(0.01)


def asked(house: House, rows: int) -> int:
    """The number of the import's job."""
    file = workbook(house, rows)
    return int(house.run(str(file), str(house.seeded["people"]["p1"]["id"]), module="tests.faults.asking"))


def digest(house: House) -> str:
    return hashlib.sha256(repr(house.rows(DIGESTED)).encode()).hexdigest()


def undisturbed(house: House, rows: int) -> tuple[float, str]:
    """How long an import takes from its claim to its end, and what stands then."""
    number = asked(house, rows)
    with working(house):
        reached(house, number, ("running", "done"))
        seconds = reached(house, number, ("done",))
    assert job(house, number).state == "done"
    return seconds, digest(house)


@dataclass(frozen=True)
class Death:
    """A worker killed at one point of an import, and what came of it."""

    state: str
    lived: float
    partly: int
    taken_over: float
    done: float
    whole: bool
    imports: int
    half: list[str]


def killed_at(house: House, seconds: float, rows: int, wanted: str) -> Death:
    before = house.count("SELECT count(*) FROM hazards_hazard")
    number = asked(house, rows)
    with working(house) as one:
        reached(house, number, ("running", "done"))
        began = time.monotonic()
        while (lived := time.monotonic() - began) < seconds and job(house, number).state == "running":
            time.sleep(0.02)
        one.kill()
        one.wait()
    died = time.monotonic()
    state, there = job(house, number).state, house.count("SELECT count(*) FROM hazards_hazard") - before
    with working(house):
        taken_over = 0.0
        if state != "done":
            reached(house, number, ("running", "done"), attempts=2)
            taken_over = time.monotonic() - died
        reached(house, number, ("done", "failed", "refused"))
    done = time.monotonic() - died
    with house.reading() as cursor:
        half = torn(house, cursor)
    imports = house.count("SELECT count(*) FROM foundation_auditentry WHERE verb = 'import'")
    whole = digest(house) == wanted and job(house, number).state == "done"
    return Death(state, lived, there if 0 < there < rows else 0, taken_over, done, whole, imports, half)


def judged(build: Builder, points: Sequence[tuple[float, str]], rows: int, recorder: Recorder, *, full: bool) -> None:
    """`points`: at which part of the import's length the worker dies, and how long a heartbeat may be silent."""
    leases = sorted({lease for _, lease in points}, key=float)
    limit = (
        f"{len(points)} points of {rows:,} rows, heartbeat {' or '.join(leases)} s: all or nothing, resumed within 60 s"
    )
    with recorder.row("R2", limit, full=full) as row:
        length, wanted = undisturbed(build(), rows)
        deaths: list[Death] = []
        for part, lease in points:
            for _again in range(3):
                deaths.append(killed_at(build(ZHIBEN_LEASE_SECONDS=lease), part * length, rows, wanted))
                if deaths[-1].state != "done":
                    break
                length = deaths[-1].lived  # the machine is less busy by now: once more, at the point that was meant
            late = max((one.taken_over for one in deaths), default=0)
            middle = sum(one.state != "done" for one in deaths)
            row.measured = (
                f"{len(deaths)} kills over {length:.1f} s ({middle} before its end), "
                f"{sum(bool(one.partly) for one in deaths)} partly there, {sum(not one.whole for one in deaths)} not "
                f"as undisturbed, taken over within {late:.1f} s, done within {max(one.done for one in deaths):.1f} s"
            )
        assert [one for one in deaths if one.partly or not one.whole or one.imports != 1 or one.half] == []
        assert max(one.done for one in deaths) <= RESUMED_WITHIN
        assert middle >= len(points) * 0.8


def test_an_import_that_is_killed_is_taken_up_again(build: Builder, rows: Recorder) -> None:
    judged(build, [(0.3, "1"), (0.7, "1")], 1_000, rows, full=False)


@pytest.mark.slow
def test_an_import_that_is_killed_at_fifty_points_is_taken_up_again(build: Builder, rows: Recorder) -> None:
    # Every fifth with the heartbeat's real limit; waiting it out fifty times would tell nothing more.
    points = [((n + 0.5) / 50, "20" if n % 5 == 0 else "2") for n in range(50)]
    judged(build, points, 10_000, rows, full=True)


@pytest.mark.slow
def test_who_looks_at_the_list_during_an_import_hardly_notices(build: Builder, rows: Recorder) -> None:
    with rows.row("P6", "list p95 during an import of 10,000 rows within 2 x idle, 0 errors", full=True) as row:
        house = build()
        house.start()
        people = [Person(house, letter).log_in() for letter in ("d1", "d2")]
        read_for(people, 2)
        idle = read_for(people, 8)
        number = asked(house, 10_000)
        reached(house, number, ("running", "done"))
        busy = []
        while job(house, number).state == "running":
            busy += read_for(people, 2)
        failed = sum(len(one.failed) for one in busy)
        ratio = p95(busy) / p95(idle)
        row.measured = (
            f"p95 {p95(idle) * 1000:.0f} ms idle, {p95(busy) * 1000:.0f} ms during ({ratio:.2f} x), {failed} errors"
        )
        assert job(house, number).state == "done"
        assert failed == 0
        assert ratio <= 2

"""R12: backups taken while people work are one moment, whole: restored into an empty house, every row, file and
entry of that moment is there and nothing of the next; and no altered byte passes."""

from __future__ import annotations

import hashlib
import random
import time
from pathlib import Path
from typing import Any

import pytest
from tests.faults.conftest import Builder
from tests.faults.house import House, ask, torn
from tests.faults.person import Person
from tests.faults.record import Recorder
from tests.faults.test_killed import LETTERS, Worker, after

from zhiben.foundation.backup.archive import proved
from zhiben.kernel.errors import Refused

FLIPS = 200


def _at_work(house: House) -> list[Worker]:
    people = [Person(house, letter).log_in() for letter in LETTERS[:4]]
    hazards = house.seeded["hazards"]["rectifying"]
    workers = [Worker(person, hazards[place], hazards[-1]) for place, person in enumerate(people)]
    for one in workers:
        one.start()
    return workers


def _wrong(told: dict[str, Any], other: House, back: dict[str, Any]) -> list[str]:
    """What differs between the moment of the backup and the house made of it."""
    found = [
        f"{key}: {back[key]} instead of {told[key]}" for key in ("rows", "files", "sha256") if back[key] != told[key]
    ]
    ledger = other.run("audit", "verify", "--json")
    if not ledger["ok"] or ledger["anchor"] != told["ledger"]:
        found.append(f"the ledger ends with {ledger['anchor']} instead of {told['ledger']}")
    with other.reading() as cursor:
        found += torn(other, cursor)
        for (sha256,) in ask(cursor, "SELECT sha256 FROM foundation_stored_file"):
            data = (other.home / "files" / sha256[:2] / sha256).read_bytes()
            found += [] if hashlib.sha256(data).hexdigest() == sha256 else [f"other bytes under {sha256}"]
    return found


def _altered(file: Path, chance: random.Random) -> int:
    """How many of so many flipped bits are noticed."""
    noticed, size = 0, file.stat().st_size
    for _ in range(FLIPS):
        place, bit = chance.randrange(size), 1 << chance.randrange(8)
        _flip(file, place, bit)
        try:
            proved(file)
        except Refused:
            noticed += 1
        _flip(file, place, bit)
    assert proved(file)
    return noticed


def _flip(file: Path, place: int, bit: int) -> None:
    with file.open("r+b") as stream:
        stream.seek(place)
        (old,) = stream.read(1)
        stream.seek(place)
        stream.write(bytes([old ^ bit]))


def _measured(build: Builder, rows: Recorder, folder: Path, *, rounds: int, full: bool) -> None:
    house, chance = build(ZHIBEN_LEASE_SECONDS="1"), random.Random(12)
    limit = (
        f"{rounds} rounds under load: rows, files and ledger as of the backup; {FLIPS} of {FLIPS} flipped bits refused"
    )
    with rows.row("R12", limit, full=full) as row:
        house.start()
        workers, wrong, taken, put_back = _at_work(house), list[str](), list[float](), list[float]()
        for number in range(rounds):
            after(workers, 8)
            file, began = folder / f"{number}.zhiben", time.monotonic()
            told = house.run("backup", str(file), "--json")
            taken.append(time.monotonic() - began)
            other, began = build.empty(), time.monotonic()
            back = other.run("restore", str(file), "--json")
            put_back.append(time.monotonic() - began)
            wrong += _wrong(told, other, back)
        for one in workers:
            one.over.set()
        for one in workers:
            one.join(60)
        noticed = _altered(file, chance)
        row.measured = (
            f"{rounds} backups of up to {told['rows']:,} rows and {told['files']} files in {max(taken):.1f} s at the "
            f"latest, restored in {max(put_back):.1f} s, {len(wrong)} differences; {noticed} of {FLIPS} flips refused"
        )
        assert (wrong, noticed, [one.journal.strange for one in workers]) == ([], FLIPS, [[]] * len(workers))


def test_a_backup_under_load_is_one_moment(build: Builder, rows: Recorder, tmp_path: Path) -> None:
    _measured(build, rows, tmp_path, rounds=2, full=False)


@pytest.mark.slow
def test_twenty_backups_under_load_are_one_moment_each(build: Builder, rows: Recorder, tmp_path: Path) -> None:
    _measured(build, rows, tmp_path, rounds=20, full=True)

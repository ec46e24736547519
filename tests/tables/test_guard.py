"""What a file may cost, measured in a process of its own: each of them is refused with a sentence, or read."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.tables.hostile import FILES, MIB, READ, old, real

from zhiben.foundation.tables import grids
from zhiben.kernel.errors import Refused

SECONDS, MEMORY = 2.0, 64 * MIB
PROBE = Path(__file__).with_name("probe.py")


@pytest.mark.parametrize("name", FILES)
def test_file_is_refused_or_read_within_its_cost(
    name: str, tmp_path: Path, record_property: pytest.RecordProperty
) -> None:
    made, code = FILES[name]
    path = tmp_path / "file"
    path.write_bytes(made())
    told = subprocess.run([sys.executable, PROBE, path], capture_output=True, check=True, timeout=60)
    found = json.loads(told.stdout)
    record_property("cost", f"{found['seconds']:.2f} s, {found['added'] / MIB:.0f} MiB")
    assert found["code"] == code, found
    assert bool(found["pages"]) == (code == READ)
    assert code == READ or re.search("[\u4e00-\u9fff]", found["text"])
    assert (found["seconds"] <= SECONDS, found["added"] <= MEMORY) == (True, True), found


def damaged(data: bytes, seed: int) -> bytes:
    """Some bytes changed, a piece doubled or taken away."""
    chance = random.Random(seed)
    found = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        found[chance.randrange(len(found))] = chance.randrange(256)
    start, length = chance.randrange(len(found)), chance.randrange(200)
    if seed % 3 == 0:
        del found[start : start + length]
    elif seed % 3 == 1:
        found[start:start] = found[start : start + length]
    return bytes(found)


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
@pytest.mark.parametrize("start", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(20, 400, 20))])
def test_damaged_workbook_is_refused_or_read_and_nothing_else(kind: str, start: int) -> None:
    whole = real() if kind == "xlsx" else old((0, 0), (9, 9))
    codes: set[str] = set()
    for seed in range(start, start + 20):
        began = time.process_time()
        try:
            list(grids(damaged(whole, seed)))
            codes.add(READ)
        except Refused as refusal:
            codes.add(refusal.code)
        assert time.process_time() - began <= SECONDS, seed
    assert {code for code in codes if code and not code.startswith("file_")} == set()
    assert codes - {READ}, "none of them was damaged where it shows"

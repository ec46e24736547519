"""What was measured, kept beside the project: `performance.json` for checks from outside, `performance.md` for people.
Only the run that measured writes it; what it did not measure stays as it stands, with its own day and commit."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from zhiben.demonstration.stopwatch import Benchmark
from zhiben.kernel import clock

HEAD = """<!-- Written by `make bench`; edits here are lost. -->
# Speed

Each goal is a ratio to a yardstick of the same run on the same machine: the value measured divided by the yardstick's.
A goal is held when the ratio is at most the limit. Absolute figures depend on the machine, and are reported only.
`make bench` measures again; it needs the yardsticks' folder beside the project (`ZHIBEN_PEERS`). It leaves out what
takes long: `zhiben bench situation --record docs` (twenty minutes), `zhiben bench reconcile --record docs` (several).

| goal | what | ratio | limit | | measured | yardstick | besides | day | commit |
| --- | --- | ---: | ---: | --- | ---: | --- | --- | --- | --- |
"""


def write(folder: Path, found: Sequence[Benchmark], *, commit: str) -> None:
    """Put the goals among `found` into the records in `folder`."""
    path = folder / "performance.json"
    known = {row["goal"]: row for row in json.loads(path.read_text(encoding="utf-8"))} if path.is_file() else {}
    known |= {one.goal: _row(one, commit) for one in found if one.goal and one.ratio is not None}
    rows = sorted(known.values(), key=lambda row: (int(row["goal"].split()[0][1:]), row["goal"]))
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    text = HEAD + "".join(map(_line, rows))
    (folder / "performance.md").write_text(text, encoding="utf-8")


def _row(one: Benchmark, commit: str) -> dict[str, Any]:
    return {
        "goal": one.goal,
        "name": one.name,
        "limit": one.limit,
        "measured": one.ratio,
        "value": f"{one.value:.4g} {one.unit}",
        "yardstick": f"{one.yardstick}：{one.yardstick_value:.4g} {one.unit}",
        "told": one.told,
        "commit": commit,
        "date": clock.machine().date().isoformat(),
        "machine": f"{platform.machine()} {platform.python_version()}",
    }


def _line(row: dict[str, Any]) -> str:
    held = "held" if row["measured"] <= row["limit"] else "**missed**"
    cells = (row["goal"], row["name"], row["measured"], row["limit"], held, row["value"], row["yardstick"], row["told"])
    return f"| {' | '.join(map(str, cells))} | {row['date']} | {row['commit'][:9]} |\n"

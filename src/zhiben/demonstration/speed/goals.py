"""Which goals there are, and taking them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from zhiben.demonstration.speed import filling, moving, pages, standing
from zhiben.demonstration.speed.stage import Stage, set_up
from zhiben.demonstration.stopwatch import Benchmark

GOALS: dict[str, Callable[[Stage], Iterator[Benchmark]]] = {
    "pages": pages.measured,
    "moves": moving.measured,
    "start": standing.measured,
    "workbooks": filling.measured,
}
"""In this order: the workbooks fill the ledger further."""


def taken(name: str, say: Callable[[str], None]) -> Iterator[Benchmark]:
    """All goals, or those of one name, in this installation, which must be an empty one. Raises Refused where the
    yardsticks are not here."""
    with tempfile.TemporaryDirectory(prefix="zhiben-peers-", ignore_cleanup_errors=True) as folder:
        stage = set_up(Path(folder), say)
        for known, measured in GOALS.items():
            if name in ("", known):
                yield from measured(stage)

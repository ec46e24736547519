"""Which goals there are, and taking them."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from zhiben.demonstration.speed import (
    covering,
    drawing,
    filling,
    monthly,
    moving,
    pages,
    ranking,
    reading,
    reconciling,
    recording,
    scoring,
    standing,
    tasks,
    telling,
    weeks,
)
from zhiben.demonstration.speed.crowd import gathered
from zhiben.demonstration.speed.stage import Stage, set_up
from zhiben.demonstration.stopwatch import Benchmark

GOALS: dict[str, Callable[[Stage], Iterator[Benchmark]]] = {
    "pages": pages.measured,
    "memory": pages.memory,
    "moves": moving.measured,
    "start": standing.measured,
    "workbooks": filling.measured,
}
"""In this order: the workbooks fill the ledger further."""

ALONE: dict[str, Callable[[Callable[[str], None]], Iterator[Benchmark]]] = {
    "situation": weeks.measured,
    "tasks": lambda say: tasks.measured(gathered(secrets.token_urlsafe(9)), say),
    "reconcile": reconciling.measured,
    "draw": drawing.measured,
    "eb": ranking.measured,
    "novelty": reading.measured,
    "monthly": monthly.measured,
    "covered": covering.measured,
    "relay": telling.measured,
    "records": recording.measured,
    "scores": scoring.measured,
}
"""What brings its own yardsticks: a country's intervals in a database of their own, the key-task list in a city of its
own, two bare files beside each other without a database, a draw from a country's sites, ranks of a country's streets,
narratives beside a bare product, a month's analytics beside their
bare kernels, a country's coverage, a phone's slow network, training records by the million, a country's scores beside
bare weightings."""


def taken(name: str, say: Callable[[str], None]) -> Iterator[Benchmark]:
    """All goals, or those of one name, in this installation, which must be an empty one. Raises Refused where the
    yardsticks are not here."""
    if name in ALONE:
        yield from ALONE[name](say)
        return
    with tempfile.TemporaryDirectory(prefix="zhiben-peers-", ignore_cleanup_errors=True) as folder:
        stage = set_up(Path(folder), say)
        for known, measured in GOALS.items():
            if name in ("", known):
                yield from measured(stage)
        if not name:
            yield from tasks.measured(stage.crowd, say)

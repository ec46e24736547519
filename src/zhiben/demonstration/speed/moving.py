"""Moves through the site, eight people at once, each answer given only when the move and its ledger entry are safe on
the disk; beside one bare update and insert with the same safety."""

from __future__ import annotations

import http.client
import json
import sqlite3
import statistics
import threading
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from zhiben.demonstration.speed.stage import LARGE, Stage
from zhiben.demonstration.stopwatch import Benchmark, milliseconds
from zhiben.foundation.audit.models import LedgerHead

CLIENTS, EACH, BARE = 8, 40, 400
TOKEN = "0" * 32
"""A form's token: cookie and header must be alike, and that is all."""


def measured(stage: Stage) -> Iterator[Benchmark]:
    """P9."""
    records = stage.crowd.rectifying[stage.crowd.city.home[0].id][:CLIENTS]
    bare = statistics.median(_bare(stage.folder / "bare.sqlite3"))
    before = LedgerHead.objects.get().seq
    with stage.ours(LARGE) as served:
        began = perf_counter()
        refused = _all_at_once(served.url, stage.seats["street"].cookie, records)
        each = (perf_counter() - began) * 1000 / (CLIENTS * EACH)
    written = LedgerHead.objects.get().seq - before
    if refused or written != CLIENTS * EACH:
        raise RuntimeError(f"{len(refused)} moves were refused, {written} are in the ledger: {refused[:1]}")
    yield Benchmark(
        "moves",
        each,
        "一次裸UPDATE＋INSERT＋提交（synchronous=FULL）",
        bare,
        goal="P9",
        limit=60,
        told=f"{CLIENTS}人同时经网站办理{CLIENTS * EACH}步，每秒{1000 / each:.0f}步，{written}条台账，无一丢失",
    )


def _all_at_once(url: str, cookie: str, records: list[int]) -> list[str]:
    refused: list[str] = []

    def client(record: int) -> None:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
        headers = {
            "Cookie": f"{cookie}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        for number in range(EACH):
            facts = json.dumps({"text": f"第{number + 1}次进展", "percentage": number + 1})
            connection.request("POST", f"/hazards/{record}/moves/progress/", body=facts, headers=headers)
            answer = connection.getresponse()
            told = answer.read().decode()
            if answer.status != 200:
                refused.append(told)
        connection.close()

    threads = [threading.Thread(target=client, args=(record,)) for record in records]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def _bare(path: Path) -> list[float]:
    """Milliseconds of each transaction."""
    opened = sqlite3.connect(path, isolation_level=None)
    for statement in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "CREATE TABLE record (id INTEGER PRIMARY KEY, state TEXT)",
        "CREATE TABLE entry (id INTEGER PRIMARY KEY, told TEXT)",
        "INSERT INTO record VALUES (1, 'a')",
    ):
        opened.execute(statement)

    def write() -> None:
        opened.execute("BEGIN IMMEDIATE")
        opened.execute("UPDATE record SET state = 'b' WHERE id = 1")
        opened.execute("INSERT INTO entry (told) VALUES (?)", ["x" * 300])
        opened.execute("COMMIT")

    taken = [milliseconds(write) for _ in range(BARE)]
    opened.close()
    return taken

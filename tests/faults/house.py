"""A house of its own: a home with seeded data, its server and worker as real processes in a group of their own, killed
only by the ids of what was started here."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from tests import migrated

ROOT = Path(__file__).resolve().parents[2]
STARTED_WITHIN = 30.0


@dataclass
class House:
    """Where it lives, what was seeded, and how it is told to wait."""

    home: Path
    seeded: dict[str, Any]
    database: str = ""
    told: dict[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    lines: list[Any] = field(default_factory=list)
    """Connections that people have opened to it."""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZHIBEN_", "DJANGO_"))}
        path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
        database = {"ZHIBEN_DATABASE_URL": self.database} if self.database else {}
        return {**kept, **self.told, **database, "ZHIBEN_HOME": str(self.home), "PYTHONPATH": path}

    def start(self) -> float:
        """Start the server with its worker; seconds until the first answer."""
        self.port = self.port or free_port()
        began = time.monotonic()
        log = (self.home / "serve.log").open("ab")
        command = [sys.executable, "-m", "zhiben.cli", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=log, stderr=log, cwd=self.home, start_new_session=True
        )
        log.close()
        return self.answered(began)

    def answered(self, since: float) -> float:
        """Seconds from `since` to the next answer of the login page."""
        while time.monotonic() - since < STARTED_WITHIN:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/login/", timeout=10) as answer:
                    if answer.status == 200:
                        return time.monotonic() - since
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.02)
        raise AssertionError(f"the house did not answer: {(self.home / 'serve.log').read_text()[-2000:]}")

    def members(self) -> dict[str, list[int]]:
        """The ids of the house's processes, by what they are."""
        assert self.process is not None
        own = self.process.pid
        found: dict[str, list[int]] = {"main": [own], "site": [], "worker": []}
        for pid in children(own):
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            found["worker" if b"\0worker\0" in command else "site"].append(pid)
        return found

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)

    def kill_all(self) -> None:
        """The whole group at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        for line in self.lines:
            line.close()
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill_all()
        self.process = None

    def run(self, *command: str, module: str = "zhiben.cli", expect: int = 0) -> Any:
        """A `zhiben` command (or another module) in this home; its JSON document."""
        asked = [sys.executable, "-m", module, *command]
        done = subprocess.run(asked, env=self.environment, cwd=self.home, capture_output=True, check=False)
        assert done.returncode == expect, done.stderr.decode()[-3000:] + done.stdout.decode()[-2000:]
        return json.loads(done.stdout)

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A cursor at the database, seeing one moment of it, beside the house."""
        if self.database:
            import psycopg

            with psycopg.connect(self.database, user="overseer") as connection:  # every policy binds the house
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                yield connection.cursor()
                connection.rollback()
            return
        connection = sqlite3.connect(self.home / "zhiben.sqlite3", timeout=20, isolation_level=None)
        try:
            connection.execute("BEGIN")
            yield connection.cursor()
        finally:
            connection.close()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.reading() as cursor:
            return ask(cursor, sql)

    def count(self, sql: str) -> int:
        return int(self.rows(sql)[0][0])


def ask(cursor: Any, sql: str) -> list[tuple[Any, ...]]:
    """All rows of a query without parameters."""
    cursor.execute(sql)
    return cast(list[tuple[Any, ...]], cursor.fetchall())


def children(pid: int) -> list[int]:
    """The processes that `pid` has started from any of its threads."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            found += [int(one) for one in (task / "children").read_text().split()]
        except FileNotFoundError:
            continue
    return [one for one in found if Path(f"/proc/{one}/cmdline").exists()]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def seeded(home: Path, spare: int, database: str = "") -> House:
    """A house whose home has been filled by `tests.faults.seed`."""
    home.mkdir(parents=True)
    if not database:
        migrated.copy_to(home / "zhiben.sqlite3")
    house = House(home, {}, database)
    house.seeded = house.run(str(spare), module="tests.faults.seed")
    return house


def copied(model: House, home: Path, database: str = "", told: dict[str, str] | None = None) -> House:
    """Another house like `model`; its database on a server has been copied already."""
    shutil.copytree(model.home, home)
    return House(home, model.seeded, database, told or {})


def torn(house: House, cursor: Any) -> list[str]:
    """What is half done in the house's database, as one moment shows it; nothing, if all is well. Written against the
    tables themselves, not with the house's own means."""
    looks: Sequence[tuple[str, str]] = (
        (
            "the head does not stand for the last entry",
            "SELECT h.seq FROM foundation_ledgerhead h WHERE h.seq <> (SELECT count(*) FROM foundation_auditentry)"
            " OR h.seq <> (SELECT max(seq) FROM foundation_auditentry)",
        ),
        (
            "a hazard is elsewhere than its last entry says",
            "SELECT h.id FROM hazards_hazard h LEFT JOIN foundation_auditentry a ON a.seq = (SELECT max(seq) FROM"
            " foundation_auditentry WHERE model = 'hazards.hazard' AND record = h.id AND target <> '')"
            " WHERE a.seq IS NULL OR a.target <> h.state OR a.actor <> h.last_actor",
        ),
        (
            "an entry tells of a hazard that is not there",
            "SELECT a.seq FROM foundation_auditentry a LEFT JOIN hazards_hazard h ON h.id = a.record"
            " WHERE a.model = 'hazards.hazard' AND h.id IS NULL",
        ),
        (
            "a hazard has not as many intervals as moves that changed its dated facts, or none that is open",
            "SELECT h.id FROM hazards_hazard h LEFT JOIN foundation_stateinterval i ON i.machine = 'hazard'"
            " AND i.record = h.id AND i.until IS NULL WHERE i.id IS NULL OR i.state <> h.state",
        ),
        (
            "a photo belongs to nothing",
            "SELECT f.id FROM foundation_stored_file f LEFT JOIN foundation_attachment a ON a.file_id = f.id"
            " WHERE f.kind = 'png' AND a.id IS NULL AND f.uploaded_by IN"
            " (SELECT actor FROM foundation_auditentry WHERE verb = 'sign_in')",
        ),
    )
    found = [f"{what}: {rows[:3]}" for what, sql in looks if (rows := ask(cursor, sql))]
    for (sha256,) in ask(cursor, "SELECT sha256 FROM foundation_stored_file"):
        if not (house.home / "files" / sha256[:2] / sha256).is_file():
            found.append(f"the bytes of {sha256} are not there")
    if not house.database and (said := ask(cursor, "PRAGMA integrity_check")) != [("ok",)]:
        found.append(f"integrity_check: {said[:3]}")
    return found

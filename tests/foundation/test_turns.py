"""Writers of one SQLite file take turns: in the order in which they came, no longer than they are told to wait, and
never two at a time, threads and processes alike."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import OperationalError, connections

from zhiben.foundation.turns import queue as queues
from zhiben.foundation.turns.base import DatabaseWrapper
from zhiben.foundation.turns.queue import CROWD, Queue, queue_of

HOLD = """
import sys
from pathlib import Path
from zhiben.foundation.turns.base import DatabaseWrapper
from zhiben.foundation.turns.queue import CROWD, Queue, queue_of
queue = Queue(Path(sys.argv[1]))
print(queue.take(5), flush=True)
sys.stdin.readline()
queue.give_back()
"""


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(tmp_path / "db.turn")


def test_turn_is_given_to_one_at_a_time(queue: Queue) -> None:
    assert queue.take(1)
    assert not queue.take(0.01)
    queue.give_back()
    assert queue.take(0.01)


def test_turns_come_in_the_order_of_asking(queue: Queue) -> None:
    came: list[int] = []
    assert queue.take(1)

    def ask(number: int) -> None:
        assert queue.take(10)
        came.append(number)
        queue.give_back()

    threads = []
    for number in range(8):
        thread = threading.Thread(target=ask, args=(number,))
        thread.start()
        threads.append(thread)
        while len(queue._waiting) <= number:
            pass
    queue.give_back()
    for thread in threads:
        thread.join(10)
    assert came == list(range(8))


def test_who_gave_up_waiting_holds_nobody_up(queue: Queue) -> None:
    outcome: list[bool] = []
    assert queue.take(1)
    behind = threading.Thread(target=lambda: outcome.append(queue.take(10)))
    impatient = threading.Thread(target=lambda: outcome.append(queue.take(0.3)))
    for number, thread in enumerate((impatient, behind)):
        thread.start()
        while len(queue._waiting) <= number:
            pass
    impatient.join(10)
    assert outcome == [False]
    queue.give_back()
    behind.join(10)
    assert outcome == [False, True]


@pytest.mark.parametrize("failing", [".turn", ".door"])
def test_a_lock_that_cannot_be_had_keeps_nobody_out_afterwards(
    queue: Queue, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    opened = queues._opened

    def full(path: Path) -> int:
        if path.name.endswith(failing):
            raise OSError(28, "No space left on device")
        return opened(path)

    monkeypatch.setattr(queues, "_opened", full)
    for _ in range(2):
        with pytest.raises(OSError, match="No space"):
            queue.take(1)
    monkeypatch.setattr(queues, "_opened", opened)
    assert queue.take(0.1)
    queue.give_back()


def test_another_process_is_waited_for_and_its_end_frees_the_turn(queue: Queue, tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path / "db.turn")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        assert not queue.take(0.05)
        other.kill()
        assert queue.take(5)


@pytest.mark.django_db
def test_a_single_statement_that_writes_takes_a_turn_and_a_reading_one_does_not(tmp_path: Path) -> None:
    file = str(tmp_path / "db.sqlite3")
    settings = {**connections["default"].settings_dict, "NAME": file, "OPTIONS": {"timeout": 0.2}}
    one = DatabaseWrapper(settings, "one")
    with one.cursor() as cursor:
        cursor.execute("CREATE TABLE t (n integer)")
    other = queue_of(file)
    assert other.take(1)
    with one.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM t")
        assert cursor.fetchone() == (0,)
        with pytest.raises(OperationalError, match="database is locked"):
            cursor.execute("INSERT INTO t VALUES (1)")
    other.give_back()
    with one.cursor() as cursor:
        cursor.execute("INSERT INTO t VALUES (1)")
    assert other.take(1)
    other.give_back()
    one.close()


def test_who_waits_on_top_of_a_crowd_is_sent_away_when_the_turn_stands_still(queue: Queue) -> None:
    assert queue.take(1)
    got: list[bool] = []

    def wait() -> None:
        got.append(queue.take(60))
        queue.give_back()

    threads = [threading.Thread(target=wait) for _ in range(CROWD)]
    for thread in threads:
        thread.start()
    while len(queue._waiting) < CROWD:
        pass
    began = time.monotonic()
    assert not queue.take(30)
    assert time.monotonic() - began < 15
    assert got == []
    queue.give_back()
    for thread in threads:
        thread.join(30)
    assert got == [True] * CROWD

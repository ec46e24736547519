"""The queue before one database file: threads of this process in the order in which they came, and one process at a
time by a lock on a file beside it. Local file systems only."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import deque
from pathlib import Path

PAUSE = 0.002
"""Seconds between two looks at another process's lock."""
CROWD, STANDSTILL = 8, 1.0
"""So many threads may wait while the turn has not moved for so many seconds. Whoever comes on top is sent away at once:
with a writer stuck, each that waits is a thread that no reader gets."""


class Queue:
    """Turns at one file, fair among threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False
        self._moved = 0.0
        self._file = -1

    def take(self, seconds: float) -> bool:
        """Wait for the turn; False when it did not come in time."""
        until = time.monotonic() + seconds
        if not self._among_threads(until):
            return False
        if self._among_processes(until):
            return True
        self._pass_on()
        return False

    def give_back(self) -> None:
        """Let the next one begin."""
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._pass_on()

    def _among_threads(self, until: float) -> bool:
        with self._guard:
            if not self._taken:
                self._taken, self._moved = True, time.monotonic()
                return True
            if len(self._waiting) >= CROWD and time.monotonic() - self._moved > STANDSTILL:
                return False
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(max(until - time.monotonic(), 0)):
            return True
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # the turn came at the last moment

    def _pass_on(self) -> None:
        with self._guard:
            self._moved = time.monotonic()
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False

    def _among_processes(self, until: float) -> bool:
        if self._file < 0:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    return False
                time.sleep(PAUSE)
            else:
                return True


_queues: dict[str, Queue] = {}
_guard = threading.Lock()


def queue_of(database: str) -> Queue:
    """This process's queue before a database file."""
    with _guard:
        if database not in _queues:
            _queues[database] = Queue(Path(f"{database}.turn"))
        return _queues[database]


def forget() -> None:
    """After a fork: the child holds no turn and waits in no queue of its parent."""
    global _guard
    _guard = threading.Lock()
    _queues.clear()


os.register_at_fork(after_in_child=forget)

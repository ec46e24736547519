"""The queue before one database file: threads of this process in the order in which they came, and one process at a
time by a lock on a file beside it, with a door before it so that no process passes another. Local file systems only."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import deque
from itertools import takewhile
from pathlib import Path

PAUSE = 0.002
"""Seconds between two looks at another process's lock."""
CROWD, STANDSTILL = 3, 2.0
"""So many threads may wait while the turn has not moved for so many seconds. Whoever waits on top of them is sent away
then: with a writer stuck, each that waits is a thread that no reader gets. A writer that is not stuck may need a second
where other programs have the processors."""


class Queue:
    """Turns at one file, fair among threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False
        self._moved = 0.0
        self._file = self._door = -1

    def take(self, seconds: float) -> bool:
        """Wait for the turn; False when it did not come in time. Raises OSError when the file cannot be locked."""
        until = time.monotonic() + seconds
        if not self._among_threads(until):
            return False
        had = False
        try:
            had = self._among_processes(until)
        finally:
            if not had:  # what is wrong for one must not keep the others waiting for ever
                self._pass_on()
        return had

    def give_back(self) -> None:
        """Let the next one begin."""
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._pass_on()

    def _among_threads(self, until: float) -> bool:
        with self._guard:
            if not self._taken:
                self._taken, self._moved = True, time.monotonic()
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        while not mine.wait(max(self._patience(mine, until) - time.monotonic(), 0)):
            with self._guard:
                if mine not in self._waiting:
                    return True  # the turn came at the last moment
                if time.monotonic() >= self._patience(mine, until):
                    self._waiting.remove(mine)
                    return False
        return True

    def _patience(self, mine: threading.Event, until: float) -> float:
        """When to give up: those on top of the crowd wait only while the turn moves."""
        ahead = sum(1 for _ in takewhile(lambda one: one is not mine, tuple(self._waiting)))
        return until if ahead < CROWD else min(until, self._moved + STANDSTILL)

    def _pass_on(self) -> None:
        with self._guard:
            self._moved = time.monotonic()
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False

    def _among_processes(self, until: float) -> bool:
        """Through the door before the lock: a process that comes back at once finds in it whoever waits already."""
        if self._door < 0:
            self._door = _opened(self._path.with_name(f"{self._path.name}.door"))
        if self._file < 0:
            self._file = _opened(self._path)
        if not _locked(self._door, until):
            return False
        try:
            return _locked(self._file, until)
        finally:
            fcntl.flock(self._door, fcntl.LOCK_UN)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _locked(file: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
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

"""While a backup is taken, no stored bytes go: it takes them after the database, and they must be what that says."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

NAME = ".files_pinned"


@contextmanager
def pinned() -> Iterator[None]:
    """Within, `free` is not had by anybody on this machine. Raises OSError."""
    with _lock() as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield


@contextmanager
def free() -> Iterator[bool]:
    """Whether stored bytes may be taken off the disk within."""
    with _lock() as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            alone = True
        except BlockingIOError:
            alone = False
        yield alone


@contextmanager
def _lock() -> Iterator[int]:
    descriptor = os.open(Path(settings.ZHIBEN_HOME) / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)

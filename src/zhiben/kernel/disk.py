"""Files on the disk: written whole or not at all; and those that their owner alone may read, like keys, which are
looked at before they are believed and made so that nobody else ever could have read them."""

from __future__ import annotations

import os
import stat
import uuid
from pathlib import Path


class OpenToOthers(Exception):
    """Somebody else may read or write the file, or owns it."""


def read_private(path: Path, *, plain: bool = False) -> bytes:
    """What stands in the file; `plain`: no link to one, and no device or pipe. Raises OpenToOthers, OSError."""
    descriptor = os.open(path, os.O_RDONLY | (os.O_NOFOLLOW if plain else 0))
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(file.fileno())
        if found.st_mode & 0o077 or found.st_uid != os.geteuid() or (plain and not stat.S_ISREG(found.st_mode)):
            raise OpenToOthers(path)
        return file.read()


def write_private(path: Path, content: bytes) -> None:
    """Write a new file, on the disk before anybody goes on. Raises FileExistsError, OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def own_file(path: Path) -> None:
    """Have the file there, readable and writable by its owner alone if it is new; SQLite gives what lies beside it the
    same rights. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def write_whole(path: Path, content: bytes, *, flushed: bool = True) -> None:
    """Write a file whole or not at all: a temporary neighbour, on the disk if it is to be `flushed`, then renamed.
    Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{uuid.uuid4().hex}")
    try:
        with draft.open("xb") as stream:
            stream.write(content)
            stream.flush()
            if flushed:
                os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    if flushed:
        flush(path.parent)


def flush(path: Path) -> None:
    """What a file says, or a folder holds, is so on the disk before anybody goes on. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

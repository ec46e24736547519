"""Files are written whole or not at all; what is private is read only while it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zhiben.kernel import disk
from zhiben.kernel.disk import OpenToOthers, read_private, write_private, write_whole


def test_a_file_is_written_whole_or_the_old_one_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "below" / "one"
    write_whole(path, b"old")
    monkeypatch.setattr(disk.os, "fsync", lambda _descriptor: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_whole(path, b"new")
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == (b"old", [path])
    write_whole(path, b"unflushed", flushed=False)
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == (b"unflushed", [path])


def test_private_is_what_nobody_else_may_read(tmp_path: Path) -> None:
    path, link, pipe = tmp_path / "key", tmp_path / "link", tmp_path / "pipe"
    write_private(path, b"secret")
    assert (path.stat().st_mode & 0o777, read_private(path), read_private(path, plain=True)) == (
        0o600,
        b"secret",
        b"secret",
    )
    with pytest.raises(FileExistsError):
        write_private(path, b"other")
    link.symlink_to(path)
    assert read_private(link) == b"secret"
    with pytest.raises(OSError, match="link"):
        read_private(link, plain=True)
    for mode in (0o640, 0o604, 0o620):
        path.chmod(mode)
        with pytest.raises(OpenToOthers):
            read_private(path)
    with pytest.raises(FileNotFoundError):
        read_private(pipe)


def test_a_pipe_is_no_plain_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    writer = os.open(pipe, os.O_RDWR)
    with pytest.raises(OpenToOthers):
        read_private(pipe, plain=True)
    os.close(writer)

"""What a backup refuses and what it keeps: files that are missing, another kind of database, a later version, a house
at work; and bytes that go stay until it has them."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests import migrated

from zhiben.foundation.backup.archive import Manifest, Writer, proved
from zhiben.foundation.files.pinning import free, pinned
from zhiben.kernel.errors import Refused

pytestmark = pytest.mark.either

CONTENT = b"a photo's bytes"


class Home:
    """An installation's folder, and its commands."""

    def __init__(self, folder: Path, *, tables: bool = True) -> None:
        self.folder = folder
        folder.mkdir()
        if tables:
            migrated.copy_to(folder / "zhiben.sqlite3")

    def run(self, *words: str, code: int = 0) -> Any:
        env = {**os.environ, "ZHIBEN_HOME": str(self.folder), "ZHIBEN_DATABASE_URL": "", "ZHIBEN_KEYRING": ""}
        command = [sys.executable, "-m", "zhiben.cli", *words, "--json"]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr + done.stdout
        return json.loads(done.stdout)

    def ask(self, statement: str, *values: object) -> list[Any]:
        with closing(sqlite3.connect(self.folder / "zhiben.sqlite3")) as opened, opened:
            return opened.execute(statement, values).fetchall()

    def store(self, content: bytes, *, sha256: str = "", written: bool = True) -> str:
        """A file's row, and its bytes."""
        name = sha256 or hashlib.sha256(content).hexdigest()
        self.ask(
            "INSERT INTO foundation_stored_file (sha256, size, name, kind, uploaded_by, uploaded_at)"
            " VALUES (?, ?, '现场.png', 'png', 1, '2026-01-01')",
            *(name, len(content)),
        )
        if written:
            place = self.folder / "files" / name[:2]
            place.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(content)
        return name


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_what_was_there_is_there_again_and_what_came_since_is_put_aside(home: Home, tmp_path: Path) -> None:
    kept, file = home.store(CONTENT), tmp_path / "one.zhiben"
    told = home.run("backup", str(file))
    assert (told["files"], told["missing"], file.stat().st_mode & 0o077) == (1, [], 0)
    with tarfile.open(file) as archive:
        assert archive.getnames() == ["database.sqlite3.gz", f"files/{kept}", "manifest.json", "sha256"]
    home.store(b"later")
    (home.folder / "files" / kept[:2] / kept).unlink()
    assert home.run("restore", str(file), "--check")["sha256"] == told["sha256"]
    back = home.run("restore", str(file))
    assert (back["rows"], back["files"], back["migrations_waiting"]) == (told["rows"], 1, 0)
    assert home.ask("SELECT sha256 FROM foundation_stored_file") == [(kept,)]
    assert (home.folder / "files" / kept[:2] / kept).read_bytes() == CONTENT
    with closing(sqlite3.connect(home.folder / "zhiben.sqlite3.before")) as aside:
        assert aside.execute("SELECT COUNT(*) FROM foundation_stored_file").fetchone() == (2,)
    assert home.run("audit", "verify")["ok"]


def test_an_empty_home_keeps_nothing_aside(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "one.zhiben"
    home.run("backup", str(file))
    other = Home(tmp_path / "other", tables=False)
    other.run("restore", str(file))
    assert sorted(one.name for one in other.folder.iterdir() if one.name.startswith("zhiben.sqlite3.b")) == []
    assert other.run("doctor", code=1)["checks"][0]["ok"]


def test_a_backup_is_in_the_ledger_and_overwrites_no_file(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "one.zhiben"
    told = home.run("backup", str(file))
    [(verb, facts)] = home.ask("SELECT verb, facts FROM foundation_auditentry")
    assert (verb, json.loads(facts)["sha256"]) == ("back_up", told["sha256"])
    assert home.run("backup", str(file), code=1)["code"] == "file_exists"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["home", "one.zhiben"]


def test_files_that_are_missing_or_altered_are_named(home: Home, tmp_path: Path) -> None:
    here, gone, other = home.store(CONTENT), home.store(b"gone", written=False), home.store(b"other", sha256="f" * 64)
    told = home.run("backup", str(tmp_path / "one.zhiben"), code=1)
    assert (told["files"], sorted(told["missing"])) == (1, sorted([gone, other]))
    assert here not in told["missing"]


def test_an_altered_a_cut_and_a_foreign_file_are_refused_and_change_nothing(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "one.zhiben"
    home.run("backup", str(file))
    home.store(b"later")
    whole = file.read_bytes()
    for altered in (whole[:-1], whole + b"\0", whole[:100] + b"x" + whole[101:], b"", b"PK\x03\x04" + whole):
        file.write_bytes(altered)
        assert home.run("restore", str(file), code=1)["code"] == "backup_altered"
    assert home.run("restore", str(tmp_path / "none.zhiben"), code=1)["code"] == "no_file"
    assert home.ask("SELECT COUNT(*) FROM foundation_stored_file") == [(1,)]


def test_nobody_else_may_be_at_work(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "one.zhiben"
    home.run("backup", str(file))
    with closing(sqlite3.connect(home.folder / "zhiben.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "数据库正被使用" in home.run("restore", str(file), code=1)["error"]
    assert home.run("restore", str(file))["files"] == 0


MADE = Manifest("2026-01-01T00:00:00+08:00", "database.sqlite3.gz", {}, 0, [], [0, ""], [], [])


@pytest.mark.parametrize(
    ("manifest", "code"),
    [
        (replace(MADE, vendor="database.dump"), "backup_vendor"),
        (replace(MADE, migrations=["orgs 9999_of_tomorrow"]), "backup_newer"),
        (replace(MADE, form=2), "backup_form"),
    ],
)
def test_what_this_house_cannot_read_is_refused(home: Home, tmp_path: Path, manifest: Manifest, code: str) -> None:
    file = tmp_path / "one.zhiben"
    with file.open("wb") as stream:
        Writer(stream).end(manifest)
    assert home.run("restore", str(file), code=1)["code"] == code


def test_a_member_that_is_shorter_than_told_is_an_error(tmp_path: Path) -> None:
    (short := tmp_path / "short").write_bytes(b"12")
    with (tmp_path / "one").open("wb") as stream, short.open("rb") as content, pytest.raises(OSError, match="2 read"):
        Writer(stream).add("short", content, 3)
    with pytest.raises(Refused):
        proved(tmp_path / "one")


def test_bytes_stay_while_a_backup_needs_them(tmp_path: Path, settings: Any) -> None:
    settings.ZHIBEN_HOME = tmp_path
    with free() as alone:
        assert alone
    with pinned():
        with pinned(), free() as alone:
            assert not alone
        with free() as alone:
            assert not alone
    with free() as alone:
        assert alone

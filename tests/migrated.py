"""A file of SQLite with all tables and nothing in them: migrated once for one state of the code, then copied wherever a
test begins with an empty installation. Step by step, that takes ten to twenty seconds of a processor."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import zhiben

PACKAGE = Path(zhiben.__file__).parent
FOLDER = Path(__file__).parents[1] / ".stamps" / "migrated"
KEPT = 4
"""Of so many states of the code the file stays."""


def copy_to(path: Path) -> None:
    """The empty installation's database at `path`, as the migrations make it one after the other."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the first process makes it, those beside it wait
        made = FOLDER / f"{_state_of_the_code()}.sqlite3"
        if not made.exists():
            _make(made)
        shutil.copyfile(made, path)


def lacking(path: Path) -> list[str]:
    """Tables and columns that the models have and the file at `path` has not: no migration makes them."""
    from django.apps import apps

    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed and not one._meta.proxy]
    wanted = {(one._meta.db_table, str(field.column)) for one in models for field in one._meta.concrete_fields}
    opened = sqlite3.connect(path)
    query = "SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_xinfo(m.name) AS c WHERE m.type = 'table'"
    found = set(opened.execute(query))
    opened.close()
    return sorted(f"{table}.{column}" for table, column in wanted - found)


def _state_of_the_code() -> str:
    """Migrations call whatever they like, so every source counts, and every installed version."""
    seen = hashlib.sha256()
    locked = Path(__file__).parents[1] / "requirements" / "base.txt"
    for file in [locked, *sorted(PACKAGE.rglob("*.py"))]:
        seen.update(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()} ".encode())
    return f"{sqlite3.sqlite_version}-{seen.hexdigest()[:32]}"


def _make(made: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="zhiben-migrated-") as home:
        env = {**os.environ, "ZHIBEN_HOME": home, "ZHIBEN_DATABASE_URL": "", "PYTHONPATH": str(PACKAGE.parent)}
        step_by_step = [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--settings=zhiben.config.settings"]
        subprocess.run(step_by_step, env=env, check=True)
        file = Path(home) / "zhiben.sqlite3"
        opened = sqlite3.connect(file)
        opened.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file
        opened.close()
        shutil.copyfile(file, draft := made.with_suffix(".part"))
    draft.replace(made)
    for old in sorted(FOLDER.glob("*.sqlite3"), key=lambda one: one.stat().st_mtime)[:-KEPT]:
        old.unlink()

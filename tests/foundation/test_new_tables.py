"""A new installation's tables, laid out at once, are those that the migrations make one after the other."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests import migrated

pytestmark = pytest.mark.either
ORDER = {"id", "applied", "content_type_id"}
"""What tells only in which order, and when, something was entered."""
TOKEN = re.compile(r"'(?:[^']|'')*'|[(),]|[^'(),]+")


def test_laid_out_tables_are_those_of_the_migrations(tmp_path: Path) -> None:
    at_once, step_by_step = _migrate(tmp_path / "home"), tmp_path / "migrated.sqlite3"
    migrated.copy_to(step_by_step)
    found = tables(at_once)
    assert len(found) > 200
    assert found == tables(step_by_step)
    assert others(at_once) == others(step_by_step)
    begun = filled(at_once)
    assert begun == filled(step_by_step)
    assert {"accidents_code", "hazards_criterion", "django_migrations", "auth_permission"} <= set(begun)


def test_tables_that_stand_are_migrated_step_by_step(tmp_path: Path) -> None:
    file = _migrate(tmp_path / "home")
    whole, columns = filled(file), tables(file)["campaign_mechanism"]
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("DELETE FROM django_migrations WHERE name = '0013_mechanisms_table'")
        opened.execute("DROP TABLE campaign_mechanism")
        opened.execute("DELETE FROM accidents_crosswalk")
    _migrate(tmp_path / "home")
    again = filled(file)
    assert again["django_migrations"] == whole["django_migrations"]
    assert tables(file)["campaign_mechanism"] == columns
    assert "accidents_crosswalk" not in again


def test_parts_of_a_table_are_told_apart() -> None:
    sql = 'CREATE TABLE "t" ("b" text CHECK ("b" IN (\'x, y)\', \'z\')), "a" integer NOT NULL, UNIQUE ("a", "b"))'
    assert parts(sql) == ['"a" integer NOT NULL', "\"b\" text CHECK (\"b\" IN ('x, y)', 'z'))", 'UNIQUE ("a", "b")']


def tables(file: Path) -> dict[str, list[str]]:
    """Each table's columns and constraints, in no order."""
    return {name: parts(sql) for name, sql in _read(file, "SELECT name, sql FROM sqlite_master WHERE type = 'table'")}


def others(file: Path) -> list[Any]:
    """Indexes and triggers."""
    query = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL"
    return sorted(_read(file, query))


def filled(file: Path) -> dict[str, list[str]]:
    """The rows of each table that has some, but for their order."""
    found = {}
    for name in tables(file):
        columns = [column for (column,) in _read(file, f"SELECT name FROM pragma_table_xinfo('{name}')")]
        kept = ", ".join(f'"{column}"' for column in sorted(columns) if column not in ORDER)
        if not name.startswith("sqlite_") and (rows := _read(file, f'SELECT {kept} FROM "{name}"')):
            found[name] = sorted(map(repr, rows))
    return found


def parts(sql: str) -> list[str]:
    """What stands between the commas of a table's own parentheses."""
    depth, said, found = 0, "", []
    for token in TOKEN.findall(sql):
        depth -= token == ")"
        if (depth == 1 and token == ",") or (depth == 0 and token == ")"):
            found.append(said.strip())
            said = ""
        elif depth:
            said += token
        depth += token == "("
    return sorted(found)


def _read(file: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(file)) as opened:
        return opened.execute(query).fetchall()


def _migrate(home: Path) -> Path:
    home.mkdir(exist_ok=True)
    env = {**os.environ, "ZHIBEN_HOME": str(home), "ZHIBEN_DATABASE_URL": ""}
    subprocess.run([sys.executable, "-m", "zhiben.cli", "migrate"], env=env, check=True, stdout=subprocess.DEVNULL)
    return home / "zhiben.sqlite3"

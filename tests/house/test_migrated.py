"""The file that tests begin with has what the models have; a column without a migration is noticed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests import migrated


def test_column_that_no_migration_makes_is_named(tmp_path: Path) -> None:
    file = tmp_path / "copy.sqlite3"
    migrated.copy_to(file)
    assert migrated.lacking(file) == []
    opened = sqlite3.connect(file)
    opened.execute("ALTER TABLE orgs_line RENAME COLUMN name TO called")
    opened.close()
    assert migrated.lacking(file) == ["orgs_line.name"]

"""Where transactions are opened: beside the ledger's own batch only in a few places, all of them outermost."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "zhiben"
OPENED = {
    "demonstration/benchmarks.py",
    "foundation/installation/replacing.py",
    "demonstration/speed/tasks.py",
    "documents/register.py",
    "foundation/audit/ledger.py",
    "foundation/files/storing.py",
    "foundation/jobs/asking.py",
    "foundation/jobs/lease.py",
    "foundation/jobs/worker.py",
    "inbox/operations/mornings.py",
    "orgs/operations/people.py",
}
"""A plain transaction within a batch could be taken back without its entries; `audit.batch` takes both back."""


def test_transactions_are_batches_of_the_ledger() -> None:
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("atomic", "savepoint", "set_rollback")
    }
    assert found - OPENED == set()

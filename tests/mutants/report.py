"""The table of mutants in `docs/operator/mutants.md`, written by a run of all of them that is to be kept
(ZHIBEN_RECORD=1), never by hand."""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutants.declared import MUTANTS
from tests.mutants.running import ROOT

NOTED = "zhiben_mutant"
"""The name under which a test hands over a mutant's name and the first test that it failed; "" when none did."""

NO_TEST = "**no test**"
FILE = ROOT / "docs" / "operator" / "mutants.md"
HEAD = """<!-- Written by `make mutants` with ZHIBEN_RECORD=1; edits here are lost. -->
# Rules taken away one at a time

Each row is a rule of the code that was taken out of a copy of the sources, and the first test that failed without it.
{killed} of {all} were missed by a test. `make mutants` tries them again; `tests/mutants/declared` holds the list.

| rule taken away | what it was | where | missed by |
| --- | --- | --- | --- |
"""


def keep(killers: Mapping[str, str]) -> None:
    """Write the table: of the mutants that were run what became of them, of the others what stood there before. Nothing
    is written while one was never run."""
    shown = {**_standing(), **{m.rule: _shown(killers[m.name]) for m in MUTANTS if m.name in killers}}
    if not killers or {m.rule for m in MUTANTS} - set(shown):
        return
    rows = [f"| {m.rule} | {m.kind} | `{m.file}` | {shown[m.rule]} |" for m in MUTANTS]
    killed = sum(shown[m.rule] != NO_TEST for m in MUTANTS)
    FILE.write_text(HEAD.format(killed=killed, all=len(rows)) + "\n".join(rows) + "\n", encoding="utf-8")


def _standing() -> dict[str, str]:
    """Rule → by which test it was missed, as the table has it."""
    lines = FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else []
    cells = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    return {rule: test for rule, _kind, _file, test in (row for row in cells if len(row) == 4)}


def _shown(killer: str) -> str:
    return f"`{killer}`" if killer else NO_TEST

"""The table of mutants in `docs/operator/mutants.md`, written by a run of all of them that is to be kept
(ZHIBEN_RECORD=1), never by hand."""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutants.declared import MUTANTS
from tests.mutants.running import ROOT

NOTED = "zhiben_mutant"
"""The name under which a test hands over a mutant's name and the first test that it failed; "" when none did."""

FILE = ROOT / "docs" / "operator" / "mutants.md"
HEAD = """<!-- Written by `make mutants` with ZHIBEN_RECORD=1; edits here are lost. -->
# Rules taken away one at a time

Each row is a rule of the code that was taken out of a copy of the sources, and the first test that failed without it.
{killed} of {all} were missed by a test. `make mutants` tries them again; `tests/mutants/declared` holds the list.

| rule taken away | what it was | where | missed by |
| --- | --- | --- | --- |
"""


def keep(killers: Mapping[str, str]) -> None:
    """Write the table, when every mutant was run."""
    if set(killers) != {mutant.name for mutant in MUTANTS}:
        return
    rows = [f"| {m.rule} | {m.kind} | `{m.file}` | {_shown(killers[m.name])} |" for m in MUTANTS]
    killed = sum(bool(killer) for killer in killers.values())
    FILE.write_text(HEAD.format(killed=killed, all=len(killers)) + "\n".join(rows) + "\n", encoding="utf-8")


def _shown(killer: str) -> str:
    return f"`{killer}`" if killer else "**no test**"

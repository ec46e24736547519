"""The table of mutants in `docs/operator/mutants.md`, written by a run of all of them that is to be kept
(ZHIBEN_RECORD=1), never by hand."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from tests.mutants.declared import MUTANTS, Mutant
from tests.mutants.running import ROOT

FILE = ROOT / "docs" / "operator" / "mutants.md"
HEAD = """<!-- Written by `make mutants` with ZHIBEN_RECORD=1; edits here are lost. -->
# Rules taken away one at a time

Each row is a rule of the code that was taken out of a copy of the sources, and the first test that failed without it.
{killed} of {all} were missed by a test. `make mutants` tries them again; `tests/mutants/declared.py` holds the list.

| rule taken away | what it was | where | missed by |
| --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Line:
    """A mutant and the first test that it failed; "" when none did."""

    mutant: Mutant
    killer: str

    @property
    def shown(self) -> str:
        """The test, as the table prints it."""
        return f"`{self.killer}`" if self.killer else "**no test**"


def keep(lines: Sequence[Line]) -> None:
    """Write the table, when all mutants were run in a run that is to be kept."""
    if os.environ.get("ZHIBEN_RECORD") != "1" or len(lines) != len(MUTANTS):
        return
    rows = [f"| {one.mutant.rule} | {one.mutant.kind} | `{one.mutant.file}` | {one.shown} |" for one in lines]
    killed = sum(bool(one.killer) for one in lines)
    FILE.write_text(HEAD.format(killed=killed, all=len(lines)) + "\n".join(rows) + "\n", encoding="utf-8")

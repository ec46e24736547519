"""Import as one act: read, check, write in one transaction, one ledger entry; or nothing, and every problem named."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.foundation import audit
from zhiben.foundation.importing.checking import check
from zhiben.foundation.importing.reading import read
from zhiben.kernel.errors import BadInput, CellProblem, Refused
from zhiben.kernel.sheet import Row, Sheet, Source, WriteResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.kernel.rights import Actor


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or why it did nothing. Counts are rows; `unknown` are headings that no column answers to."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: tuple[CellProblem, ...] = ()
    unknown: tuple[str, ...] = ()
    sha256: str = ""
    dry_run: bool = False

    @property
    def ok(self) -> bool:
        """True when nothing was refused."""
        return not self.refused


class _Rehearsed(Exception):
    """Takes back what a dry run has written, and carries its result out of the transaction."""

    def __init__(self, result: WriteResult) -> None:
        self.result = result


def run(sheet: Sheet, data: bytes, *, name: str, actor: Actor, dry_run: bool = False) -> ImportReport:
    """Take the workbook `data`, called `name` by the person, into `sheet`.

    A dry run writes, counts and takes everything back, so that its report is exact. Raises Refused when the sheet's
    write target refuses the act as a whole (the person may not); everything about the file is in the report.
    """
    source = Source(name, hashlib.sha256(data).hexdigest())
    try:
        table = read(data, sheet)
    except Refused as refusal:
        problem = CellProblem(sheet=name, cell="", code=refusal.code, message=refusal.text)
        return ImportReport(refused=(problem,), sha256=source.sha256, dry_run=dry_run)
    checked = check(sheet, table, actor)
    outcome, problems = WriteResult(), checked.problems
    if sheet.examine and checked.rows:
        problems = (*problems, *sheet.examine(checked.rows))
    if not problems:
        try:
            outcome = _write(sheet, checked.rows, actor=actor, source=source, dry_run=dry_run)
        except BadInput as refusal:
            problems = refusal.problems
    return ImportReport(
        read=len(table.rows),
        created=outcome.created,
        updated=outcome.updated,
        unchanged=outcome.unchanged,
        refused=problems,
        unknown=table.unknown,
        sha256=source.sha256,
        dry_run=dry_run,
    )


def _digest(rows: Sequence[Row]) -> str:
    """One hash over what the rows were understood to say, in the file's order: one line of JSON for each."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(dict(row.values), default=str, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return digest.hexdigest()


def _write(sheet: Sheet, rows: Sequence[Row], *, actor: Actor, source: Source, dry_run: bool) -> WriteResult:
    try:
        # The batch is the transaction; it takes the ledger's head last, so that a long import keeps nobody waiting.
        with audit.batch():
            result = sheet.write(rows, actor=actor, source=source)
            if dry_run:
                raise _Rehearsed(result)
            audit.record(
                "import",
                actor,
                subject=(f"sheet.{sheet.name}", 0),
                facts={
                    "file": source.name,
                    "sha256": source.sha256,
                    "rows_sha256": _digest(rows),
                    "created": result.created,
                    "updated": result.updated,
                    "unchanged": result.unchanged,
                },
            )
            return result
    except _Rehearsed as rehearsal:
        return rehearsal.result

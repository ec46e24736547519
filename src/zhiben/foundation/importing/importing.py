"""Import as one act: read, check, write in one transaction, one ledger entry; or nothing, and every problem named."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from zhiben.foundation import audit
from zhiben.foundation.importing.checking import check
from zhiben.foundation.importing.reading import read
from zhiben.kernel.errors import BadInput, CellProblem, Refused
from zhiben.kernel.sheet import Row, Sheet, Source, WriteResult
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class _Understood:
    """What one file was understood to say."""

    rows: tuple[Row, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    read: int = 0
    unknown: tuple[str, ...] = ()


def run(sheet: Sheet, data: bytes, *, name: str, actor: Actor, dry_run: bool = False) -> ImportReport:
    """Take the workbook `data`, called `name` by the person, into `sheet`.

    A dry run writes, counts and takes everything back, so that its report is exact. Raises Refused when the sheet's
    write target refuses the act as a whole (the person may not); everything about the file is in the report.
    """
    source = Source(name, hashlib.sha256(data).hexdigest())
    return _take_in(sheet, [_understand(sheet, data, name, actor)], actor=actor, source=source, dry_run=dry_run)


def run_folder(sheet: Sheet, folder: Path, *, actor: Actor, dry_run: bool = False) -> ImportReport:
    """Take those of the sheet's `lists` that lie in `folder` as one act, so that they may build on each other.

    Raises Refused when none of them is there. Problems and rows carry the file's name as their sheet.
    """
    files = [folder / name for name in sheet.lists if (folder / name).is_file()]
    if not files:
        known = "、".join(sheet.lists) or N_("（此表不按文件夹导入，请给出一个文件）")
        raise Refused(N_("文件夹里没有可导入的清单：{known}"), known=known)
    parts, sums = [], hashlib.sha256()
    for path in files:
        data = path.read_bytes()
        sums.update(data)
        parts.append(_named(_understand(sheet, data, path.name, actor), path.name))
    source = Source(folder.name, sums.hexdigest())
    return _take_in(sheet, parts, actor=actor, source=source, dry_run=dry_run)


def _understand(sheet: Sheet, data: bytes, name: str, actor: Actor) -> _Understood:
    try:
        table = read(data, sheet)
    except Refused as refusal:
        return _Understood(problems=(CellProblem(sheet=name, cell="", code=refusal.code, message=refusal.text),))
    checked = check(sheet, table, actor)
    return _Understood(tuple(checked.rows), tuple(checked.problems), len(table.rows), tuple(table.unknown))


def _named(part: _Understood, name: str) -> _Understood:
    rows = tuple(replace(row, sheet=name) for row in part.rows)
    return replace(part, rows=rows, problems=tuple(replace(problem, sheet=name) for problem in part.problems))


def _take_in(
    sheet: Sheet, parts: Sequence[_Understood], *, actor: Actor, source: Source, dry_run: bool
) -> ImportReport:
    rows = tuple(row for part in parts for row in part.rows)
    problems = tuple(problem for part in parts for problem in part.problems)
    outcome = WriteResult()
    if sheet.examine and rows:
        problems = (*problems, *sheet.examine(rows))
    if not problems:
        try:
            outcome = _write(sheet, rows, actor=actor, source=source, dry_run=dry_run)
        except BadInput as refusal:
            problems = refusal.problems
    return ImportReport(
        read=sum(part.read for part in parts),
        created=outcome.created,
        updated=outcome.updated,
        unchanged=outcome.unchanged,
        refused=problems,
        unknown=tuple(name for part in parts for name in part.unknown),
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

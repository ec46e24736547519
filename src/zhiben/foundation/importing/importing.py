"""Import as one act: read, check, write in one transaction, one ledger entry; or nothing, and every problem named."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from zhiben.foundation import audit
from zhiben.foundation.importing.checking import check
from zhiben.foundation.importing.reading import read
from zhiben.kernel.errors import BadInput, CellProblem, Refused
from zhiben.kernel.sheet import Row, Sheet, Source
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from zhiben.kernel.rights import Actor, Grant


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
    """Takes back what a dry run has written, and carries its report out of the transaction."""

    def __init__(self, report: ImportReport) -> None:
        self.report = report


@dataclass(frozen=True, slots=True)
class _Understood:
    """What one file was understood to say."""

    rows: tuple[Row, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    read: int = 0
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asker:
    """Who imports, under which grant, and what is to be done with the report in the import's own transaction, so that
    both happen or neither."""

    actor: Actor
    grant: Grant | None = None
    concluding: Callable[[ImportReport], object] | None = None


def run(sheet: Sheet, data: bytes, *, name: str, actor: Actor | Asker, dry_run: bool = False) -> ImportReport:
    """Take the workbook `data`, called `name` by the person, into `sheet`.

    A dry run writes, counts and takes everything back, so that its report is exact. Raises Refused when the sheet's
    write target refuses the act as a whole (the person may not); everything about the file is in the report.
    """
    asker = actor if isinstance(actor, Asker) else Asker(actor)
    source = Source(name, hashlib.sha256(data).hexdigest())
    return _take_in(sheet, [_understand(sheet, data, name, asker.actor)], asker, source=source, dry_run=dry_run)


def run_folder(sheet: Sheet, folder: Path, *, actor: Actor | Asker, dry_run: bool = False) -> ImportReport:
    """Take those of the sheet's `lists` that lie in `folder` as one act, so that they may build on each other.

    Raises Refused when none of them is there. Problems and rows carry the file's name as their sheet.
    """
    files = [folder / name for name in sheet.lists if (folder / name).is_file()]
    if not files:
        known = "、".join(sheet.lists) or N_("（此表不按文件夹导入，请给出一个文件）")
        raise Refused(N_("文件夹里没有可导入的清单：{known}"), known=known)
    asker = actor if isinstance(actor, Asker) else Asker(actor)
    parts, sums = [], hashlib.sha256()
    for path in files:
        data = path.read_bytes()
        sums.update(data)
        parts.append(_named(_understand(sheet, data, path.name, asker.actor), path.name))
    source = Source(folder.name, sums.hexdigest())
    return _take_in(sheet, parts, asker, source=source, dry_run=dry_run)


def _understand(sheet: Sheet, data: bytes, name: str, actor: Actor) -> _Understood:
    try:
        table = read(data, sheet, actor=actor)
    except Refused as refusal:
        return _Understood(problems=(CellProblem(sheet=name, cell="", code=refusal.code, message=refusal.text),))
    checked = check(sheet, table, actor)
    return _Understood(tuple(checked.rows), tuple(checked.problems), len(table.rows), tuple(table.unknown))


def _named(part: _Understood, name: str) -> _Understood:
    rows = tuple(replace(row, sheet=name) for row in part.rows)
    return replace(part, rows=rows, problems=tuple(replace(problem, sheet=name) for problem in part.problems))


def _take_in(
    sheet: Sheet, parts: Sequence[_Understood], asker: Asker, *, source: Source, dry_run: bool
) -> ImportReport:
    rows = tuple(row for part in parts for row in part.rows)
    problems = tuple(problem for part in parts for problem in part.problems)
    report = ImportReport(
        read=sum(part.read for part in parts),
        unknown=tuple(name for part in parts for name in part.unknown),
        sha256=source.sha256,
        dry_run=dry_run,
    )
    if sheet.examine and rows:
        problems = (*problems, *sheet.examine(rows, asker.actor))
    if problems:
        return replace(report, refused=problems)
    try:
        return _write(sheet, rows, report, asker, source)
    except BadInput as refusal:
        return replace(report, refused=refusal.problems)


def _digest(rows: Sequence[Row]) -> str:
    """One hash over what the rows were understood to say, in the file's order: one line of JSON for each."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(dict(row.values), default=str, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return digest.hexdigest()


def _write(sheet: Sheet, rows: Sequence[Row], report: ImportReport, asker: Asker, source: Source) -> ImportReport:
    try:
        # The batch is the transaction; it takes the ledger's head last, so that a long import keeps nobody waiting.
        with audit.batch():
            result = sheet.write(rows, actor=asker.actor, source=source)
            written = replace(report, created=result.created, updated=result.updated, unchanged=result.unchanged)
            if report.dry_run:
                raise _Rehearsed(written)
            facts = {"file": source.name, "sha256": source.sha256, "rows_sha256": _digest(rows), **asdict(result)}
            audit.record("import", asker.actor, subject=(f"sheet.{sheet.name}", 0), facts=facts, grant=asker.grant)
            if asker.concluding:
                asker.concluding(written)
            return written
    except _Rehearsed as rehearsal:
        return rehearsal.report

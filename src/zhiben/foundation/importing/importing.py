"""Import as one act: read, check, write in one transaction, one ledger entry; or nothing, and every problem named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from zhiben.foundation import audit
from zhiben.foundation.importing import lookups
from zhiben.foundation.importing.checking import check
from zhiben.foundation.importing.naming import Names, UnknownName, read_as, unknown_names
from zhiben.foundation.importing.reading import Table, fingerprint, read
from zhiben.foundation.tables import grids
from zhiben.kernel.errors import BadInput, CellProblem, Conflict, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.sheet import Effect, Row, Sheet, Source, WriteResult
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Reading:
    """How a person has said that the file is to be read: which worksheet, which column a heading means (by its
    comparable form; "" to leave it out), and which names mean others. `head` is the fingerprint under which it is
    remembered, once the file has been looked at."""

    page: str = ""
    head: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    names: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or why it did nothing. Counts are rows; `unknown` are headings that no column answers to,
    `warnings` rows that were left out, `doubts` what a person has to check first. `table` and `rows` are what was found
    and how it was understood (of a single file), `names` what nobody knows; `effects_sha256` is the same for the same
    effects."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: tuple[CellProblem, ...] = ()
    unknown: tuple[str, ...] = ()
    sha256: str = ""
    dry_run: bool = False
    warnings: tuple[CellProblem, ...] = ()
    doubts: tuple[CellProblem, ...] = ()
    names: tuple[UnknownName, ...] = ()
    effects: tuple[Effect, ...] = field(default=(), repr=False)
    effects_sha256: str = ""
    reading: Reading = field(default_factory=Reading)
    table: Table | None = field(default=None, repr=False)
    rows: tuple[Row, ...] = field(default=(), repr=False)

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
    table: Table | None = None
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who imports, under which grant, and what is to be done with the report in the import's own transaction, so that
    both happen or neither; it gives the number under which the import is kept. With `expected`, the effects must be
    those that a trial has shown; `recall` gives what is remembered for a head."""

    actor: Actor
    grant: Grant | None = None
    concluding: Callable[[ImportReport], int] | None = None
    expected: str = ""
    recall: Callable[[str], Reading | None] | None = None


def run(
    sheet: Sheet,
    data: bytes,
    *,
    name: str,
    actor: Actor | Asker,
    dry_run: bool = False,
    reading: Reading | None = None,
) -> ImportReport:
    """Take the workbook `data`, called `name` by the person, into `sheet`.

    A dry run writes, counts and takes everything back, so that its report is exact. Raises Refused when the sheet's
    write target refuses the act as a whole (the person may not), Conflict when the effects are not those expected;
    everything about the file is in the report.
    """
    asker = actor if isinstance(actor, Asker) else Asker(actor)
    source = Source(name, hashlib.sha256(data).hexdigest())
    with lookups.held():
        part = _understand(sheet, data, name, asker, reading or Reading())
        report = _take_in(sheet, [part], asker, source=source, dry_run=dry_run)
        if part.table is None:
            return report
        names = unknown_names(sheet, part.table, report.refused, asker.actor)
    return replace(report, names=names)


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
        parts.append(_named(_understand(sheet, data, path.name, asker, Reading()), path.name))
    source = Source(folder.name, sums.hexdigest())
    return _take_in(sheet, parts, asker, source=source, dry_run=dry_run)


def _understand(sheet: Sheet, data: bytes, name: str, asker: Asker, reading: Reading) -> _Understood:
    actor = asker.actor
    try:
        worksheets = list(grids(data))
        table = read(worksheets, sheet, chosen=reading.columns, page=reading.page, actor=actor)
        if not reading.head:
            reading = replace(reading, head=fingerprint(table))
            said = reading.columns or reading.names
            if asker.recall and not said and (known := asker.recall(reading.head)):
                reading = replace(known, page=reading.page, head=reading.head)
                table = read(worksheets, sheet, chosen=reading.columns, page=reading.page, actor=actor)
    except Refused as refusal:
        return _Understood(problems=(CellProblem(sheet=name, cell="", code=refusal.code, message=refusal.text),))
    table, names = read_as(table, sheet, reading.names, actor)
    reading = replace(reading, names=names)
    checked = check(sheet, table, actor)
    return _Understood(tuple(checked.rows), tuple(checked.problems), table, reading)


def _named(part: _Understood, name: str) -> _Understood:
    rows = tuple(replace(row, sheet=name) for row in part.rows)
    return replace(part, rows=rows, problems=tuple(replace(problem, sheet=name) for problem in part.problems))


def _take_in(
    sheet: Sheet, parts: Sequence[_Understood], asker: Asker, *, source: Source, dry_run: bool
) -> ImportReport:
    rows = tuple(row for part in parts for row in part.rows)
    problems = tuple(problem for part in parts for problem in part.problems)
    tables = [part.table for part in parts if part.table is not None]
    only = parts[0] if len(parts) == 1 else _Understood()
    report = ImportReport(
        reading=only.reading,
        table=only.table,
        rows=only.rows,
        read=sum(len(table.rows) for table in tables),
        unknown=tuple(name for table in tables for name in table.unknown),
        warnings=tuple(one for table in tables for one in table.warnings),
        sha256=source.sha256,
        dry_run=dry_run,
    )
    if sheet.examine and rows:
        problems = (*problems, *sheet.examine(rows, asker.actor))
    if problems:
        return replace(report, refused=problems)
    if sheet.doubts:
        report = replace(report, doubts=tuple(sheet.doubts(rows, asker.actor)))
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


def _effects_digest(effects: Sequence[Effect]) -> str:
    """One hash over what people would call the effects. A new record's id is no part of it: a trial's is given back."""
    told = [
        (
            one.row,
            one.model,
            one.label,
            one.record if one.changes else 0,
            [(c.column, c.before, c.after) for c in one.changes],
        )
        for one in effects
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _write(sheet: Sheet, rows: Sequence[Row], report: ImportReport, asker: Asker, source: Source) -> ImportReport:
    planned = sheet.plan(rows, actor=asker.actor, source=source) if sheet.plan else None
    foreseen = report if planned is None else _with(report, planned.result)
    if planned is not None:
        if report.dry_run:
            return foreseen
        _must_be_expected(foreseen, asker)
    facts = {"file": source.name, "sha256": source.sha256, "rows_sha256": _digest(rows)}
    try:
        # The batch is the transaction; it takes the ledger's head last, so that a long import keeps nobody waiting.
        with audit.batch():
            if planned is not None:
                written = replace(foreseen, effects=planned.write().effects)
            else:
                written = _with(report, sheet.write(rows, actor=asker.actor, source=source))
            if report.dry_run:
                raise _Rehearsed(written)
            _must_be_expected(written, asker)
            kept = asker.concluding(written) if asker.concluding else 0
            facts |= {name: getattr(written, name) for name in ("created", "updated", "unchanged", "effects_sha256")}
            audit.record("import", asker.actor, subject=(f"sheet.{sheet.name}", kept), facts=facts, grant=asker.grant)
            return written
    except _Rehearsed as rehearsal:
        return rehearsal.report


def _must_be_expected(report: ImportReport, asker: Asker) -> None:
    if asker.expected not in ("", report.effects_sha256):
        raise Conflict(N_("检查之后，台账又有改动，导入的结果会与检查时所示的不同；未写入，请重新检查"))


def _with(report: ImportReport, result: WriteResult) -> ImportReport:
    return replace(
        report,
        created=result.created,
        updated=result.updated,
        unchanged=result.unchanged,
        effects=result.effects,
        effects_sha256=_effects_digest(result.effects),
    )

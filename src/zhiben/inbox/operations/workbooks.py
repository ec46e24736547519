"""Workbooks taken in and given out in a person's name: tried, imported as a whole or not at all, exported as far as
the person sees."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from zhiben.foundation import audit, once
from zhiben.foundation.files import read_bytes, store
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.files.passing import IMPORT, passes
from zhiben.foundation.importing import Asker, ImportReport, Reading, export, gathered, run, run_folder
from zhiben.foundation.importing.layouts import export_as
from zhiben.foundation.importing.marking import marked
from zhiben.foundation.jobs import ask, conclude, progress, task
from zhiben.foundation.jobs.models import Job
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.tables.book import load
from zhiben.foundation.tables.guard import admit
from zhiben.foundation.tables.report import Report, check_file
from zhiben.inbox import policy
from zhiben.inbox.models import ImportAct
from zhiben.inbox.operations.acts import keep_act
from zhiben.inbox.operations.remembering import last_layout, recall, remember, remember_layout
from zhiben.inbox.reading import as_json, from_json
from zhiben.kernel.errors import BadInput, CellProblem, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.sheet import Sheet, catalogue
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

WORKBOOKS = frozenset({"xlsx", "xls", "csv"})


def known_sheet(name: str) -> Sheet:
    """The sheet of that name. Raises NotFound."""
    found = catalogue().get(name)
    if found is None:
        raise NotFound(N_("没有这种表"))
    return found


def keep(data: bytes, *, name: str, actor: Actor) -> StoredFile:
    """Keep an uploaded workbook until its person has looked at the trial and decides. Raises Refused for anything else,
    with what the guard of workbooks has to say where it knows more: of a password, of macros."""
    try:
        return passes(store(data, name=name, actor_id=actor.id, kinds=WORKBOOKS), IMPORT)
    except Refused:
        admit(data)
        raise


def keep_pasted(text: str, *, actor: Actor) -> StoredFile:
    """Keep rows as they were copied out of a spreadsheet: cells divided by tabs, a cell of several lines in quotes."""
    lines = text.replace("\r\n", "\n").strip("\n")
    rows = list(csv.reader(io.StringIO(lines, newline=""), delimiter="\t")) if "\t" in lines else []
    width = max(map(len, rows), default=0)
    if width > 1:
        # One length for all, so that a title above the head says as well by what the cells are divided.
        written = io.StringIO()
        csv.writer(written, delimiter="\t", lineterminator="\n").writerows(
            [*row, *[""] * (width - len(row))] for row in rows
        )
        lines = written.getvalue()
    return keep(lines.encode(), name=N_("粘贴的内容.csv"), actor=actor)


def check_totals(data: bytes, *, actor: Actor) -> Report:
    """Whether the totals in an uploaded workbook are the sums of its rows; nothing is kept. Raises Refused."""
    if not policy.may_check_totals(actor):
        raise NotAllowed(N_("您不能核对合计"))
    return check_file(data)


def try_out(sheet: str, stored: StoredFile, *, actor: Actor, reading: Reading | None = None) -> ImportReport:
    """What an import of the file would do, cell by cell; nothing is written but the person's corrections, which are
    remembered for the next workbook with this head."""
    declared = known_sheet(sheet)
    asker = _asker(actor, declared)
    report = _run(declared, stored, asker, reading=reading, dry_run=True)
    if reading is not None:
        with once.aside():  # a trial is looked at as often as somebody likes
            remember(declared, report, name=stored.name, actor=actor, grant=asker.grant)
    return report


def take_in(
    sheet: str,
    stored: StoredFile,
    *,
    actor: Actor,
    reading: Reading | None = None,
    expected: str = "",
    concluding: Callable[[ImportReport, int], object] | None = None,
) -> ImportReport:
    """Import a kept file and keep what it did as an act; `concluding` belongs to the import's transaction and is told
    the act's number. With `expected`, the digest of a trial's effects, the effects must be the same. Raises NotAllowed,
    NotFound for somebody else's file, Conflict for other effects."""
    declared = known_sheet(sheet)
    asker = _asker(actor, declared)

    def kept(report: ImportReport) -> int:
        act = keep_act(declared, report, name=stored.name, stored=stored, actor=actor, grant=asker.grant)
        if concluding is not None:
            concluding(report, act.pk)
        return act.pk

    asker = replace(asker, concluding=kept, expected=expected)
    report = _run(declared, stored, asker, reading=reading)
    if report.ok:
        remember_layout(declared, report, name=stored.name, actor=actor, grant=asker.grant)
    return report


def _run(
    sheet: Sheet, stored: StoredFile, asker: Asker, *, reading: Reading | None, dry_run: bool = False
) -> ImportReport:
    if stored.uploaded_by != asker.actor.id:
        raise NotFound(N_("没有找到该文件"))
    return run(sheet, read_bytes(stored), name=stored.name, actor=asker, dry_run=dry_run, reading=reading)


def marked_copy(sheet: str, stored: StoredFile, *, actor: Actor, reading: Reading | None = None) -> bytes:
    """The person's own workbook with what is wrong in it marked, or else what it would change. Raises like
    `try_out`."""
    declared = known_sheet(sheet)
    report = _run(declared, stored, _asker(actor, declared), reading=reading, dry_run=True)
    return marked(read_bytes(stored), report.refused, _changed_cells(report))


def _changed_cells(report: ImportReport) -> list[CellProblem]:
    table = report.table
    return [
        CellProblem(
            table.title,
            table.address(one.row, change.column),
            "changes",
            N_("原为“{before}”，将改为“{after}”").format(before=change.before, after=change.after),
            change.after,
            change.before,
        )
        for one in report.effects
        for change in one.changes
        if table is not None and change.column in table.positions
    ]


def ask_import(
    sheet: str, stored: StoredFile, *, actor: Actor, reading: Reading | None = None, expected: str = ""
) -> Job:
    """Have the import done in the background; asking twice for the same upload asks once, unless it failed or was
    taken back."""
    declared = known_sheet(sheet)
    _asker(actor, declared)
    told = as_json(reading or Reading())
    undone = ImportAct.objects.filter(file=stored, undone_at__isnull=False).count()
    manner = hashlib.sha256(json.dumps([told, undone], ensure_ascii=False).encode()).hexdigest()[:16]
    return ask(
        import_workbook,
        {"sheet": sheet, "file": stored.pk, "person": actor.id, "reading": told, "expected": expected},
        actor_id=actor.id,
        title=N_("导入{title}：{name}").format(title=declared.title, name=stored.name)[:120],
        key=f"import:{sheet}:{stored.pk}:{manner}",
    )


@task(title="导入工作簿")
def import_workbook(
    sheet: str, file: int, person: int, reading: dict[str, Any] | None = None, expected: str = ""
) -> dict[str, Any]:
    """Import a kept file for a person; the result counts rows. Raises BadInput with the cells when anything is
    wrong."""
    stored = StoredFile.objects.filter(pk=file).first()
    if stored is None:
        raise NotFound(N_("没有找到该文件"))
    actor = orgs.actor_of(person)
    how = from_json(reading, known_sheet(sheet)) if reading else None
    acts: list[int] = []
    progress(0, 2, N_("正在检查"))

    def concluded(report: ImportReport, act: int) -> None:
        # The rows and the word that they are written stand or fall together: a worker that dies in between leaves
        # neither rows that nobody knows of nor a job that claims them.
        acts.append(act)
        progress(2, 2, N_("已写入"))
        conclude(_counts(report, act))

    with scope(actor):
        report = take_in(sheet, stored, actor=actor, reading=how, expected=expected, concluding=concluded)
    if not report.ok:
        first = "；".join(f"{one.sheet} {one.cell} {one.message}" for one in gathered(report.refused)[:3])
        raise BadInput(report.refused, N_("共有 {count} 处问题，未写入任何数据：{first}"), first=first)
    return _counts(report, acts[0])


def _counts(report: ImportReport, act: int) -> dict[str, int]:
    counts = {name: getattr(report, name) for name in ("read", "created", "updated", "unchanged")}
    return {**counts, "act": act}


def export_bytes(sheet: str, *, actor: Actor, own_layout: bool = False) -> tuple[bytes, int]:
    """The workbook with what the open scope shows, and its number of rows; the ledger notes who took it. In the layout
    of the workbook that the person's unit took in last, or in our own columns."""
    declared = known_sheet(sheet)
    if declared.read is None or not policy.may_export(actor, declared):
        raise NotAllowed(N_("您不能导出“{title}”"), title=declared.title)
    layout = last_layout(declared, actor, policy.working(actor, declared)) if own_layout else None
    if own_layout and layout is None:
        raise NotFound(N_("本单位还没有导入过这种表，没有可用的版式"))
    rows = list(declared.read(actor))
    audit.record("export", actor, subject=(f"sheet.{sheet}", 0), facts={"rows": len(rows)})
    return export_as(declared, rows, layout) if layout else export(declared, rows), len(rows)


def import_file(sheet: str, file: Path, *, by: str | None = None, dry_run: bool = False) -> ImportReport:
    """Import a file, or a folder of lists, from the console, in the name of user `by` or of the system."""
    with _as(by) as actor:
        declared = known_sheet(sheet)
        asker = _asker(actor, declared)
        data = None if file.is_dir() else load(file)

        def kept(report: ImportReport) -> int:
            stored = _kept(data, file.name, actor) if data is not None else None
            return keep_act(declared, report, name=file.name, stored=stored, actor=actor, grant=asker.grant).pk

        asker = replace(asker, concluding=kept)
        if data is None:
            return run_folder(declared, file, actor=asker, dry_run=dry_run)
        return run(declared, data, name=file.name, actor=asker, dry_run=dry_run)


def _kept(data: bytes, name: str, actor: Actor) -> StoredFile | None:
    """The console reads some files that no upload may be; those are not kept, their hash is."""
    try:
        return keep(data, name=name, actor=actor)
    except Refused:
        return None


def export_file(sheet: str, file: Path, *, by: str | None = None) -> int:
    """Export to a file from the console, what user `by` may see or everything; the number of rows."""
    with _as(by) as actor:
        content, rows = export_bytes(sheet, actor=actor)
    file.write_bytes(content)
    return rows


def _asker(actor: Actor, sheet: Sheet) -> Asker:
    """Who imports, with the grant that allows it."""
    grant = policy.importing(actor, sheet)
    if grant is None:
        raise NotAllowed(N_("您不能导入“{title}”"), title=sheet.title)
    return Asker(actor, grant, recall=recall(sheet, actor, grant))


@contextmanager
def _as(username: str | None) -> Iterator[Actor]:
    actor: Actor = orgs.actor_named(username) if username else SYSTEM
    opened: AbstractContextManager[Any] = (
        scope(actor) if username else unscoped(reason="a workbook handled at the console in the system's name")
    )
    with opened:
        yield actor

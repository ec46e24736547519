"""Workbooks taken in and given out in a person's name: tried, imported as a whole or not at all, exported as far as
the person sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from zhiben.foundation import audit
from zhiben.foundation.files import read_bytes, store
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.importing import Asker, ImportReport, export, run, run_folder
from zhiben.foundation.jobs import ask, conclude, progress, task
from zhiben.foundation.jobs.models import Job
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.tables.report import Report, check_file
from zhiben.inbox import policy
from zhiben.kernel.errors import BadInput, NotAllowed, NotFound
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
    """Keep an uploaded workbook until its person has looked at the trial and decides."""
    return store(data, name=name, actor_id=actor.id, kinds=WORKBOOKS)


def check_totals(data: bytes, *, actor: Actor) -> Report:
    """Whether the totals in an uploaded workbook are the sums of its rows; nothing is kept. Raises Refused."""
    if not policy.may_check_totals(actor):
        raise NotAllowed(N_("您不能核对合计"))
    return check_file(data)


def try_out(sheet: str, stored: StoredFile, *, actor: Actor) -> ImportReport:
    """What an import of the file would do, cell by cell; nothing is written."""
    return take_in(sheet, stored, actor=actor, dry_run=True)


def take_in(
    sheet: str,
    stored: StoredFile,
    *,
    actor: Actor,
    dry_run: bool = False,
    concluding: Callable[[ImportReport], object] | None = None,
) -> ImportReport:
    """Import a kept file; `concluding` belongs to the import's transaction. Raises NotAllowed, or NotFound for somebody
    else's file."""
    declared = known_sheet(sheet)
    asker = replace(_asker(actor, declared), concluding=concluding)
    if stored.uploaded_by != actor.id:
        raise NotFound(N_("没有找到该文件"))
    return run(declared, read_bytes(stored), name=stored.name, actor=asker, dry_run=dry_run)


def ask_import(sheet: str, stored: StoredFile, *, actor: Actor) -> Job:
    """Have the import done in the background; asking twice for the same upload asks once, unless it failed."""
    declared = known_sheet(sheet)
    _asker(actor, declared)
    return ask(
        import_workbook,
        {"sheet": sheet, "file": stored.pk, "person": actor.id},
        actor_id=actor.id,
        title=N_("导入{title}：{name}").format(title=declared.title, name=stored.name)[:120],
        key=f"import:{sheet}:{stored.pk}",
    )


@task(title="导入工作簿")
def import_workbook(sheet: str, file: int, person: int) -> dict[str, Any]:
    """Import a kept file for a person; the result counts rows. Raises BadInput with the cells when anything is
    wrong."""
    stored = StoredFile.objects.filter(pk=file).first()
    if stored is None:
        raise NotFound(N_("没有找到该文件"))
    actor = orgs.actor_of(person)
    progress(0, 2, N_("正在检查"))
    with scope(actor):
        report = take_in(sheet, stored, actor=actor, concluding=_concluded)
    if not report.ok:
        first = "；".join(f"{one.sheet} {one.cell} {one.message}" for one in report.refused[:3])
        raise BadInput(report.refused, N_("共有 {count} 处问题，未写入任何数据：{first}"), first=first)
    return _counts(report)


def _concluded(report: ImportReport) -> None:
    """The rows and the word that they are written stand or fall together: a worker that dies in between leaves neither
    rows that nobody knows of nor a job that claims them."""
    progress(2, 2, N_("已写入"))
    conclude(_counts(report))


def _counts(report: ImportReport) -> dict[str, int]:
    return {"read": report.read, "created": report.created, "updated": report.updated, "unchanged": report.unchanged}


def export_bytes(sheet: str, *, actor: Actor) -> tuple[bytes, int]:
    """The workbook with what the open scope shows, and its number of rows; the ledger notes who took it."""
    declared = known_sheet(sheet)
    if declared.read is None or not policy.may_export(actor, declared):
        raise NotAllowed(N_("您不能导出“{title}”"), title=declared.title)
    rows = list(declared.read(actor))
    audit.record("export", actor, subject=(f"sheet.{sheet}", 0), facts={"rows": len(rows)})
    return export(declared, rows), len(rows)


def import_file(sheet: str, file: Path, *, by: str | None = None, dry_run: bool = False) -> ImportReport:
    """Import a file, or a folder of lists, from the console, in the name of user `by` or of the system."""
    with _as(by) as actor:
        declared = known_sheet(sheet)
        asker = _asker(actor, declared)
        if file.is_dir():
            return run_folder(declared, file, actor=asker, dry_run=dry_run)
        return run(declared, file.read_bytes(), name=file.name, actor=asker, dry_run=dry_run)


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
    return Asker(actor, grant)


@contextmanager
def _as(username: str | None) -> Iterator[Actor]:
    actor: Actor = orgs.actor_named(username) if username else SYSTEM
    opened: AbstractContextManager[Any] = (
        scope(actor) if username else unscoped(reason="a workbook handled at the console in the system's name")
    )
    with opened:
        yield actor

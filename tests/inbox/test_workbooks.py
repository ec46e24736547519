"""Workbooks in a person's name: tried out, imported in the background as a whole or not at all, given out as far as
seen."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from zhiben.config.doctor import examine
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.importing import ImportReport
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.jobs.lease import database_now
from zhiben.foundation.jobs.models import Job, JobState
from zhiben.inbox import operations, policy, queries
from zhiben.inbox.models import ImportAct
from zhiben.inbox.operations import workbooks
from zhiben.kernel import sheet as sheets
from zhiben.kernel.errors import BadInput, NotAllowed, NotFound
from zhiben.kernel.rights import Actor, Coordinates, Grant
from zhiben.kernel.sheet import Column, Row, Sheet, Source, Value, WriteResult
from zhiben.orgs.models import GrantRow, Person, Territory, Unit

WRITTEN: list[tuple[str, int]] = []


def write(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    if taken := [row for row in rows if row.values["name"] == "已占用"]:
        raise BadInput([row.problem("name", "taken", "名称已被占用") for row in taken])
    WRITTEN.extend((str(row.values["name"]), actor.id) for row in rows)
    return WriteResult(created=len(rows))


def read(actor: Actor) -> Iterator[Mapping[str, Value]]:
    yield {"name": "甲", "count": 3}


NOTES = Sheet(
    name="notes",
    title="便条",
    columns=(Column("name", "名称", required=True), Column("count", "数量", "integer")),
    key=("name",),
    write=write,
    read=read,
)


@pytest.fixture(autouse=True)
def notes(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more sheet for the length of a test."""
    WRITTEN.clear()
    monkeypatch.setattr(sheets, "_registry", {**sheets.catalogue(), "notes": NOTES})


@pytest.fixture
def officer(db: None) -> Actor:
    return person("officer", "office_officer")


@pytest.fixture
def stranger(db: None) -> Actor:
    return person("stranger", "inspector")


def person(username: str, role: str) -> Actor:
    """An account with one grant, so that background work finds it again."""
    territory, _ = Territory.objects.get_or_create(
        code="4403", defaults={"name": "深圳市", "kind": "city", "valid_from": date(2020, 1, 1)}
    )
    unit, _ = Unit.objects.get_or_create(
        name="市安委办", defaults={"kind": "committee_office", "territory": territory, "valid_from": date(2020, 1, 1)}
    )
    row = Person.objects.create(username=username, name=username)
    GrantRow.objects.create(person=row, role=role, unit=unit, territory=territory, valid_from=date(2020, 1, 1))
    return Actor(row.pk, username, (Grant(1, role, Coordinates(), unit.pk),))


def workbook(*rows: tuple[object, object]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([("名称", "数量"), *rows])
    return text.getvalue().encode()


def kept(actor: Actor, *rows: tuple[object, object]) -> StoredFile:
    return operations.keep(workbook(*rows), name="便条.csv", actor=actor)


def test_trial_writes_nothing_that_stays_and_counts(officer: Actor) -> None:
    report = operations.try_out("notes", kept(officer, ("甲", 1), ("乙", 2)), actor=officer)
    assert (report.ok, report.read, report.created, report.dry_run) == (True, 2, 2, True)


def test_trial_names_each_wrong_cell(officer: Actor) -> None:
    report = operations.try_out("notes", kept(officer, ("甲", "很多"), ("", 2)), actor=officer)
    assert [(problem.cell, problem.found) for problem in report.refused] == [("B2", "很多"), ("A3", "")]
    assert WRITTEN == []


def test_import_runs_in_the_background_in_the_persons_name(officer: Actor) -> None:
    job = operations.ask_import("notes", kept(officer, ("甲", 1)), actor=officer)
    assert (job.state, WRITTEN) == (JobState.READY, [])
    assert run_pending() == 1
    job.refresh_from_db()
    assert (job.state, job.percent, job.error) == (JobState.DONE, 100, "")
    act = ImportAct.objects.get()
    assert job.result == {"read": 1, "created": 1, "updated": 0, "unchanged": 0, "act": act.pk}
    assert (act.person, act.sheet, act.name, act.created, act.undone_at) == (officer.id, "notes", "便条.csv", 1, None)
    assert [("甲", officer.id)] == WRITTEN


def test_same_upload_is_imported_once(officer: Actor) -> None:
    stored = kept(officer, ("甲", 1))
    jobs = [operations.ask_import("notes", stored, actor=officer) for _ in range(2)]
    assert run_pending() == 1
    assert ({job.pk for job in jobs}, len(WRITTEN)) == ({jobs[0].pk}, 1)


def test_import_that_is_refused_later_says_so_on_the_job(officer: Actor) -> None:
    job = operations.ask_import("notes", kept(officer, ("已占用", 1)), actor=officer)
    run_pending()
    job.refresh_from_db()
    assert (job.state, job.error, WRITTEN) == (
        JobState.REFUSED,
        "共有 1 处问题，未写入任何数据：CSV A2 名称已被占用",
        [],
    )


def test_refused_import_is_no_fault_of_the_installation(officer: Actor) -> None:
    operations.ask_import("notes", kept(officer, ("已占用", 1)), actor=officer)
    run_pending()
    assert [check.ok for check in examine() if check.name == "没有失败的后台任务"] == [True]
    Job.objects.update(state=JobState.FAILED)
    assert [check.ok for check in examine() if check.name == "没有失败的后台任务"] == [False]


def test_import_that_failed_may_be_asked_again_for_the_same_upload(officer: Actor) -> None:
    stored = kept(officer, ("已占用", 1))
    first = operations.ask_import("notes", stored, actor=officer)
    run_pending()
    second = operations.ask_import("notes", stored, actor=officer)
    assert (second.pk != first.pk, second.state) == (True, JobState.READY)


def test_import_whose_worker_dies_before_the_end_has_written_nothing_and_is_taken_up_again(
    officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = operations.ask_import("notes", kept(officer, ("甲", 1)), actor=officer)
    with monkeypatch.context() as deadly, pytest.raises(SystemExit):
        deadly.setattr(workbooks, "conclude", dying)
        run_pending()
    job.refresh_from_db()
    assert (job.state, AuditEntry.objects.filter(verb="import").count()) == (JobState.RUNNING, 0)
    run_again(job)
    assert (job.state, AuditEntry.objects.filter(verb="import").count()) == (JobState.DONE, 1)


def test_import_that_kills_every_worker_ends_as_failed(officer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    job = operations.ask_import("notes", kept(officer, ("甲", 1)), actor=officer)
    monkeypatch.setattr(workbooks, "conclude", dying)
    for _ in range(job.max_attempts):
        with pytest.raises(SystemExit):
            run_again(job)
    run_again(job)
    assert (job.state, AuditEntry.objects.filter(verb="import").count()) == (JobState.FAILED, 0)


def test_worker_that_dies_after_the_import_has_ended_it(officer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    job = operations.ask_import("notes", kept(officer, ("甲", 1)), actor=officer)
    monkeypatch.setattr(workbooks, "_counts", dying_the_second_time(workbooks._counts))
    with pytest.raises(SystemExit):
        run_pending()
    run_again(job)
    counts = {"read": 1, "created": 1, "updated": 0, "unchanged": 0, "act": ImportAct.objects.get().pk}
    assert (job.state, job.result) == (JobState.DONE, counts)
    assert AuditEntry.objects.filter(verb="import").count() == 1


def dying(_result: object) -> None:
    raise SystemExit


def run_again(job: Job) -> None:
    """Its worker is silent for longer than its lease; another looks for work."""
    Job.objects.filter(state=JobState.RUNNING).update(lease_until=database_now() - timedelta(seconds=1))
    run_pending()
    job.refresh_from_db()


def dying_the_second_time(
    count: Callable[[ImportReport, int], dict[str, int]],
) -> Callable[[ImportReport, int], dict[str, int]]:
    """Counting the rows before the import is committed goes well; the process is killed right after it."""
    calls: list[ImportReport] = []

    def counting(report: ImportReport, act: int) -> dict[str, int]:
        calls.append(report)
        if len(calls) == 2:
            raise SystemExit
        return count(report, act)

    return counting


def test_an_import_is_noted_for_the_unit_of_the_role_that_allowed_it(officer: Actor) -> None:
    visitor = Grant(7, "inspector", Coordinates(), unit=77)
    absent = replace(officer.grants[0], substitute_for=88)
    stands_in = replace(officer, grants=(visitor, absent))
    operations.take_in("notes", kept(officer, ("甲", 1)), actor=stands_in)
    entry = AuditEntry.objects.get(verb="import")
    assert (entry.unit, entry.substitute_for) == (absent.unit, 88)


def test_stranger_may_neither_try_nor_import(officer: Actor, stranger: Actor) -> None:
    stored = kept(stranger, ("甲", 1))
    with pytest.raises(NotAllowed):
        operations.try_out("notes", stored, actor=stranger)
    with pytest.raises(NotAllowed):
        operations.ask_import("notes", stored, actor=stranger)


def test_somebody_elses_upload_is_not_found(officer: Actor) -> None:
    other = person("other", "office_officer")
    with pytest.raises(NotFound):
        operations.try_out("notes", kept(officer, ("甲", 1)), actor=other)


def test_jobs_are_seen_by_their_own_person_only(officer: Actor, stranger: Actor) -> None:
    operations.ask_import("notes", kept(officer, ("甲", 1)), actor=officer)
    assert [job.title for job in queries.jobs_of(officer)] == ["导入便条：便条.csv"]
    assert queries.jobs_of(stranger) == []
    assert queries.any_unfinished(queries.jobs_of(officer))


def test_catalogue_shows_what_a_person_may_take_in_or_out(officer: Actor, stranger: Actor) -> None:
    administrator = Actor(9, "", (Grant(9, "audit_admin", Coordinates(), reads=False),))
    assert "notes" in [one.name for one in policy.sheets_for(officer)]
    assert policy.may_import(stranger, NOTES) is False
    assert policy.may_export(stranger, NOTES) is True
    assert policy.sheets_for(administrator) == []


def test_console_imports_and_exports_the_same_columns(officer: Actor, tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.xlsx"
    source.write_bytes(workbook(("丙", 7)))
    assert operations.import_file("notes", source, by="officer").created == 1
    assert operations.import_file("notes", source).created == 1
    assert operations.export_file("notes", target) == 1
    assert operations.import_file("notes", target, dry_run=True).read == 1


def test_unknown_sheet_is_not_found(officer: Actor) -> None:
    with pytest.raises(NotFound):
        operations.export_bytes("nothing", actor=officer)

"""A file read wrongly is put right on the page: worksheet, columns and names, remembered for the unit; the trial is
what the commit does, or the commit says so; pasted rows take the same way."""

from __future__ import annotations

import html
import io
import json
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.factories.orgs import City
from tests.factories.pages import browser

from zhiben.campaign.models import KeyTask
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.importing import Reading
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.jobs.models import Job, JobState
from zhiben.foundation.scope import scope, unscoped
from zhiben.inbox import operations
from zhiben.inbox.models import ImportAct, KnownHead
from zhiben.inbox.reading import from_text
from zhiben.kernel.errors import Conflict, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.models import Person
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
HEAD = ["编号", "任务", "要求", "牵头单位", "配合单位", "时限"]
ROWS = [
    ["ZD-1", "排查", "全覆盖", "市住建局", "市消防、市交通运输", "2099-12-31"],
    ["ZD-2", "整治", "全覆盖", "市住建局", "", "2099-11-30"],
]
NAMES = {("unit", "市住建局"): "市住房建设", ("unit", "市消防"): "市消防救援"}
READING = Reading(columns={"要求": "target"}, names=NAMES)
IMPORT = "inbox:import"


@pytest.fixture
def officer(built: City) -> Person:
    return built.person(Role.OFFICE_OFFICER, "市安委办")


def text(*rows: list[str], between: str = ",") -> bytes:
    return "".join(between.join(row) + "\n" for row in (HEAD, *rows)).encode()


def tried(data: bytes, actor: Actor, reading: Reading | None = None) -> Any:
    with scope(actor):
        stored = operations.keep(data, name="表.csv", actor=actor)
        return operations.try_out("tasks", stored, actor=actor, reading=reading)


def post(client: Client, data: dict[str, Any]) -> Any:
    return client.post(reverse(IMPORT, args=["tasks"]), data)


def hidden(answer: Any) -> dict[str, str]:
    """What the page's form of corrections carries along."""
    page = answer.content.decode()
    found = {name: re.search(rf'name="{name}"\s+value="([^"]*)"', page) for name in ("stored", "reading", "page_shown")}
    return {name: html.unescape(match[1]) for name, match in found.items() if match}


def test_names_are_read_as_others_once_for_the_whole_file(officer: Person) -> None:
    actor = actor_of(officer)
    first = tried(text(*ROWS), actor, Reading(columns={"要求": "target"}))
    assert [(one.lookup, one.name, one.cell, one.times) for one in first.names] == [
        ("unit", "市住建局", "D2", 2),
        ("unit", "市消防", "E2", 1),
    ]
    assert "市住房建设" in first.names[0].near and "市消防救援" in first.names[1].near
    second = tried(text(*ROWS), actor, READING)
    assert (second.refused, second.created, second.names) == ((), 2, ())


def test_correction_that_is_itself_unknown_is_told_and_not_kept(officer: Person) -> None:
    actor = actor_of(officer)
    names = {
        ("unit", "市住建局"): "住房局",
        ("unit", "市消防"): "市消防救援",
        ("unit", "市水务局"): "市住房建设",
        ("", "x"): "y",
    }
    report = tried(text(*ROWS), actor, Reading(columns={"要求": "target"}, names=names))
    assert [(one.cell, one.found) for one in report.refused] == [("D2", "市住建局"), ("D3", "市住建局")]
    assert [one.message for one in report.warnings] == [
        "“市住建局”没有按您填的“住房局”读：系统中没有这个名称，或有多个同名的"
    ]
    assert report.table is not None
    assert report.table.renamed == {("unit", "市消防"): "市消防救援"}
    row = KnownHead.objects.get()
    assert sorted(row.names) == [["unit", "市水务局", "市住房建设"], ["unit", "市消防", "市消防救援"]]


def test_corrections_are_the_units_and_used_next_time(built: City, officer: Person) -> None:
    assert tried(text(*ROWS), actor_of(officer)).ok is False
    assert tried(text(*ROWS), actor_of(officer), READING).ok is True
    colleague = built.actor(Role.OFFICE_OFFICER, "市安委办")
    elsewhere = built.actor(Role.OFFICE_OFFICER, "南山区安委办")
    other = text(["ZD-9", "清查", "全覆盖", "市住建局", "", "2099-10-01"])
    assert [tried(other, who).ok for who in (actor_of(officer), colleague, elsewhere)] == [True, True, False]
    row = KnownHead.objects.get()
    assert (row.unit, row.person, row.columns) == (actor_of(officer).grants[0].unit, 0, {"要求": "target"})
    assert AuditEntry.objects.filter(verb="remember_head").count() == 1
    another_head = other.replace("编号,".encode(), "序号,".encode())
    assert tried(another_head, colleague).ok is False


def test_what_is_remembered_can_be_changed_and_forgotten(built: City, officer: Person) -> None:
    actor = actor_of(officer)
    tried(text(*ROWS), actor, READING)
    tried(text(*ROWS), actor, Reading(columns={"要求": "topic"}, names=NAMES))
    row = KnownHead.objects.get()
    assert row.columns == {"要求": "topic"}
    stranger = browser(built.person(Role.OFFICE_OFFICER, "南山区安委办"))
    department = browser(built.person(Role.DEPARTMENT_OFFICER, "市住房建设"))
    forget = reverse("inbox:forget", args=["tasks", row.pk])
    assert [one.post(forget).status_code for one in (stranger, department)] == [404, 403]
    page = browser(officer).get(reverse(IMPORT, args=["tasks"])).content.decode()
    assert "“要求”列作“行动或领域”" in page and "“市住建局”读作“市住房建设”" in page
    assert browser(officer).post(forget).status_code == 302
    assert KnownHead.objects.count() == 0
    assert tried(text(*ROWS), actor).ok is False


def test_page_takes_corrections_and_offers_the_commit(officer: Person) -> None:
    client = browser(officer)
    answer = post(client, {"file": SimpleUploadedFile("表.csv", text(*ROWS))})
    assert answer.status_code == 422
    fields = {"heading-2": "要求", "known-2": "", "column-2": "target"}
    answer = post(client, {**hidden(answer), **fields})
    chosen = {"unknown-0": "市住建局", "lookup-0": "unit", "name-0": "市住房建设"}
    typed = {"unknown-1": "市消防", "lookup-1": "unit", "name-1": "", "other-1": "市消防救援"}
    answer = post(client, {**hidden(answer), **chosen, **typed})
    assert answer.status_code == 200
    assert reverse("inbox:commit", args=["tasks"]) in answer.content.decode()
    kept = json.loads(hidden(answer)["reading"])
    assert (kept["columns"], sorted(kept["names"])) == (
        {"要求": "target"},
        [["unit", "市住建局", "市住房建设"], ["unit", "市消防", "市消防救援"]],
    )
    assert post(client, {**hidden(answer), "drop-0": "市消防", "lookup-of-0": "unit"}).status_code == 422


def test_another_worksheet_is_chosen(officer: Person) -> None:
    book = openpyxl.Workbook()
    for page, number in ((book.worksheets[0], "ZD-1"), (book.create_sheet("其二"), "ZD-2")):
        page.append(["编号", "任务", "目标", "牵头单位", "完成时限"])
        page.append([number, "排查", "全覆盖", "市住房建设", "2099-12-31"])
    written = io.BytesIO()
    book.save(written)
    client = browser(officer)
    first = post(client, {"file": SimpleUploadedFile("两张.xlsx", written.getvalue())})
    second = post(client, {**hidden(first), "page": "其二"})
    shown = [[number in one.content.decode() for number in ("ZD-1", "ZD-2")] for one in (first, second)]
    assert shown == [[True, False], [False, True]]


def test_commit_does_what_the_trial_has_shown_or_nothing(officer: Person) -> None:
    actor = actor_of(officer)
    with scope(actor):
        stored = operations.keep(text(*ROWS), name="表.csv", actor=actor)
        trial = operations.try_out("tasks", stored, actor=actor, reading=READING)
        other = operations.keep(text(ROWS[1]), name="别人的.csv", actor=actor)
        operations.take_in("tasks", other, actor=actor, reading=READING)
        with pytest.raises(Conflict, match="检查之后，台账又有改动"):
            operations.take_in("tasks", stored, actor=actor, reading=READING, expected=trial.effects_sha256)
        assert [task.number for task in KeyTask.objects.all()] == ["ZD-2"]
        again = operations.try_out("tasks", stored, actor=actor, reading=READING)
        done = operations.take_in("tasks", stored, actor=actor, reading=READING, expected=again.effects_sha256)
    assert (done.created, done.unchanged, done.effects_sha256) == (1, 1, again.effects_sha256)


def test_job_that_would_surprise_is_refused_and_leads_back_to_the_trial(officer: Person) -> None:
    actor, client = actor_of(officer), browser(officer)
    with scope(actor):
        stored = operations.keep(text(*ROWS), name="表.csv", actor=actor)
        operations.ask_import("tasks", stored, actor=actor, reading=READING, expected="0" * 64)
    run_pending()
    assert (Job.objects.get().state, ImportAct.objects.count()) == (JobState.REFUSED, 0)
    page = client.get(reverse("inbox:jobs")).content.decode()
    again = f"{reverse(IMPORT, args=['tasks'])}?stored={stored.pk}"
    assert "请重新检查" in page and again in page
    assert "您上传过的文件：表.csv" in client.get(again).content.decode()
    assert post(client, {"stored": stored.pk}).status_code in (200, 422)


def test_same_upload_may_be_taken_in_again_after_it_was_taken_back(officer: Person) -> None:
    actor = actor_of(officer)
    with scope(actor):
        stored = operations.keep(text(*ROWS), name="表.csv", actor=actor)
        first = operations.ask_import("tasks", stored, actor=actor, reading=READING)
        run_pending()
        operations.undo(ImportAct.objects.get(), actor=actor, reason="传错文件")
        second = operations.ask_import("tasks", stored, actor=actor, reading=READING)
    run_pending()
    second.refresh_from_db()
    assert (second.pk != first.pk, second.state) == (True, JobState.DONE)


def test_pasted_rows_take_the_same_way(officer: Person) -> None:
    client = browser(officer)
    rows = [["ZD-1", "排查", "全覆盖", "市住房建设", '"市消防救援\n市交通运输"', "2099-12-31"]]
    pasted = "附件2：清单，一、二\n" + text(*rows, between="\t").decode().replace("\n", "\r\n")
    answer = post(client, {"rows": pasted})
    answer = post(client, {**hidden(answer), "heading-0": "要求", "known-0": "", "column-0": "target"})
    assert (answer.status_code, "读入1行，将新增1" in answer.content.decode()) == (200, True)
    both = {"rows": pasted, "file": SimpleUploadedFile("表.csv", text(*ROWS))}
    assert [post(client, given).status_code for given in ({"rows": " \n"}, both)] == [422, 422]


@pytest.mark.parametrize(
    "given",
    ["[]", "{", '{"columns": {"要求": "nothing"}}', '{"names": [["unit"]]}', '{"page": 3}', '{"columns": [1]}'],
)
def test_reading_that_no_page_has_sent_is_refused(given: str) -> None:
    with pytest.raises(Refused, match="请重新上传"):
        from_text(given, catalogue()["tasks"])


def test_strangers_files_are_not_found_by_any_address(built: City, officer: Person) -> None:
    actor = actor_of(officer)
    with scope(actor):
        stored = operations.keep(text(*ROWS), name="表.csv", actor=actor)
    other = browser(built.person(Role.OFFICE_OFFICER, "市安委办"))
    found = [
        other.get(reverse(IMPORT, args=["tasks"]), {"stored": stored.pk}).status_code,
        *(
            other.post(reverse(f"inbox:{name}", args=["tasks"]), {"stored": stored.pk}).status_code
            for name in ("commit", "marked")
        ),
    ]
    assert found == [404, 404, 404]
    assert post(other, {"stored": stored.pk}).status_code == 422
    with unscoped(reason="a test reads"):
        assert KeyTask.objects.count() == 0


def test_marked_copy_of_a_good_file_shows_what_it_would_change(officer: Person) -> None:
    actor = actor_of(officer)
    with scope(actor):
        stored = operations.keep(text(*ROWS), name="表.csv", actor=actor)
        operations.take_in("tasks", stored, actor=actor, reading=READING)
        other = operations.keep(text([*ROWS[0][:1], "=1+1", *ROWS[0][2:]], ROWS[1]), name="表.csv", actor=actor)
        content = operations.marked_copy("tasks", other, actor=actor, reading=READING)
    book = openpyxl.load_workbook(io.BytesIO(content))
    cell = book["CSV"]["B2"]
    assert (cell.value, cell.data_type, cell.fill.fgColor.rgb) == ("=1+1", "s", "FFFFF2B3")
    assert cell.comment is not None and cell.comment.text == "原为“排查”，将改为“=1+1”"
    assert [row[1].value for row in book["问题清单"].iter_rows(min_row=2)] == ["B2"]

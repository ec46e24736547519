"""The list as officials hold it: all rows that the filter finds, its facts on every sheet, as PDF and DOCX."""

from __future__ import annotations

import io
import re
import zlib
from datetime import date

import docx
import pytest
from django.urls import reverse
from docx.shared import Mm
from tests.factories.campaign import task
from tests.factories.orgs import City
from tests.factories.pages import browser, text

from zhiben.campaign import queries
from zhiben.campaign.papers import contacts
from zhiben.campaign.papers import lists as papers
from zhiben.campaign.tables import Filters
from zhiben.campaign.views import official
from zhiben.campaign.views.official import draw_list
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.files.seeing import visible_file
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.jobs.models import Job
from zhiben.foundation.lifecycle import amend
from zhiben.foundation.rendering import Style, Table, render
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.secrets.models import Disclosure
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound, Refused
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import LiaisonDraft, set_liaison
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import LiaisonPart, Role

pytestmark = pytest.mark.either

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def opened(content: bytes) -> bytes:
    """A PDF with its object streams laid open."""
    streams = re.finditer(rb"/Type\s*/ObjStm[^>]*>>\s*stream\r?\n", content)
    return content + b"".join(zlib.decompressobj().decompress(content[one.end() :]) for one in streams)


def test_paper_states_who_when_how_many_and_by_what(city: City) -> None:
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    late = task(city, lead="市消防救援", due=date(2024, 9, 30), assisting=("市应急管理",))
    task(city)
    with scope(office):
        filters = Filters({"overdue": "on", "lead": str(city.unit("市消防救援").pk)}, office)
        paper = papers.task_list(filters.page().rows, filters.told, "市安委办")
    (table,) = paper.blocks
    assert isinstance(table, Table) and paper.style is Style.LIST and paper.notice == ""
    assert table.caption == (
        "制表：市安委办　截至：2024年10月16日09:00　共1项　条件：牵头单位：市消防救援；只看逾期：是"
    )
    row = ("1", late.number, "示例任务", "完成", "市消防救援", "市应急管理", "2024-09-30", "推进中（逾期）")
    assert table.rows == (row,)


def test_parts_stand_below_their_task_and_are_counted_apart(city: City) -> None:
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    first, other = task(city), task(city, lead="市消防救援")
    below, alone = (task(city, lead="龙华区", due=date(2024, 11, day)) for day in (1, 2))
    with unscoped(reason="a test breaks down"):
        amend([below], at=clock.now(), parent_id=other.pk)
        amend([alone], at=clock.now(), parent_id=task(city, "done").pk)
    with scope(office):
        filters = Filters({"state": "open"}, office)
        (table,) = papers.task_list(filters.page().rows, filters.told, "市安委办").blocks
    assert isinstance(table, Table) and "共4项（整项任务2项，分解任务2项）" in table.caption
    assert [row[:2] for row in table.rows] == [
        ("1", first.number),
        ("2", other.number),
        ("2.1", below.number),
        ("3", alone.number),
    ]


def test_long_list_runs_over_sheets_laid_across(city: City) -> None:
    one = task(city)
    with scope(city.actor(Role.OFFICE_OFFICER, "市安委办")):
        rendered = render(papers.task_list([one] * 60, [], "市安委办"))
    assert rendered.pages == 3 and rendered.warnings == ()
    assert re.search(rb"/MediaBox\s*\[0 0 841\.8\d+ 595\.2\d+\]", opened(rendered.content))


def test_docx_lies_across_with_its_head_on_every_sheet(city: City) -> None:
    task(city)
    client = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    answer = client.get(reverse("campaign:paper", args=["docx"]))
    assert (answer.status_code, answer["Content-Type"]) == (200, DOCX)
    document = docx.Document(io.BytesIO(answer.content))
    section = document.sections[0]
    assert [round((side or 0) / Mm(1)) for side in (section.page_width, section.page_height)] == [297, 210]
    head = document.tables[0].rows[0]
    assert [cell.text for cell in head.cells][:4] == ["序号", "编号", "任务", "目标"]
    assert "w:tblHeader" in head._tr.xml
    assert "NUMPAGES" in section.footer.part.element.xml


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_stranger_prints_an_empty_list(city: City, form: str) -> None:
    task(city, lead="龙华区住房建设")
    client = browser(city.person(Role.DISTRICT_OFFICER, "南山区"))
    assert client.get(reverse("campaign:paper", args=[form])).status_code == 200
    if form == "docx":
        document = docx.Document(io.BytesIO(client.get(reverse("campaign:paper", args=[form])).content))
        assert (len(document.tables), document.paragraphs[-1].text) == (0, "没有符合条件的任务。")


def test_form_that_is_none_is_not_found(city: City) -> None:
    client = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    text(client, "campaign:paper", "xls", status=404)


def test_long_list_is_drawn_in_the_background_for_whoever_asked(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(official, "AT_ONCE", 1)
    task(city)
    task(city, lead="市消防救援")
    person = city.person(Role.DEPARTMENT_OFFICER, "市住房建设")
    colleague = city.person(Role.OFFICE_OFFICER, "市安委办")
    seen = browser(colleague)
    assert browser(person).get(reverse("campaign:paper", args=["docx"]))["Content-Type"] == DOCX
    assert "共2项任务，要用一会儿" in text(seen, "campaign:paper", "docx").replace("\n", "")
    answer = seen.post(reverse("campaign:paper", args=["docx"]) + "?state=open")
    assert (answer.status_code, answer["Location"]) == (302, reverse("inbox:jobs"))
    run_pending()
    job = Job.objects.get(path=draw_list.module_path)
    assert job.state == "done" and job.result is not None
    stored = StoredFile.objects.get(pk=job.result["file"])
    assert stored.name == "重点任务清单.docx"
    assert reverse("file", args=[stored.pk]) in text(seen, "inbox:jobs")
    with scope(actor_of(colleague)):
        assert visible_file(stored.pk, actor_of(colleague)) == stored
    with scope(actor_of(person)), pytest.raises(NotFound):
        visible_file(stored.pk, actor_of(person))


def test_more_rows_than_are_printed_are_refused(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "MOST", 1)
    task(city)
    task(city)
    client = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    assert "符合条件的任务超过1项，请缩小范围后再打印" in text(client, "campaign:paper", "pdf", status=422)
    with scope(city.actor(Role.OFFICE_OFFICER, "市安委办")), pytest.raises(Refused):
        draw_list.call("pdf", "state=open")


def test_unit_prints_its_own_part(city: City) -> None:
    own = task(city)
    task(city, lead="市消防救援")
    actor = city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    with scope(actor):
        assert [row.pk for row in Filters({}, actor).page().rows] == [own.pk]
        assert queries.desk_of(actor.id).seen == 0


def test_contact_list_says_who_speaks_for_each_unit(city: City) -> None:
    lead = city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    with scope(lead):
        said = LiaisonDraft("李四（示例）", "科长", "0755-00000000")
        set_liaison(city.unit("市住房建设").pk, LiaisonPart.FIRST, said, actor=lead)
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(office):
        cards = orgs.liaison_cards(office, kind="department")
        (table,) = contacts.contact_list(cards, "市安委办", orgs.liaison_masks(cards)).blocks
    assert isinstance(table, Table) and table.caption == "制表：市安委办　截至：2024年10月16日　共4个单位"
    assert table.rows[:2] == (
        ("1", "市住房建设", "联络人（A角）", "李四（示例）", "科长", "*********0000", "未确认"),
        ("1", "市住房建设", "副联络人（B角）", "未登记", "", "", "未确认"),
    )
    client = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    for form in ("pdf", "docx"):
        address = reverse("campaign:contact_list", args=[form])
        assert (client.get(address).status_code, address in text(client, "campaign:liaisons")) == (200, True)
    for given, status, kept in (({}, 422, 0), ({"purpose": "print"}, 200, 1)):
        answer = client.post(reverse("campaign:contact_list", args=["docx"]), given)
        assert (answer.status_code, Disclosure.objects.count()) == (status, kept)
    whole = docx.Document(io.BytesIO(answer.content)).tables[0]
    assert [cell.text for cell in whole.rows[1].cells][5] == "0755-00000000"
    text(client, "campaign:contact_list", "xls", status=404)
    own = browser(city.person(Role.DEPARTMENT_OFFICER, "市交通运输")).get(
        reverse("campaign:contact_list", args=["docx"])
    )
    cells = [cell.text for row in docx.Document(io.BytesIO(own.content)).tables[0].rows for cell in row.cells]
    assert "李四（示例）" not in cells

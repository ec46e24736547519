"""The pages of jobs and workbooks."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.inbox.test_workbooks import NOTES, WRITTEN, person, workbook

from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.jobs.models import Job
from zhiben.kernel import sheet as sheets
from zhiben.orgs.models import Person

pytestmark = pytest.mark.either


@pytest.fixture(autouse=True)
def notes(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more sheet for the length of a test."""
    WRITTEN.clear()
    monkeypatch.setattr(sheets, "_registry", {**sheets.catalogue(), "notes": NOTES})


@pytest.fixture
def office(db: None) -> Client:
    return client_of("officer", "office_officer")


def client_of(username: str, role: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=person(username, role).id))
    return client


def upload(client: Client, *rows: tuple[object, object]) -> Any:
    file = SimpleUploadedFile("便条.csv", workbook(*rows), "text/csv")
    return client.post(reverse("inbox:import", args=["notes"]), {"file": file})


def test_workbook_is_tried_then_imported_in_the_background(office: Client) -> None:
    trial = upload(office, ("甲", 1), ("乙", 2))
    assert (trial.status_code, "读入2行，将新增2" in trial.content.decode()) == (200, True)
    WRITTEN.clear()
    stored = StoredFile.objects.get()
    assert f'name="stored" value="{stored.pk}"' in " ".join(trial.content.decode().split())
    answer = office.post(reverse("inbox:commit", args=["notes"]), {"stored": stored.pk})
    assert (answer.status_code, answer["Location"]) == (302, reverse("inbox:jobs"))
    assert "等待中" in office.get(reverse("inbox:jobs")).content.decode()
    assert run_pending() == 1
    page = office.get(reverse("inbox:jobs")).content.decode()
    assert "新增2" in page and "hx-trigger" not in page


def test_wrong_cells_are_listed_and_nothing_is_offered_to_write(office: Client) -> None:
    answer = upload(office, ("甲", "很多"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "B2" in page and "很多" in page and "未写入任何数据" in page
    assert reverse("inbox:commit", args=["notes"]) not in page


def test_file_that_is_no_workbook_is_refused_with_a_sentence(office: Client) -> None:
    file = SimpleUploadedFile("x.xlsx", b"MZ\x90\x00 not a workbook")
    answer = office.post(reverse("inbox:import", args=["notes"]), {"file": file})
    assert (answer.status_code, "内容不是表格" in answer.content.decode()) == (422, True)


def test_missing_file_is_asked_for(office: Client) -> None:
    assert office.post(reverse("inbox:import", args=["notes"])).status_code == 422


def test_htmx_gets_the_table_alone(office: Client) -> None:
    part = office.get(reverse("inbox:jobs"), headers={"hx-request": "true"}).content.decode()
    assert 'id="jobs"' in part and "<html" not in part


def test_sheets_page_offers_what_one_may(office: Client) -> None:
    page = office.get(reverse("inbox:sheets")).content.decode()
    assert reverse("inbox:import", args=["notes"]) in page
    stranger = client_of("stranger", "inspector")
    page = stranger.get(reverse("inbox:sheets")).content.decode()
    assert reverse("inbox:import", args=["notes"]) not in page
    assert stranger.get(reverse("inbox:import", args=["notes"])).status_code == 403


def test_template_and_export_are_workbooks(office: Client) -> None:
    for name in ("template", "export"):
        answer = office.get(reverse(f"inbox:{name}", args=["notes"]))
        assert (answer.status_code, answer.content[:2]) == (200, b"PK")
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_somebody_elses_upload_cannot_be_committed(office: Client) -> None:
    upload(office, ("甲", 1))
    other = client_of("other", "office_officer")
    assert (
        other.post(reverse("inbox:commit", args=["notes"]), {"stored": StoredFile.objects.get().pk}).status_code == 404
    )
    assert Job.objects.count() == 0

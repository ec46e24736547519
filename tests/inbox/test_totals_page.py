"""The page on which a clerk has a workbook's totals added up: everyone who reads business data, and nothing stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.factories.orgs import city
from tests.factories.pages import browser
from tests.inbox.test_workbooks import person
from tests.tables.sheets import workbook

from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.jobs.models import Job
from zhiben.orgs.models import Person
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.either

ROWS = [["区域", "排查", "整改率"], ["福田", 1200, 0.5], ["罗湖", 34, 1], ["合计", 1243, 0.75]]


def client_of(username: str, role: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=person(username, role).id))
    return client


def upload(client: Client, data: bytes, name: str = "情况表.xlsx") -> Any:
    return client.post(reverse("inbox:totals"), {"file": SimpleUploadedFile(name, data)})


def seen(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("role", ["office_officer", "district_officer", "inspector"])
def test_wrong_total_is_shown_with_cell_printed_and_summed(role: str, db: None) -> None:
    answer = upload(client_of("reader", role), workbook(ROWS, title="一季度"))
    page = seen(answer)
    assert answer.status_code == 200
    assert "1个合计与明细不符" in page and "共1张表，核对了1个合计" in page
    for shown in (">一季度<", ">B4<", ">合计<", ">排查<", "> 1,234 <", ">1,243<"):
        assert page.count(shown) == 1, shown
    assert '“整改率”<span class="text-secondary">：比率、平均数或单价，不能相加</span>' in page


def test_right_totals_are_said_to_be_right_and_nothing_is_kept(db: None) -> None:
    client = client_of("reader", "office_officer")
    page = seen(upload(client, "区域,数量\n福田,1\n罗湖,2\n合计,3\n".encode("gb18030"), "表.csv"))
    assert "全部相符" in page and "<table" not in page
    assert "没有可核对的合计" in seen(upload(client, "区域,数量\n福田,1\n".encode(), "表.csv"))
    assert (StoredFile.objects.count(), Job.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04 broken", "文件已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "文件无法作为工作簿打开"),
        (b"\x89PNG\r\n\x1a\n\0\0", "文件既不是工作簿"),
        ("一封信，里面没有表\n某某局\n".encode(), "这不是工作簿"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data: bytes, sentence: str, db: None) -> None:
    answer = upload(client_of("reader", "office_officer"), data)
    assert (answer.status_code, sentence in seen(answer)) == (422, True)


def test_missing_file_is_asked_for(db: None) -> None:
    client = client_of("reader", "office_officer")
    assert client.post(reverse("inbox:totals")).status_code == 422
    assert client.get(reverse("inbox:totals")).status_code == 200


def test_stranger_to_business_data_is_offered_nothing_and_refused(db: None) -> None:
    built = city()
    reader, stranger = (browser(built.person(role, "市安委办")) for role in (Role.OFFICE_OFFICER, Role.SYSTEM_ADMIN))
    here = reverse("inbox:totals")
    assert here in seen(reader.get(reverse("inbox:sheets")))
    assert here not in seen(stranger.get(reverse("inbox:sheets")))
    assert stranger.get(here).status_code == 403
    assert upload(stranger, workbook(ROWS)).status_code == 403

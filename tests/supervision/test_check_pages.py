"""Checklists and a visit's checks as pages: who sees what, few taps, what was left open is told before and after the
signature."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from tests.factories.checklists import checklist, items
from tests.factories.pages import browser, send, text
from tests.factories.photos import PNG
from tests.factories.supervision import Ground, drawn, goers, ground, signed, visited

from zhiben.foundation.files import attached
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs.models import Person
from zhiben.orgs.vocab import Role
from zhiben.supervision.models import Answer, Checklist, Finding, Visit

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture
def built() -> Ground:
    return ground(2)


@pytest.fixture
def one(built: Ground) -> Checklist:
    return checklist(built)


@pytest.fixture
def visit(built: Ground, one: Checklist) -> Visit:
    return visited(built, drawn(built, size=3))


@pytest.fixture
def phone(visit: Visit) -> Client:
    return browser(Person.objects.get(pk=goers(visit)[0].id))


def checks(visit: Visit) -> str:
    return reverse("supervision:checks", args=[visit.pk])


def test_a_visit_is_answered_with_one_tap_an_item(visit: Visit, one: Checklist, phone: Client) -> None:
    first, second, _third = items(one)
    assert "逐项检查 0/3" in text(phone, "supervision:visit", visit.pk)
    page = text(phone, "supervision:checks", visit.pk)
    assert [word in page for word in ("作业面", "临边、洞口有防护", "动火管理制度")] == [True, True, True]
    answer = phone.post(reverse("supervision:answer", args=[visit.pk, first.pk]), {"verdict": "meets"})
    assert (answer.status_code, answer["Location"]) == (302, f"{checks(visit)}#item-{first.pk}")
    form = text(phone, "supervision:answer", visit.pk, second.pk)
    assert "不符合“动火有审批、有人看护”的要求" in form
    photo = SimpleUploadedFile("现场.png", PNG, "image/png")
    send(
        *(phone, "supervision:answer", visit.pk, second.pk),
        verdict="fails",
        said="二层动火没有人看护",
        becomes="hazard",
        photos=photo,
        key="k1",
    )
    with scope(goers(visit)[0]):
        (found,) = Finding.objects.all()
    assert (found.text, len(list(attached("supervision.finding", found.pk)))) == ("二层动火没有人看护", 1)
    page = text(phone, "supervision:checks", visit.pk)
    assert "逐项检查 2/3" in page and "看问题" in page
    assert "还有1项没有回答" in text(phone, "supervision:visit", visit.pk)
    assert "示例施工检查表（第1版）：动火有审批、有人看护" in text(phone, "supervision:finding", found.pk)


def test_the_rest_of_a_section_is_answered_with_one_press(visit: Visit, one: Checklist, phone: Client) -> None:
    first, second, third = items(one)
    send(phone, "supervision:answer", visit.pk, first.pk, verdict="not_applicable")
    page = text(phone, "supervision:checks", visit.pk)
    assert page.count("确认没有回答的1项都符合") == 2
    assert f'name="item" value="{first.pk}"' not in page and f'name="item" value="{second.pk}"' in page
    rest = reverse("supervision:answer_rest", args=[visit.pk])
    answer = phone.post(rest, {"item": [second.pk]})
    assert (answer.status_code, answer["Location"]) == (302, f"{checks(visit)}#item-{second.pk}")
    late = phone.post(rest, {"item": [first.pk, third.pk]}, follow=True)  # a page of before the first answer
    assert "已答1项为符合；1项已有人回答，没有改动，其中不符合0项" in late.content.decode()
    with scope(goers(visit)[0]):
        verdicts = Answer.objects.filter(visit=visit, standing=True).order_by("item__position")
        assert list(verdicts.values_list("verdict", flat=True)) == ["not_applicable", "meets", "meets"]
    assert "其余都符合" not in text(phone, "supervision:checks", visit.pk)
    signed(visit)
    assert phone.post(rest, {"item": [first.pk]}).status_code == 422


def test_what_was_left_open_is_told_after_the_signature(visit: Visit, one: Checklist, phone: Client) -> None:
    send(phone, "supervision:answer", visit.pk, items(one)[0].pk, verdict="not_applicable")
    signed(visit)
    assert "逐项检查有2项未检查" in text(phone, "supervision:visit", visit.pk)
    page = text(phone, "supervision:checks", visit.pk)
    assert (page.count("未检查"), 'name="verdict"' in page) == (2, False)
    answer = phone.post(reverse("supervision:answer", args=[visit.pk, items(one)[1].pk]), {"verdict": "meets"})
    assert answer.status_code == 422 and "检查已签字，记录不再改动" in answer.content.decode()
    paper = phone.get(reverse("supervision:checked", args=[visit.pk]))
    told = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages)
    assert "共3项，已检查1项，未检查2项" in "".join(told.split())
    assert told.count("未检查") == 3


def test_the_visited_side_reads_the_answers_and_answers_nothing(built: Ground, visit: Visit, one: Checklist) -> None:
    district = browser(built.built.person(Role.DISTRICT_OFFICER, "龙华区"))
    page = text(district, "supervision:checks", visit.pk)
    assert 'name="verdict"' not in page and "临边、洞口有防护" in page
    send(district, "supervision:answer", visit.pk, items(one)[0].pk, verdict="meets", status=403)
    stranger = browser(built.built.person(Role.DISTRICT_OFFICER, "南山区"))
    text(stranger, "supervision:checks", visit.pk, status=404)


def test_a_checklist_is_founded_and_said_anew_on_pages(built: Ground) -> None:
    keeper = browser(built.keeper)
    page = text(keeper, "supervision:new_checklist", query="?from=three_musts")
    assert "“三管三必须”落实情况" in page and "《安全生产法》第三条" in page
    rows = {"valid_from": clock.today(), "count": 3, "i0-text": "有预案", "i0-becomes": "hazard", "i0-position": 2}
    rows |= {
        "i1-text": "有演练",
        "i1-becomes": "work",
        "i1-position": 1,
        "i1-clause": "GM-3(1)",
        "i2-becomes": "hazard",
    }
    send(keeper, "supervision:new_checklist", title="应急检查表", about="of_sites", **rows)
    one = Checklist.objects.get()
    assert [(row.text, row.clause and row.clause.code) for row in items(one)] == [
        ("有演练", "GM-3(1)"),
        ("有预案", None),
    ]
    refused = send(keeper, "supervision:new_edition", one.pk, status=422, **rows)
    assert "与第1版相同，没有改动" in refused
    unclear = send(keeper, "supervision:new_edition", one.pk, status=422, **(rows | {"i1-clause": "GM-99"}))
    assert "第2行的判定条款不清楚" in unclear
    send(keeper, "supervision:new_edition", one.pk, **(rows | {"i2-text": "有物资"}))
    page = text(keeper, "supervision:checklist", one.pk)
    assert "第2版（3项" in page and "有物资" in page
    assert "不是现行版" in text(keeper, "supervision:checklist", one.pk, query="?edition=1")
    text(keeper, "supervision:checklist", one.pk, query="?edition=9", status=404)
    send(keeper, "supervision:edit_checklist", one.pk, title="应急检查表", about="of_sites", retired_on=clock.today())
    assert "已停用" in text(keeper, "supervision:checklists")
    reader = browser(built.built.person(Role.INSPECTOR, "市住房建设"))
    assert "改出新的一版" not in text(reader, "supervision:checklist", one.pk)
    text(reader, "supervision:new_edition", one.pk, status=403)


def test_round_tells_what_its_visits_have_found(built: Ground, visit: Visit, one: Checklist, phone: Client) -> None:
    send(phone, "supervision:answer", visit.pk, items(one)[0].pk, verdict="meets")
    assert visit.round_id is not None
    page = text(browser(built.keeper), "supervision:round_checks", visit.round_id)
    assert "示例施工检查表（第1版）" in page and "本轮还没有核对报送的任务" in page

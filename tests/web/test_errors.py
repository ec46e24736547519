"""What goes wrong, as Chinese sentences on pages that carry the headers, and as documents for programs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.hazards import Cast, hazard
from tests.factories.orgs import City
from tests.factories.orgs import city as build
from tests.factories.pages import PROGRAM, browser, text
from tests.web.reading import Page

from zhiben.kernel.errors import BadInput, CellProblem, Conflict, Incomplete, NotAllowed, NotFound, Refused
from zhiben.orgs.vocab import Role
from zhiben.overview import queries
from zhiben.web.middleware import POLICY, problem

pytestmark = pytest.mark.either


@pytest.fixture
def city(db: None) -> City:
    return build()


@pytest.fixture
def office(city: City) -> Client:
    return browser(city.person(Role.OFFICE_OFFICER, "市安委办"))


REFUSALS = (
    (NotFound("没有找到该任务"), 404, "没有找到"),
    (NotAllowed("须为{who}", who="安委办领导"), 403, "不能办理"),
    (Conflict("人员1已先办理“销号”"), 409, "已被他人先办"),
    (Refused("本期已报送过"), 422, "未办理"),
)


@pytest.mark.parametrize(("refusal", "status", "title"), REFUSALS)
def test_every_refusal_is_a_page_with_its_sentence(
    office: Client, monkeypatch: pytest.MonkeyPatch, refusal: Refused, status: int, title: str
) -> None:
    refuse_at_home(monkeypatch, refusal)
    answer = office.get("/")
    page = answer.content.decode()
    assert (answer.status_code, answer["Content-Security-Policy"], Page(page).faults) == (status, POLICY, [])
    assert f'<h1 class="h2">{title}</h1>' in page and refusal.text in page
    document = office.get("/", headers=PROGRAM)
    assert (document.status_code, document["Content-Type"]) == (status, "application/problem+json")
    assert document.json() == {"title": title, "status": status, "code": refusal.code, "detail": refusal.text}


def refuse_at_home(monkeypatch: pytest.MonkeyPatch, refusal: Exception) -> None:
    """Let the home page meet with `refusal`."""

    def refuse(*_args: object) -> None:
        raise refusal

    monkeypatch.setattr(queries, "cards", refuse)


def test_wrong_cells_are_listed_on_the_page(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_at_home(monkeypatch, BadInput([CellProblem("任务", "B3", "wrong", "不是日期")]))
    page = text(office, "overview:home", status=422)
    assert "共有 1 处问题，未写入任何数据" in page and "任务 B3：不是日期" in page


def test_problem_documents_name_fields_and_cells() -> None:
    missing = problem(Incomplete("不完整", fields={"due": "请填写"}), 422)
    assert (missing["code"], missing["fields"]) == ("incomplete", {"due": "请填写"})
    cells = problem(BadInput([CellProblem("任务", "B3", "wrong", "不是日期")]), 422)
    assert cells["problems"] == [{"sheet": "任务", "cell": "B3", "code": "wrong", "message": "不是日期"}]


@pytest.mark.parametrize("path", ["/nothing/", "/hazards/x/", "/hazards/99999999999999999999/", "/files/1/"])
def test_unknown_address_is_answered_in_chinese(office: Client, path: str) -> None:
    answer = office.get(path)
    page = answer.content.decode()
    assert (answer.status_code, answer["Content-Security-Policy"], Page(page).faults) == (404, POLICY, [])
    assert '<h1 class="h2">没有找到</h1>' in page and "回到首页" in page


def test_own_fault_is_answered_in_chinese_without_details(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_at_home(monkeypatch, RuntimeError("secret detail"))
    office.raise_request_exception = False
    answer = office.get("/")
    page = answer.content.decode()
    assert (answer.status_code, answer["Content-Security-Policy"], Page(page).faults) == (500, POLICY, [])
    assert '<h1 class="h2">出错了</h1>' in page and "secret detail" not in page


def test_form_from_a_stale_page_gets_a_sentence_and_does_nothing(city: City) -> None:
    cast = Cast(city)
    one = hazard(cast, "accepted")
    client = browser(cast.office, enforce_csrf_checks=True)
    answer = client.post(reverse("hazards:move", args=[one.pk, "close"]))
    page = answer.content.decode()
    assert (answer.status_code, answer["Content-Security-Policy"], Page(page).faults) == (403, POLICY, [])
    assert "页面已过期，没有办理任何事项；请返回并刷新页面后重试" in page
    assert "验收合格" in text(client, "hazards:page", one.pk)


def test_without_a_login_every_address_leads_to_the_login_page(city: City) -> None:
    one = hazard(Cast(city))
    address = one.get_absolute_url()
    answer = Client().get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('login')}?next={address}")
    assert Client().get("/nothing/")["Location"] == f"{reverse('login')}?next=/nothing/"
    program = Client().get(address, headers=PROGRAM)
    assert (program.status_code, program.json()["code"]) == (401, "login_required")

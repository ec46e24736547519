"""The navigation: what each person sees of it, and where one stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.hazards import Cast, hazard
from tests.factories.orgs import City
from tests.factories.orgs import city as build
from tests.factories.pages import browser, text

from zhiben.orgs.models import Person
from zhiben.orgs.vocab import Role
from zhiben.web import navigation

pytestmark = pytest.mark.either

NAMED = re.compile(r"""icon\("([a-z0-9-]+)"\)""")

BUSINESS = ["首页", "重点任务", "重大隐患", "事故", "调度", "台账比对", "督导检查", "信息报送", "考评", "公文", "指标"]


@pytest.fixture
def city(db: None) -> City:
    return build()


def labels(page: str) -> list[str]:
    menu = page.split("<nav", 1)[1].split("</nav>", 1)[0]
    return re.findall(r"<span>([^<]+)</span>", menu)


def present(page: str) -> list[str]:
    """The address marked as the present place."""
    return re.findall(r'<a href="([^"]+)" aria-current="page"', page)


def test_people_of_the_business_see_all_of_it(city: City) -> None:
    page = text(browser(city.person(Role.OFFICE_OFFICER, "市安委办")), "overview:home")
    assert labels(page) == [*BUSINESS, "单位人员", "数据导入", "台账", "后台任务"]


def test_enterprise_and_street_are_led_to_no_empty_rooms(city: City) -> None:
    cast = Cast(city)
    enterprise, street = (browser(Person.objects.get(pk=one.id)) for one in (cast.enterprise, cast.street))
    shown = [labels(text(client, "overview:home")) for client in (enterprise, street)]
    missing = [[name for name in BUSINESS if name not in found] for found in shown]
    assert missing == [["事故", "调度", "台账比对", "信息报送", "考评"], ["事故", "台账比对"]]
    page = text(street, "dispatch:list")
    assert [name for name in ("简报查阅", "日历", "随时提醒") if f">{name}</a>" in page] == []
    office = text(browser(city.person(Role.OFFICE_OFFICER, "市安委办")), "dispatch:list")
    assert [name for name in ("简报查阅", "日历", "随时提醒") if f">{name}</a>" not in office] == []


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_administrators_begin_with_accounts_and_see_no_business(city: City, role: Role) -> None:
    one = hazard(Cast(city))
    admin = browser(city.person(role, "市安委办"))
    answer = admin.get("/", follow=True)
    assert answer.redirect_chain == [(reverse("orgs:people"), 302)]
    own = {
        Role.SYSTEM_ADMIN: ["数据导入", "后台任务", "未送达"],
        Role.SECURITY_ADMIN: ["后台任务"],
        Role.AUDIT_ADMIN: ["台账", "后台任务"],
    }
    assert labels(answer.content.decode()) == ["单位人员", *own[role]]
    text(admin, "hazards:page", one.pk, status=404)
    for name in ("campaign:list", "hazards:list", "overview:ledger", "overview:figures"):
        assert one.number not in text(admin, name)


@pytest.mark.parametrize(
    ("name", "here"),
    [
        ("overview:home", "overview:home"),
        ("hazards:list", "hazards:list"),
        ("hazards:report", "hazards:list"),
        ("campaign:list", "campaign:list"),
        ("campaign:liaisons", "overview:mechanisms"),
        ("campaign:forces", "overview:mechanisms"),
        ("overview:figures", "overview:figures"),
        ("inbox:jobs", "inbox:jobs"),
    ],
)
def test_present_place_is_marked(city: City, name: str, here: str) -> None:
    page = text(browser(city.person(Role.OFFICE_OFFICER, "市安委办")), name)
    assert present(page) == [reverse(here)]


def test_subjects_of_an_entry_stand_below_it_where_one_of_them_is_shown(city: City) -> None:
    office = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    page = text(office, "campaign:actions")
    assert re.findall(r'<a href="([^"]+)" aria-current="true"', page) == [reverse("campaign:list")]
    assert present(page) == [reverse("campaign:actions")]
    subjects = page.split('<nav class="zb-subnav"', 1)[1].split("</nav>", 1)[0]
    assert [reverse("campaign:list"), reverse("campaign:actions")] == [
        href
        for href in re.findall(r'href="([^"]+)"', subjects)
        if href in (reverse("campaign:list"), reverse("campaign:actions"))
    ]
    assert "zb-subnav" not in text(office, "overview:home")


def test_page_says_for_which_unit_and_in_which_role(city: City) -> None:
    person = city.person(Role.DEPARTMENT_OFFICER, "市消防救援")
    page = text(browser(person), "overview:home")
    for words in (person.name, "市消防救援", "部门工作人员"):
        assert words in page.split("<main")[0]


def test_login_page_has_no_navigation(db: None) -> None:
    assert "<nav" not in text(Client(), "login")


@pytest.mark.parametrize("name", ["overview:leader", "overview:waiting"])
def test_morning_and_what_waits_stand_below_home(city: City, name: str) -> None:
    page = text(browser(city.person(Role.OFFICE_LEADER, "市安委办")), name)
    assert present(page) == [reverse("overview:home")]


def test_every_icon_in_use_is_among_those_that_are_copied() -> None:
    package = Path(navigation.__file__).resolve().parents[1]
    copied = set((package / "web" / "icons.txt").read_text().split("\n"))
    named = {found for page in package.glob("*/templates/**/*.html") for found in NAMED.findall(page.read_text())}
    assert {item.icon for item in navigation.ITEMS} | named <= copied
    assert {"bell", "user"} <= named

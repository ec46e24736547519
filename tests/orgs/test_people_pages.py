"""The pages of people: whom somebody sees, and who may do what to an account."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.orgs import SINCE, City
from tests.orgs.reading import ledger

from zhiben.identity.operations import person_of_link, sign_out
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs import views
from zhiben.orgs.models import GrantRow, Person, Substitution
from zhiben.orgs.operations import grant
from zhiben.orgs.queries import actor_of
from zhiben.orgs.queries.accounts import accounts
from zhiben.orgs.vocab import ADMINISTRATORS, Role

pytestmark = pytest.mark.either

TODAY = clock.today().isoformat()


@pytest.fixture
def people(city: City) -> dict[str, Person]:
    """One person each, by what they are."""
    return {
        "city office": city.person(Role.OFFICE_OFFICER, "市安委办"),
        "housing": city.person(Role.DEPARTMENT_OFFICER, "市住房建设"),
        "longhua office": city.person(Role.OFFICE_LEADER, "龙华区安委办"),
        "longhua housing": city.person(Role.DEPARTMENT_OFFICER, "龙华区住房建设"),
        "minzhi": city.person(Role.STREET_OFFICER, "民治街道"),
        "minzhi too": city.person(Role.INSPECTOR, "民治街道"),
        "nanshan": city.person(Role.DISTRICT_OFFICER, "南山区"),
        "system": city.person(Role.SYSTEM_ADMIN, "市安委办"),
        "security": city.person(Role.SECURITY_ADMIN, "市安委办"),
        "audit": city.person(Role.AUDIT_ADMIN, "市安委办"),
    }


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(client: Client, name: str, *args: object, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == status
    return answer.content.decode()


def listed(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'href="/people/(\d+)/"', page)]


LONGHUA = ["longhua office", "longhua housing", "minzhi", "minzhi too"]
EVERYBODY = ["city office", "housing", *LONGHUA, "nanshan", "system", "security", "audit"]
SEES = {
    "city office": EVERYBODY,
    "housing": ["housing"],
    "longhua office": LONGHUA,
    "longhua housing": ["longhua housing"],
    "minzhi": ["minzhi", "minzhi too"],
    "nanshan": ["nanshan"],
    "system": EVERYBODY,
    "security": EVERYBODY,
    "audit": EVERYBODY,
}


@pytest.mark.parametrize("who", SEES)
def test_list_and_pages_show_the_people_one_is_to_see(people: dict[str, Person], who: str) -> None:
    client = browser(people[who])
    expected = {people[name].pk for name in SEES[who]}
    assert set(listed(text(client, "orgs:people"))) == expected
    for person in people.values():
        text(client, "orgs:person", person.pk, status=200 if person.pk in expected else 404)


def test_person_of_two_districts_is_seen_in_both(city: City, people: dict[str, Person]) -> None:
    grant(people["nanshan"], Role.INSPECTOR, unit=city.unit("民治街道"), actor=SYSTEM, valid_from=SINCE)
    assert people["nanshan"].pk in listed(text(browser(people["minzhi"]), "orgs:people"))
    page = text(browser(people["longhua office"]), "orgs:person", people["nanshan"].pk)
    assert "南山区" in page and "民治街道" in page


def test_person_who_has_gone_is_seen_no_more(people: dict[str, Person]) -> None:
    gone = people["minzhi too"]
    GrantRow.objects.filter(person=gone).update(valid_to=clock.today())
    assert listed(text(browser(people["minzhi"]), "orgs:people")) == [people["minzhi"].pk]
    text(browser(people["minzhi"]), "orgs:person", gone.pk, status=404)
    page = text(browser(people["security"]), "orgs:people")
    assert gone.pk in listed(page) and "没有角色" in page


def test_list_is_narrowed_by_name_unit_and_role(city: City, people: dict[str, Person]) -> None:
    client = browser(people["city office"])

    def found(query: str) -> list[int]:
        return listed(text(client, "orgs:people", query=query))

    minzhi, inspector = people["minzhi"], people["minzhi too"]
    assert found(f"?name={inspector.username.upper()}") == [inspector.pk]
    assert found(f"?name={minzhi.name}") == [minzhi.pk]
    unit = city.unit("民治街道").pk
    assert found(f"?unit={unit}") == [minzhi.pk, inspector.pk]
    assert found(f"?unit={unit}&role=inspector") == [inspector.pk]
    assert found(f"?unit={unit}&role=auditor") == []


def test_filter_offers_no_unit_that_one_does_not_see(city: City, people: dict[str, Person]) -> None:
    client, elsewhere = browser(people["longhua office"]), city.unit("南山区").pk
    page = text(client, "orgs:people", query=f"?unit={elsewhere}")
    assert f'value="{elsewhere}"' not in page
    assert set(listed(page)) == {people[name].pk for name in LONGHUA}


def test_pages_follow_on_each_other(people: dict[str, Person]) -> None:
    actor = actor_of(people["city office"])
    first = accounts(actor, limit=6)
    second = accounts(actor, limit=6, after=first.next_after)
    names = [card.username for page in (first, second) for card in page.rows]
    assert (len(first.rows), len(second.rows), first.count, second.next_after) == (6, 4, 10, "")
    assert names == sorted(person.username for person in people.values())
    page = text(browser(people["city office"]), "orgs:people", query=f"?after={first.next_after}")
    assert listed(page) == [card.id for card in second.rows]


def given(city: City, **other: object) -> dict[str, object]:
    return {"role": "inspector", "unit": city.unit("民治街道").pk, "first": TODAY, **other}


def test_security_administrator_gives_a_role_by_the_form(city: City, people: dict[str, Person]) -> None:
    client, person = browser(people["security"]), people["housing"]
    assert reverse("orgs:grant", args=[person.pk]) in text(client, "orgs:person", person.pk)
    last = clock.today() + timedelta(days=30)
    answer = client.post(reverse("orgs:grant", args=[person.pk]), given(city, last=last.isoformat()))
    assert (answer.status_code, answer["Location"]) == (302, reverse("orgs:person", args=[person.pk]))
    row = GrantRow.objects.get(person=person, role=Role.INSPECTOR)
    assert (row.unit_id, row.valid_from, row.last_day) == (city.unit("民治街道").pk, clock.today(), last)
    assert "已授权" in text(client, "orgs:person", person.pk)


@pytest.mark.parametrize("who", ["city office", "housing", "system", "audit"])
def test_nobody_else_gives_or_ends_a_role(city: City, people: dict[str, Person], who: str) -> None:
    client, person = browser(people[who]), people[who]
    row = GrantRow.objects.get(person=person)
    page = text(client, "orgs:person", person.pk)
    assert reverse("orgs:grant", args=[person.pk]) not in page and "即日终止" not in page
    answers = [
        client.post(reverse("orgs:grant", args=[person.pk]), given(city)).status_code,
        client.post(reverse("orgs:end_grant", args=[person.pk, row.pk])).status_code,
    ]
    assert answers == [403, 403]
    assert GrantRow.objects.filter(person=person, valid_to=None).count() == 1


def test_refused_role_comes_back_with_the_sentence(city: City, people: dict[str, Person]) -> None:
    client, person = browser(people["security"]), people["housing"]
    cases = [
        (given(city, role=Role.AUDIT_ADMIN), "三员分立"),
        (given(city, role=Role.ENTERPRISE_CONTACT), "须指定所属场所"),
        (given(city, role=Role.ENTERPRISE_CONTACT, site="NONE-1"), "没有找到该场所"),
        (given(city, last="2020-01-01"), "先起后止"),
        (given(city, first=""), "请填写或选择此项"),
    ]
    for sent, sentence in cases:
        page = client.post(reverse("orgs:grant", args=[person.pk]), sent)
        assert (page.status_code, sentence in page.content.decode()) == (422, True), sentence
    assert GrantRow.objects.filter(person=person).count() == 1


def test_enterprise_contact_is_tied_to_a_site_by_its_code(city: City, people: dict[str, Person]) -> None:
    site, person = city.site(), Person.objects.create(username="contact", name="联系人", password="!")
    client = browser(people["security"])
    sent = given(city, role=Role.ENTERPRISE_CONTACT, site=f" {site.local_id} ")
    assert client.post(reverse("orgs:grant", args=[person.pk]), sent).status_code == 302
    assert GrantRow.objects.get(person=person).site_id == site.pk
    assert site.name in text(client, "orgs:person", person.pk)


def test_role_is_ended_once(people: dict[str, Person]) -> None:
    client, person = browser(people["security"]), people["nanshan"]
    address = reverse("orgs:end_grant", args=[person.pk, GrantRow.objects.get(person=person).pk])
    assert [client.post(address).status_code for _ in range(2)] == [302, 409]
    assert actor_of(person).grants == ()
    assert "已终止" in text(client, "orgs:person", person.pk)


def test_role_is_ended_under_its_own_person_only(people: dict[str, Person]) -> None:
    row = GrantRow.objects.get(person=people["nanshan"])
    address = reverse("orgs:end_grant", args=[people["housing"].pk, row.pk])
    assert browser(people["security"]).post(address).status_code == 404


def account(**other: str) -> dict[str, str]:
    return {"username": "wang.fang", "name": "王芳", **other}


def test_system_administrator_opens_an_account_that_has_a_link_and_no_password(people: dict[str, Person]) -> None:
    client = browser(people["system"])
    page = client.post(reverse("identity:add"), account(password="a word of 2024 for tests"), follow=True)
    person = Person.objects.get(username="wang.fang")
    assert (page.redirect_chain, person.has_usable_password()) == ([(f"/people/{person.pk}/link/", 302)], False)
    [word] = re.findall(r"http://testserver/setup/([^/]+)/", page.content.decode())
    assert "只在发放后显示一次" in text(client, "identity:link", person.pk)
    assert person_of_link(word) == person
    who = people["system"].pk
    assert ledger(person) == [("add_person", who, {}), ("issue_link", who, {})]
    again = client.post(reverse("identity:add"), account())
    assert (again.status_code, "已有人使用" in again.content.decode()) == (422, True)


@pytest.mark.parametrize("who", ["city office", "security", "audit", "minzhi"])
def test_nobody_else_opens_or_closes_accounts(people: dict[str, Person], who: str) -> None:
    client = browser(people[who])
    assert reverse("identity:add") not in text(client, "orgs:people")
    statuses = [
        client.get(reverse("identity:add")).status_code,
        client.post(reverse("identity:add"), account()).status_code,
        client.post(reverse("orgs:active", args=[people[who].pk]), {"active": "0"}).status_code,
    ]
    assert statuses == [403, 403, 403]


def test_system_administrator_closes_accounts_but_not_the_own(people: dict[str, Person]) -> None:
    client, person = browser(people["system"]), people["nanshan"]
    address = reverse("orgs:active", args=[person.pk])
    for active, word in (("0", "启用账号"), ("1", "停用账号")):
        assert client.post(address, {"active": active}).status_code == 302
        assert word in text(client, "orgs:person", person.pk)
    assert [verb for verb, _who, _facts in ledger(person)][-2:] == ["deactivate", "activate"]
    assert client.post(reverse("orgs:active", args=[people["system"].pk]), {"active": "0"}).status_code == 403


def test_one_names_ones_own_substitute_and_ends_it(people: dict[str, Person]) -> None:
    person, colleague = people["minzhi"], people["minzhi too"]
    client, address = browser(person), reverse("orgs:substitute", args=[person.pk])
    assert address in text(client, "orgs:me")
    sent = {"by": colleague.pk, "first": TODAY, "last": TODAY, "reason": "休假"}
    answer = client.post(address, sent)
    assert (answer.status_code, answer["Location"]) == (302, reverse("orgs:me"))
    row = Substitution.objects.get(person=person, substitute=colleague)
    assert (row.valid_from, row.last_day, row.reason) == (clock.today(), clock.today(), "休假")
    assert [one.substitute_for for one in actor_of(colleague).grants] == [0, person.pk]
    assert "休假" in text(browser(colleague), "orgs:me")
    end = reverse("orgs:end_substitution", args=[person.pk, row.pk])
    assert browser(colleague).post(end).status_code == 403
    assert [client.post(end).status_code for _ in range(2)] == [302, 409]


def test_substitute_is_somebody_whom_one_sees(people: dict[str, Person]) -> None:
    person, stranger = people["minzhi"], people["nanshan"]
    sent = {"by": stranger.pk, "first": TODAY, "last": TODAY}
    page = browser(person).post(reverse("orgs:substitute", args=[person.pk]), sent)
    assert page.status_code == 422
    assert stranger.username not in page.content.decode()
    assert not Substitution.objects.exists()


def test_substitutes_offered_are_colleagues_with_unit_and_post_and_nobody_who_looks_on(
    city: City, people: dict[str, Person]
) -> None:
    """Of the same unit; where it has nobody else, whom one sees, by unit."""
    auditor = city.person(Role.AUDITOR, "民治街道")
    sent = {"by": auditor.pk, "first": TODAY, "last": TODAY}
    assert (
        browser(people["minzhi"]).post(reverse("orgs:substitute", args=[people["minzhi"].pk]), sent).status_code == 422
    )

    def offered(who: str) -> list[str]:
        return re.findall(r"<option value=\"\d+\">([^<]+)</option>", text(browser(people[who]), "orgs:me"))

    def told(who: str, unit: str, role: Role) -> str:
        return f"{people[who].name}（{unit} {role.label}）"

    inspector = told("minzhi too", "民治街道", Role.INSPECTOR)
    assert offered("minzhi") == [inspector]
    assert offered("longhua office") == [
        told("longhua housing", "龙华区住房建设", Role.DEPARTMENT_OFFICER),
        inspector,
        told("minzhi", "民治街道", Role.STREET_OFFICER),
    ]
    assert offered("nanshan") == []


def test_nobody_names_a_colleagues_substitute(people: dict[str, Person]) -> None:
    person, colleague = people["minzhi"], people["minzhi too"]
    sent = {"by": person.pk, "first": TODAY, "last": TODAY}
    assert browser(person).post(reverse("orgs:substitute", args=[colleague.pk]), sent).status_code == 403


@pytest.mark.parametrize(("who", "reads"), [("minzhi", True), ("audit", True), ("minzhi too", False)])
def test_ledger_of_an_account_is_for_its_owner_and_the_administrators(
    people: dict[str, Person], who: str, reads: bool
) -> None:
    page = text(browser(people[who]), "orgs:person", people["minzhi"].pk)
    assert ("账号台账" in page) == reads


def test_page_shows_the_newest_entries_with_few_queries(
    people: dict[str, Person], django_assert_max_num_queries: Any
) -> None:
    person, client = people["minzhi"], browser(people["audit"])
    for _ in range(views.NEWEST + 10):
        sign_out(actor_of(person))
    with django_assert_max_num_queries(25):
        page = text(client, "orgs:person", person.pk)
    assert page.count('<div class="zb-when">') == views.NEWEST


def test_long_list_takes_as_many_queries_as_a_short_one(
    city: City, people: dict[str, Person], django_assert_max_num_queries: Any
) -> None:
    client = browser(people["audit"])
    with CaptureQueriesContext(connection) as short:
        text(client, "orgs:people")
    for _ in range(30):
        city.person(Role.INSPECTOR, "民治街道")
    with django_assert_max_num_queries(len(short)):
        assert len(listed(text(client, "orgs:people"))) == len(people) + 30


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_administrator_names_no_substitute(city: City, role: Role) -> None:
    assert "登记代理" not in text(browser(city.person(role, "市安委办")), "orgs:me")


def test_future_role_is_shown_as_such(city: City, people: dict[str, Person]) -> None:
    person = Person.objects.create(username="later", name="下月到岗", password="!")
    grant(person, Role.AUDITOR, unit=city.unit("民治街道"), actor=SYSTEM, valid_from=date(2099, 1, 1))
    assert "未开始" in text(browser(people["minzhi"]), "orgs:people", query="?name=later")

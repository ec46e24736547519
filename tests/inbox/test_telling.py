"""Something told at once: to whom, once, shown to nobody else, unread until opened."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from tests.factories.campaign import task
from tests.factories.inbox import KIND, reached, told
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text

from zhiben.foundation.jobs.models import Job
from zhiben.foundation.scope import scope
from zhiben.inbox import queries
from zhiben.inbox.models import Delivery, Notice
from zhiben.inbox.operations import tell
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import GrantRow
from zhiben.orgs.operations import set_active, substitute
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

OFFICERS = (Role.DEPARTMENT_OFFICER, Role.OFFICE_LEADER)


def recipients(key: str = "k") -> set[tuple[int, int]]:
    return set(Notice.objects.filter(key=key).values_list("person", "instead_of"))


def test_units_officers_and_their_substitutes_are_told_as_of_then(city: City) -> None:
    own, closed, acting = (city.person(Role.DEPARTMENT_OFFICER, "市住房建设") for _ in range(3))
    city.person(Role.INSPECTOR, "市住房建设")
    stands_in = city.person(Role.DEPARTMENT_OFFICER, "市消防救援")
    set_active(closed, active=False, actor=SYSTEM)
    for away in (own, closed):
        substitute(away, stands_in, first=clock.today(), last=clock.today(), actor=SYSTEM)
    given = {"address": "/documents/", "units": [city.unit("市住房建设").pk], "roles": OFFICERS, "key": "k"}
    assert tell(KIND, "收到公文", **given, actor=actor_of(acting)) == 2
    assert recipients() == {(own.pk, 0), (stands_in.pk, own.pk)}
    city.person(Role.DEPARTMENT_OFFICER, "市住房建设")
    assert recipients() == {(own.pk, 0), (stands_in.pk, own.pk)}


def test_person_is_told_once_for_one_occasion(city: City) -> None:
    person = city.person(Role.DEPARTMENT_OFFICER, "市住房建设")
    one, other = task(city, lead="市住房建设"), task(city, lead="市住房建设")
    counted = [
        tell(KIND, "新任务", address="/tasks/", people=[person.pk], about=about, actor=SYSTEM)
        for about in (one, one, other)
    ]
    assert (counted, Notice.objects.count()) == ([1, 0, 1], 2)


def test_what_is_rolled_back_was_never_told(city: City) -> None:
    person, admin = city.person(Role.AUDITOR, "市安委办"), city.person(Role.SYSTEM_ADMIN, "市安委办")
    reached(person, admin)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        told(person)
        assert Job.objects.count() == 1
        raise ZeroDivisionError
    assert (Notice.objects.count(), Delivery.objects.count(), Job.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"kind": "nobody.named.this"}, KeyError),
        ({"address": "https://elsewhere.example/"}, ValueError),
        ({"address": "//elsewhere.example/"}, ValueError),
        ({"key": ""}, ValueError),
    ],
)
def test_what_cannot_be_told_is_an_error_of_the_caller(
    city: City, wrong: dict[str, str], error: type[Exception]
) -> None:
    given = {"kind": KIND, "title": "消息", "address": "/waiting/", "key": "k", **wrong}
    with pytest.raises(error):
        tell(people=[city.person(Role.AUDITOR, "市安委办").pk], actor=SYSTEM, **given)
    assert Notice.objects.count() == 0


def test_long_title_is_one_line_that_fits(city: City) -> None:
    one = told(city.person(Role.AUDITOR, "市安委办"), "公文\r\nBcc: x" + "长" * 300)
    assert (len(one.title), one.title[:11], one.title[-1]) == (200, "公文 Bcc: x长长", "…")


def test_message_is_unread_until_opened(city: City) -> None:
    person = city.person(Role.DEPARTMENT_OFFICER, "市住房建设")
    first, second = told(person, "甲", address="/tasks/"), told(person, "乙")
    client = browser(person)
    page = text(client, "inbox:messages")
    assert re.findall(r"<strong>([^<]*)</strong>", page.split("<main")[1]) == ["乙", "甲"]
    assert ('aria-label="消息，未读2条"' in page, "未读2条" in page) == (True, True)
    answer = client.get(f"/inbox/messages/{first.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/tasks/")
    page = text(client, "inbox:messages")
    assert re.findall(r"<strong>([^<]*)</strong>", page.split("<main")[1]) == ["乙"]
    assert 'aria-label="消息，未读1条"' in page
    read = Notice.objects.get(pk=first.pk).read_at
    client.get(f"/inbox/messages/{first.pk}/")
    assert Notice.objects.get(pk=first.pk).read_at == read
    send(client, "inbox:read_all")
    assert list(Notice.objects.filter(read_at__isnull=True)) == []
    assert "全部标为已读" not in text(client, "inbox:messages")
    assert second.title in text(client, "inbox:messages")


def test_messages_are_the_persons_own(city: City) -> None:
    person, stranger = (city.person(Role.OFFICE_OFFICER, "市安委办") for _ in range(2))
    one = told(person, "只给一人")
    client = browser(stranger)
    assert "只给一人" not in text(client, "inbox:messages")
    text(client, "inbox:message", one.pk, status=404)
    send(client, "inbox:read_all")
    assert queries.unread_count(actor_of(person)) == 1
    with pytest.raises(NotFound):
        queries.message(actor_of(stranger), one.pk)


def test_title_of_what_one_no_longer_reads_is_not_shown(city: City) -> None:
    person = city.person(Role.DEPARTMENT_OFFICER, "市住房建设")
    one = task(city, lead="市住房建设")
    tell(KIND, f"新任务：{one}", address=one.get_absolute_url(), people=[person.pk], about=one, actor=SYSTEM)
    client = browser(person)
    assert one.number in text(client, "inbox:messages")
    GrantRow.objects.filter(person=person).update(valid_to=clock.today())
    page = text(client, "inbox:messages")
    assert (one.number in page, "（所涉事项已不在您的范围内）" in page) == (False, True)


def test_older_messages_are_in_reach(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MESSAGES", 2)
    person = city.person(Role.AUDITOR, "市安委办")
    rows = [told(person, f"第{number}条") for number in range(3)]
    page = text(browser(person), "inbox:messages")
    assert [one.title in page for one in rows] == [False, True, True]
    assert f'href="?before={rows[1].pk}"' in page
    page = text(browser(person), "inbox:messages", query=f"?before={rows[1].pk}")
    assert ([one.title in page for one in rows], "更早的消息" in page) == ([True, False, False], False)


def test_messages_cost_the_same_number_of_queries_however_many(city: City, django_assert_num_queries: object) -> None:
    person = city.person(Role.DEPARTMENT_OFFICER, "市住房建设")
    actor = actor_of(person)
    counts = []
    for number in (1, 9):
        for _ in range(number):
            one = task(city, lead="市住房建设")
            tell(KIND, str(one), address="/tasks/", people=[person.pk], about=one, actor=SYSTEM)
        with scope(actor), django_assert_num_queries(3):  # type: ignore[operator]
            counts.append(len(queries.messages_of(actor).rows) * (queries.unread_count(actor) > 0))
    assert counts == [1, 10]


def test_administrators_have_messages_and_no_business(city: City) -> None:
    admin = city.person(Role.SYSTEM_ADMIN, "市安委办")
    told(admin, "系统消息")
    assert "系统消息" in text(browser(admin), "inbox:messages")

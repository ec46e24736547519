"""Messages and what waits, as they look when there is much to tell: for everybody, at a desk and on a phone, with and
without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from tests.browser.window import SIZES, Window
from tests.factories.campaign import task
from tests.factories.inbox import digest, given_up, reached, told
from tests.factories.orgs import City, city
from tests.factories.pages import browser

from zhiben.inbox.models import Notice
from zhiben.inbox.operations import change_mail
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.operations import substitute
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.browser
Open = Callable[..., Window]


def busy(built: City) -> Person:
    """Somebody with late, present and coming tasks, own ones and a colleague's, who goes on leave themselves."""
    today = clock.today()
    person, away, next_ = (
        built.person(Role.DEPARTMENT_OFFICER, f"市{name}") for name in ("住房建设", "消防救援", "应急管理")
    )
    for days in (-3, 0, 5):
        with clock.at(clock.now() - timedelta(days=20)):
            task(built, "assigned", due=today + timedelta(days=days))
    task(built, "assigned", lead="市消防救援")
    substitute(away, person, first=today, last=today + timedelta(days=9), actor=SYSTEM)
    substitute(person, next_, first=today + timedelta(days=2), last=today + timedelta(days=4), actor=SYSTEM)
    return person


@pytest.mark.parametrize("size", SIZES)
def test_pages_with_much_to_tell_are_for_everybody_and_fit(window: Open, size: str) -> None:
    built = city()
    person, admin = busy(built), built.person(Role.SYSTEM_ADMIN, "市安委办")
    given_up(built.person(Role.DEPARTMENT_OFFICER, "市住房建设"), admin)
    one, keeper = window(size).enter_as(browser(person)), window(size).enter_as(browser(admin))
    faults = {"messages, none": one.go(reverse("inbox:messages")).faults()}
    morning = digest(person)
    told(person, "关于开展燃气安全专项整治的通知（深安办〔2024〕12号）已印发给您单位，请签收并于五个工作日内答复")
    Notice.objects.filter(pk=told(person, "已看过的消息").pk).update(read_at=datetime(2024, 10, 16, tzinfo=clock.TZ))
    faults["messages"] = one.go(reverse("inbox:messages")).faults()
    assert "未读2条" in one.text()
    faults["digest"] = one.go(reverse("inbox:message", args=(morning.pk,))).faults()
    faults["waiting"] = one.go(reverse("overview:waiting")).faults()
    assert [words in one.text() for words in ("已逾期", "今天到期", "以后到期", "代理", "按规定不得由其办理")] == [
        True
    ] * 5
    faults["home"] = one.go(reverse("overview:home")).faults()
    change_mail("somebody.with.a.long.name@department.office.example", actor=actor_of(person))
    faults["reach, to confirm"] = one.go(reverse("inbox:reach")).faults()
    reached(person, admin)
    faults["reach"] = one.go(reverse("inbox:reach")).faults()
    faults["undelivered"] = keeper.go(reverse("inbox:undelivered")).faults()
    faults["enter mail"] = keeper.go(reverse("inbox:enter_mail", args=(person.pk,))).faults()
    assert {where: found for where, found in faults.items() if found} == {}


def test_messages_are_read_without_scripts(window: Open) -> None:
    built = city()
    person = busy(built)
    told(person, "第一条", address=reverse("orgs:me"))
    told(person, "第二条")
    one = window("phone", script=False).enter_as(browser(person)).go("/")
    one.page.get_by_label("消息，未读2条").click()
    one.page.get_by_role("main").get_by_text("第一条").click()
    assert one.page.url.endswith(reverse("orgs:me"))
    one.go(reverse("inbox:messages")).press("全部标为已读")
    assert "未读0条" in one.text()
    assert Notice.objects.filter(read_at__isnull=True).count() == 0

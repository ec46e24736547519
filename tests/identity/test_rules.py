"""The rules of coming in: between which bounds they may be set, by whom, and from where."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from tests.factories.identity import ruled
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text

from zhiben.foundation.audit.models import AuditEntry
from zhiben.identity.forms import as_filled
from zhiben.identity.models import Ruling
from zhiben.identity.operations import set_rules
from zhiben.identity.queries import rules_in_force
from zhiben.identity.rules import DEFAULTS, checked
from zhiben.kernel.errors import Incomplete, NotAllowed
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.operations.people import weakness
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db


def test_the_product_begins_with_the_figures_of_assessors() -> None:
    """domain.md 7.1: 8-12 characters, 3 classes, history 5, 90 days, 5 failures, 10-30 min, idle 15-30 min."""
    rules = rules_in_force()
    assert (rules.min_length, rules.classes, rules.history, rules.max_age_days) == (10, 3, 5, 90)
    assert (rules.failures, rules.lock_minutes, rules.idle_minutes, rules.absolute_hours) == (5, 15, 30, 8)
    assert (rules.sessions, rules.link_hours, rules.stale_days, rules.networks) == (3, 72, 90, ())
    assert rules.second_factor == ("office_leader", "system_admin", "security_admin", "audit_admin")


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"min_length": 6}, {"min_length": "请填10至64之间的整数"}),
        ({"max_age_days": 0}, {"max_age_days": "请填1至365之间的整数"}),
        ({"lock_minutes": 10}, {"lock_minutes": "5次锁定一次的，锁定不得少于15分钟（每小时最多试20次）"}),
        (
            {"failures": 10, "lock_minutes": 29},
            {"lock_minutes": "10次锁定一次的，锁定不得少于30分钟（每小时最多试20次）"},
        ),
        (
            {"failures": 8, "lock_minutes": 25},
            {"lock_minutes": "8次锁定一次的，锁定不得少于30分钟（每小时最多试20次）"},
        ),
        (
            {"networks": ("10.0.0.0/8", "10.0.0.256", "内网")},
            {"networks": "不是网络地址：10.0.0.256、内网；应如10.20.0.0/16或192.168.1.5"},
        ),
        (
            {"second_factor": ("office_leader", "audit_admin", "office_officer")},
            {"second_factor": "系统管理员、安全管理员须用第二因子登录，不能取消"},
        ),
        ({"second_factor": ("boss",)}, {"second_factor": "没有“boss”这个角色"}),
    ],
)
def test_a_rule_out_of_bounds_is_refused_with_a_sentence(changed: dict[str, Any], wrong: dict[str, str]) -> None:
    with pytest.raises(Incomplete) as refusal:
        set_rules(replace(DEFAULTS, **changed), actor=SYSTEM)
    assert (refusal.value.fields, Ruling.objects.count()) == (wrong, 0)


def test_networks_are_kept_in_their_plain_form() -> None:
    assert checked(replace(DEFAULTS, networks=("10.1.2.3/8", "::1"))).networks == ("10.0.0.0/8", "::1/128")


def test_the_security_administrator_changes_the_rules_and_the_ledger_tells_what(city: City) -> None:
    person = city.person(Role.SECURITY_ADMIN, "市安委办")
    client = browser(person)
    page = text(client, "identity:rules")
    assert "默认10；可填10至64" in page and "尚未设定，各项均为默认" in page
    assert set(DEFAULTS.told()) == set(as_filled(DEFAULTS))
    send(client, "identity:rules", **as_filled(DEFAULTS) | {"min_length": 12, "networks": "127.0.0.0/8\n10.0.0.1"})
    assert rules_in_force() == replace(DEFAULTS, min_length=12, networks=("127.0.0.0/8", "10.0.0.1/32"))
    entry = AuditEntry.objects.get(verb="set_rules")
    assert (entry.actor, json.loads(entry.facts)) == (
        person.pk,
        {"min_length": [10, 12], "networks": [[], ["127.0.0.0/8", "10.0.0.1/32"]]},
    )


def test_what_is_weaker_than_level_3_is_said_on_the_page(city: City) -> None:
    client, said = browser(city.person(Role.AUDIT_ADMIN, "市安委办")), "低于等级保护三级测评通常接受的数值："
    assert said not in text(client, "identity:rules")
    ruled(classes=2, max_age_days=91, idle_minutes=31)
    page = text(client, "identity:rules")
    assert f"{said}口令至少含几类字符（大写、小写、数字、符号）、口令最长使用天数、无操作几分钟后须重新登录<" in page
    ruled(history=4, failures=6, lock_minutes=20)
    assert f"{said}不得与最近几个口令相同、连续几次口令不对即锁定账号<" in text(client, "identity:rules")
    ruled(classes=4, history=5, max_age_days=90, failures=5, idle_minutes=30)
    assert said not in text(client, "identity:rules")


def test_nobody_shuts_themself_out(city: City) -> None:
    client = browser(city.person(Role.SECURITY_ADMIN, "市安委办"))
    page = send(client, "identity:rules", status=422, **as_filled(DEFAULTS) | {"networks": "10.0.0.0/8"})
    assert "您现在的地址127.0.0.1不在其中" in page
    assert (rules_in_force(), Ruling.objects.count()) == (DEFAULTS, 0)


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN])
def test_other_administrators_read_the_rules_and_change_none(city: City, role: Role) -> None:
    client = browser(city.person(role, "市安委办"))
    page = text(client, "identity:rules")
    assert "口令最少位数" in page and 'name="min_length"' not in page
    send(client, "identity:rules", status=403, **as_filled(DEFAULTS))


@pytest.mark.parametrize("role", [Role.OFFICE_LEADER, Role.OFFICE_OFFICER, Role.AUDITOR])
def test_nobody_else_reads_them(city: City, role: Role) -> None:
    client = browser(city.person(role, "市安委办"))
    for name in ("rules", "stale", "stale_book"):
        text(client, f"identity:{name}", status=403)
    assert reverse("identity:rules") not in text(client, "orgs:people")
    with pytest.raises(NotAllowed):
        set_rules(DEFAULTS, actor=city.actor(role, "市安委办"))


def test_the_security_administrator_frees_no_administrator_of_the_second_factor(city: City) -> None:
    client = browser(city.person(Role.SECURITY_ADMIN, "市安委办"))
    page = send(client, "identity:rules", status=422, **as_filled(DEFAULTS) | {"second_factor": []})
    assert "须用第二因子登录，不能取消" in page and Ruling.objects.count() == 0


def test_a_demonstration_stays_one_until_its_rules_ask_for_all(city: City) -> None:
    set_rules(replace(DEFAULTS, second_factor=()), actor=SYSTEM, demonstration=True)
    client = browser(city.person(Role.SECURITY_ADMIN, "市安委办"))
    send(client, "identity:rules", **as_filled(DEFAULTS) | {"min_length": 12, "second_factor": []})
    assert (rules_in_force().second_factor, Ruling.objects.latest("pk").demonstration) == ((), True)
    send(client, "identity:rules", **as_filled(DEFAULTS))
    assert not Ruling.objects.latest("pk").demonstration
    send(client, "identity:rules", status=422, **as_filled(DEFAULTS) | {"second_factor": []})


def test_the_demonstrations_rules_are_told_as_such(city: City) -> None:
    set_rules(replace(DEFAULTS, second_factor=()), actor=SYSTEM, demonstration=True)
    assert "示例数据：演示库不要求第二因子" in text(
        browser(city.person(Role.AUDIT_ADMIN, "市安委办")), "identity:rules"
    )
    ruled()
    assert "示例数据" not in text(browser(city.person(Role.AUDIT_ADMIN, "市安委办")), "identity:rules")


@pytest.mark.parametrize("word", ["Password123!", "2024Dragon!!", "!Qwerty!2024"])
def test_a_common_word_with_a_tail_is_a_common_word(word: str) -> None:
    assert weakness(word, Person(username="li.ming", name="李明")) == "口令太常见"
    assert weakness("lantern-Harbour-27", Person(username="li.ming", name="李明")) == ""

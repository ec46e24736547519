"""First set-up through a link, a second factor by code and by passkey, lock-out, and recovery: at a desk and on a
phone, with what the browser complains of and what axe finds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyotp
import pytest
from django.urls import reverse
from tests.browser.window import SIZES, Window
from tests.factories.identity import WORD, with_password
from tests.factories.orgs import City, city
from tests.factories.pages import browser

from zhiben.identity.operations import issue_link
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.browser


@pytest.fixture
def built(live_server: Any, settings: Any, tmp_path: Path) -> City:
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return city()


def locked_out(one: Window, person: Person) -> str:
    for _ in range(6):
        one.log_in(person.username, "wrong-word-1")
    return one.text()


@pytest.mark.parametrize("size", SIZES)
def test_from_the_link_to_the_second_factor_and_back_by_a_recovery_code(
    window: Callable[..., Window], built: City, size: str
) -> None:
    leader = built.person(Role.OFFICE_LEADER, "市安委办")
    one, faults = window(size), []
    faults.append(one.go(reverse("set_up", args=[issue_link(leader, actor=SYSTEM)])).faults())
    one.fill(new=WORD, again=WORD).press("设置口令并登录")
    assert "请先登记动态口令或通行密钥" in one.text()
    faults += [one.faults(), one.go("/tasks/").faults()]
    assert one.page.url.endswith("/me/security/")
    faults.append(one.follow("登记动态口令").faults())
    seed = one.page.locator("code").inner_text()
    one.fill(code=pyotp.TOTP(seed).now()).press("登记")
    faults.append(one.faults())
    codes = [found.inner_text() for found in one.page.locator(".zb-codes code").all()]
    assert len(codes) == 10
    one.follow("已保存，继续")
    faults.append(one.faults())
    other = window(size).log_in(leader.username, WORD)
    faults.append(other.faults())
    other.fill(code="000000").press("验证")
    assert "验证码不对或已用过" in other.text()
    faults.append(other.faults())
    other.fill(code=codes[0]).press("验证")
    assert other.go("/me/security/").text().count("恢复码还剩9个") == 1
    faults.append(other.faults())
    assert faults == [[]] * len(faults)


@pytest.mark.parametrize("size", SIZES)
def test_a_passkey_is_registered_and_lets_in(window: Callable[..., Window], built: City, size: str) -> None:
    """The keys are those of Chromium's own virtual authenticator."""
    leader = with_password(built, Role.OFFICE_LEADER)
    one = window(size)
    control = one.context.new_cdp_session(one.page)
    control.send("WebAuthn.enable")
    made = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    control.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**made, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    one.log_in(leader.username, WORD).follow("登记通行密钥")
    faults = [one.faults()]
    one.fill(name="示例钥匙", password=WORD).press("登记通行密钥")
    one.page.get_by_text("恢复码").first.wait_for()
    faults.append(one.faults())
    one.go("/me/security/")
    assert "通行密钥 示例钥匙" in one.text()
    faults.append(one.faults())
    one.context.clear_cookies(name="sessionid")
    one.log_in(leader.username, WORD)
    faults.append(one.faults())
    one.press("用通行密钥验证").page.wait_for_url(lambda url: "/login/" not in url)
    assert one.go("/me/security/").text().count("（本机）") == 1
    assert faults == [[]] * 4


@pytest.mark.parametrize("size", SIZES)
def test_whoever_is_locked_out_is_told_and_unlocked(window: Callable[..., Window], built: City, size: str) -> None:
    officer = with_password(built, Role.OFFICE_OFFICER)
    one = window(size)
    assert "登录失败：用户名或口令不对" in locked_out(one, officer)
    faults = [one.faults()]
    assert "登录失败" in one.log_in(officer.username, WORD).text()
    admin = window(size).enter_as(browser(built.person(Role.SECURITY_ADMIN, "市安委办")))
    admin.go(reverse("orgs:person", args=[officer.pk])).press("解除锁定")
    faults.append(admin.faults())
    assert "已解除锁定" in admin.text()
    assert "首页" in one.log_in(officer.username, WORD).page.inner_text("body")
    assert faults == [[]] * 2


@pytest.mark.parametrize("size", SIZES)
def test_the_administrators_pages_are_fit_for_everybody(window: Callable[..., Window], built: City, size: str) -> None:
    security = window(size).enter_as(browser(built.person(Role.SECURITY_ADMIN, "市安委办")))
    system = window(size).enter_as(browser(built.person(Role.SYSTEM_ADMIN, "市安委办")))
    pages = [security.go(path).faults() for path in ("/people/rules/", "/people/stale/", "/me/security/password/")]
    pages += [system.go(path).faults() for path in ("/people/rules/", "/people/new/")]
    system.fill(username="xin", name="新人").press("新建账号")
    assert "只显示这一次" in system.text()
    pages.append(system.faults())
    assert pages == [[]] * 6

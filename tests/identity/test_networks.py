"""From where administrators come, and whom to believe about it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.factories.identity import WORD, log_in, ruled, with_authenticator, with_password
from tests.factories.orgs import City
from tests.factories.pages import PROGRAM, browser

from zhiben.foundation.pages import address_of, counted_as
from zhiben.identity.models import Session
from zhiben.identity.operations import issue_link, prove
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.vocab import ADMINISTRATORS, Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("near", "said", "address"),
    [
        ("203.0.113.9", "10.0.0.1", "203.0.113.9"),
        ("10.0.0.2", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "127.0.0.1, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "1.2.3.4, 198.51.100.7, 10.0.0.3", "198.51.100.7"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "198.51.100.7, nonsense", "10.0.0.2"),
        ("::ffff:10.0.0.2", "2001:db8::1", "2001:db8::1"),
        ("", "198.51.100.7", ""),
    ],
)
def test_only_a_named_proxy_is_believed(near: str, said: str, address: str, settings: Any) -> None:
    settings.ZHIBEN_PROXIES = ("10.0.0.0/24",)
    request = RequestFactory().get("/", REMOTE_ADDR=near, headers={"X-Forwarded-For": said})
    assert address_of(request) == address


def test_without_a_proxy_nothing_is_believed(settings: Any) -> None:
    settings.ZHIBEN_PROXIES = ()
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.2", headers={"X-Forwarded-For": "127.0.0.1"})
    assert address_of(request) == "10.0.0.2"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::6", "2001:db8:1:3::/64"),
        ("", ""),
        ("elsewhere", ""),
    ],
)
def test_a_whole_network_of_ipv6_counts_as_one_address(address: str, counted: str) -> None:
    assert counted_as(address) == counted


def test_guesses_from_one_network_of_ipv6_are_counted_together(city: City) -> None:
    person = with_password(city, Role.OFFICE_OFFICER)
    for number in range(10):
        with pytest.raises(Refused):
            prove("nobody", "wrong", address=f"2001:db8::{number + 1:x}")
    with pytest.raises(Refused):
        prove(person.username, WORD, address="2001:db8::ffff")
    assert prove(person.username, WORD, address="2001:db8:0:1::1") == person


def test_an_administrators_link_is_good_within_the_networks_alone(city: City) -> None:
    person = city.person(Role.SYSTEM_ADMIN, "市安委办")
    ruled(networks=("10.0.0.0/8",))
    address = reverse("set_up", args=[issue_link(person, actor=SYSTEM)])
    new = {"new": WORD, "again": WORD}
    assert [Client().get(address).status_code, Client().post(address, new).status_code] == [403, 403]
    assert not person.check_password(WORD)
    assert Client(REMOTE_ADDR="10.1.2.3").post(address, new).status_code == 302


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_an_administrator_is_refused_from_elsewhere_at_login_and_at_every_request(city: City, role: Role) -> None:
    client = browser(city.person(role, "市安委办"))
    assert client.get("/people/").status_code == 200
    ruled(networks=("10.0.0.0/8",))
    page = client.get("/people/")
    assert (page.status_code, "管理员不能从本机所在网络（127.0.0.1）登录" in page.content.decode()) == (403, True)
    assert client.get("/people/")["Location"] == "/login/?next=/people/"
    assert client.get("/people/", headers={"X-Forwarded-For": "10.0.0.1"}).status_code == 302
    person = with_password(city, role)
    ruled(networks=("10.0.0.0/8",), second_factor=())
    entered = log_in(person)
    assert entered.said.status_code == 403  # type: ignore[attr-defined]
    assert entered.get("/people/", headers=PROGRAM).json()["code"] == "login_required"
    assert not Session.objects.filter(person=person.pk).exists()
    assert log_in(person, client=Client(REMOTE_ADDR="10.1.2.3")).get("/people/").status_code == 200


def test_everybody_else_comes_from_anywhere(city: City) -> None:
    ruled(networks=("10.0.0.0/8",))
    assert browser(city.person(Role.OFFICE_LEADER, "市安委办")).get("/").status_code == 200
    assert reverse("login") == "/login/"
    with_authenticator(city.person(Role.OFFICE_LEADER, "市安委办"))

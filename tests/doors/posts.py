"""Where everybody stands who tries the doors: each role at each relation to records of 龙华区 and its 民治街道, on the
line 住房建设. Which answer each of them gets stands in `tests.oracles.doors`.

own: the record's own unit and place; parent: above it; child: below it, or within it on one line; sibling: the same
beside it, in another district or street; beside: the same place on another line; elsewhere: another city; substitute:
somebody without a grant who stands in for own; closed: own, the account closed since.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from tests.factories.orgs import SINCE, City

from zhiben.foundation.scope import unscoped
from zhiben.identity.models import Session
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import Person, Site
from zhiben.orgs.operations import add_site, add_unit, grant, set_active, substitute
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import ADMINISTRATORS, Role, UnitKind

LETTERS: dict[str, Role] = {
    "L": Role.OFFICE_LEADER,
    "O": Role.OFFICE_OFFICER,
    "P": Role.DEPARTMENT_OFFICER,
    "D": Role.DISTRICT_OFFICER,
    "S": Role.STREET_OFFICER,
    "I": Role.INSPECTOR,
    "E": Role.ENTERPRISE_CONTACT,
    "A": Role.AUDITOR,
    "Y": Role.SYSTEM_ADMIN,
    "X": Role.SECURITY_ADMIN,
    "Z": Role.AUDIT_ADMIN,
}
"""A letter for each role, as the tables write it; 系统管理员, 安全管理员, 审计管理员 are the last three letters."""

RELATIONS = ("own", "parent", "child", "sibling", "beside", "elsewhere", "substitute", "closed")
PASSWORD = "a word of 2024 for tests"


def post(letter: str, relation: str) -> str:
    """The name of a post, as failures print it: P.own."""
    return f"{letter}.{relation}"


UNITS: dict[str, dict[str, str]] = {
    "LOYXZ": {
        "own": "龙华区安委办",
        "parent": "市安委办",
        "child": "民治街道安委办",
        "sibling": "南山区安委办",
        "elsewhere": "汕尾市安委办",
    },
    "P": {
        "own": "龙华区住房建设",
        "parent": "市住房建设",
        "child": "民治街道住房建设",
        "sibling": "南山区住房建设",
        "beside": "龙华区消防救援",
        "elsewhere": "汕尾市住房建设",
    },
    "D": {
        "own": "龙华区",
        "parent": "市人民政府",
        "child": "民治片区",
        "sibling": "南山区",
        "elsewhere": "海丰县",
    },
    "S": {
        "own": "民治街道",
        "parent": "龙华区街道管理处",
        "child": "民治街道：住房建设",
        "sibling": "大浪街道",
        "beside": "民治街道：消防救援",
        "elsewhere": "海丰街道",
    },
    "IA": {
        "own": "龙华区",
        "parent": "市人民政府",
        "child": "民治片区",
        "sibling": "南山区",
        "beside": "龙华区消防救援",
        "elsewhere": "海丰县",
    },
    "E": {"own": "示例企业", "sibling": "大浪企业", "beside": "民治消防企业", "elsewhere": "海丰企业"},
}
"""By letters, the unit of each relation; after a colon the line to which the grant is narrowed. An enterprise's site
has nothing above or below it; an office has no line, so nothing beside it."""

MORE_UNITS: tuple[tuple[str, UnitKind, str, str], ...] = (
    ("民治街道安委办", UnitKind.COMMITTEE_OFFICE, "民治街道", ""),
    ("汕尾市安委办", UnitKind.COMMITTEE_OFFICE, "汕尾市", ""),
    ("民治街道住房建设", UnitKind.DEPARTMENT, "民治街道", "住房建设"),
    ("汕尾市住房建设", UnitKind.DEPARTMENT, "汕尾市", "住房建设"),
    ("市人民政府", UnitKind.DISTRICT, "深圳市", ""),
    ("民治片区", UnitKind.DISTRICT, "民治街道", ""),
    ("海丰县", UnitKind.DISTRICT, "海丰县", ""),
    ("龙华区街道管理处", UnitKind.STREET, "龙华区", ""),
    ("大浪街道", UnitKind.STREET, "大浪街道", ""),
    ("海丰街道", UnitKind.STREET, "海丰县", ""),
    ("示例企业", UnitKind.ENTERPRISE, "民治街道", ""),
    ("民治消防企业", UnitKind.ENTERPRISE, "民治街道", ""),
    ("大浪企业", UnitKind.ENTERPRISE, "大浪街道", ""),
    ("海丰企业", UnitKind.ENTERPRISE, "海丰县", ""),
)
"""Name, kind, territory and line of the units that the tests' city does not have."""

SITES: dict[str, tuple[str, str]] = {
    "示例企业": ("民治街道", "房屋建筑施工"),
    "民治消防企业": ("民治街道", "高层建筑消防"),
    "大浪企业": ("大浪街道", "房屋建筑施工"),
    "海丰企业": ("海丰县", "房屋建筑施工"),
}
"""The place and sector of each enterprise's site."""


@dataclass
class Posts:
    """Everybody, by the name of their post."""

    city: City
    sites: dict[str, Site] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    untouched: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def actor(self, name: str) -> Actor:
        """Who holds the post, as of now."""
        return actor_of(Person.objects.get(pk=self.people[name].pk))

    def browser(self, name: str) -> Client:
        """A browser with nothing but the session in which the person has logged in; nobody's for the name ""."""
        # One for all: a new one would look through all static files anew.
        self.client.cookies.clear()
        if name:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = key = self.cookies[name]
            # All posts together take longer than somebody may sit idle.
            Session.objects.filter(session_key=key).update(seen=clock.real())
        return self.client


def build(city: City) -> Posts:
    """All posts in `city`, each logged in; accounts are closed after the login."""
    posts = Posts(city)
    _found(posts)
    for letters, units in UNITS.items():
        for letter in letters:
            _appoint(posts, letter, units)
    for name, person in posts.people.items():
        client = Client()
        client.force_login(person)
        posts.cookies[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
        if name.endswith(".closed"):
            set_active(person, active=False, actor=SYSTEM)
    return posts


def _found(posts: Posts) -> None:
    """The units and sites that the posts are held at."""
    city = posts.city
    for name, kind, territory, line in MORE_UNITS:
        given: dict[str, Any] = {"line": city.lines[line]} if line else {}
        city.units[name] = add_unit(name, kind=kind, territory=city.territories[territory], valid_from=SINCE, **given)
    for name, (place, sector) in SITES.items():
        posts.sites[name] = site(city, name, place, sector)


def _appoint(posts: Posts, letter: str, units: dict[str, str]) -> None:
    """Somebody of the role at each of `units`, somebody whose account is closed, and who stands in."""
    for relation, unit in units.items():
        _take(posts, letter, relation, unit)
    _take(posts, letter, "closed", units["own"])
    if LETTERS[letter] not in ADMINISTRATORS:
        _stand_in(posts, letter)


def site(city: City, name: str, place: str, sector: str) -> Site:
    """A new site at a place, of a sector; its local id is its name."""
    with unscoped(reason="test data"):
        return add_site(
            f"{name}场所",
            territory=city.territories[place],
            sector=city.sectors[sector],
            local_id=name,
            actor=SYSTEM,
        )


def account(city: City, role: str, unit: str, username: str, *, site: Site | None = None, line: str = "") -> Person:
    """Somebody with one grant."""
    person = Person.objects.create(username=username, name=f"人员{username}", password=make_password(PASSWORD))
    given: dict[str, Any] = {"line": city.lines[line]} if line else {}
    grant(person, role, unit=city.units[unit], site=site, actor=SYSTEM, valid_from=SINCE, **given)
    return person


def _take(posts: Posts, letter: str, relation: str, unit: str) -> None:
    name = post(letter, relation)
    at, _, line = unit.partition("：")
    posts.people[name] = account(posts.city, LETTERS[letter], at, name, site=posts.sites.get(at), line=line)


def _stand_in(posts: Posts, letter: str) -> None:
    name, today = post(letter, "substitute"), clock.today()
    person = Person.objects.create(username=name, name=f"人员{name}", password=make_password(PASSWORD))
    own = posts.people[post(letter, "own")]
    own_actor = actor_of(own)
    substitute(own, person, first=today, last=today + timedelta(days=30), actor=own_actor)
    posts.people[name] = person

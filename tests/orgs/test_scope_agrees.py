"""The same question asked twice: which sites a person sees, by SQL and by comparing coordinates in Python."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.orgs import City, Role
from tests.factories.orgs import city as build

from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.scope.paging import page
from zhiben.kernel.rights import EVERYWHERE, SYSTEM, Actor, Coordinates, Grant
from zhiben.orgs.models import Line, Site, Territory
from zhiben.orgs.operations import add_line, add_sector, grant
from zhiben.orgs.queries import actor_of

PLACES = ("民治街道", "大浪街道", "粤海街道", "南园街道", "大鹏街道", "鹅埠镇", "中英街管理局")
ABOVE = ("广东省", "深圳市", "汕尾市", "龙华区", "南山区", "龙岗区", "大鹏新区", "深汕特别合作区", "盐田区")


@pytest.fixture
def sites(db: None) -> list[Site]:
    """One site of each of six sectors in each of seven places; two of the sectors hang on a line and on one below."""
    city = build()
    police = add_line("公安")
    city.sectors["民用爆炸物品"] = add_sector("民用爆炸物品", line=police)
    city.sectors["道路交通"] = add_sector("道路交通", line=add_line("交通警察", parent=police))
    for street, sector in product(PLACES, city.sectors):
        city.site(street, sector)
    with unscoped(reason="what is there, to compare with"):
        return list(Site.objects.order_by("pk"))


def covered(actor: Actor, sites: list[Site]) -> list[int]:
    return [s.pk for s in sites if any(held.reads and held.covers(s.coordinates) for held in actor.grants)]


def seen(actor: Actor) -> list[int]:
    with scope(actor):
        return list(Site.objects.order_by("pk").values_list("pk", flat=True))


def paged(actor: Actor) -> tuple[list[int], int]:
    with scope(actor):
        found = page(Site._unfiltered(), order=("id",), limit=100)
    return [site.pk for site in found.rows], found.count


def lines() -> list[tuple[int, int]]:
    return [(0, 0), *(line.levels for line in Line.objects.order_by("pk"))]


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_sql_and_python_see_the_same_sites(sites: list[Site], data: st.DataObject) -> None:
    places = [EVERYWHERE, *(t.coordinates for t in Territory.objects.filter(name__in=[*ABOVE, *PLACES]).order_by("pk"))]
    subtrees = st.builds(
        lambda place, line: replace(place, line=line[0], subline=line[1]),
        st.sampled_from(places),
        st.sampled_from(lines()),
    )
    at = st.one_of(subtrees, st.sampled_from(sites).map(lambda site: Coordinates(site=site.pk)))
    grants = st.lists(st.builds(Grant, st.just(1), st.just("auditor"), at, reads=st.booleans()), max_size=4)
    actor = Actor(1, "甲", tuple(data.draw(grants)))
    expected = covered(actor, sites)
    assert seen(actor) == expected
    assert paged(actor) == (expected, len(expected))


@pytest.mark.parametrize("unit", ["市安委办", "龙华区安委办", "市住房建设", "南山区消防救援", "福田区", "民治街道"])
def test_grants_for_units_are_read_alike(city: City, unit: str) -> None:
    for street, sector in product(("民治街道", "粤海街道", "南园街道"), city.sectors):
        city.site(street, sector)
    with unscoped(reason="what is there, to compare with"):
        everything = list(Site.objects.order_by("pk"))
    person = city.person(Role.AUDITOR, unit)
    assert seen(actor_of(person)) == covered(actor_of(person), everything) != []
    own = everything[-1]
    grant(person, Role.ENTERPRISE_CONTACT, unit=city.unit("粤海街道"), site=own, actor=SYSTEM)
    assert seen(actor_of(person)) == covered(actor_of(person), everything)
    assert own.pk in seen(actor_of(person))

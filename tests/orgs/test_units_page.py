"""The page of the organisation: units by kind, and districts under whom the city and whom the law places them."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.factories.orgs import City, Role

from zhiben.orgs.models import Unit
from zhiben.orgs.queries.structure import Street, district_tree, unit_groups

pytestmark = pytest.mark.either


def test_eleven_districts_stand_in_order_with_seventy_nine_streets(city: City) -> None:
    tree = district_tree()
    assert [one.name for one in tree[:3] + tree[9:]] == ["福田区", "罗湖区", "盐田区", "大鹏新区", "深汕特别合作区"]
    assert (len(tree), sum(one.counted for one in tree)) == (11, 74 + 4 + 1)


def test_legal_and_managing_parents_are_kept_apart(city: City) -> None:
    tree = {one.name: one for one in district_tree()}
    assert {one.managing for one in tree.values()} == {"深圳市"}
    assert [name for name, one in tree.items() if one.legal != "深圳市"] == ["大鹏新区", "深汕特别合作区"]
    assert tree["大鹏新区"].streets[0] == Street("葵涌街道", "街道", True, "龙岗区")
    assert {street.legal for street in tree["深汕特别合作区"].streets} == {"海丰县"}
    elsewhere = [street for street in tree["盐田区"].streets if street.legal or not street.counted]
    assert {street.name: street.legal for street in elsewhere} == {
        "中英街管理局": "沙头角街道",
        "深圳盐田综合保税区": "",
    }


def test_units_stand_by_kind(city: City) -> None:
    groups = {group.kind: [unit.name for unit in group.units] for group in unit_groups()}
    assert list(groups) == ["安委办", "部门", "区", "街道"]
    assert groups["安委办"] == ["市安委办", "龙华区安委办", "南山区安委办", "福田区安委办"]
    assert sum(map(len, groups.values())) == Unit.objects.count()


def test_page_is_open_to_everybody_with_an_account(city: City) -> None:
    for role, unit in ((Role.AUDIT_ADMIN, "市安委办"), (Role.STREET_OFFICER, "民治街道")):
        client = Client()
        client.force_login(city.person(role, unit))
        answer = client.get("/units/")
        page = answer.content.decode()
        assert (answer.status_code, page.count('aria-current="page"')) == (200, 1)
        words = ("（法定隶属龙岗区）", "市住房建设", "另有不计入的准单位：前海合作区")
        assert [word in page for word in words] == [True, True, True]

"""Streets beside each other: counts by hand, as far as each person sees."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.hazards import Cast, hazard
from tests.factories.orgs import PER_DISTRICT, City, city
from tests.factories.pages import browser

from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.scope.counting import counted
from zhiben.hazards.models import Hazard
from zhiben.kernel import clock
from zhiben.kernel.periods import month_of
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Territory
from zhiben.orgs.operations import grant
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role
from zhiben.overview.queries import StreetLine, latest_months, street_lines, together

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 16)


@pytest.fixture
def built() -> City:
    """In 民治: two found in October, of which one is closed and one overdue, one found in August, one too long ago, one
    rejected; in 粤海 one found in September."""
    with clock.at(clock.day_start(date(2024, 10, 15))):
        made = city()
        cast = Cast(made)
        hazard(cast, "closed", found=date(2024, 10, 1))
        late = hazard(cast, "rectifying", found=date(2024, 10, 15))
        hazard(cast, "verified", found=date(2024, 8, 31))
        hazard(cast, "verified", found=date(2024, 7, 31))
        hazard(cast, "rejected", found=date(2024, 10, 2))
        elsewhere = Cast(made)
        elsewhere.site = made.site("粤海街道")
        elsewhere.street = made.actor(Role.STREET_OFFICER, "粤海街道")
        elsewhere.draft(found=date(2024, 9, 30), by=elsewhere.street)
        with unscoped(reason="a test lets a deadline pass"):
            Hazard.objects.filter(pk=late.pk).update(due=date(2024, 10, 15))
            Hazard.objects.filter(state="draft").update(state="reported", reported_at=clock.now())
    return made


def lines(built: City, role: str, unit: str) -> list[StreetLine]:
    actor = built.actor(role, unit)
    with scope(actor):
        return street_lines(latest_months(TODAY), TODAY, actor)


def busy(some: list[StreetLine]) -> list[StreetLine]:
    return [line for line in some if line.busy]


STREETS = PER_DISTRICT | {"盐田区": PER_DISTRICT["盐田区"] + 1}
"""中英街管理局 is counted with the streets here."""
MINZHI = StreetLine("龙华区", "民治街道", ((1, 0), (0, 0), (2, 1)), 1)
YUEHAI = StreetLine("南山区", "粤海街道", ((0, 0), (1, 0), (0, 0)), 0)


def test_months_end_with_the_present_one() -> None:
    assert [month.label for month in latest_months(date(2024, 1, 31))] == ["2023年11月", "2023年12月", "2024年1月"]


def test_streets_are_counted_as_by_hand(built: City) -> None:
    everywhere = lines(built, Role.OFFICE_OFFICER, "市安委办")
    seen = busy(everywhere)
    assert seen == [YUEHAI, MINZHI]
    assert Counter(line.district for line in everywhere) == STREETS
    assert together(everywhere) == StreetLine("", "合计", ((1, 0), (1, 0), (2, 1)), 1)
    assert [(line.found, line.closed, line.rate) for line in seen] == [(1, 0, 0), (3, 1, Decimal("0.333333"))]


@pytest.mark.parametrize(
    ("role", "unit", "streets"),
    [
        (Role.OFFICE_OFFICER, "龙华区安委办", ["民治街道"]),
        (Role.STREET_OFFICER, "粤海街道", ["粤海街道"]),
        (Role.DISTRICT_OFFICER, "福田区", []),
        (Role.DEPARTMENT_OFFICER, "市交通运输", []),
        (Role.DEPARTMENT_OFFICER, "市住房建设", ["民治街道", "粤海街道"]),
    ],
)
def test_everybody_sees_their_own_streets(built: City, role: str, unit: str, streets: list[str]) -> None:
    assert sorted(line.street for line in busy(lines(built, role, unit))) == sorted(streets)


def test_street_with_nothing_found_is_listed_where_somebody_answers_for_it(built: City) -> None:
    assert [line.street for line in lines(built, Role.STREET_OFFICER, "粤海街道")] == ["粤海街道"]
    seen = lines(built, Role.DISTRICT_OFFICER, "福田区")
    assert {(line.district, line.months, line.overdue) for line in seen} == {("福田区", ((0, 0),) * 3, 0)}
    assert len({line.street for line in seen}) == STREETS["福田区"]
    there = lines(built, Role.OFFICE_OFFICER, "龙华区安委办")
    assert Counter(line.district for line in there) == {"龙华区": STREETS["龙华区"]}
    everywhere = lines(built, Role.DEPARTMENT_OFFICER, "市交通运输")
    assert Counter(line.district for line in everywhere) == STREETS


def test_what_lies_in_no_street_of_today_stands_in_a_last_line(built: City) -> None:
    with unscoped(reason="a test merges a street"):
        Territory.objects.filter(name="民治街道").update(valid_to=TODAY)
    with clock.at(clock.day_start(TODAY)):
        seen = lines(built, Role.OFFICE_OFFICER, "市安委办")
    assert [line.street for line in seen][-1] == "其他（已撤并的，或不是街镇的）"
    assert (seen[-1].months, seen[-1].overdue) == (MINZHI.months, MINZHI.overdue)
    assert together(seen) == StreetLine("", "合计", ((1, 0), (1, 0), (2, 1)), 1)


def test_counts_over_several_grants_count_nothing_twice(built: City) -> None:
    person = built.person(Role.DEPARTMENT_OFFICER, "市住房建设")
    grant(person, Role.STREET_OFFICER, unit=built.unit("民治街道"), actor=SYSTEM, valid_from=date(2023, 1, 1))
    with scope(actor_of(person)):
        found = counted(Hazard._unfiltered(), "street", all=Q(), closed=Q(state="closed"))
        assert sum(line["all"] for line in found.values()) == Hazard.objects.count() == 6
        assert sum(line["closed"] for line in found.values()) == 1


def test_page_says_so_and_asks_as_often_however_many_there_are(built: City) -> None:
    office = browser(built.person(Role.OFFICE_OFFICER, "市安委办"))
    with clock.at(clock.day_start(TODAY)), CaptureQueriesContext(connection) as few:
        page = office.get(reverse("overview:streets")).content.decode()
    assert re.sub(r"\s+", "", re.findall(r"<tfoot>.*</tfoot>", page, re.S)[0]).count("2/1") == 1
    rows = re.findall(r"<td>(民治街道|粤海街道)</td>", page)
    assert sorted(rows) == ["民治街道", "粤海街道"]
    assert "33.3%" in page
    for _ in range(5):
        hazard(Cast(built), "verified", found=month_of(TODAY).first)
    with clock.at(clock.day_start(TODAY)), CaptureQueriesContext(connection) as many:
        office.get(reverse("overview:streets"))
    assert len(many) == len(few)

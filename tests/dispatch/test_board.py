"""The provincial board: places as the tables print them, what a better one takes, and who is first only where a table
says so."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests.dispatch.city import City, member
from tests.factories.pages import browser, text
from tests.factories.ranking import RATE, ranked

from zhiben.campaign import operations as campaign
from zhiben.campaign import queries as campaigns
from zhiben.campaign.models import CampaignAction, Indicator
from zhiben.dispatch.models import ProvincialRank
from zhiben.dispatch.monthly.board import board, tables
from zhiben.dispatch.queries import firsts
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import scope
from zhiben.kernel import clock, measure
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import month_of
from zhiben.kernel.rights import SYSTEM, Coordinates

pytestmark = [pytest.mark.django_db, pytest.mark.either]
AUGUST, SEPTEMBER = date(2024, 8, 1), date(2024, 9, 1)
NOW = Cut(datetime(2024, 10, 16, 9, tzinfo=clock.TZ))
FIELD = {"广州市": (230, 250), "深圳市": (220, 250), "东莞市": (226, 250), "佛山市": (200, 250)}


@pytest.fixture
def place(city: City) -> Coordinates:
    return city.place("市安委办").territory


@pytest.mark.parametrize(("done", "of"), [(3, None), (None, 3), (4, 3)])
def test_counts_of_a_rank_come_in_pairs(place: Coordinates, done: int | None, of: int | None) -> None:
    ranked(place, AUGUST, {"深圳市": (3, 3)})
    row = ProvincialRank._unfiltered().filter(month=AUGUST)
    row.update(numerator=None, denominator=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(numerator=done, denominator=of)


def test_board_tells_places_month_by_month_and_what_the_next_takes(
    city: City, place: Coordinates, office: Client
) -> None:
    ranked(place, AUGUST, FIELD | {"深圳市": (195, 250)})
    ranked(place, SEPTEMBER, FIELD)
    with scope(city.officer):
        shown = board(place.city)
        (line,) = shown.lines
    assert [(cell.rank, cell.of, cell.printed) for cell in line.cells.values()] == [(4, 4, False), (3, 4, False)]
    assert line.now is not None and line.now.step is not None and line.now.margin is not None
    # 226 of 250 is 90.4 %: 227 pass it, 7 more than 220; 佛山 passes 220 with 221, 21 more than 200.
    assert (line.now.step.work, line.now.step.to_rank, line.now.margin.work, line.now.behind) == (7, 2, 21, "佛山市")
    page = text(office, "dispatch:board")
    assert "再完成7项可升至第2位（差距在随机波动之内）；安全垫：佛山市再完成21项即可超过" in page
    assert re.findall(r"<strong>(\d)</strong><span[^>]*>/(\d)", page) == [("3", "4"), ("4", "4")]
    assert re.findall(r'<th scope="col" class="num">([^<]*)</th>', page) == [
        "2024.9",
        "2024.8",
    ]  # the newest is seen first
    assert page.count("按值") == 3  # twice in the table, once in the note above it


def test_first_place_is_said_only_where_a_table_prints_it(city: City, place: Coordinates, office: Client) -> None:
    best = FIELD | {"深圳市": (249, 250)}
    ranked(place, AUGUST, best)
    with scope(city.officer):
        assert (board(place.city).lines[0].last.rank, board(place.city).firsts) == (1, 0)
    ranked(place, SEPTEMBER, best, printed={"深圳市": 1})
    with scope(city.officer):
        assert board(place.city).firsts == 1
    assert "全省第一</span>" in text(office, "dispatch:board")
    ranked(place, SEPTEMBER, {"深圳市": (225, 250)}, edition="revised", printed={"深圳市": 3})
    with scope(city.officer):
        shown = board(place.city)
    assert (shown.lines[0].last.rank, shown.lines[0].last.revised, shown.firsts) == (1, 3, 0)


def test_table_of_an_indicator_stands_edition_by_edition(city: City, place: Coordinates, office: Client) -> None:
    ranked(place, SEPTEMBER, FIELD | {"全省平均": (240, 250)}, printed={"广州市": 1, "深圳市": 3})
    ranked(place, SEPTEMBER, {"深圳市": (240, 250), "广州市": (230, 250)}, edition="revised")
    with scope(city.officer):
        newest, first = tables(place.city, RATE)
    assert [(one.region, one.rank, one.printed, one.own) for one in first.places] == [
        ("广州市", 1, True, False),
        ("东莞市", 2, False, False),
        ("深圳市", 3, True, True),
        ("佛山市", 4, False, False),
    ]
    assert [(one.region, one.rank) for one in newest.places] == [("深圳市", 1), ("广州市", 2)]
    page = text(office, "dispatch:board_table", RATE)
    assert "2024年10月12日公布" in page
    assert page.count("分子 / 分母") == 2
    assert office.get(reverse("dispatch:board_table", args=["没有的指标"])).status_code == 404


def test_table_without_any_counts_has_no_column_for_them(city: City, place: Coordinates, office: Client) -> None:
    ranked(place, SEPTEMBER, {"广州市": (3, None), "深圳市": (5, None)}, indicator="亡人事故")
    page = text(office, "dispatch:board_table", "亡人事故")
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', page) == ["位次", "地市", "指标值"]
    assert [row.count("<td") for row in page.split("<tbody>")[1].split("</tr>")[:2]] == [2, 2]


def test_who_reads_no_ranking_sees_an_empty_board(city: City, place: Coordinates) -> None:
    housing = browser(member(city, "市住房建设局", "department_officer"))
    ranked(place, SEPTEMBER, FIELD)
    page = text(housing, "dispatch:board")
    assert "还没有导入过全省排名" in page and "广州市" not in page
    assert housing.get(reverse("dispatch:board_table", args=[RATE])).status_code == 404


def test_firsts_are_counted_by_the_newest_edition_of_the_campaigns_own_indicators(
    city: City, place: Coordinates
) -> None:
    with scope(SYSTEM):
        action = _campaign(city)
        for name, source in (("判定标准培训", "D2.criteria"), ("主要负责人培训", "D2.principals"), ("改造", "D3.fire")):
            Indicator.objects.create(
                action=action, name=name, unit="人次", measure=source, provincial_name=f"省表{name}"
            )
    best = {"深圳市": (9, 10), "广州市": (8, 10)}
    ranked(place, AUGUST, best, indicator="省表判定标准培训", printed={"深圳市": 2})
    ranked(place, SEPTEMBER, best, indicator="省表判定标准培训", printed={"深圳市": 1})
    ranked(place, SEPTEMBER, best, indicator="省表主要负责人培训")
    ranked(place, SEPTEMBER, best, indicator="省表改造", printed={"深圳市": 1})
    ranked(place, SEPTEMBER, best, indicator="别的", printed={"深圳市": 1})
    known = measure.registered()
    with scope(city.officer):
        assert [evaluate(known[name], NOW).numerator for name in ("D2.first", "D3.first")] == [1, 1]
        before = Cut(datetime(2024, 10, 12, 0, tzinfo=clock.TZ), month_of(AUGUST))
        assert evaluate(known["D2.first"], before).numerator == 0
        assert [row.indicator for row in firsts.first_by("D2.", NOW)] == ["省表判定标准培训"]
    ranked(place, SEPTEMBER, {"深圳市": (7, 10)}, indicator="省表改造", edition="revised", printed={"深圳市": 2})
    with scope(city.officer):
        assert evaluate(known["D3.first"], NOW).numerator == 0


def _campaign(city: City) -> CampaignAction:
    campaign.found_campaign(city.units["市安委办"].pk, actor=SYSTEM)
    return campaigns.campaigns()[0].actions.get(position=2)


def test_counts_of_millions_are_told_in_full_with_their_thousands_apart(
    city: City, place: Coordinates, office: Client
) -> None:
    for region, count in {"广州市": 6_042_500, "深圳市": 3_542_000, "佛山市": 1_200_000}.items():
        ranked(place, SEPTEMBER, {region: (count, None)}, indicator="从业人员培训")
    page = text(office, "dispatch:board")
    assert "3,542,000；再提高超过2,500,500可升至第1位；安全垫：领先佛山市2,342,000" in re.sub(r"\s+", "", page)

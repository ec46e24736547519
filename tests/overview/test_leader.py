"""The leader's morning and the wall: what has changed, what is late, who is behind, each within the scope of who looks,
and no figure without its moment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from tests.factories.campaign import task
from tests.factories.documents import WRITTEN, Desk
from tests.factories.hazards import Cast, hazard
from tests.factories.orgs import City
from tests.factories.orgs import city as build
from tests.factories.pages import browser, text

from zhiben.foundation.lifecycle import amend
from zhiben.foundation.lifecycle.telling import machine_of
from zhiben.foundation.rendering.tilemap import adjoins
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.queries import rhythm
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.queries import actor_of
from zhiben.orgs.queries.territory_cards import TILES
from zhiben.orgs.vocab import Role
from zhiben.overview import morning, queries, wall
from zhiben.overview.happened import NOTABLE, happened

pytestmark = pytest.mark.either

WEDNESDAY = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)


@pytest.fixture
def city(db: None) -> Iterator[City]:
    with clock.at(WEDNESDAY):
        yield build()


@pytest.fixture
def leader(city: City) -> Client:
    return browser(city.person(Role.OFFICE_LEADER, "市安委办"))


def found_late(cast: Cast, days: int = 10) -> None:
    """A major hazard of 龙华 whose deadline passed yesterday."""
    with clock.at(WEDNESDAY - timedelta(days=days)):
        one = hazard(cast, "verified")
    with unscoped(reason="a test lets a deadline pass"):
        amend([one], at=WEDNESDAY - timedelta(days=days), due=date(2024, 10, 15))


def test_who_leads_an_office_begins_with_the_morning_others_with_the_day(city: City, leader: Client) -> None:
    officer = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    assert ["早间一页" in re.findall("<h1.*?</h1>", text(one, "overview:home"))[0] for one in (leader, officer)] == [
        True,
        False,
    ]
    assert '<h1 class="page-title">今日' in text(leader, "overview:home", query="?all=on")
    contact = browser(Cast(city).enterprise)
    assert "/wall/" not in text(contact, "overview:home")
    assert [contact.get(path).status_code for path in ("/leader/", "/wall/")] == [403, 403]


def test_change_is_told_against_the_same_hour_of_the_last_working_day(city: City, leader: Client) -> None:
    cast = Cast(city)
    with clock.at(WEDNESDAY - timedelta(days=3)):
        hazard(cast, "verified")
    with clock.at(WEDNESDAY - timedelta(hours=2)):
        hazard(cast, "verified")
        hazard(cast, "closed")
    with scope(actor_of(city.person(Role.OFFICE_LEADER, "市安委办").pk)):
        assert morning.since_when(1) == WEDNESDAY - timedelta(days=1)
        with clock.at(datetime(2024, 10, 14, 9, tzinfo=clock.TZ)):
            # Saturday the 12th was worked in exchange for the holiday.
            assert morning.since_when(1) == datetime(2024, 10, 12, 9, tzinfo=clock.TZ)
        told = {one.figure.measure.id: one.change for one in morning.deltas(morning.since_when(1))}
    assert (told["D1.reported"], told["D1.rectified"]) == (2, 1)
    page = text(leader, "overview:leader")
    assert "与2024-10-15 09:00比" in page and "增加2" in page
    # Further back all three are new.
    assert "增加3" in text(leader, "overview:leader", query="?days=3")
    assert "与2024-10-15 09:00比" in text(leader, "overview:leader", query="?days=99")


def test_nothing_of_last_year_is_compared_with(city: City) -> None:
    with clock.at(datetime(2024, 12, 30, 9, tzinfo=clock.TZ)):
        hazard(Cast(city), "verified")
    with clock.at(datetime(2025, 1, 2, 9, tzinfo=clock.TZ)), scope(SYSTEM):
        told = {
            one.figure.measure.id: (one.figure.numerator, one.change) for one in morning.deltas(morning.since_when(1))
        }
    assert told["D1.reported"] == (0, 0)


def test_late_things_and_who_is_behind_are_those_of_the_reader(city: City, leader: Client) -> None:
    found_late(Cast(city))
    with clock.at(WEDNESDAY - timedelta(days=20)):
        late = [task(city, due=date(2024, 10, 8), title=f"迟的第{n}项") for n in range(2)]
    page = text(leader, "overview:leader")
    assert re.findall(r'<strong>([^<]*)</strong><span class="zb-late-count">(\d+)', page) == [
        ("重大隐患逾期未整改", "1"),
        ("重点任务逾期", "2"),
    ]
    assert [page.count(one.get_absolute_url() + '"') for one in late] == [1, 1]
    assert re.search(
        rf'\?overdue=on&amp;lead={late[0].lead_unit_id}">市住房建设[^<]*</a></th>\s*<td class="num">2项', page
    )
    stranger = text(browser(city.person(Role.OFFICE_OFFICER, "南山区安委办")), "overview:leader")
    assert "没有逾期的事项" in stranger and "迟的第" not in stranger and "没有部门有逾期任务" in stranger


def test_those_behind_that_are_not_named_are_counted(
    city: City, leader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.at(WEDNESDAY - timedelta(days=20)):
        for lead in ("市住房建设", "市消防救援"):
            task(city, due=date(2024, 10, 8), lead=lead)
    monkeypatch.setattr(morning, "BEHIND", 1)
    assert re.search(r'\?overdue=on">另有1个<', text(leader, "overview:leader"))


def test_papers_to_sign_come_first(city: City, leader: Client) -> None:
    officer, reviewer = (city.actor(Role.OFFICE_OFFICER, "市安委办") for _ in range(2))
    desk = Desk(city.unit("市安委办").pk, officer, reviewer, city.actor(Role.OFFICE_LEADER, "市安委办")).opened()
    paper = desk.taken(desk.write(replace(WRITTEN, to="市住房建设")), "reviewed")
    page = text(leader, "overview:leader")
    assert page.index(paper.get_absolute_url()) < page.index("有什么变化")
    assert re.search(r"待您签发 <span[^>]*>1件", page)
    stranger = browser(city.person(Role.OFFICE_OFFICER, "南山区安委办"))
    assert paper.get_absolute_url() not in text(stranger, "overview:leader")


def test_steps_worth_a_line_exist_and_are_told_to_who_may_read_them(city: City) -> None:
    for label, steps in NOTABLE.items():
        machine = machine_of(label)
        assert machine is not None
        assert [step for step in steps if step not in {*machine.by_name, "begin"}] == [], label
    cast = Cast(city)
    one = hazard(cast, "verified")
    with scope(cast.department):
        told = happened(WEDNESDAY - timedelta(days=1), 5)
    assert [(line.name, line.state and line.state.key) for line in told.lines] == [(str(one), "reported")]
    assert told.more is False
    with scope(actor_of(city.person(Role.OFFICE_OFFICER, "南山区安委办").pk)):
        assert happened(WEDNESDAY - timedelta(days=1), 5).lines == []
    with scope(cast.department):
        assert happened(WEDNESDAY + timedelta(seconds=1), 5).lines == []


def test_more_than_the_page_names_is_said(city: City) -> None:
    cast = Cast(city)
    ones = [hazard(cast, "verified") for _ in range(3)]
    with scope(cast.department):
        told = happened(WEDNESDAY - timedelta(days=1), 2)
        counted = [
            (known.more, known.number, known.beyond)
            for known in (happened(WEDNESDAY - timedelta(days=1), 2, counted=most) for most in (0, 2, 3, 9))
        ]
    assert ([line.name for line in told.lines], told.more) == ([str(ones[2]), str(ones[1])], True)
    assert counted == [(True, 2, True), (True, 2, True), (True, 3, False), (True, 3, False)]


@pytest.mark.parametrize(
    ("number", "sentence"), [(0, ""), (4, "共4件"), (5, "共5件，最新4件"), (7, "超过6件，最新4件")]
)
def test_wall_says_how_much_more_there_is_than_it_shows(
    city: City, leader: Client, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    monkeypatch.setattr(wall, "COUNTED", 6)
    cast = Cast(city)
    for _ in range(number):
        hazard(cast, "verified")
    said = re.search('<h2>最近七日(.*?) <span class="zw-date">', text(leader, "overview:wall"))
    assert said and re.sub("<[^>]*>", "", said[1]) == sentence


def test_wall_says_its_moment_at_every_figure(city: City, leader: Client) -> None:
    found_late(Cast(city))
    page = text(leader, "overview:wall")
    figures, panels = page.count('class="zw-figure"'), page.count("<h2>")
    assert (figures, panels) == (len(wall.FIGURES), 4)
    assert page.count("截至10月16日 09:00") == figures + panels
    assert 'class="zw-dark"' in page and 'class="zw-light"' in text(leader, "overview:wall", query="?theme=light")
    assert 'class="zw-dark"' in text(leader, "overview:wall", query="?theme=pink")
    assert "示例数据" not in page


def test_wall_counts_stages_weeks_and_districts(city: City) -> None:
    cast = Cast(city)
    found_late(cast)
    with clock.at(WEDNESDAY - timedelta(days=7)):
        hazard(cast, "closed")
    hazard(cast, "declared")
    with scope(SYSTEM):
        shown = wall.wall()
        assert [stage.count for stage in shown.stages] == [3, 0, 2, 1, 1]
        assert [stage.share for stage in shown.stages] == pytest.approx([1, 0, 2 / 3, 1 / 3, 1 / 3])
        assert {tile.name: (tile.value, tile.band) for tile in shown.tiles if tile.value} == {"龙华区": (1, 4)}
        assert shown.ranges == [(0, "0"), (4, "1")]
        weeks = rhythm.weeks([bar.period for bar in shown.bars], queries.present())
        assert sum(week.closed for week in weeks) == 1
        assert [week.closed for week in weeks][-2] == 1
        assert [bar.running for bar in shown.bars] == [False] * 7 + [True]
    neighbour = city.person(Role.OFFICE_OFFICER, "南山区安委办")
    with scope(actor_of(neighbour.pk)):
        shown = wall.wall()
        assert [stage.count for stage in shown.stages] == [0] * 5
        # Of the district next door, where something is late, nothing is said; not that there is nothing.
        assert {tile.name: tile.value for tile in shown.tiles if tile.value is not None} == {"南山区": 0}
    page = text(browser(neighbour), "overview:wall")
    assert "龙华区范围外" in page and "—：不在查看范围" in page


def test_only_one_district_adjoins_no_other() -> None:
    places = list(TILES.values())
    assert [name for name, place in TILES.items() if not adjoins(place, places)] == ["深汕特别合作区"]

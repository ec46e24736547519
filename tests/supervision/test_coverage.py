"""Coverage across rounds, counted from check-ins alone, and the plan that closes its gaps with the fewest team-days."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from random import Random

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.pages import browser
from tests.factories.supervision import Ground, drawn, ground, planned, signed, teamed, visited

from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role
from zhiben.supervision import closing_gaps, queries
from zhiben.supervision.closing_gaps import Plan, Room, cheapest
from zhiben.supervision.models import Round, Visit
from zhiben.supervision.queries import Street
from zhiben.supervision.views import coverage as views

pytestmark = pytest.mark.django_db


def street(pk: int, district: int, last: date | None = None) -> Street:
    return Street(pk, f"{pk:03d}", f"示例街道{pk}", district, {}, last)


def room(pk: int, free: int) -> Room:
    return Room(Round(pk=pk, title=f"示例第{pk}轮"), 1, free, 0)


def names(plan: Plan) -> list[tuple[int | None, list[list[int]]]]:
    return [(one.room.round.pk, [[each.id for each in day.streets] for day in one.days]) for one in plan.added]


def everywhere(_one: Round, _street: Street) -> bool:
    return True


def test_streets_are_grouped_by_district_and_those_left_alone_longest_go_first() -> None:
    today = date(2024, 10, 1)
    gaps = [street(1, 1, today), street(2, 1), street(3, 1, today - timedelta(days=9)), street(4, 2)]
    plan = cheapest(gaps, [room(1, 9)], visits=2)
    assert (plan.needed, plan.streets, plan.without) == (3, 4, 0)
    assert names(plan) == [(1, [[2, 3], [4], [1]])]


def test_with_too_few_team_days_the_most_streets_are_reached() -> None:
    gaps = [street(pk, 1) for pk in range(1, 6)] + [street(pk, 2) for pk in range(6, 9)] + [street(9, 3)]
    plan = cheapest(gaps, [room(1, 1), room(2, 1)], visits=4)
    assert (plan.needed, plan.streets, plan.without) == (4, 7, 2)
    assert names(plan) == [(1, [[1, 2, 3, 4]]), (2, [[6, 7, 8]])]
    assert [[each.id for each in day.streets] for day in plan.left] == [[5], [9]]


def test_a_day_moves_to_another_round_where_that_makes_room_for_one_more() -> None:
    gaps = [street(1, 1), street(2, 1), street(3, 2)]
    only = {2: {1}}  # the second district is on the ground of the first round alone

    def covers(one: Round, each: Street) -> bool:
        return one.pk in only.get(each.district, {1, 2})

    plan = cheapest(gaps, [room(1, 1), room(2, 1)], visits=2, covers=covers)
    assert (names(plan), plan.left) == ([(1, [[3]]), (2, [[1, 2]])], [])


def test_no_team_makes_less_than_one_visit() -> None:
    with pytest.raises(ValueError, match="one visit"):
        cheapest([street(1, 1)], [], visits=0)


def most_reached(days: list[tuple[int, int]], rooms: list[Room], covers: Callable[[int, int], bool]) -> int:
    """Every way of giving days (district, streets) to rounds, tried out."""
    best = 0
    for given in product(range(-1, len(rooms)), repeat=len(days)):
        counts = [given.count(place) for place in range(len(rooms))]
        fits = all(place < 0 or covers(place + 1, day[0]) for place, day in zip(given, days, strict=True))
        if fits and all(count <= room.free for count, room in zip(counts, rooms, strict=True)):
            best = max(best, sum(day[1] for place, day in zip(given, days, strict=True) if place >= 0))
    return best


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_reaches_more_streets(seed: int) -> None:
    chance = Random(seed)
    sizes = {district: chance.randint(1, 5) for district in range(1, 4)}
    numbers = iter(range(1, 99))
    gaps = [street(next(numbers), district) for district, size in sizes.items() for _one in range(size)]
    rooms = [room(pk, chance.randint(0, 2)) for pk in (1, 2, 3)]
    grounds = {pk: {district for district in sizes if chance.random() < 0.6} for pk in (1, 2, 3)}
    visits = 2
    plan = cheapest(gaps, rooms, visits=visits, covers=lambda one, each: each.district in grounds[one.pk or 0])
    days = [(pk, min(visits, size - at)) for pk, size in sizes.items() for at in range(0, size, visits)]
    assert plan.needed == len(days)
    assert plan.streets == most_reached(days, rooms, lambda pk, district: district in grounds[pk])
    assert all(len(one.days) <= one.room.free for one in plan.added)


@pytest.fixture
def built() -> Ground:
    return ground()


def ground_of(built: Ground) -> list[orgs.TerritoryCard]:
    (city,) = queries.cities_of(built.office)
    return queries.districts_of(built.office, city)


def matrix(built: Ground, rounds: list[Round]) -> dict[str, tuple[dict[int, int], list[str]]]:
    with scope(built.keeper):
        page = ground_of(built)
        found = queries.matrix(built.office, page, rounds)
    return {one.name: (dict(one.rounds), [each.name for each in one.missing]) for one in found}


def test_the_matrix_counts_check_ins_alone(built: Ground) -> None:
    first = drawn(built)
    visited(built, first)
    other = visited(built, first, "粤海街道")
    second = drawn(built, title="示例第2轮", first=date(2024, 11, 1), last=date(2024, 11, 30), recent_days=0)
    visited(built, second)
    with scope(built.keeper):
        perform(queries.visit_of(other.pk), "void", built.keeper, reason="走错门")
        rounds = queries.rounds_in(built.office, 2024)
    assert [one.pk for one in rounds] == [first.pk, second.pk]
    found = matrix(built, rounds)
    assert found["龙华区"][0] == {first.pk: 1, second.pk: 1} and "民治街道" not in found["龙华区"][1]
    assert found["南山区"][0] == {} and "粤海街道" in found["南山区"][1]
    assert sum(len(missing) for _rounds, missing in found.values()) == 78


def test_days_since_the_last_visit_count_every_round(built: Ground) -> None:
    visited(built, drawn(built))
    with scope(built.keeper), clock.at(clock.now() + timedelta(days=12)):
        page = ground_of(built)
        found = {each.name: each for one in queries.matrix(built.office, page, []) for each in one.streets}
        assert (found["民治街道"].days, found["粤海街道"].days, found["民治街道"].reached) == (12, None, 0)


def test_a_page_costs_three_queries_whatever_stands_on_it(built: Ground) -> None:
    visited(built, drawn(built))
    with scope(built.keeper):
        rounds = queries.rounds_in(built.office, 2024)
        page = ground_of(built)
        with CaptureQueriesContext(connection) as asked:
            queries.matrix(built.office, page, rounds)
    assert (len(page), len(asked)) == (11, 3)


def test_what_a_coming_round_offers(built: Ground) -> None:
    monday = date(2024, 10, 14)
    with clock.at(clock.day_start(monday)):
        one = teamed(built, planned(built, first=date(2024, 10, 12), last=date(2024, 10, 18), size=6))
        with scope(built.keeper):
            coming = queries.coming(built.office)
            (offer,) = closing_gaps.rooms_of(coming, visits=4)
    assert (offer.round.pk, offer.teams, offer.days, offer.taken, offer.free) == (one.pk, 2, 5, 2, 8)


def test_the_page_opens_a_district_street_by_street_and_exports(built: Ground) -> None:
    one = drawn(built)
    signed(visited(built, one))
    window = browser(built.keeper)
    shut = window.get("/supervision/coverage/?year=2024").content.decode()
    assert "2024年综合督导各轮覆盖：1/79个街镇到过" in shut and "民治街道" not in shut
    district = built.built.territories["龙华区"].pk
    opened = window.get(f"/supervision/coverage/?year=2024&district={district}").content.decode()
    assert "民治街道" in opened and "0天" in opened and "从未到场" in opened
    assert (opened.count("1次</td>"), opened.count("0次</td>")) == (1, 5)  # the other five streets of 龙华区
    assert window.get("/supervision/coverage/?year=2024&visits=0").status_code == 422
    book = openpyxl.load_workbook(io.BytesIO(window.get("/supervision/coverage.xlsx?year=2024").content))
    rows = list(book["覆盖"].iter_rows(values_only=True))
    assert rows[0][:3] == ("区", "街镇", one.title) and len(rows) == 80
    assert next(row for row in rows if row[1] == "民治街道")[2:4] == (1, 1)
    assert book["补齐"].max_row == 1 + 78


def test_the_plan_tells_its_model(built: Ground) -> None:
    planned(built, first=clock.today(), last=clock.today() + timedelta(days=30))
    said = browser(built.keeper).get("/supervision/coverage/plan/?visits=5&teams=3").content.decode()
    assert "补齐79个街镇最少要20个组日" in said
    assert "最多检查5处（默认4，可改）" in said and "没有编组的按3组" in said and "封存对象" in said


def test_coverage_is_for_those_who_see_rounds(built: Ground) -> None:
    planned(built)
    for role, unit in ((Role.DISTRICT_OFFICER, "龙华区"), (Role.STREET_OFFICER, "民治街道")):
        stranger = browser(built.built.actor(role, unit))
        for address in ("coverage/", "coverage/plan/", "coverage.xlsx"):
            assert stranger.get(f"/supervision/{address}").status_code == 403
    auditor = browser(built.built.actor(Role.AUDITOR, "市安委办"))
    assert auditor.get("/supervision/coverage/").status_code == 200


def test_a_district_shows_its_longest_street_and_rounds_elsewhere_show_a_dash(built: Ground) -> None:
    pk = built.built.territories["龙华区"].pk
    elsewhere = drawn(built, territories=[pk], size=4, least=0)
    visited(built, elsewhere)
    with scope(built.keeper), clock.at(clock.now() + timedelta(days=3)):
        found = {one.name: one for one in queries.matrix(built.office, ground_of(built), [elsewhere])}
        assert (found["南山区"].ground_in(elsewhere), found["南山区"].days, found["南山区"].never) == (0, None, True)
        assert found["龙华区"].ground_in(elsewhere) == len(found["龙华区"].streets)
    days = [replace(each, last=clock.today() - timedelta(days=at)) for at, each in enumerate(found["龙华区"].streets)]
    assert replace(found["龙华区"], streets=days).days == len(days) - 1
    said = browser(built.keeper).get("/supervision/coverage/?year=2024").content.decode()
    assert "0/8" not in said and "1/6" in said and "从未到场" in said


def test_a_visit_that_waits_for_acceptance_covers_nothing(built: Ground) -> None:
    one = drawn(built)
    visit = visited(built, one)
    Visit._unfiltered().filter(pk=visit.pk).update(far_reason="场所已搬迁")
    assert matrix(built, [one])["龙华区"][0] == {}


def test_nothing_is_said_of_gaps_where_there_are_none() -> None:
    told = views._told(cheapest([], [room(1, 9)]), 9)
    assert told == "未结束的轮次还有余力9个组日。"
    assert "还有1个排不下" in views._told(cheapest([street(1, 1)], []), 0)

"""The demonstration's accidents of 2024: told from the same seed, entered with their lag, each where its course has
come to; the listed streets have a fifth fewer."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from zhiben.accidents import queries
from zhiben.accidents.models import AccidentCase, CaseCause, SourceRow
from zhiben.demonstration import accident_going_on as story
from zhiben.demonstration import accident_story, build, calendar, timeline
from zhiben.demonstration.accident_course import AccidentCourse, days_of
from zhiben.demonstration.accident_ends import AccidentEnds
from zhiben.demonstration.accident_going_on import GoingOn
from zhiben.demonstration.accident_replay import AccidentReplay
from zhiben.demonstration.accident_story import Told
from zhiben.demonstration.accident_year import CASES
from zhiben.demonstration.city import City
from zhiben.foundation import audit
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.either


@pytest.fixture(scope="session")
def told() -> Told:
    return accident_story.tell(build.SEED)


@pytest.fixture(scope="session")
def year(told: Told) -> GoingOn:
    return story.go_on(told, build.SEED)


def test_a_year_of_some_270_accidents_until_the_last_day(told: Told, year: GoingOn) -> None:
    assert year == story.go_on(told, build.SEED)
    months = Counter(one.on.month for one in year.accidents)
    assert min(months[month] for month in range(1, 11)) > 8 and set(months) == set(range(1, 11))
    assert 230 < len(year.accidents) < 310
    assert {one.on.year for one in year.accidents} == {2024} and max(one.on for one in year.accidents) <= calendar.LAST
    numbers = [one.number for one in year.accidents]
    assert numbers == list(range(len(told.accidents) + 1, len(told.accidents) + 1 + len(numbers)))
    assert [one.at for one in year.accidents] == sorted(one.at for one in year.accidents)
    assert all(one.narrative.endswith("。（示例数据）") for one in year.accidents)


def test_a_fifth_would_be_spared_from_april_on_and_new_types_grow_rare(told: Told) -> None:
    years = [story.go_on(told, seed, narratives=False) for seed in range(30)]
    late = [one for year in years for one in year.accidents if one.on >= story.BETTER_FROM]
    assert 0.17 < sum(len(year.spared) for year in years) / len(late) < 0.23
    assert all(one.number not in year.spared for year in years for one in year.accidents if one.on < story.BETTER_FROM)
    new = Counter(one.planted for one in years[0].accidents if one.planted in told.new_types)
    assert set(new) == set(told.new_types) and max(new.values()) <= 3


@pytest.fixture
def lived(founded: City, told: Told, year: GoingOn) -> AccidentCourse:
    """The whole year; of the five years before nothing."""
    replay = AccidentReplay(founded, Told(told.streets, (), told.combinations, told.new_types))
    listed = {street.id for street in founded.streets[::8]}
    course = AccidentCourse(replay, year, lambda: listed)
    timeline.play(replay.happenings(), course.happenings(), AccidentEnds(founded).happenings())
    return course


def test_each_stands_where_its_course_has_come_to(lived: AccidentCourse, year: GoingOn) -> None:
    with unscoped(reason="test"), clock.at(calendar.STANDS):
        rows = AccidentCase.objects.exclude(state="merged")
        first = rows.filter(occurred_on__lt=date(2024, 7, 1))
        assert first.filter(carried_over=True, state="approved").count() > 0.9 * (first.count() - 2)
        later = rows.filter(occurred_on__gte=date(2024, 7, 1))
        states = Counter(later.values_list("state", flat=True))
        assert states["approved"] > 20 and states["investigating"] > 20 and states["submitted"] >= 2
        assert 70 < later.count() < 130
        coded = set(CaseCause.objects.values_list("case", flat=True))
        assert not coded & set(later.filter(state="reported").values_list("pk", flat=True))
        assert set(later.filter(state="approved", carried_over=False).values_list("pk", flat=True)) - coded == set()
        assert audit.verify().ok
        known = [one for one in year.accidents if days_of(one)["entered"] <= calendar.LAST]
        assert 0 < len(year.accidents) - len(known) < 30


def test_clocks_mostly_hold(lived: AccidentCourse) -> None:
    with unscoped(reason="test"), clock.at(calendar.STANDS):
        late = Counter(due.clock.key for case, due in queries.overdue(clock.now()) if not case.carried_over)
        assert late == {"report": 4, "approval": 3, "level_report": 3}


def test_listed_streets_have_a_fifth_fewer(lived: AccidentCourse, year: GoingOn) -> None:
    listed = set(lived.listed())
    with unscoped(reason="test"):
        there = SourceRow.objects.filter(case__street__in=listed, case__occurred_on__gte=story.BETTER_FROM)
        numbers = {int(number[-4:]) for number in there.values_list("number", flat=True)}
    assert numbers and not numbers & year.spared
    gone = [one for one in year.accidents if one.number in year.spared and one.number not in lived.replay.cases]
    assert gone


def test_the_pair_of_the_day_still_looks_like_a_double(lived: AccidentCourse) -> None:
    office = lived.replay.city.actor(Role.OFFICE_OFFICER, lived.replay.city.office)
    with scope(office), clock.at(calendar.STANDS):
        days = [{double.first.occurred_on, double.second.occurred_on} for double in queries.doubles()]
        assert {date(2024, 10, 9)} in days and len(days) <= 2
        assert AccidentCase.objects.filter(occurred_on__year=2024).count() > 200 + len(CASES)

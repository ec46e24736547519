"""The demonstration's accidents as records: five years are counted from them, what two departments told is one case,
and each of this year's accidents stands where its course has come to."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from zhiben.accidents import queries
from zhiben.accidents.models import AccidentCase, CaseCause, SourceRow
from zhiben.demonstration import accident_story, build, calendar, timeline
from zhiben.demonstration.accident_ends import AccidentEnds
from zhiben.demonstration.accident_replay import WAVES, AccidentReplay
from zhiben.demonstration.accident_story import Told
from zhiben.demonstration.accident_year import CASES
from zhiben.demonstration.city import City
from zhiben.foundation import audit
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock, measure
from zhiben.kernel.measure import Cut
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.either

CUT = Cut(calendar.STANDS + timedelta(microseconds=1))


@pytest.fixture(scope="session")
def told() -> Told:
    return accident_story.tell(build.SEED)


@pytest.fixture
def lived(founded: City, told: Told) -> AccidentReplay:
    """Every fourth accident of the story and all of the new types, this year's beside them."""
    some = tuple(one for one in told.accidents if one.number % 4 == 0 or one.planted in told.new_types or is_twin(one))
    fewer = Told(told.streets, some, told.combinations, told.new_types)
    replay = AccidentReplay(founded, fewer)
    timeline.play(replay.happenings(), AccidentEnds(founded).happenings())
    return replay


def is_twin(one: accident_story.Accident) -> bool:
    return one.number % 71 == 0


def test_five_years_are_counted_from_cases(lived: AccidentReplay) -> None:
    years = measure.registered()["A3.years"]
    with unscoped(reason="test"), clock.at(calendar.STANDS):
        before = Cut(clock.day_start(WAVES[0]))
        found = [evaluate(years, cut).value for cut in (before, Cut(clock.day_end(WAVES[0])), CUT)]
        assert found == [0, 5, 5]


def test_cases_say_what_the_story_says(lived: AccidentReplay) -> None:
    with unscoped(reason="test"), clock.at(calendar.STANDS):
        found = queries.facts(last=date(2023, 12, 31), scheme="type-1986")
        assert len(found) == len(lived.told.accidents)
        labels = Counter(row.type_label for row in found)
        assert labels == Counter(one.type for one in lived.told.accidents)
        assert found.without_cause == sum(not one.causes for one in lived.told.accidents)
        assert found.unplaced == sum(one.street < 0 for one in lived.told.accidents)
        assert sum(row.dead for row in found) == sum(one.deaths for one in lived.told.accidents)
        known = {row.occurred_on: row.known_on for row in found}
        assert all(known[one.on] is not None for one in lived.told.accidents)
        assert (found.provisional, audit.verify().ok) == (0, True)


def test_departments_hand_in_and_what_two_told_is_one_case(lived: AccidentReplay) -> None:
    with unscoped(reason="test"):
        merged = list(AccidentCase.objects.filter(state="merged"))
        assert len(merged) == len(lived.twins) > 10
        assert all(lived.twins[one.pk] == one.merged_into_id for one in merged)
        sources = Counter(SourceRow.objects.filter(case__in=lived.twins.values()).values_list("case", flat=True))
        assert set(sources.values()) == {2}
        departments = set(SourceRow.objects.values_list("department", flat=True))
        assert {"police", "fire", "transport", "emergency", "housing", "market", "water"} <= departments
        names = set(SourceRow.objects.exclude(file_name="").values_list("file_name", flat=True))
        assert all("示例数据" in name for name in names)
        assert not AccidentCase.objects.exclude(narrative__contains="（示例数据）").exists()


def test_each_of_the_year_stands_where_its_course_has_come_to(lived: AccidentReplay) -> None:
    with unscoped(reason="test"), clock.at(calendar.STANDS):
        rows = AccidentCase.objects.filter(occurred_on__year=2024)
        states = Counter(rows.values_list("state", flat=True))
        assert states == {"investigating": 7, "reported": 4, "approved": 2, "void": 1, "submitted": 1}
        assert rows.count() == len(CASES)
        graver = rows.get(grade="larger")
        assert (graver.deaths, graver.investigated_at, graver.revisions.count()) == (3, "city", 2)
        assert CaseCause.objects.filter(case=graver).count() == 5
        late = {
            (due.clock.key, case.occurred_on) for case, due in queries.overdue(clock.now()) if not case.carried_over
        }
        assert late == {("report", date(2024, 8, 9)), ("level_report", date(2024, 10, 14))}
        running = {due.clock.key for case, due in queries.falling_due(clock.now())}
        assert running == {"level_report", "report", "approval", "assessment"}


def test_one_pair_looks_like_a_double(lived: AccidentReplay) -> None:
    office = lived.city.actor(Role.OFFICE_OFFICER, lived.city.office)
    with scope(office), clock.at(calendar.STANDS):
        [double] = queries.doubles()
        assert {double.first.occurred_on, double.second.occurred_on} == {date(2024, 10, 9)}
        assert len(queries.doubles_waiting(office, 5)) == 1


def test_some_accidents_happened_where_a_hazard_had_been_closed(lived: AccidentReplay) -> None:
    with unscoped(reason="test"), clock.at(calendar.STANDS):
        at_sites = AccidentCase.objects.filter(site__isnull=False)
        assert 0.1 < at_sites.count() / AccidentCase.objects.count() < 0.4
        assert all(case.street for case in at_sites)


def test_sizes_of_every_street_are_told_for_the_five_years(lived: AccidentReplay) -> None:
    with unscoped(reason="test"), clock.at(calendar.STANDS):
        years = range(2019, 2024)
        assert [queries.exposures_missing(years, size) for size in ("employees", "enterprises", "construction")] == [
            []
        ] * 3
        assert {row.source[:4] for row in queries.exposures(years).values()} == {"示例数据"}

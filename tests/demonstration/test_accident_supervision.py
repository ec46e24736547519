"""The demonstration's accident supervision: new types found at the right days, studied, swept for; what the city
published stays what it is."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from zhiben.campaign.models import KeyTask
from zhiben.demonstration import accident_going_on, accident_story, accident_studied, build, calendar, timeline
from zhiben.demonstration.accident_course import AccidentCourse
from zhiben.demonstration.accident_ends import AccidentEnds
from zhiben.demonstration.accident_replay import AccidentReplay
from zhiben.demonstration.accident_studies import answer_all
from zhiben.demonstration.accident_supervising import AccidentSupervising, Kinds
from zhiben.demonstration.build import Plan
from zhiben.demonstration.city import City
from zhiben.demonstration.papers import Papers
from zhiben.demonstration.task_replay import TaskReplay
from zhiben.demonstration.timeline import Happening
from zhiben.foundation import audit, studies
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import unscoped
from zhiben.insight.questions import registered
from zhiben.kernel import clock, measure
from zhiben.kernel.measure import Cut
from zhiben.orgs import examples
from zhiben.supervision.models import AccidentSignal, JointStudy, LookAlike, LookAlikeSite

pytestmark = pytest.mark.either

CUT = Cut(calendar.STANDS + timedelta(microseconds=1))
LEADS = ("市发展改革委", "市邮政管理局")


@pytest.fixture
def lived(founded: City, whole: Plan, settings: Any, tmp_path: Path) -> AccidentSupervising:
    """All accidents; of the key tasks those of two departments, which nobody reports on."""
    settings.MEDIA_ROOT = tmp_path
    told = accident_story.tell(build.SEED)
    year = accident_going_on.go_on(told, build.SEED)
    replay, ends = AccidentReplay(founded, told), AccidentEnds(founded)
    leads = [place for place, (name, _line) in enumerate(examples.UNITS) if name in LEADS]
    tasks = TaskReplay(founded, [one for one in whole.tasks if one.lead in leads], [])
    said = AccidentSupervising(founded, Kinds(replay, ends, (*told.accidents, *year.accidents)))
    desks = [Happening(clock.day_start(calendar.CAMPAIGN), Papers(founded).open_desks)]
    course = AccidentCourse(replay, year, lambda: ())
    timeline.play(
        desks, replay.happenings(), course.happenings(), ends.happenings(), tasks.happenings(), said.happenings()
    )
    return said


def test_new_types_are_studied_swept_for_and_counted_nowhere_else(lived: AccidentSupervising) -> None:
    with unscoped(reason="test"), clock.at(calendar.STANDS):
        _the_queue_is_sorted()
        _studies_stand_where_they_have_come_to(lived)
        _sweeps_have_reasons_and_results()
        _published_figures_are_those_of_the_list()
        assert audit.verify().ok
        _every_page_has_its_study(lived.city)


def _the_queue_is_sorted() -> None:
    states = Counter(AccidentSignal.objects.filter(kind="new_type").values_list("state", flat=True))
    assert (states["studied"], states["studying"]) == (2, 1)
    assert states["merged"] >= 1 and states["not_new"] >= 1
    assert states["waiting"] == 0
    answered = AccidentSignal.objects.filter(state__in=("not_new", "merged", "not_blind", "false_alarm"))
    assert all("示例数据" in one.answer for one in answered)
    merged = AccidentSignal.objects.filter(state="merged")
    assert {one.into.state for one in merged if one.into} <= {"studied", "studying"}
    alerts = Counter(AccidentSignal.objects.filter(kind="alert").values_list("state", flat=True))
    assert alerts == {"false_alarm": 2}  # weeks alone: the summer is no drift
    blind = Counter(AccidentSignal.objects.filter(kind="blind_spot").values_list("state", flat=True))
    assert blind["not_blind"] > 0 and blind["waiting"] > 0


def _studies_stand_where_they_have_come_to(lived: AccidentSupervising) -> None:
    first, second, third = (JointStudy.objects.get(pk=lived.studied[one.key].pk) for one in accident_studied.STUDIES)
    assert [one.state for one in (first, second, third)] == ["closed", "closed", "under_way"]
    assert first.report is not None and first.letter is not None and third.report is None
    assert {first.report.state, first.letter.state} == {"issued"}
    assert first.causes.count() == 2 and first.lessons and not first.open_gaps
    assert third.open_gaps and third.until >= calendar.STANDS.date()
    assert first.opened_by and first.case is not None and first.case.occurred_on.year == 2023


def _sweeps_have_reasons_and_results() -> None:
    first, second = LookAlike.objects.order_by("pk")
    assert (first.state, second.state) == ("closed", "sent")
    assert not second.is_late
    for sweep in (first, second):
        rows = LookAlikeSite.objects.filter(sweep=sweep)
        assert 10 <= rows.count() <= 20
        assert all(row.reasons and row.task for row in rows)
    assert LookAlikeSite.objects.filter(sweep=first, checked_on=None).exclude(excused="").count() == 1
    left = LookAlikeSite.objects.filter(sweep=second, checked_on=None).count()
    assert 0 < left < LookAlikeSite.objects.filter(sweep=second).count()
    states = Counter(KeyTask.objects.filter(topic="举一反三").values_list("state", flat=True))
    assert states == {"done": 4, "accepted": 3}


def _published_figures_are_those_of_the_list() -> None:
    known = measure.registered()
    planned = KeyTask.objects.exclude(topic="举一反三").filter(parent=None)
    assert evaluate(known["A5.tasks"], CUT).value == planned.exclude(state="cancelled").count() > 0
    assert evaluate(known["A5.units"], CUT).value == len(LEADS)
    assert [evaluate(known[name], CUT).value for name in ("C1.circulars", "C2.letters", "tasks.overdue")][:2] == [0, 0]


def _every_page_has_its_study(city: City) -> None:
    answer_all(city)
    refused = set()
    for key in registered():
        found = studies.latest(key, city.office)
        assert found is not None and found.as_of == calendar.STANDS.date()
        refused |= {key} if found.result.get("refused") else set()
    assert refused == {"did-it-work"}  # no street is listed here

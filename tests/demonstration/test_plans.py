"""The demonstration's plans: 1+11+45, every action in each of them, every task on a measure, something of every
kind that waits."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask, MeasureWording, Plan, PlanVersion
from zhiben.demonstration import build, calendar, city, coverage_story, plan_story, timeline
from zhiben.demonstration.plan_replay import PlanReplay
from zhiben.demonstration.plan_revisions import BEING_DRAFTED, IN_REVIEW, REVISED
from zhiben.demonstration.task_replay import TaskReplay
from zhiben.foundation import audit
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock, measure
from zhiben.kernel.measure import Cut
from zhiben.orgs import examples

pytestmark = pytest.mark.either


def test_every_sector_has_a_task_for_every_action_led_by_who_answers_for_it() -> None:
    told = build.plan().tasks
    lines = {line: place for place, (_name, line) in enumerate(examples.UNITS)}
    leads = {sector: lines[line] for sector, line in examples.SECTORS}
    carried = Counter(plan_story.carried_out(story) for story in told)
    wanted = {(of, action) for of in ("", *leads) for action in plan_story.ACTIONS}
    assert (set(carried), sum(carried.values())) == (wanted, len(told))
    assert {story.lead for story in told} == set(range(42))
    assert [story.number for story in told if story.lead != leads.get(story.topic, story.lead)] == []


def test_what_a_gap_names_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    gaps = {"measure": (("民航", 2),), "owner": (("民航", 3),), "task": (("民航", 4),)}
    monkeypatch.setattr(plan_story, "GAPS", gaps)
    said = {one.action: one.owned for one in plan_story.measures("民航")}
    assert (2 in said, said[3], said[4]) == (False, False, True)
    known = {("民航", action): action for action in said}
    assert [plan_story.measure_for("民航", action, known) for action in (1, 2, 4)] == [1, 10, 10]


@pytest.mark.django_db
def test_plans_are_lived_through(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    planned = build.plan()
    with clock.at(clock.day_start(calendar.BEGINS)):
        founded = city.found(Random("plans"), "a word of 2024 for plans", contacts=[])
    tasks = TaskReplay(founded, planned.tasks, [])
    first_days = [one for one in tasks.happenings() if one.at.date() <= calendar.CAMPAIGN]
    timeline.play(PlanReplay(founded, tasks).happenings(), first_days)
    with clock.at(calendar.STANDS), unscoped(reason="test"):
        _counted()
        _each_says_something_on_every_action()
        assert KeyTask.objects.filter(measure=None, parent=None).count() == coverage_story.LOOSE
        assert KeyTask.objects.filter(measure__dropped=True).count() == 0
        _waits_and_was_revised()
    assert audit.verify().ok


def _counted() -> None:
    known = measure.registered()
    cuts = [Cut(clock.day_start(calendar.CAMPAIGN)), Cut(calendar.STANDS + timedelta(seconds=1))]
    found = [evaluate(known[f"A1.{kind}"], cut).numerator for cut in cuts for kind in ("master", "district", "sector")]
    assert found == [1, 11, 45, 1, 11, 45]


def _each_says_something_on_every_action() -> None:
    rows = MeasureWording.objects.filter(queries.PRESENT)
    found = Counter(rows.values_list("version__plan", flat=True))
    assert Counter(found.values()) == {
        12: 1,
        10: 55 - len(coverage_story.WITHOUT_MEASURE),
        9: 1 + len(coverage_story.WITHOUT_MEASURE),
    }
    assert rows.filter(lead_unit=None).count() == len(coverage_story.WITHOUT_OWNER)
    assert rows.filter(upper=None).exclude(version__plan__kind="master").count() == 0


def _waits_and_was_revised() -> None:
    states = dict(PlanVersion.objects.filter(number=2).values_list("plan__sector__name", "state"))
    assert (states[IN_REVIEW], states[BEING_DRAFTED], states[REVISED]) == ("reviewing", "drafted", "issued")
    assert PlanVersion.objects.get(state="consulting").plan.kind == "district"
    assert queries.hanging_loose(PlanVersion.objects.get(state="reviewing")).count() > 0
    revised = Plan.objects.get(sector__name=REVISED)
    assert list(revised.measures.filter(dropped=True).values_list("number", flat=True)) == ["9"]
    master = Plan.objects.get(kind="master").current
    assert master is not None
    assert "全过程留痕" in master.text

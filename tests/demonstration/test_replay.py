"""Some of the stories lived through: every record ends as told, by people whom the rules allow, with a ledger that
holds."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pypdf import PdfReader

from zhiben.campaign.models import Extension, KeyTask, TaskReport
from zhiben.demonstration import calendar, task_story, timeline
from zhiben.demonstration import rounds as round_replay
from zhiben.demonstration.build import Plan
from zhiben.demonstration.city import City
from zhiben.demonstration.hazard_replay import HazardReplay
from zhiben.demonstration.hazard_story import Story
from zhiben.demonstration.open_ends import UNSIGNED, OpenEnds
from zhiben.demonstration.rounds import Rounds
from zhiben.demonstration.task_replay import TaskReplay
from zhiben.demonstration.task_story import TaskStory
from zhiben.dispatch.models import Round
from zhiben.dispatch.vocab import RAISED, REMINDED
from zhiben.foundation import audit
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.foundation.scope import unscoped
from zhiben.hazards.models import Attempt, Hazard, Listing, Request, SiteRecord
from zhiben.inbox.models import Notice
from zhiben.kernel import clock
from zhiben.orgs import queries
from zhiben.orgs.vocab import Role

ENDS = {"overdue": "rectifying"}
"""States of hazards whose outcome is called otherwise."""


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    """Issued papers go to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path


def some_hazards(plan: Plan) -> list[Story]:
    """Two of every outcome, a listed one of each level that is closed, one sent back, one reopened; with originals."""
    chosen: list[Story] = []
    for outcome in ("closed", "declared", "overdue", "rectifying", "verified", "rejected", "duplicate"):
        chosen += [story for story in plan.hazards if story.outcome == outcome][:2]
    for level in ("city", "district"):
        chosen.append(next(s for s in plan.hazards if s.listed == level and s.outcome == "closed"))
    for move in ("send_back", "reopen"):
        chosen.append(next(s for s in plan.hazards if any(event.move == move for event in s.events)))
    chosen += [story.original for story in chosen if story.original]
    return list({story.number: story for story in chosen}.values())


def state_of(story: TaskStory) -> str:
    if story.finished:
        return "done"
    if story.verified:
        return "verified"
    return "submitted" if story.submitted else "under_way"


def some_tasks(plan: Plan) -> list[TaskStory]:
    """Every sixtieth, two that were returned, and one of each end."""
    ends = {state_of(story): story for story in plan.tasks}
    returned = [story for story in plan.tasks if story.returned][:2]
    return list({story.number: story for story in (*plan.tasks[::60], *returned, *ends.values())}.values())


def test_hazards_end_as_told(founded: City, whole: Plan) -> None:
    told = some_hazards(whole)
    timeline.play(HazardReplay(founded, told).happenings())
    with unscoped(reason="test"):
        ended = dict(Hazard.objects.values_list("number", "state"))
        assert ended == {story.number: ENDS.get(story.outcome, story.outcome) for story in told}
        assert SiteRecord.objects.exclude(state="signed").count() == 0
        listed = {s.number: "delisted" if s.outcome == "closed" else "noticed" for s in told if s.listed}
        assert dict(Listing.objects.values_list("hazard__number", "state")) == listed
    assert audit.verify().ok


def test_four_people_stand_behind_a_closed_hazard(founded: City, whole: Plan) -> None:
    timeline.play(HazardReplay(founded, some_hazards(whole)).happenings())
    with unscoped(reason="test"):
        closed = list(Attempt.objects.filter(closed_at__isnull=False))
        assert len(closed) >= 4
        for attempt in closed:
            found_or_mended = {attempt.reporter, attempt.rectifier, attempt.rectification_entered_by}
            others = {attempt.reviewer_one, attempt.reviewer_two, attempt.closer}
            assert (len(others), found_or_mended & others) == (3, set())


def test_intervals_of_a_hazard_are_those_of_its_story(founded: City, whole: Plan) -> None:
    told = [next(s for s in whole.hazards if any(event.move == "reopen" for event in s.events))]
    timeline.play(HazardReplay(founded, told).happenings())
    rows = StateInterval.objects.filter(machine="hazard").order_by("since", "pk")
    staying = ("draft_confirm", "draft_review", "confirm", "progress")
    moved = [event.at for event in told[0].events if event.move not in staying]
    assert list(rows.values_list("since", flat=True))[1:] == moved
    assert rows.last() is not None
    assert rows.filter(until__isnull=True).values_list("state", flat=True).get() == "closed"


def test_tasks_end_as_told(founded: City, whole: Plan) -> None:
    told = some_tasks(whole)
    sent = task_story.returns(Random(1), told, 42)
    timeline.play(TaskReplay(founded, told, sent).happenings())
    with unscoped(reason="test"):
        assert dict(KeyTask.objects.values_list("number", "state")) == {s.number: state_of(s) for s in told}
        assert dict(KeyTask.objects.filter(returns=1).values_list("number", "returns")) == {
            s.number: 1 for s in told if s.returned
        }
        assert TaskReport.objects.filter(nil=False).count() == sum(len(one.reports) for one in sent)
        assert TaskReport.objects.filter(nil=True).count() == sum(len(one.nil) for one in sent)
    assert audit.verify().ok


def test_rounds_are_issued_as_records_stood_then(
    founded: City, whole: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = some_tasks(whole)
    tasks = TaskReplay(founded, told, task_story.returns(Random(1), told, 42))
    rounds = Rounds(founded, tasks)
    rounds.periods = rounds.periods[:2]
    monkeypatch.setattr(round_replay, "LATE", rounds.periods[0])
    end = rounds.periods[-1].ends
    timeline.play(rounds.happenings(), (one for one in tasks.happenings() if one.at < end))
    with clock.at(end + timedelta(hours=9)):
        rounds.main_job()
    with unscoped(reason="test"):
        city_rounds = Round.objects.filter(office=founded.office, cycle="half_month").order_by("period_first")
        assert [(one.state, one.bulletin.number if one.bulletin else "") for one in city_rounds] == [
            ("issued", "第1期（总第1期）"),
            ("issued", "第2期（总第2期）"),
            ("open", ""),
        ]
        assert [one.as_of for one in city_rounds][:2] == [period.ends for period in rounds.periods]
        others = Round.objects.exclude(office=founded.office).values_list("cycle")
        assert Counter(name for (name,) in others) == {"half_month": 11, "month": 11, "week": 11}
        missed = Notice.objects.filter(kind__in=(REMINDED, RAISED), title__startswith="2024年2月上半月").order_by("pk")
        boss, officer = (founded.actor(role, founded.office).id for role in (Role.OFFICE_LEADER, Role.OFFICE_OFFICER))
        assert [(one.kind, one.person_id) for one in missed if one.person_id in (boss, officer)] == [
            (REMINDED, boss),
            *((RAISED, person) for person in sorted((boss, officer))),
        ]
        assert missed[1].at < city_rounds[0].bulletin.signed_at
    [paper] = [one for one in rounds.write(tmp_path / "out") if one.suffix == ".pdf"]
    assert paper.name == "2024年2月下半月重点任务和重大事故隐患调度情况.pdf"
    assert "总第2期" in PdfReader(paper).pages[0].extract_text()


def test_last_round_is_left_to_the_main_job(founded: City) -> None:
    rounds = Rounds(founded)
    happenings = list(rounds.happenings())
    assert [one.at for one in happenings] == sorted(one.at for one in happenings)
    last = calendar.moment(calendar.LAST, "collect", calendar.ROUND_HOURS)
    assert (len(happenings), happenings[-1].at) == (16 * 10 + 2 + 2 + 37, last)


def test_open_ends_wait_for_somebody_and_leave_the_states_alone(founded: City, whole: Plan) -> None:
    tasks = TaskReplay(founded, [s for s in whole.tasks if s.due == date(2024, 11, 30)][:20], [])
    hazards = HazardReplay(founded, [story for story in whole.hazards if story.by_enterprise])
    ends = OpenEnds(founded, tasks, hazards)
    timeline.play(tasks.happenings(), hazards.happenings(), ends.happenings())
    office = founded.home[0].district.office
    stands_in = queries.actor_of(founded.actor(Role.OFFICE_OFFICER, office, 1).id, calendar.STANDS)
    assert [grant.role for grant in stands_in.grants] == [Role.OFFICE_OFFICER, Role.OFFICE_LEADER]
    assert stands_in.grants[1].substitute_for == founded.actor(Role.OFFICE_LEADER, office).id
    with unscoped(reason="test"):
        asked = Extension.objects.order_by("pk").values_list("state", flat=True)
        assert list(asked) == ["granted", "asked", "asked"]
        assert sorted(Request.objects.values_list("kind", "state")) == [("extend", "asked"), ("transfer", "asked")]
        assert SiteRecord.objects.filter(state="drafted").count() == UNSIGNED
        ended = dict(Hazard.objects.values_list("number", "state"))
    assert ended == {story.number: ENDS.get(story.outcome, story.outcome) for story in hazards.told}


def test_late_reports_bring_evidence(founded: City, whole: Plan) -> None:
    told = [s for s in whole.hazards if s.outcome == "declared"]
    timeline.play(HazardReplay(founded, told).happenings())
    kept = StoredFile.objects.filter(attachments__model="hazards.hazard").distinct()
    assert kept.count() == len(told)
    assert set(kept.values_list("kind", flat=True)) == {"jpg"}

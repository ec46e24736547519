"""The plans: the same each time, with the published totals, and nobody acting before the time or in the wrong order."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest

from zhiben.demonstration import build, calendar, hazard_story, task_story, texts, timeline
from zhiben.demonstration.build import Plan
from zhiben.demonstration.hazard_story import LISTED_CLOSED, LISTED_OPEN, OUTCOMES, STOCK, UNFINISHED, Story
from zhiben.demonstration.task_story import DONE, OVERDUE, SILENT_LAST, SUBMITTED, TASKS, VERIFIED
from zhiben.kernel import clock

pytestmark = pytest.mark.either


@cache
def plan() -> Plan:
    return build.plan()


def hazards_of(year: int) -> list[Story]:
    return [story for story in plan().hazards if story.found.year == year]


def test_plan_is_the_same_every_time() -> None:
    assert build.plan() == plan()


def test_hazards_end_as_the_published_totals_say() -> None:
    assert Counter(story.outcome for story in hazards_of(2023)) == {"closed": STOCK}
    assert Counter(story.outcome for story in hazards_of(2024)) == OUTCOMES
    valid = sum(count for outcome, count in OUTCOMES.items() if outcome not in ("rejected", "duplicate"))
    assert (STOCK, valid, OUTCOMES["closed"]) == (2185, 506, 482)


def test_thirty_five_hazards_are_listed_and_the_closed_ones_come_off_again() -> None:
    listed = [story for story in plan().hazards if story.listed]
    assert len(listed) == LISTED_CLOSED + LISTED_OPEN == 35
    assert sum(any(event.move == "delist" for event in story.listing) for story in listed) == LISTED_CLOSED
    assert {story.found.year for story in listed} == {2024}


def test_every_hazard_of_a_year_has_its_own_number() -> None:
    numbers = [story.number for story in plan().hazards]
    assert len(set(numbers)) == len(numbers) == STOCK + sum(OUTCOMES.values())
    assert (numbers[0], numbers[STOCK]) == ("示例-2023-0001", "示例-2024-0001")


def test_events_of_a_hazard_follow_each_other_on_working_days() -> None:
    for story in plan().hazards:
        moments = [event.at for event in story.events]
        assert moments == sorted(set(moments))
        assert moments[0] == calendar.moment(story.found, "report")
        for moment in moments:
            assert calendar.working(moment.date()) == moment.date()
            assert moment < calendar.STANDS


def test_listing_is_noticed_before_rectifying_starts_and_ends_after_closing() -> None:
    for story in plan().hazards:
        moments = {event.move: event.at for event in story.events}
        steps = {event.move: event.at for event in story.listing}
        if steps:
            assert moments["confirm"] < steps["propose"] < steps["approve"] < steps["notice"]
            assert steps["notice"] < moments["start"]
        if "delist" in steps:
            assert moments["review"] < steps["request_acceptance"]
            assert steps["accept"] == moments["accept"] < moments["close"] < steps["delist"]


def test_hazard_cites_only_a_standard_that_was_in_force() -> None:
    for story in plan().hazards:
        wording = texts.HAZARDS[story.sector]
        assert story.clause == texts.clause_for(story.sector, story.title.partition("：")[2])
        assert wording.since <= story.found


def test_duplicate_tells_of_an_earlier_valid_hazard_at_the_same_site() -> None:
    for story in hazards_of(2024):
        if story.outcome != "duplicate":
            assert story.original is None
            continue
        assert story.original is not None
        assert story.original.outcome in ("closed", *UNFINISHED)
        assert story.original.found < story.found
        assert (story.original.site, story.original.title) == (story.site, story.title)


def test_contacts_are_the_sites_with_something_unfinished_a_rectifying_one_first() -> None:
    unfinished = [story for story in plan().hazards if story.outcome in UNFINISHED]
    assert sorted(plan().contacts) == sorted(story.site for story in unfinished)
    assert plan().contacts[0] in [story.site for story in unfinished if story.outcome == "rectifying"]


def test_tasks_are_1232_over_42_units_with_their_ends() -> None:
    tasks = plan().tasks
    assert len(tasks) == TASKS == 1232
    assert {story.lead for story in tasks} == set(range(42))
    assert sum(story.finished is not None for story in tasks) == DONE
    waiting = [story for story in tasks if story.submitted and not story.finished]
    assert Counter(story.verified is not None for story in waiting) == {False: SUBMITTED, True: VERIFIED}
    late = [story for story in tasks if story.submitted is None and story.due <= calendar.LAST]
    assert len(late) == OVERDUE


def test_nobody_assists_their_own_task() -> None:
    assert all(story.lead not in story.assisting for story in plan().tasks)


def test_moves_of_a_task_follow_each_other() -> None:
    for story in plan().tasks:
        moments = [at for at, _ in story.events()]
        assert moments == sorted(set(moments))
        assert moments[-1] < calendar.STANDS


def test_task_is_under_way_between_start_and_submission_and_after_a_return() -> None:
    story = next(one for one in plan().tasks if one.returned)
    moves = {move: at for at, move in story.events() if move in ("start", "return")}
    first_submitted = next(at for at, move in story.events() if move == "submit")
    minute = timedelta(minutes=1)
    assert not story.under_way(moves["start"])
    assert story.under_way(moves["start"] + minute)
    assert not story.under_way(first_submitted + minute)
    assert story.under_way(moves["return"] + minute)


def test_rounds_run_from_february_to_the_one_that_can_just_be_closed() -> None:
    periods = task_story.periods()
    assert len(periods) == 17
    assert (periods[0].first, periods[-1].last) == (date(2024, 2, 1), date(2024, 10, 15))
    assert periods[-1].ends < calendar.STANDS


def test_units_send_for_tasks_under_way_only_and_each_task_once() -> None:
    for one in plan().returns:
        sent = [*one.reports, *one.nil]
        assert len(set(sent)) == len(sent)
        assert all(plan().tasks[index].lead == one.unit for index in sent)
        assert all(plan().tasks[index].under_way(one.at) for index in sent)
        assert one.at.date() in one.period


def test_silent_units_send_nothing_and_four_are_silent_at_the_end() -> None:
    silent = [one for one in plan().returns if one.silent]
    assert all((one.reports, one.nil) == ({}, ()) for one in silent)
    assert sum(one.period == task_story.periods()[-1] for one in silent) == SILENT_LAST


def test_short_plan_keeps_tasks_returns_and_the_year() -> None:
    whole, short = plan(), plan().of_the_year()
    assert (len(short.tasks), short.returns) == (TASKS, whole.returns)
    assert len(short.hazards) == sum(OUTCOMES.values())


def test_street_and_its_sites_share_the_plan_of_sectors() -> None:
    told = hazard_story.stories(Random(1), streets=3, sites_per_street=20)
    assert {story.street for story in told} == {0, 1, 2}
    for story in told:
        assert story.site // 20 == story.street
        assert texts.sector_at(story.site % 20) == story.sector


def test_work_rests_on_holidays_and_on_other_days_of_the_week() -> None:
    assert calendar.working(date(2024, 10, 1)) == date(2024, 10, 9)
    assert calendar.working(date(2024, 10, 9)) == date(2024, 10, 9)
    assert calendar.working(date(2023, 1, 5)) == date(2023, 1, 11)
    assert calendar.working(date(2023, 12, 28)) == date(2024, 1, 1)


def test_threads_are_merged_and_each_moment_is_lived_through() -> None:
    def at(hour: int) -> object:
        return clock.day_start(date(2024, 3, 1)) + timedelta(hours=hour)

    seen: list[tuple[str, object]] = []

    def thread(name: str, *hours: int) -> list[timeline.Happening]:
        return [timeline.Happening(at(h), lambda: seen.append((name, clock.now()))) for h in hours]  # type: ignore[arg-type]

    assert timeline.play(thread("a", 9, 11), thread("b", 8, 9, 12)) == 5
    assert seen == [("b", at(8)), ("a", at(9)), ("b", at(9)), ("a", at(11)), ("b", at(12))]


def test_thread_out_of_order_is_refused() -> None:
    day = clock.day_start(date(2024, 3, 1))
    wrong = [timeline.Happening(day, int), timeline.Happening(day - timedelta(days=1), int)]
    with pytest.raises(ValueError, match="comes after"):
        timeline.play(wrong)

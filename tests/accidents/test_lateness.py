"""How late accidents become known: counts by age, by hand; what is too young counts nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.accidents import Bureau, carried_over, many_cases
from tests.factories.pages import browser

from zhiben.accidents.operations import merge_cases, revise
from zhiben.accidents.queries import Known, curve, entered_curve, facts, known_rows, recorded_on
from zhiben.foundation.scope import scope
from zhiben.kernel import clock

DAY = clock.today() - timedelta(days=100)


def known(days_ago: int, after: int, dead: int = 1, later: tuple[tuple[int, int], ...] = ()) -> Known:
    """Known so many days after it happened, with so many dead told then and `later`, by days after it happened."""
    on = clock.today() - timedelta(days=days_ago)
    told = ((after, dead), *later)
    return Known(0, on, on + timedelta(days=after), told, told[-1][1])


def test_completeness_counts_what_was_known_at_each_age() -> None:
    rows = [known(100, 0), known(100, 2), known(50, 10, 1, ((30, 3),)), known(2, 1)]
    found = {
        one.age: (one.known, one.of, one.dead_known, one.dead_of)
        for one in curve(rows, clock.day_start(clock.today()), (0, 1, 3, 10, 60))
    }
    assert found == {0: (1, 4, 1, 6), 1: (2, 4, 2, 6), 3: (2, 3, 2, 5), 10: (3, 3, 3, 5), 60: (2, 2, 2, 2)}
    assert [(one.dead_known, one.dead_of) for one in curve(rows, clock.day_start(clock.today()), (29, 30))] == [
        (3, 5),
        (5, 5),
    ]


def test_nothing_known_has_no_share() -> None:
    assert [one.share for one in curve([], clock.now(), (0, 7))] == [None, None]
    assert curve([known(9, 0), known(9, 8)], clock.now(), (7,))[0].share == 0.5


@pytest.mark.django_db
def test_rows_tell_when_each_accident_became_known(bureau: Bureau) -> None:
    told = clock.day_start(DAY) + timedelta(days=3, hours=9)
    reported, entered = many_cases(
        [bureau.draft(occurred_on=DAY, reported_at=told), bureau.draft(occurred_on=DAY, deaths=1)], by=bureau.office
    )
    carried_over(bureau, [DAY])
    with scope(bureau.office):
        revise(entered, deaths=2, reason="伤员死亡", actor=bureau.office)
        rows, untold = known_rows(facts())
    assert untold == 1
    assert {row.case: (row.days, row.told, row.dead_now) for row in rows} == {
        reported.pk: (3, ((3, 1),), 1),
        entered.pk: (100, ((100, 1), (100, 2)), 2),
    }
    with scope(bureau.elsewhere):
        assert known_rows(facts()) == ([], 0)


@pytest.mark.django_db
def test_dead_that_are_told_later_count_from_the_day_they_were_told(bureau: Bureau) -> None:
    now = clock.now()
    with clock.at(now - timedelta(days=99)):
        case = many_cases([bureau.draft(occurred_on=DAY, reported_at=clock.now())], by=bureau.office)[0]
    with scope(bureau.office):
        with clock.at(now - timedelta(days=80)):
            revise(case, deaths=3, reason="伤员死亡", actor=bureau.office)
        with clock.at(now - timedelta(days=60)):
            revise(case, deaths=2, reason="核实", actor=bureau.office)
        rows, _untold = known_rows(facts())
        assert [one.dead_known for one in curve(rows, now, (0, 1, 19, 20, 40))] == [0, 1, 1, 2, 2]
        revise(case, deaths=5, reason="再更正", actor=bureau.office)
        before, _untold = known_rows(facts(as_of=now - timedelta(days=70)))
    assert before[0].told == ((1, 1), (20, 3))


@pytest.mark.django_db
def test_accident_is_known_since_the_first_department_knew_of_it(bureau: Bureau) -> None:
    told = [clock.day_start(DAY) + timedelta(days=days, hours=9) for days in (5, 2, 1)]
    drafts = [bureau.draft(occurred_on=DAY, reported_at=moment) for moment in told]
    kept, second, third = many_cases(drafts, by=bureau.office, at=clock.now() - timedelta(days=9))
    with scope(bureau.office):
        merge_cases(second, third, reason="同一起", actor=bureau.office)
        merge_cases(kept, second, reason="同一起", actor=bureau.office)
        assert [row.known_on for row in facts()] == [DAY + timedelta(days=1)]
        before = facts(as_of=clock.now() - timedelta(days=1))
    assert [(row.known_on - DAY).days for row in before if row.known_on] == [5, 2, 1]


@pytest.mark.django_db
def test_figures_are_here_only_once_they_are_entered_however_soon_they_were_reported(bureau: Bureau) -> None:
    now, today = clock.now(), clock.today()

    def entered(happened: int, days_ago: int) -> int:
        """An accident so many days ago, reported the same evening and entered so many days ago."""
        on = today - timedelta(days=happened)
        with clock.at(clock.day_start(today - timedelta(days=days_ago)) + timedelta(hours=23)):
            at = clock.day_start(on) + timedelta(hours=20)
            return many_cases([bureau.draft(occurred_on=on, reported_at=at)], by=bureau.office)[0].pk

    old, first, late = entered(400, 100), entered(100, 100), entered(90, 50)
    with scope(bureau.office):
        rows, _untold = known_rows(facts())
        assert [one.share for one in curve(rows, now, (0, 30))] == [1, 1]
        assert recorded_on(facts()) == {
            pk: today - timedelta(days=ago) for pk, ago in ((old, 100), (first, 100), (late, 50))
        }
        assert entered_curve(facts(), (0, 30, 60, 300)) == [(0, 1, 2), (30, 1, 2), (60, 2, 2), (300, 1, 1)]
        assert entered_curve(facts(as_of=now - timedelta(days=60)), (0, 30)) == [(0, 1, 1), (30, 1, 1)]
    page = browser(bureau.office).get("/accidents/lateness/").content.decode()
    assert "本系统已有" in page and ">1 / 2</td>" in page
    with scope(bureau.elsewhere):
        assert entered_curve(facts(), (0,)) == [(0, 0, 0)]

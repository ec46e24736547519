"""The situation of a week: counts as of its end for every unit, stored when the clock closes the round; the three
lights; what is filed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from tests.dispatch.city import City, member
from tests.dispatch.facts import hazard, moved, report, standing, task
from tests.factories.pages import browser, text

from zhiben.campaign.models import KeyTask
from zhiben.dispatch import operations, sealing, situation
from zhiben.dispatch.models import Round, SituationLine
from zhiben.foundation.lifecycle.writing import write_intervals
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock, measure
from zhiben.kernel.measure import Cut
from zhiben.kernel.mechanism import Light
from zhiben.kernel.periods import week_of
from zhiben.reconcile.models import ComparedRow, Comparison, Discrepancy

MONDAY = datetime(2024, 10, 21, 9, tzinfo=clock.TZ)
WEEK_42 = week_of(date(2024, 10, 14))


def during(day: int, hour: int = 9) -> datetime:
    return datetime(2024, 10, day, hour, tzinfo=clock.TZ)


def extend(one: Any, due: date, at: datetime) -> None:
    """The record's due day moves."""
    with unscoped(reason="a test moves the stage"):
        type(one).objects.filter(pk=one.pk).update(due=due)
        with transaction.atomic():
            write_intervals([type(one).objects.get(pk=one.pk)], at)


def stage(city: City) -> dict[str, KeyTask]:
    """A week with something of every kind at the housing bureau, and a hazard that is late in a district."""
    bureau = "市住房建设局"
    tasks = {
        "overdue": task(city, bureau, date(2024, 10, 12)),
        "due": task(city, bureau, date(2024, 10, 18)),
        "done": task(city, bureau, date(2024, 12, 1)),
        "extended": task(city, bureau, date(2024, 10, 15)),
    }
    new = KeyTask(number="RW-N", title="新任务", target="完成", lead_unit=city.units[bureau], due=date(2024, 12, 1))
    new.place_at(city.place(bureau))
    standing(new, "assigned", during(16))
    moved(tasks["due"], "submitted", during(17))
    moved(tasks["done"], "done", during(18))
    extend(tasks["extended"], date(2024, 11, 15), during(15))
    report(tasks["overdue"], at=during(15))
    report(tasks["due"], nil=True, at=during(17))
    hazard(city, "福田区", date(2024, 10, 10))
    closed = hazard(city, "福田区", date(2024, 10, 16))
    moved(closed, "closed", during(16))
    return tasks


EXPECTED = {
    "市住房建设局": {
        "tasks_new": 1,
        "tasks_due": 1,
        "tasks_done": 1,
        "tasks_overdue": 1,
        "tasks_extended": 1,
        "expected": 4,
        "on_time": 1,
        "late": 1,
        "nil": 1,
        "missing": 2,
    },
    "福田区政府": {"hazards_due": 1, "hazards_done": 1, "hazards_overdue": 1},
}


def told(lines: list[SituationLine]) -> dict[str, dict[str, int]]:
    """Unit name → its counts that are not zero."""
    columns = situation.LABELS
    return {one.unit_name: {c: getattr(one, c) for c in columns if getattr(one, c)} for one in lines}


def closed_week(city: City, office: str = "市安委办") -> Round:
    operations.open_round("week", WEEK_42, office=city.units[office].pk, at=during(14))
    operations.open_due(MONDAY)
    with unscoped(reason="a test reads"):
        return Round.objects.get(cycle="week", period_first=WEEK_42.first, office=city.units[office].pk)


def test_week_closed_by_the_clock_keeps_how_every_unit_stood_at_its_end(city: City) -> None:
    tasks = stage(city)
    with clock.at(MONDAY - timedelta(hours=1)):
        moved(tasks["overdue"], "submitted", clock.now())  # too late for the week
        one = closed_week(city)
        with scope(city.officer):
            assert one.state == "closed"
            assert told(situation.lines(one)) == EXPECTED
            assert situation.summed(situation.lines(one))["missing"] == 2
            assert situation.differing(one) == []
    with clock.at(MONDAY), unscoped(reason="a test reads"):
        cut = Cut(MONDAY + timedelta(seconds=1))
        assert [row.pk for row in measure.registered()["B7.rounds"].numerator(cut)] == [one.pk]
        assert list(measure.registered()["B7.rounds"].numerator(Cut(clock.day_start(date(2024, 10, 21))))) == []
    assert list(sealing.differing()) == []


def test_district_office_reads_only_its_own_units(city: City) -> None:
    stage(city)
    with clock.at(MONDAY):
        one = closed_week(city, "福田区安委办")
        with scope(city.actor("福田区安委办", "office_officer")):
            assert list(told(situation.lines(one))) == ["福田区政府"]


def test_week_that_runs_shows_this_moment(city: City) -> None:
    stage(city)
    one = operations.open_round("week", WEEK_42, office=city.units["市安委办"].pk, at=during(14))
    with clock.at(during(15, 12)), scope(city.officer):
        shown = told(situation.lines(one))["市住房建设局"]
        assert (shown["tasks_extended"], shown["tasks_overdue"], shown.get("tasks_new")) == (1, 1, None)
        assert [proof.light for proof in situation.proofs(one, situation.lines(one))][2] == Light.DARK


def test_second_light_is_not_red_while_reports_may_still_be_filed(city: City) -> None:
    task(city, "市住房建设局", date(2024, 12, 1))
    one = operations.open_round("week", WEEK_42, office=city.units["市安委办"].pk, at=during(14))
    found = []
    for moment in (during(18, 23), during(19, 0)):
        with clock.at(moment), scope(city.officer):
            found.append(situation.proofs(one, situation.lines(one))[1])
    missing = "2024年10月上半月应报1项，未报1项"
    assert [(proof.light, proof.line) for proof in found] == [
        (Light.DARK, f"{missing}，2024年10月18日前报送，尚未到期"),
        (Light.RED, missing),
    ]


def test_first_light_of_a_closed_week_reads_comparisons_as_they_stood_at_its_end(city: City) -> None:
    """What was settled, or discarded, on the Monday after was still open when the week ended."""
    told_of = {"三处比对": during(17), "周一定下": during(21, 8), "周一作废": during(21, 8)}
    for title, decided in told_of.items():
        one = Comparison(title=title, office=city.units["市安委办"], left_name="甲", right_name="乙", made_by=1)
        one.made_at = during(16)
        one.place_at(city.place("市安委办"))
        standing(one, "open", during(16))
        moved(one, "discarded" if title == "周一作废" else "settled", decided)
    with clock.at(MONDAY):
        week = closed_week(city)
        with scope(city.officer):
            base = situation.proofs(week, situation.lines(week))[0]
            assert (base.light, sorted(holding.words for holding in base.held)) == (
                Light.RED,
                ["比对“周一作废”尚未定下", "比对“周一定下”尚未定下"],
            )
            Comparison.objects.exclude(title="三处比对").update(made_at=during(22))
            assert situation.proofs(week, situation.lines(week))[0].light == Light.GREEN


def compared(city: City) -> Comparison:
    """A comparison of the city's office, settled the day after it was made."""
    one = Comparison(title="两处比对", office=city.units["市安委办"], left_name="甲", right_name="乙", made_by=1)
    one.made_at = during(16)
    one.place_at(city.place("市安委办"))
    standing(one, "open", during(16))
    moved(one, "settled", during(17))
    return one


def difference(city: City, one: Comparison, number: int, due: date = date(2024, 10, 25)) -> Discrepancy:
    """A row that only one ledger has, given to nobody."""
    row = ComparedRow(comparison=one, side="left", number=number, key=f"{number}", text="甲厂")
    row.found, row.group = "only", number
    with unscoped(reason="a test sets its stage"):
        row.save()
    found = Discrepancy(comparison=one, row=row, subject=f"差异{number}", due=due, opened_on=date(2024, 10, 16))
    found.place_at(city.place("市安委办"))
    return standing(found, "open", during(16))  # type: ignore[no-any-return]


def test_first_light_is_not_green_while_a_difference_is_nobodys_and_the_total_counts_it(city: City) -> None:
    one = compared(city)
    first, second = difference(city, one, 1), difference(city, one, 2)
    for record, when in ((first, during(17)), (second, during(21, 8))):
        with unscoped(reason="a test moves the stage"):
            Discrepancy.objects.filter(pk=record.pk).update(unit=city.units["市住房建设局"])
        moved(record, "assigned", when)
    with clock.at(MONDAY):
        week = closed_week(city)
        office = browser(member(city, "市安委办", "office_officer"))
        with scope(city.officer):
            base = situation.proofs(week, situation.lines(week))[0]
        page = text(office, "dispatch:week", week.pk)
        assert (base.light, [holding.words for holding in base.held]) == (Light.RED, ["差异未交办：差异2"])
        assert re.findall(r"尚未交办给单位的台账差异</th>\s*<td[^>]*>(\d+)<", page) == ["1"]
        assert re.findall(r'合计</th>.*data-label="台账差异未处理">\s*(\d+)\s*<', page, re.DOTALL) == ["2"]
        this_week = Round._unfiltered().get(cycle="week", period_first=date(2024, 10, 21), office=week.office)
        Comparison._unfiltered().update(made_at=during(21, 8))
        with scope(city.officer):
            base = situation.proofs(this_week, situation.lines(this_week))[0]
        assert (base.light, base.line) == (Light.GREEN, "本周比对1次，均已定下；已交办未到期的差异2处")
    with clock.at(during(28)), scope(city.officer):
        base = situation.proofs(this_week, situation.lines(this_week))[0]
    assert [holding.words for holding in base.held] == ["差异逾期：差异1", "差异逾期：差异2"]


def test_lights_are_green_only_where_records_prove_it(city: City) -> None:
    first = task(city, "市住房建设局", date(2024, 12, 1))
    with clock.at(MONDAY):
        one = closed_week(city)
        with scope(city.officer):
            base, progress, accurate = situation.proofs(one, situation.lines(one))
    assert (base.light, progress.light, accurate.light) == (Light.DARK, Light.RED, Light.GREEN)
    assert [holding.words for holding in progress.held] == ["市住房建设局未报1项"]
    report(first, at=during(15, 10))  # as if it had been written into the past
    with clock.at(MONDAY), scope(city.officer):
        accurate = situation.proofs(one, situation.lines(one))[2]
    assert accurate.light == Light.RED
    assert [holding.words for holding in accurate.held] == [
        "市住房建设局按时：固定0，重算1",
        "市住房建设局未报：固定1，重算0",
    ]


def test_lines_that_were_altered_are_found(city: City) -> None:
    stage(city)
    with clock.at(MONDAY):
        closed_week(city)
    SituationLine._unfiltered().filter(unit_name="福田区政府").update(hazards_overdue=0)
    assert [one.why for one in sealing.differing()] == ["各单位情况与关闭时不符"]


def test_situation_takes_as_many_queries_for_many_units_as_for_one(city: City, django_assert_num_queries: Any) -> None:
    stage(city)
    with clock.at(MONDAY), unscoped(reason="a test reads"), django_assert_num_queries(5):
        found = situation.queries.counted(WEEK_42, WEEK_42.ends)
    assert {unit: dict(line) for unit, line in found.items()} == {
        city.units[name].pk: counts for name, counts in EXPECTED.items()
    }

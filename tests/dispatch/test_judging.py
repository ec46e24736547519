"""Units beside one another: who is named by statistics, who lies in which band, who is not judged; all of it from the
frozen records and the stored verdicts of the round before, and sealed."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from tests.dispatch.city import City, more_bureaus
from tests.dispatch.facts import fell_due, hazard, moved, report, task

from zhiben.dispatch import judging, operations, queries
from zhiben.dispatch.bulletin import followed_section
from zhiben.dispatch.closing import reader
from zhiben.dispatch.models import NamedItem, Round, UnitVerdict
from zhiben.dispatch.queries.verdicts import verdicts
from zhiben.dispatch.vocab import Class, Outcome, Reason
from zhiben.foundation.audit import verify
from zhiben.foundation.rendering import Para, Table
from zhiben.foundation.rendering.sums import wrong_sums
from zhiben.foundation.scope import past_guard, scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.periods import half_month_of
from zhiben.orgs.models import Unit

RoundAt = Callable[..., Round]
SLACK, PLAIN = "市住房建设局", "市交通运输局"
OTHERS = (PLAIN, "福田区政府", "罗湖区政府", "深汕特别合作区政府")
ISSUES = (date(2024, 9, 20), date(2024, 10, 10), date(2024, 10, 20))


def closed(city: City, day: date) -> Round:
    """The city's round that holds `day`, closed on the morning after its last day."""
    period = half_month_of(day)
    with clock.at(period.ends + timedelta(hours=9)):
        one = operations.open_round("half_month", period, office=city.units["市安委办"].pk)
        with scope(city.officer):
            for step in (operations.collect, operations.close):
                step(one, actor=city.officer)
    return one


def told(one: Round) -> dict[str, tuple[str, int, int, int]]:
    with unscoped(reason="a test reads"):
        rows = verdicts(one)
    return {row.unit_name: (row.placed, row.due, row.missed, row.carried) for row in rows}


def by_statistics(one: Round, city: City) -> dict[str, list[int]]:
    with scope(city.officer):
        found = [name for name in queries.named(one) if name.reason is Reason.STATISTICS]
    return {name.unit_name: [item.record for item in name.items] for name in found}


def test_a_unit_at_four_fifths_is_named_with_its_items_and_innocent_ones_are_not(city: City) -> None:
    """20 due each; of the others every other one misses an item, as 97.5 % would. The stored verdict of the issue
    before makes two on end."""
    others = (*OTHERS, *more_bureaus(city, 12))
    named, missed = [], []
    for place, day in enumerate(ISSUES):
        missed.append([row.pk for row in fell_due(city, SLACK, day, 20, 4)[:4]])
        for number, unit in enumerate(others):
            fell_due(city, unit, day, 20, (number + place) % 2)
        named.append(by_statistics(closed(city, day), city))
    assert named == [{}, {SLACK: missed[1]}, {SLACK: missed[2]}]
    with unscoped(reason="a test reads"):
        rounds = list(Round.objects.order_by("period_first"))
        last = UnitVerdict.objects.get(round=rounds[2], unit_name=SLACK)
    assert [told(one)[SLACK][0] for one in rounds] == [Class.WITHIN, Class.AGAIN, Class.AGAIN]
    assert {told(one)[unit][0] for one in rounds for unit in others} == {Class.WITHIN}
    assert (last.others_missed, last.others_due, last.again) == (8, 320, 3)
    assert last.share == pytest.approx(1 / (17 * 24))


def test_far_beyond_all_others_a_unit_is_named_at_once_and_its_items_are_followed(
    city: City, round_at: RoundAt
) -> None:
    """What was done late, what is still to do, and what was submitted in time but returned were all missed. The last
    two are overdue too and count there, and only these are to be finished; what was done or handed in before it was
    named is no success of the naming."""
    day = ISSUES[1]
    rows = fell_due(city, SLACK, day, 16, 11)
    handed, still, returned, waits = (task(city, SLACK, day) for _ in range(4))
    moved(handed, "submitted", datetime(2024, 10, 12, 9, tzinfo=clock.TZ))
    moved(returned, "submitted", datetime(2024, 10, 9, 9, tzinfo=clock.TZ))
    moved(returned, "under_way", datetime(2024, 10, 12, 9, tzinfo=clock.TZ))
    moved(waits, "submitted", datetime(2024, 10, 10, 23, tzinfo=clock.TZ))
    report(still, at=datetime(2024, 10, 14, 9, tzinfo=clock.TZ))
    for unit in OTHERS:
        fell_due(city, unit, day, 40, 0)
    one = round_at("issue")
    missed = [row.pk for row in (*rows[:11], handed, still, returned)]
    assert told(one)[SLACK] == (Class.AT_ONCE, 20, 14, 0)
    assert by_statistics(one, city) == {SLACK: missed}
    for row in (handed, still):
        moved(row, "done", datetime(2024, 10, 20, 9, tzinfo=clock.TZ))
    second = closed(city, ISSUES[2])
    with scope(city.officer):
        paper = queries.bulletin_of(queries.round_of(one.pk)).paper
        followed = queries.followed(second)
        section = followed_section.section(followed, itertools.count(2), first=False)
    asked = [block.text for block in paper.blocks if isinstance(block, Para) and "2024年10月31日前" in block.text]
    assert asked == [
        "1.下列被点名的单位要逐项说明原因、明确责任人，2024年10月31日前办结或补报："
        f"{SLACK}重点任务逾期未办结2项、本期未报进展，也未作零报告1项。",
        f"2.按期办结率明显差于总体的单位（{SLACK}）要在2024年10月31日前说明原因和改进措施，其中尚未办结的抓紧办结。",
    ]
    [names] = [block for block in paper.blocks if isinstance(block, Table) and "点名单位" in block.caption]
    assert [row[:3] for row in names.rows] == [
        (SLACK, "重点任务逾期未办结", "2"),
        (SLACK, "本期未报进展，也未作零报告", "1"),
        (SLACK, "按期办结率明显差于总体（14项未按期，其中2项已在逾期事项中计数）", "12"),
    ]
    assert (names.total[2], wrong_sums(paper)) == ("15", ())
    assert {(f.reason, f.number): f.outcome for f in followed} == {
        (Reason.OVERDUE_TASKS, still.number): Outcome.FIXED,
        (Reason.OVERDUE_TASKS, returned.number): Outcome.OPEN,
        (Reason.MISSING_REPORT, returned.number): Outcome.OPEN,
        **{(Reason.STATISTICS, row.number): Outcome.BEFORE for row in (*rows[:11], handed)},
    }
    assert (len(followed), section.below[0].total) == (15, ("合计", "15", "1", "2", "0", "12"))
    with scope(city.officer):
        assert queries.unfollowed(second) == []
        items = NamedItem.objects.filter(named__round=one)
        assert (items.count(), items.filter(queries._once()).count()) == (17, 15)


def test_hazards_and_tasks_count_together_and_what_is_missed_twice_is_carried(city: City) -> None:
    """A deadline that was moved into the next period leads to the same hazard missed in both issues."""
    late = hazard(city, "罗湖区", ISSUES[1])
    fell_due(city, "罗湖区政府", ISSUES[1], 3, 1)
    for unit in (SLACK, PLAIN):
        fell_due(city, unit, ISSUES[1], 15, 0)
    first = closed(city, ISSUES[1])
    assert told(first)["罗湖区政府"] == (Class.FEW, 4, 2, 0)
    late.due = ISSUES[2]
    with unscoped(reason="a test moves the stage"):
        type(late).objects.filter(pk=late.pk).update(due=ISSUES[2])
    moved(late, "rectifying", datetime(2024, 10, 17, 9, tzinfo=clock.TZ))
    assert told(closed(city, ISSUES[2])) == {"罗湖区政府": (Class.FEW, 1, 1, 1)}


def test_silent_new_and_ended_units_are_not_judged_and_count_for_nobody(city: City) -> None:
    day = ISSUES[1]
    for unit in OTHERS:
        fell_due(city, unit, day, 12, 1)
    fell_due(city, SLACK, day, 12, 0)
    task(city, SLACK, date(2024, 12, 31))  # owed a report, sent none
    Unit.objects.filter(name=OTHERS[1]).update(valid_from=date(2024, 9, 2))
    Unit.objects.filter(name=OTHERS[2]).update(valid_to=date(2024, 10, 8))
    one = closed(city, day)
    assert told(one) == {
        PLAIN: (Class.WITHIN, 12, 1, 0),
        OTHERS[3]: (Class.WITHIN, 12, 1, 0),
        SLACK: (Class.UNREPORTED, 12, 0, 0),
        OTHERS[1]: (Class.NEW, 12, 1, 0),
        OTHERS[2]: (Class.NEW, 12, 1, 0),
    }
    with unscoped(reason="a test reads"):
        rows = {row.unit_name: row for row in verdicts(one)}
    assert (rows[PLAIN].others_missed, rows[PLAIN].others_due) == (1, 12)
    assert rows[OTHERS[1]].note == "2024-09-02设立，不满3个月"
    assert rows[OTHERS[2]].note == "2024-10-08起撤并"


def test_a_unit_that_reports_some_is_judged(city: City) -> None:
    """Otherwise leaving out one report would be the way out of being judged."""
    for unit in (SLACK, *OTHERS):
        fell_due(city, unit, ISSUES[1], 12, 0)
    sent, _missing = (task(city, SLACK, date(2024, 12, 31)) for _ in range(2))
    report(sent, at=datetime(2024, 10, 14, 9, tzinfo=clock.TZ))
    assert told(closed(city, ISSUES[1]))[SLACK][0] == Class.WITHIN


def test_the_same_records_give_the_same_verdicts_in_whatever_order_they_came(city: City) -> None:
    for place, day in enumerate(ISSUES[:2]):
        units = (SLACK, *OTHERS) if place else (*OTHERS, SLACK)
        for unit in units:
            fell_due(city, unit, day, 20, 4 if unit == SLACK else 1)
    earlier, later = closed(city, ISSUES[0]), closed(city, ISSUES[1])
    for one in (later, earlier):
        with scope(reader(one)):
            again = judging.verdict_rows(one, judging.as_frozen(one))
            kept = list(UnitVerdict.objects.filter(round=one).order_by("pk"))
        columns = [f.attname for f in UnitVerdict._meta.concrete_fields if f.attname != "id"]
        assert [[getattr(row, c) for c in columns] for row in again] == [[getattr(r, c) for c in columns] for r in kept]


def test_a_gap_between_two_rounds_is_not_two_on_end(city: City) -> None:
    for day in (ISSUES[0], ISSUES[2]):
        fell_due(city, SLACK, day, 20, 4)
        for unit in OTHERS:
            fell_due(city, unit, day, 20, 1)
    closed(city, ISSUES[0])
    skipped = closed(city, ISSUES[2])
    assert told(skipped)[SLACK][0] in (Class.WITHIN, Class.WORSE)
    assert by_statistics(skipped, city) == {}


def test_a_district_judges_its_own_units_only(city: City, round_at: RoundAt) -> None:
    for unit in (SLACK, "福田区政府", "福田区一街道办事处"):
        fell_due(city, unit, ISSUES[1], 12, 1)
    assert set(told(round_at("close", office="福田区安委办"))) == {"福田区政府", "福田区一街道办事处"}


def test_an_altered_verdict_is_told_by_the_ledger(city: City) -> None:
    fell_due(city, SLACK, ISSUES[1], 12, 1)
    one = closed(city, ISSUES[1])

    def troubles() -> list[str]:
        return [found.why for found in verify().mismatched if (found.model, found.record) == ("dispatch.round", one.pk)]

    assert troubles() == []
    with past_guard(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {UnitVerdict._meta.db_table} SET missed = 0")
    assert troubles() == ["各单位比较结果与关闭时不符"]

"""What closing would bring is told before it: the names that closing then gives, with what leads to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from tests.dispatch.city import City, member, more_bureaus
from tests.dispatch.facts import fell_due, hazard, moved, report, task
from tests.factories.pages import browser, send, text

from zhiben.dispatch import foreseeing, operations, queries
from zhiben.dispatch.models import NamedItem, NamedUnit, Round, UnitVerdict
from zhiben.dispatch.vocab import Reason
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.periods import month_of, week_of

pytestmark = pytest.mark.either

RoundAt = Callable[..., Round]
PAST, FUTURE = date(2024, 9, 30), date(2024, 12, 31)
IN_PERIOD = date(2024, 10, 9)
OTHERS = ("市交通运输局", "福田区政府", "罗湖区政府", "深汕特别合作区政府", *(f"市示例{n}局" for n in range(1, 9)))
STEP = "dispatch:move"


@pytest.fixture
def collecting(city: City, round_at: RoundAt) -> Round:
    """One unit left out a report and missed all that fell due, one is late with a task, one with a hazard."""
    more_bureaus(city, 8)
    task(city, "市住房建设局", FUTURE)
    for unit, due in (("市住房建设局", FUTURE), ("市交通运输局", PAST)):
        report(task(city, unit, due), at=datetime(2024, 10, 10, 9, tzinfo=clock.TZ))
    hazard(city, "罗湖区", PAST)
    fell_due(city, "市住房建设局", IN_PERIOD, 20, 20)
    for unit in OTHERS:
        fell_due(city, unit, IN_PERIOD, 20, 1)
    return round_at("collect")


def foreseen(one: Round, city: City) -> list[tuple[str, str, list[str]]]:
    with scope(city.officer):
        found = foreseeing.foreseen(one)
    return [
        (group.title, unit.name, [item.number for item in unit.matters])
        for group in found.groups
        for unit in group.units
    ]


def test_what_is_foreseen_is_what_closing_brings(city: City, collecting: Round) -> None:
    before = foreseen(collecting, city)
    with scope(city.officer):
        operations.close(collecting, actor=city.officer)
        named = [
            (foreseeing.TITLES[one.reason], one.unit_name, [item.number for item in one.items])
            for reason in foreseeing.TITLES
            for one in queries.named(collecting)
            if one.reason is reason
        ]
    assert before == named
    assert [(title, unit) for title, unit, _items in before] == [
        (foreseeing.TITLES[Reason.MISSING_REPORT], "市住房建设局"),
        (foreseeing.TITLES[Reason.OVERDUE_TASKS], "市交通运输局"),
        (foreseeing.TITLES[Reason.OVERDUE_HAZARDS], "罗湖区政府"),
        (foreseeing.TITLES[Reason.STATISTICS], "市住房建设局"),
    ]


def test_what_came_after_the_period_is_not_foreseen(city: City, collecting: Round) -> None:
    late = task(city, "市住房建设局", PAST)
    moved(late, "done", datetime(2024, 10, 16, 8, tzinfo=clock.TZ))
    found = [numbers for title, _unit, numbers in foreseen(collecting, city) if "逾期未办结" in title]
    assert [late.number] in found


def test_page_tells_it_before_the_button_and_stores_nothing(city: City, collecting: Round) -> None:
    client = browser(member(city, "市安委办", "office_officer"))
    kept = (NamedUnit, NamedItem, UnitVerdict)
    page = text(client, STEP, collecting.pk, "close")
    with scope(city.officer):
        assert [model.objects.count() for model in kept] == [0, 0, 0]
    assert not FrozenMeasure.objects.filter(bundle=collecting.bundle).exists()
    told, _button, _rest = page.partition('<form class="card-body"')
    for words in ("尚未报送进展，也未作零报告：1个单位，1项", "点名3个单位，共4次", "未按期20项，达到当期线"):
        assert words in told, words
    lists = [address for address in re.findall(r'href="([^"]+)"', told) if "lead=" in address or "unit=" in address]
    records = re.findall(r'href="(/(?:tasks|hazards)/\d+/)"', told)
    assert (len(lists), len(records)) == (4, 23)
    for address in {*lists, *records}:
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address
    send(client, STEP, collecting.pk, "close")


def test_who_may_not_close_is_told_nothing_of_it(city: City, collecting: Round) -> None:
    for role in ("office_leader", "auditor"):
        page = text(browser(member(city, "市安委办", role)), STEP, collecting.pk, "close")
        assert ("关闭以后" in page, "个单位" in page) == (False, False)


def test_nothing_is_foreseen_before_the_period_is_over(city: City, collecting: Round) -> None:
    client = browser(member(city, "市安委办", "office_officer"))
    with clock.at(datetime(2024, 10, 15, 18, tzinfo=clock.TZ)):
        page = text(client, STEP, collecting.pk, "close")
    assert ("本期尚未结束" in page, "关闭以后" in page) == (True, False)


def test_cycle_that_names_nobody_says_so(city: City) -> None:
    client, office = browser(member(city, "市安委办", "office_officer")), city.units["市安委办"].pk
    for name, period, said in (
        ("week", week_of(date(2024, 10, 8)), "固定各单位的情况"),
        ("month", month_of(date(2024, 9, 1)), "项指标和背后的记录"),
    ):
        one = operations.open_round(name, period, office=office)
        with scope(city.officer):
            operations.collect(one, actor=city.officer)
        page = text(client, STEP, one.pk, "close")
        assert [words in page for words in (said, "该周期不点名", "点名0个")] == [
            True,
            True,
            False,
        ]

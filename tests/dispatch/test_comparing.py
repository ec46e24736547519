"""Two rounds beside each other: of one vintage on both sides, counts as differences and rates in percentage points."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from tests.dispatch.city import City, member
from tests.dispatch.conftest import advance
from tests.dispatch.facts import hazard, moved, task
from tests.dispatch.test_restating import corrected, whole
from tests.factories.pages import browser, text

from zhiben.dispatch import comparing, operations, queries
from zhiben.dispatch.comparing import Vintage
from zhiben.dispatch.models import Round
from zhiben.foundation.rendering import Paper, Table
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock, measure
from zhiben.kernel.periods import half_month_of

pytestmark = pytest.mark.either

PAST = date(2024, 9, 30)
WITHIN = datetime(2024, 10, 20, 9, tzinfo=clock.TZ)
CLOSING = datetime(2024, 11, 1, 9, tzinfo=clock.TZ)
RoundAt = Callable[..., Round]


@pytest.fixture
def both(city: City, round_at: RoundAt) -> tuple[Round, Round]:
    """Three late hazards, one of which is closed in the second half of October, and a fourth that comes up then."""
    first, second, _third = (hazard(city, "罗湖区", PAST) for _ in range(3))
    before = round_at("close")
    moved(first, "closed", WITHIN)
    with clock.at(CLOSING):
        one = operations.open_round("half_month", half_month_of(WITHIN.date()), office=city.units["市安委办"].pk)
        advance(city, one, "close")
    corrected(second)
    return before, one


def lines(city: City, one: Round, vintage: Vintage) -> dict[str, tuple[str, str, str]]:
    with clock.at(CLOSING), scope(city.officer):
        found = comparing.comparison(one, vintage)
    assert found is not None
    return {line.measure: (line.now, line.before, line.change) for line in found.lines}


def paper_of(one: Round) -> Paper:
    with unscoped(reason="a test reads"):
        return queries.bulletin_of(queries.round_of(one.pk)).paper


def test_frozen_figures_stand_on_both_sides(city: City, both: tuple[Round, Round]) -> None:
    found = lines(city, both[1], Vintage.FROZEN)
    assert found["hazards.overdue"] == ("2", "3", "-1")
    assert found["hazards.closed"] == ("1", "0", "+1")
    assert found["D1.reported"] == ("3", "3", "持平")
    assert found["D1.rate"] == ("33.3%", "0.0%", "+33.3个百分点")
    assert found["tasks.reported_rate"] == ("—", "—", "—")


@pytest.mark.parametrize(
    ("measure_id", "now", "before", "told"),
    [
        ("tasks.reported_rate", (606, 652), (652, 652), ("92.9%", "100.0%", "-7.1个百分点")),
        ("tasks.reported_rate", (9264, 10000), (9260, 10000), ("92.6%", "92.6%", "持平")),
        ("D1.rate", (482, 506), (480, 506), ("95.3%", "94.9%", "+0.4个百分点")),
        ("D1.rate", (0, 0), (480, 506), ("—", "94.9%", "—")),
    ],
)
def test_change_is_what_a_reader_gets_from_the_printed_figures(
    measure_id: str, now: tuple[int, int], before: tuple[int, int], told: tuple[str, str, str]
) -> None:
    found = comparing.compared(measure.registered()[measure_id], now, before)
    assert (found.now, found.before, found.change) == told


def test_both_sides_are_taken_again_as_of_their_own_cuts(city: City, both: tuple[Round, Round]) -> None:
    """It came out that one had been put right in September: neither cut counts it any more."""
    assert lines(city, both[1], Vintage.NOW)["hazards.overdue"] == ("1", "2", "-1")


def test_first_round_has_nothing_to_stand_beside(city: City, round_at: RoundAt) -> None:
    with scope(city.officer):
        assert comparing.comparison(round_at("close")) is None


def test_bulletin_prints_first_frozen_figures_and_says_so(city: City, both: tuple[Round, Round]) -> None:
    before, one = both
    with clock.at(CLOSING), scope(city.officer):
        operations.restate(before, whole(before), reason="补报整改", actor=city.officer)
        operations.draft(one, actor=city.officer)
    [table] = [b for b in paper_of(one).blocks if isinstance(b, Table) and b.caption == "主要指标与上期比较"]
    assert [row for row in table.rows if row[0] == "本年逾期未整改"] == [("本年逾期未整改", "2", "3", "-1")]
    assert table.note == "均为各期关闭时首次冻结的数据；上期“本年逾期未整改”已重述为2（首次冻结为3）。"


def test_page_lets_one_choose_the_vintage_and_says_which(city: City, both: tuple[Round, Round]) -> None:
    client, one = browser(member(city, "市安委办", "office_officer")), both[1]
    page = text(client, "dispatch:comparison", one.pk)
    assert [word in page for word in ("均为各期关闭时首次冻结的数据", "均按现有记录")] == [True, False]
    page = text(client, "dispatch:comparison", one.pk, query="?vintage=now")
    assert [word in page for word in ("均为各期关闭时首次冻结的数据", "均按现有记录")] == [False, True]
    assert "均为各期关闭时首次冻结的数据" in text(client, "dispatch:comparison", one.pk, query="?vintage=mixed")


def test_districts_figures_are_its_own_in_either_vintage(city: City, round_at: RoundAt) -> None:
    hazard(city, "福田区", PAST)
    hazard(city, "罗湖区", PAST)
    task(city, "市住房建设局", PAST)
    round_at("close", office="福田区安委办")
    with clock.at(CLOSING):
        one = operations.open_round("half_month", half_month_of(WITHIN.date()), office=city.units["福田区安委办"].pk)
        advance(city, one, "close", "福田区安委办")
    with scope(city.actor("福田区安委办", "office_officer")):
        for vintage in Vintage:
            found = comparing.comparison(one, vintage)
            assert found is not None
            shown = {line.measure: (line.now, line.before) for line in found.lines}
            assert (shown["hazards.overdue"], shown["A5.tasks"]) == (("1", "1"), ("0", "0"))

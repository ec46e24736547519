"""What was demanded of units is counted from records, each with its basis, against the same period last year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.factories.campaign import task
from tests.factories.documents import WRITTEN, Desk
from tests.factories.mechanisms import force_of
from tests.factories.pages import browser, text
from tests.factories.returns import BASIS, Filing

from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.periods import Period, month_of, quarter_of
from zhiben.orgs.vocab import Role
from zhiben.reporting.burden import Demand, Source, loads, register, year_before

pytestmark = pytest.mark.django_db

QUARTER = quarter_of(date(2024, 11, 1))


def test_the_period_a_year_ago_has_the_same_days() -> None:
    for period, first, last in (
        (QUARTER, date(2023, 10, 1), date(2023, 12, 31)),
        (month_of(date(2024, 2, 5)), date(2023, 2, 1), date(2023, 2, 28)),
        (month_of(date(2025, 2, 5)), date(2024, 2, 1), date(2024, 2, 29)),
    ):
        assert (year_before(period).first, year_before(period).last) == (first, last)


def test_returns_are_counted_with_their_fields_by_unit_and_basis(desk: Filing) -> None:
    desk.issued(units=("民治街道", "粤海街道"))
    with clock.at(datetime(2024, 12, 30, 9, tzinfo=clock.TZ)):
        desk.open()
        with scope(desk.officer):
            found = loads(QUARTER, office=desk.city.unit("市安委办").pk)
        mine = found[desk.city.unit("民治街道").pk]
        # October and November fall due within the quarter, December after it: two times three fields.
        assert (mine.of("returns").count, mine.of("returns").items, mine.of("returns").before) == (2, 6, 0)
        assert {one.basis for one in mine.demands["returns"]} == {BASIS}
        with scope(desk.clerks["粤海街道"]):
            assert list(loads(QUARTER)) == [desk.city.unit("粤海街道").pk]


def test_meetings_and_reports_on_tasks_are_counted(desk: Filing) -> None:
    with clock.at(datetime(2024, 10, 16, 9, tzinfo=clock.TZ)):
        force_of(desk.city, desk.officer).meeting("held", on=date(2024, 10, 16))
        task(desk.city, lead="市住房建设", due=date(2024, 12, 31))
    with clock.at(datetime(2024, 11, 20, 9, tzinfo=clock.TZ)), scope(desk.officer):
        found = loads(QUARTER)
        lead, other = (found[desk.city.unit(name).pk] for name in ("市住房建设", "市消防救援"))
    assert (lead.of("meetings").count, other.of("meetings").count) == (1, 1)
    # Under way at the ends of the second half of October and of the first half of November.
    assert (lead.of("task_reports").count, other.of("task_reports").count) == (2, 0)


def test_papers_that_ask_for_a_reply_are_counted_and_others_are_not(desk: Filing) -> None:
    office = desk.city.unit("市安委办").pk
    papers = Desk(office, desk.officer, desk.city.actor(Role.OFFICE_OFFICER, "市安委办"), desk.leader).opened()
    asking = replace(WRITTEN, to="市住房建设、市消防救援", reply_by=date(2024, 10, 31))
    papers.issued(asking)
    papers.issued(replace(asking, reply_by=None))
    with scope(desk.officer):
        found = loads(QUARTER, office=office)
    lead = found[desk.city.unit("市住房建设").pk]
    assert (lead.of("papers").count, lead.times) == (1, 1)
    assert [one.basis for one in lead.demands["papers"]] == [WRITTEN.basis]


def test_a_source_is_declared_once() -> None:
    def read(_period: Period) -> list[Demand]:
        return []

    with pytest.raises(ValueError, match="declared twice"):
        register(Source("returns", "报表", "份", "另一种", read))


def test_the_page_is_all_units_for_the_office_and_its_own_for_a_unit(desk: Filing) -> None:
    desk.issued()
    with clock.at(datetime(2024, 11, 5, 9, tzinfo=clock.TZ)):
        desk.open()
        page = text(browser(desk.officer), "reporting:burden", query="?span=quarter&on=2024-11-01")
        assert all(name in page for name in ("民治街道", "粤海街道", "南园街道", "1（3栏）", "2024年第4季度"))
        table = "".join(page.partition("各数字数的是什么")[0].split())
        assert table.index("合计（3个单位）") < table.index("民治街道")
        assert "<strong>3</strong>" in table.partition("合计（3个单位）")[2].partition("</td>")[0]
        assert table.count('共1次<spanclass="text-secondary">，上年0</span>') == 3
        own = text(browser(desk.clerks["民治街道"]), "reporting:burden")
        assert ("民治街道" in own, "粤海街道" in own) == (True, False)
        unit = desk.city.unit("民治街道").pk
        assert BASIS in text(browser(desk.clerks["民治街道"]), "reporting:unit_burden", unit)
        text(browser(desk.city.actor(Role.STREET_OFFICER, "粤海街道")), "reporting:unit_burden", unit, status=404)

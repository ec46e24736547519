"""The page of early warning: under the budget that the office has set, with what stands out now, and short."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.factories.accident_supervision import NOW, Desk, desk_with_past
from tests.factories.pages import browser

from zhiben.foundation.scope import scope
from zhiben.insight import operations as insight
from zhiben.insight.questions import question_of
from zhiben.insight.views.warnings import _specs
from zhiben.kernel import clock
from zhiben.supervision import operations

pytestmark = pytest.mark.django_db


@pytest.fixture
def watched(db: None) -> Iterator[Desk]:
    with clock.at(NOW):
        yield desk_with_past()


def page(desk: Desk, rest: str = "", more: str = "") -> str:
    return str(browser(desk.officer).get(f"/insight/warnings/{rest}?unit={desk.office}{more}").content.decode())


def test_the_budget_an_office_has_set_is_what_its_studies_are_asked_with(watched: Desk) -> None:
    """The page showed the study of the product's default for ever, once an office had set another budget."""
    watched.taken_up()
    assert "误报预算每月2.0次" in page(watched)
    with scope(watched.officer):
        operations.set_alert_budget(watched.office, Decimal("0.5"), actor=watched.officer)
    watched.taken_up()
    assert "误报预算每月0.5次" in page(watched)
    assert 'name="per_month" value="0.5"' in page(watched, "again/")
    question = question_of("warnings").asked_by(watched.office)
    assert question.defaults(clock.today()) == {"per_month": 0.5}
    other = watched.bureau.city.unit("龙华区安委办").pk
    assert question_of("warnings").asked_by(other).defaults(clock.today()) == {"per_month": 2.0}
    assert question_of("causes").asked_by(watched.office) is question_of("causes")


def test_asked_without_a_choice_the_budget_of_the_office_counts(watched: Desk) -> None:
    with scope(watched.officer):
        operations.set_alert_budget(watched.office, Decimal("1.5"), actor=watched.officer)
        question = question_of("warnings").asked_by(watched.office)
        study = insight.answer(question, watched.office, as_of=clock.today(), actor=watched.officer)
    assert study.result["budget"]["per_month"] == 1.5
    assert study.result["budget"]["rate"] <= 1.5


def points(method: str, *firsts: date) -> list[dict[str, Any]]:
    return [
        {"first": one.isoformat(), "period": f"{one}", "observed": 3, "expected": 2.5, "value": 1.0, "limit": 9.0}
        for one in firsts
    ]


def test_periods_that_were_not_judged_break_the_line() -> None:
    """The 21st week stood next to the 32nd, joined by the line."""
    first = date(2024, 5, 20)
    weeks = _specs("farrington", points("farrington", first, first + timedelta(7), first + timedelta(84)))["spec"]
    assert weeks["categories"] == ["2024-05-20", "2024-05-27", "（10周不判断）", "2024-08-12"]
    assert [one["values"] for one in weeks["series"]] == [[3, 3, None, 3], [2.5, 2.5, None, 2.5], [9.0, 9.0, None, 9.0]]
    months = _specs("cusum", points("cusum", date(2023, 12, 1), date(2024, 9, 1), date(2024, 10, 1)))["spec"]
    assert months["categories"] == ["2023-12-01", "（8个月不判断）", "2024-09-01", "2024-10-01"]


def test_a_sum_stands_below_its_counts_and_not_on_their_axis() -> None:
    """Ten of twelve columns stood over the line called the limit, which was that of the sum."""
    told = _specs("cusum", points("cusum", date(2024, 9, 1), date(2024, 10, 1)))
    assert [(one["name"], one["values"]) for one in told["spec"]["series"]] == [
        ("起数", [3, 3]),
        ("往年同月", [2.5, 2.5]),
    ]
    assert [(one["name"], one["values"]) for one in told["sum"]["series"]] == [
        ("累积值", [1.0, 1.0]),
        ("累积值的上限", [9.0, 9.0]),
    ]
    assert (told["spec"]["unit"], "unit" in told["sum"]) == ("起", False)


def test_what_stands_out_comes_before_the_budget(watched: Desk) -> None:
    watched.taken_up()
    told = page(watched)
    assert 0 < told.index("近4周、近2个月没有超出上限的") < told.index("误报预算每月2.0次")


def test_what_crossed_before_is_named_and_folded(watched: Desk) -> None:
    """Nine charts of the year before stood below “没有超出上限的”, without a word."""
    for number in range(12):
        watched.accident(date(2024, 7, 22) + timedelta(days=number % 6), narrative="", types=("09", ""))
    watched.taken_up()
    told = page(watched)
    assert "近4周、近2个月没有超出上限的" in told
    assert "此前13期里超出过上限、近期没有再超出的" in told
    assert told.count("data-chart=") == 3  # the weeks, the months and their sum of the whole ground
    assert page(watched, more="&all=1").count("data-chart=") > 3

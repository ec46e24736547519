"""A base year is one that is over: of no other is anything computed."""

from __future__ import annotations

from datetime import datetime

import pytest

from zhiben.insight.forms import FORMS
from zhiben.insight.questions import question_of
from zhiben.kernel import clock

FEBRUARY = datetime(2024, 2, 5, 9, tzinfo=clock.TZ)
TOO_LATE, TOO_EARLY = "请填写已经过完的年份，最早1990年、最晚2023年", "请填写1990年或以后的年份"


@pytest.mark.parametrize("question", ["street-risk", "nothing-done", "causes", "preventable"])
@pytest.mark.parametrize(("year", "told"), [(2023, []), (2024, [TOO_LATE]), (2030, [TOO_LATE]), (1989, [TOO_EARLY])])
def test_a_base_year_is_one_that_is_over(question: str, year: int, told: list[str]) -> None:
    asked = question_of(question)
    with clock.at(FEBRUARY):
        usual = {name: value for name, value in asked.defaults(clock.today()).items() if value is not None}
        form = FORMS[question](usual | {"base_year": year}, question=asked)
        assert form.errors.get("base_year", []) == told

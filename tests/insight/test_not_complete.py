"""What is not to be counted on: months that come late into the books, and months that were not imported in full."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from tests.factories.accidents import Bureau, many_cases
from tests.factories.insight import found
from tests.factories.pages import browser

from zhiben.accidents.queries import facts, provisional, provisional_months, since_when
from zhiben.analysis.spring_festival import days_within
from zhiben.foundation.scope import scope
from zhiben.insight.answers import silence, warning_series
from zhiben.insight.answers.late import short
from zhiben.insight.answers.silence import silent
from zhiben.kernel import clock
from zhiben.kernel.periods import in_words, months_from
from zhiben.orgs import queries as orgs
from zhiben.supervision import listing_texts
from zhiben.supervision.queries import Figures, told_of

FEBRUARY = datetime(2024, 2, 5, 9, tzinfo=clock.TZ)
APRIL = datetime(2024, 4, 17, 9, tzinfo=clock.TZ)
FIVE = months_from(date(2019, 1, 1), 60)


def each_month(firsts: list[date], count: int) -> list[date]:
    return [first + timedelta(days=place) for first in firsts for place in range(count)]


def test_months_with_far_less_than_in_other_years_are_asked_about() -> None:
    whole = each_month(FIVE, 20)
    assert short(whole, FIVE) == []
    lacking = [day for day in whole if day < date(2023, 10, 1)] + each_month([date(2023, 10, 1)], 15)
    lacking.append(date(2023, 11, 3))
    assert short(lacking, FIVE) == [date(2023, 11, 1), date(2023, 12, 1)]
    assert in_words(short(lacking, FIVE)) == "2023年11月至12月"


def test_quiet_season_and_small_numbers_are_no_missing_months() -> None:
    seasonal = [day for first in FIVE for day in each_month([first], 2 if first.month == 2 else 20)]
    assert short(seasonal, FIVE) == []
    rare = [day for first in FIVE for day in each_month([first], first.month % 2)]
    assert short([day for day in rare if day.year != 2022 or day.month > 6], FIVE) == []
    assert short([], FIVE) == [] == short(each_month(FIVE[:12], 20), FIVE[:12])


def test_a_month_that_holds_the_spring_festival_is_as_full_as_others_without_it() -> None:
    """In 2020 the festival emptied the end of January, in most other years of February."""
    every = [FIVE[0] + timedelta(days=place) for place in range(5 * 365 + 1)]
    days = [day for day in every if not days_within(day, day)]
    assert in_words(short([*days, *days, *days], FIVE)) == ""
    gone = [day for day in days if not date(2020, 1, 1) <= day <= date(2020, 1, 17)]
    assert in_words(short([*gone, *gone, *gone], FIVE)) == "2020年1月"


def test_months_in_a_row_without_any_are_no_chance_where_many_are_usual() -> None:
    days = each_month([*FIVE[:10], *FIVE[13:]], 4)
    assert silent(days, FIVE, 4.0) == FIVE[9:13]  # October had its last on the fourth
    assert silent([day for day in days if day.day < 2], FIVE, 1.0) == []


def test_both_pages_find_the_same_weeks_never_reported() -> None:
    """One page asked for empty months and the other for empty weeks, and they found different ones."""
    days = [FIVE[0] + timedelta(days=place) for place in range(5 * 365) if place % 2]
    gone = [day for day in days if not date(2021, 6, 7) <= day <= date(2021, 7, 25)]
    assert silent(gone, FIVE, 15.0) == [date(2021, 6, 1), date(2021, 7, 1)]
    weeks = silence.unreported(warning_series.weekly(gone, FIVE[0], FIVE[-1]))
    assert warning_series.spans_of_weeks(weeks) == ["2021年第23—29周"]


@pytest.mark.django_db
def test_what_was_entered_late_is_provisional_however_soon_it_was_reported(bureau: Bureau) -> None:
    def soon(firsts: list[date], count: int) -> list[date]:
        return each_month(firsts, count)

    def enter(days: list[date]) -> None:
        told = [(day, clock.day_start(day) + timedelta(hours=20)) for day in days]
        many_cases([bureau.draft(occurred_on=day, reported_at=at) for day, at in told], by=bureau.office)

    with clock.at(datetime(2024, 1, 10, 9, tzinfo=clock.TZ)):
        enter(soon(months_from(date(2023, 1, 1), 10), 6))
    with clock.at(APRIL):
        enter(soon([date(2023, 11, 1), date(2023, 12, 1)], 25))
    for month in (2, 3, 5):
        with clock.at(datetime(2024, month, 28, 9, tzinfo=clock.TZ)):
            enter([date(2024, month, 20)])
    looked_at = months_from(date(2023, 10, 1), 8)
    with clock.at(datetime(2024, 6, 10, 9, tzinfo=clock.TZ)), scope(bureau.office):
        assert provisional(since_when(facts()), looked_at, date(2024, 6, 1)) == months_from(date(2024, 1, 1), 5)
        assert provisional_months(facts()) == months_from(date(2024, 1, 1), 5)
        page = browser(bureau.office).get("/accidents/lateness/").content.decode()
        assert "2024年1月至5月的数是暂定的" in page
    with clock.at(FEBRUARY), scope(bureau.office):
        before = facts(as_of=FEBRUARY)
        assert len(before) == 60
        assert provisional(since_when(before), looked_at, date(2024, 2, 1)) == [date(2024, 1, 1)]


@pytest.mark.django_db
def test_base_year_of_which_months_are_missing_is_not_ranked_without_a_word(bureau: Bureau) -> None:
    names = [card.name for card in orgs.streets()]
    days = [*each_month(FIVE[:58], 15), date(2023, 11, 3)]
    drafts = [bureau.draft(occurred_on=day, street=names[at % 79]) for at, day in enumerate(days)]
    with clock.at(FEBRUARY):
        many_cases(drafts, by=bureau.office)
        for key in ("street-risk", "nothing-done"):
            study = found(bureau, key)
            assert study.result["short"] == ["2023-11", "2023-12"]
            assert study.warnings[0].startswith(
                "2023年11月至12月的起数远少于其他年份同月，像是没有导入齐：基准年2023年偏少"
            )
            page = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
            assert "不宜据此提请挂牌；请先补录" in page
        risk = found(bureau, "street-risk")
        assert told_of(risk)["short"] == ["2023-11", "2023-12"]
        whole = found(bureau, "street-risk", base_year=2022)
        assert whole.result["refused"] and "short" not in whole.result


def test_paper_does_not_say_that_nothing_falls_back_where_the_base_year_is_not_whole() -> None:
    row = Figures(1, "某街道", (2022, 2023), (30, 20), 0, like=10.0, expected=25.0)
    assert "没有挑选带来的回落" in listing_texts.falling_back([row])
    assert "没有挑选带来的回落" in listing_texts.falling_back([row], ["2022-03"])
    said = listing_texts.falling_back([row], ["2023-11", "2023-12"])
    assert "没有挑选带来的回落" not in said and "%" not in said
    assert "2023年11月至12月的事故像是没有登记、导入齐，这些街道2023年合计20起偏少，说不出会回落多少" in said
    assert said in list(listing_texts.sentences([row], {"short": ["2023-11", "2023-12"]}))

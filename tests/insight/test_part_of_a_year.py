"""Less than a year after: the season is no change, and the counts are those that the list of cases shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from tests.factories.accidents import Bureau, many_cases
from tests.factories.insight import found
from tests.factories.pages import browser

from zhiben.foundation.scope import unscoped
from zhiben.foundation.studies import Study
from zhiben.insight.listings import Listing
from zhiben.insight.views import did_it_work
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs

pytestmark = pytest.mark.django_db
LISTED = ("民治街道", "粤海街道", "南头街道")
OFTEN = (1, 11, 4, 5, 6, 7, 8, 9)
SUMMER, WINTER = (3, 4, 5, 6, 7, 8, 9), (1, 2, 10, 11, 12)


@pytest.fixture
def october() -> Iterator[None]:
    """Seven months after the listing."""
    with clock.at(datetime(2024, 10, 10, 9, tzinfo=clock.TZ)):
        yield


def seasons(bureau: Bureau, *, cut: int = 0) -> None:
    """Year after year the same, three quarters of it from March to September: in every street once in summer, in every
    third once in winter, in those that are listed six and two times; `cut`: so many less there in the year after."""
    drafts = []
    for place, name in enumerate(card.name for card in orgs.streets()):
        often = name in LISTED
        winter = (WINTER[place // 3 % 5],) if place % 3 == 0 else ()
        months = OFTEN if often else (*winter, SUMMER[place % 7])
        for year in range(2019, 2025):
            kept = months if year < 2024 else [month for month in months if month < 10]
            for month in kept[: len(kept) - (cut if often and year == 2024 else 0)]:
                on = date(year, month, 3 + place % 20)
                drafts.append(bureau.draft(occurred_on=on, street=name, deaths=0))
    many_cases(drafts, by=bureau.office)


def work(bureau: Bureau, told: list[Listing], unit: str = "市安委办") -> Study:
    ids = tuple(bureau.city.territories[name].pk for name in LISTED)
    told.append(Listing(ids, date(2024, 2, 10), None, "示例挂牌"))
    return found(bureau, "did-it-work", unit)


def test_season_is_no_rise_of_the_others_and_no_effect(bureau: Bureau, october: None, told: list[Listing]) -> None:
    """By twelfths, seven months of which most accidents are would have been a rise by a fifth."""
    seasons(bureau)
    result = work(bureau, told).result
    assert (result["months"], result["reasons"]) == (7, [])
    assert result["share"] == pytest.approx(0.75, abs=0.03)
    assert result["effect"]["trend"] == pytest.approx(1, abs=0.08)
    assert result["effect"]["verdict"] == "open"
    assert result["rates"]["ratio"] == pytest.approx(1)


def test_counts_are_those_of_the_same_months_of_the_year_before(
    bureau: Bureau, october: None, told: list[Listing]
) -> None:
    seasons(bureau, cut=2)
    study = work(bureau, told)
    result = study.result
    assert (result["before"], result["raw"], result["after"]) == (18, 18.0, 12)
    assert result["sentence"].startswith("3个挂牌街道：整治前一年同期18起，整治后7个月12起，表面下降33%（小基数）。")
    assert "其他街道与自身整治前的估计相比" in result["sentence"] and "同期上升" not in result["sentence"]
    assert result["power"].startswith("以现有基数（整治前一年同期合计18起，按整治前的估计整治后7个月约")
    assert result["waterfall"]["levels"][::3] == [18.0, 12.0]
    assert result["others"]["before"] == result["others"]["after"] == len(orgs.streets()) - 3
    text = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
    assert "整治前一年同期76起，整治后7个月76起，两数相比持平" in text
    assert "按这7个月份在整治前全部事故里所占的7" in text
    assert did_it_work.bars_of(result)[0].label == "整治前一年同期"


def test_result_of_before_still_opens(bureau: Bureau, october: None, told: list[Listing]) -> None:
    """One that says neither what it compares with nor which share of a year that was."""
    seasons(bureau)
    study = work(bureau, told)
    for name in ("base", "share"):
        del study.result[name]
    study = found_again(study)
    text = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
    assert "整治前一年76起，整治后7个月76起。规模" in text


def found_again(study: Study) -> Study:
    """The same result under another number: what is kept is never changed."""
    study.pk, study._state.adding, study.sha256 = None, True, "0" * 64
    with unscoped(reason="test"):
        study.save()
    return study

"""Whether it worked: the sentence from the counts, the parts that close, and when nothing may be claimed."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import numpy as np
import pytest
from tests.factories.accidents import Bureau, many_cases
from tests.factories.insight import five_years, found
from tests.factories.pages import browser, main_of

from zhiben.analysis import before_after
from zhiben.analysis.effect_sentence import sentence
from zhiben.analysis.funnel import around
from zhiben.analysis.yearly_study import by_years
from zhiben.foundation.studies import Study
from zhiben.insight.answers.listed import Listed, Months, months_of
from zhiben.insight.listings import Listing, names_in
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.orgs import queries as orgs

pytestmark = pytest.mark.django_db
LISTED = ("民治街道", "粤海街道", "南头街道")
NEW_YEAR = date(2024, 1, 1)


def listing(bureau: Bureau, *names: str, since: date = NEW_YEAR, until: date | None = None) -> Listing:
    return Listing(tuple(bureau.city.territories[name].pk for name in names), since, until, "示例挂牌")


def six_years(bureau: Bureau, told: list[Listing]) -> None:
    five_years(bureau, worst=LISTED, last=2024, years=6)
    told.append(listing(bureau, *LISTED))


def work(bureau: Bureau, unit: str = "市安委办", **chosen: object) -> Study:
    return found(bureau, "did-it-work", unit, **{"listed_in": 2024} | chosen)


def test_sentence_and_waterfall_are_those_of_the_table_that_can_be_downloaded(
    bureau: Bureau, june: None, told: list[Listing]
) -> None:
    six_years(bureau, told)
    study = work(bureau)
    table = list(csv.DictReader(io.StringIO(study.inputs)))
    counts = np.array([[float(row[name]) for name in list(row)[4:10]] for row in table])
    places = [at for at, row in enumerate(table) if row["挂牌"] == "是"]
    assert [table[at]["街道"] for at in places] == [row["name"] for row in study.result["rows"]]
    again = before_after.found(by_years(counts, np.ones_like(counts), places), months_after=12)
    assert study.result["sentence"] == sentence(again)
    assert study.result["sentence"].startswith(f"3个挂牌街道：整治前一年{again.before}起，整治后一年{again.after}起")
    fall = study.result["waterfall"]
    assert fall["levels"][0] + sum(fall["steps"]) == pytest.approx(fall["levels"][3])
    assert study.result["before"] == sum(row["counts"][-1] for row in study.result["rows"])
    assert study.result["after"] == sum(row["after"] for row in study.result["rows"])
    assert [one["key"] for one in study.result["placebos"]] == ["next", "earlier"]
    assert not set(study.result["placebos"][0]["streets"]) & set(LISTED)
    months = [sum(int(row[name]) for row in table if row["挂牌"] == "是") for name in list(table[0])[10:]]
    assert months == study.result["monthly"]["ours"]
    steps = study.result["monthly"]["steps"]
    assert (steps["before"], steps["after"]) == (60, 12)
    assert sum(study.result["monthly"]["ours"][:60]) == counts[places, :5].sum()


def test_page_has_the_sentence_first_and_is_not_for_strangers(bureau: Bureau, june: None, told: list[Listing]) -> None:
    six_years(bureau, told)
    study = work(bureau)
    page = browser(bureau.office).get(f"/insight/studies/{study.pk}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert text.index(study.result["sentence"][:20]) < text.index("data:image/svg+xml") < text.index("逐街道")
    assert "挑最差必然回落" in text and "同样的办法，用在没有整治的地方" in text and "nan" not in main_of(text).lower()
    assert "/insight/nothing-done/" in text
    for actor in (bureau.street, bureau.elsewhere, bureau.district):
        for path in ("", "inputs/"):
            assert browser(actor).get(f"/insight/studies/{study.pk}/{path}").status_code == 404


def test_estimate_within_the_limits_of_a_street_like_it_is_told_street_by_street(
    bureau: Bureau, june: None, told: list[Listing]
) -> None:
    six_years(bureau, told)
    many_cases([bureau.draft(occurred_on=date(2024, 3, 1)) for _one in range(40)], by=bureau.office)
    rows = {row["name"]: row for row in work(bureau).result["rows"]}
    assert rows["民治街道"]["inside"] is False
    usual = rows["民治街道"]["usual"]
    assert usual["expected"] > usual["limit"] > usual["like"]
    assert all((row["usual"]["expected"] <= row["usual"]["limit"]) == row["inside"] for row in rows.values())


def test_street_is_back_within_by_the_estimate_by_which_streets_are_proposed(
    bureau: Bureau, june: None, told: list[Listing]
) -> None:
    """With the same five years the figures are those of the page of high-risk streets."""
    six_years(bureau, told)
    by_name = {row["name"]: row for row in found(bureau, "street-risk", base_year=2024).result["rows"]}
    for row in work(bureau).result["rows"]:
        there = by_name[row["name"]]
        assert (row["usual"]["expected"], row["usual"]["like"]) == pytest.approx((there["expected"], there["like"]))
        assert row["inside"] == (there["expected"] <= around(5 * there["like"]).high95 / 5)


def test_street_is_judged_by_calendar_years_with_half_a_year_of_treatment(bureau: Bureau, told: list[Listing]) -> None:
    """As the page of its listing does: not by years counted from the listing."""
    with clock.at(datetime(2025, 3, 10, 9, tzinfo=clock.TZ)):
        six_years(bureau, told)
        names = [card.name for card in orgs.streets()][::9]
        days = [date(2025, month, 9) for month in (1, 2)]
        many_cases([bureau.draft(occurred_on=day, street=name) for day in days for name in names], by=bureau.office)
        told[:] = [listing(bureau, *LISTED, since=date(2024, 6, 20))]
        study = work(bureau)
        by_name = {row["name"]: row for row in found(bureau, "street-risk", base_year=2024).result["rows"]}
        for row in study.result["rows"]:
            there, usual = by_name[row["name"]], row["usual"]
            assert usual["year"] == 2024
            assert (usual["expected"], usual["like"]) == pytest.approx((there["expected"], there["like"]))
        assert study.result["months"] == 8
        told[:] = [listing(bureau, *LISTED, since=date(2024, 7, 2))]
        later = work(bureau).result
        assert (later["months"], later["reasons"]) == (7, [])
        assert {row["inside"] for row in later["rows"]} == {None}


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ({"counting": "changed"}, "前后统计口径不同，须先记录衔接办法"),
        ({"streets": "民治街道", "since": "2024-01-01"}, "只有一个街道、不超过一年，说明不了效果"),
    ],
)
def test_no_effect_is_claimed_and_the_reason_is_said(
    bureau: Bureau, june: None, told: list[Listing], chosen: dict[str, str], why: str
) -> None:
    six_years(bureau, told)
    study = work(bureau, **chosen)
    assert study.result["reasons"] == [why]
    assert study.result["sentence"].endswith(f"不作效果结论：{why}。")
    assert [study.result[name] for name in ("effect", "waterfall", "rates")] == [None] * 3
    assert study.result["monthly"]["steps"] is None
    assert {row["anyway"] for row in study.result["rows"]} == {None}
    text = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
    assert f"不作效果结论：{why}" in text and "从整治前到整治后" not in text


def test_without_a_day_of_listing_there_is_no_before_and_no_after(
    bureau: Bureau, june: None, told: list[Listing]
) -> None:
    six_years(bureau, told)
    study = work(bureau, streets="民治街道、粤海街道")
    result = study.result
    assert result["reasons"] == ["没有记录挂牌日期"]
    table = list(csv.DictReader(io.StringIO(study.inputs)))
    years = [f"{year}年" for year in range(2020, 2026)]
    assert list(table[0]) == ["街道", "挂牌", *years]
    ours = [sum(int(row[year]) for row in table if row["挂牌"] == "是") for year in years]
    assert result["ours"] == ours and sum(ours) > 0
    named = [*years[:-1], "2025年（截至6月10日）"]
    said = "、".join(f"{year}{count}起" for year, count in zip(named, ours, strict=True))
    assert result["sentence"] == (
        f"2个挂牌街道没有记录挂牌日期，分不出整治前后，只列各年起数：{said}。不作效果结论：没有记录挂牌日期。"
    )
    assert sum(result["others"]["counts"]) == sum(int(row[year]) for row in table for year in years) - sum(ours)
    text = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
    main = main_of(text).partition("怎么算的")[0]
    assert result["sentence"] in main
    for word in ("整治前一年", "整治后", "挂牌日期2", "把握", "同样的办法", "nan"):
        assert word not in main, word
    assert "first=2025-01-01&amp;last=2025-06-10" in text


def test_recorded_bridge_lets_the_effect_be_told_and_stands_beside_it(
    bureau: Bureau, june: None, told: list[Listing]
) -> None:
    six_years(bureau, told)
    study = work(bureau, counting="changed", bridge="2024年起含轻伤，已剔除")
    assert study.result["reasons"] == []
    assert study.result["effect"] is not None
    assert "2024年起含轻伤，已剔除" in browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()


def test_few_months_claim_nothing_and_the_last_one_is_provisional(bureau: Bureau, told: list[Listing]) -> None:
    with clock.at(datetime(2024, 6, 10, 9, tzinfo=clock.TZ)):
        five_years(bureau, worst=LISTED, last=2023)
        others = [card.name for card in orgs.streets() if card.name not in LISTED][::3]
        days = [date(2024, month, 9) for month in (2, 3, 4, 5)]
        drafts = [bureau.draft(occurred_on=day, street=name) for day in days for name in others]
        many_cases(drafts, by=bureau.office)
        told.append(listing(bureau, *LISTED, since=date(2024, 1, 15)))
        study = work(bureau)
        assert study.result["reasons"] == ["整治后不足6个月"]
        assert study.result["span"] == ["2019-01-01", "2024-01-01", "2024-02-01", "2024-06-01"]
        assert study.result["sentence"].startswith("3个挂牌街道：整治前一年")
        assert "整治后4个月0起" in study.result["sentence"]
        assert study.result["monthly"]["why"] == "整治后只有4个月，不足12个月，只列数，不作时间序列"
        assert study.result["monthly"]["ours"][60] is None
        assert study.result["provisional"][-1] == "2024-05"
        assert any("暂定" in one for one in study.warnings)
        assert {row["inside"] for row in study.result["rows"]} == {None}
        assert browser(bureau.office).get(f"/insight/studies/{study.pk}/").status_code == 200


def test_months_that_nobody_imported_are_asked_about(bureau: Bureau, june: None, told: list[Listing]) -> None:
    five_years(bureau, worst=LISTED, last=2023)
    others = [card.name for card in orgs.streets()]
    many_cases([bureau.draft(occurred_on=date(2024, 4, 9), street=name) for name in others], by=bureau.office)
    told.append(listing(bureau, *LISTED))
    study = work(bureau)
    assert study.result["silent"] == [f"2024-{month:02}" for month in range(1, 13)]
    assert study.result["reasons"] == [before_after.REFUSALS["incomplete"]]
    assert study.result["placebos"][0]["reasons"] == study.result["reasons"]
    assert study.warnings[1].startswith("2024年1月至12月有连续几周没有一起事故记录")
    assert "没有导入的月份" in study.warnings[1]


def test_others_that_have_far_more_than_before_are_asked_about(bureau: Bureau, june: None, told: list[Listing]) -> None:
    six_years(bureau, told)
    assert work(bureau).warnings == ["没有规模数据：未作规模调整，把各街道当作一样大"]
    more = [(card.name, day) for card in orgs.streets() if card.name not in LISTED for day in (5, 6)]
    many_cases([bureau.draft(occurred_on=date(2024, 4, day), street=name) for name, day in more], by=bureau.office)
    assert any(one.startswith("其他街道整治后的起数是按自身整治前估计的") for one in work(bureau).warnings)


def test_too_many_nowhere_claim_nothing(bureau: Bureau, june: None, told: list[Listing]) -> None:
    six_years(bureau, told)
    many_cases([bureau.draft(occurred_on=date(2024, 3, 1), street="") for _one in range(60)], by=bureau.office)
    study = work(bureau)
    assert study.result["reasons"] == ["没有定位到现有街道的超过5%，须先补上街道"]
    assert {"name": "60起", "why": "未定位到街道"} in study.left_out


def test_nobody_listed_unknown_names_and_missing_years_are_refused(
    bureau: Bureau, june: None, told: list[Listing]
) -> None:
    five_years(bureau, worst=LISTED, last=2024, years=5)
    nobody = work(bureau)
    assert nobody.result["refused"] == ["2024年没有登记挂牌的街道；没有登记的，可在“重新计算”里填写街道和挂牌日期"]
    assert "不下结论" in browser(bureau.office).get(f"/insight/studies/{nobody.pk}/").content.decode()
    assert work(bureau, streets="无此街道").result["refused"] == ["本范围内没有叫这个名称的街道，或有同名的：无此街道"]
    told[:] = [listing(bureau, *LISTED, since=date(2020, 1, 1))]
    assert work(bureau, listed_in=2020).result["refused"] == [
        "2019-01至2019-12，有的月份没有一起事故记录：没有导入的月份不能当作没有事故"
    ]
    told[:] = [listing(bureau, *LISTED, since=date(2025, 6, 1))]
    assert work(bureau, listed_in=2025).result["refused"] == ["2025-06-01挂牌，整治后第1年还没有过完一个月"]


def test_district_says_the_sample_is_too_small_and_strangers_do_not_read_it(
    bureau: Bureau, june: None, told: list[Listing]
) -> None:
    six_years(bureau, told)
    study = work(bureau, "龙华区安委办")
    assert "样本不足（少于10个街道或整治前不足30起）" in study.result["sentence"]
    assert [row["name"] for row in study.result["rows"]] == ["民治街道"]
    assert study.result["power"] == ""
    page = f"/insight/studies/{study.pk}/"
    assert browser(bureau.district_office).get(page).status_code == 200
    assert browser(bureau.elsewhere).get(page).status_code == 404
    risk = found(bureau, "street-risk", "龙华区安委办", base_year=2024)
    assert risk.result["refused"][0].startswith("样本不足：6个街道、五年")


def test_streets_listed_at_another_time_are_no_comparison(bureau: Bureau, june: None, told: list[Listing]) -> None:
    six_years(bureau, told)
    told.append(listing(bureau, "南园街道", since=date(2022, 5, 1)))
    told.append(listing(bureau, "福田街道", since=date(2014, 5, 1), until=date(2015, 5, 1)))
    result = work(bureau).result
    assert (result["aside"], result["others"]["streets"]) == (["南园街道"], 79 - 3 - 1)
    assert "南园街道" not in result["placebos"][0]["streets"]


def test_parameters_are_checked_and_kept_as_text(bureau: Bureau) -> None:
    page = browser(bureau.office)
    form = {"listed_in": 2024, "nth": 1, "streets": "民治街道，粤海街道", "since": "2024-01-01", "counting": "same"}
    wrong = page.post("/insight/did-it-work/again/", form | {"streets": "无此街道", "nth": 9})
    text = wrong.content.decode()
    assert wrong.status_code == 422
    assert "没有叫这个名称的街道：无此街道" in text
    assert page.post("/insight/did-it-work/again/", form).status_code == 302


@pytest.mark.parametrize(
    ("first", "last", "nth", "as_of", "months"),
    [
        ("2024-01-01", "2024-01-01", 1, "2025-06-10", ("2019-01", "2024-01", "2024-01", "2024-01", "2025-01", 12)),
        ("2024-03-15", "2024-03-15", 1, "2025-06-10", ("2019-03", "2024-03", "2024-04", "2024-04", "2025-04", 12)),
        ("2024-03-15", "2024-05-02", 2, "2025-08-31", ("2019-03", "2024-03", "2024-06", "2025-06", "2025-09", 3)),
        ("2024-03-15", "2024-03-15", 1, "2024-05-30", ("2019-03", "2024-03", "2024-04", "2024-04", "2024-05", 1)),
    ],
)
def test_months_of_listing_belong_to_neither_side(
    first: str, last: str, nth: int, as_of: str, months: tuple[str, ...]
) -> None:
    one = Listed((1,), date.fromisoformat(first), date.fromisoformat(last), (), True, ())
    got = months_of(one, nth, date.fromisoformat(as_of))
    days = [f"{day:%Y-%m}" for day in (got.begins, got.ends, got.treated, got.after, got.until)]
    assert (*days, got.count) == months
    assert got.column(got.begins) == 0
    assert got.column(got.after) == 5
    assert (got.column(got.until), got.column(date(got.ends.year, got.ends.month, 20)) in (None, 5)) == (None, True)


def test_nothing_is_over_yet() -> None:
    one = Listed((1,), date(2024, 3, 15), date(2024, 3, 15), (), True, ())
    with pytest.raises(Refused, match="还没有过完一个月"):
        months_of(one, 1, date(2024, 4, 29))
    assert isinstance(months_of(one, 1, date(2024, 4, 30)), Months)


def test_names_are_taken_apart_by_any_mark() -> None:
    assert names_in("民治街道，粤海街道;南头街道\n 民治街道、") == ["民治街道", "粤海街道", "南头街道"]
    assert names_in("") == []

"""What happens when nothing is done: the printed tables, the own streets beside them, and what few accidents allow."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories.accidents import Bureau, many_cases
from tests.factories.insight import LAST, five_years, found
from tests.factories.pages import browser, main_of

from zhiben.analysis.power import chance_of_fall, power

pytestmark = pytest.mark.django_db


def test_tables_are_the_printed_ones_with_the_own_streets_beside_them(bureau: Bureau) -> None:
    events = five_years(bureau)
    result = found(bureau, "nothing-done").result
    printed = {one["mean"]: one["chance"] for one in result["falls"] if not one["key"]}
    for mean, percent in ((0.6, 64), (3.8, 34), (4.9, 30), (12.0, 20)):
        assert 100 * printed[mean] == pytest.approx(percent, abs=0.52)
    powers = {one["before"]: round(100 * one["power"]) for one in result["powers"] if not one["key"]}
    assert powers == {30: 17, 60: 28, 120: 47, 240: 73, 400: 90}
    own = {one["key"]: one for one in result["falls"] if one["key"]}
    assert own["mean"]["count"] == result["events"] == events
    assert own["mean"]["chance"] == pytest.approx(chance_of_fall(events / 79 / 5))
    assert (own["most"]["name"], own["least"]["name"] != "民治街道") == ("民治街道", True)
    worst = next(one for one in result["powers"] if one["key"] == "worst")
    assert worst["power"] == pytest.approx(power(worst["before"]))
    assert 0 < worst["before"] < result["base"]["all"]


def test_worst_fall_back_by_themselves_and_the_estimate_sees_through(bureau: Bureau) -> None:
    five_years(bureau)
    drawn = found(bureau, "nothing-done").result["drawn"]
    assert (drawn["runs"], drawn["streets"]) == (2000, 79)
    assert drawn["fall"] > 0.2
    assert drawn["improved"] > 0.9
    assert drawn["ratio"] == pytest.approx(1.0, abs=0.1)
    assert drawn["found_by_estimate"] > drawn["found_by_count"] > 1


def test_page_can_be_read_aloud_and_leads_to_the_effect(bureau: Bureau) -> None:
    five_years(bureau)
    study = found(bureau, "nothing-done")
    page = browser(bureau.office).get(f"/insight/studies/{study.pk}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "什么也不做也会回落：按本地2019年至2023年的情况模拟2,000次" in text
    assert "（小基数）" in text and "前一年至少要有" in text and "nan" not in main_of(text).lower()
    for actor in (bureau.street, bureau.elsewhere, bureau.district):
        assert browser(actor).get(f"/insight/studies/{study.pk}/").status_code == 404


def test_district_with_few_streets_has_the_exact_tables_and_no_drawing(bureau: Bureau) -> None:
    five_years(bureau)
    study = found(bureau, "nothing-done", "龙华区安委办")
    assert study.result["drawn"] is None
    assert study.result["why"].startswith("样本不足：6个街道、五年")
    assert [one["key"] for one in study.result["falls"]][-3:] == ["mean", "most", "least"]
    assert [one["key"] for one in study.result["powers"] if one["key"]] == ["all"]
    text = browser(bureau.district_office).get(f"/insight/studies/{study.pk}/").content.decode()
    assert "没有作模拟：样本不足" in text
    assert browser(bureau.elsewhere).get(f"/insight/studies/{study.pk}/").status_code == 404


def test_more_listed_than_streets_and_years_without_records_are_said(bureau: Bureau) -> None:
    five_years(bureau)
    assert found(bureau, "nothing-done", k=79).result["why"] == "有规模数据的街道只有79个，不多于拟挂牌的79个"
    refused = found(bureau, "nothing-done", base_year=LAST - 1).result["refused"]
    assert refused == [f"{LAST - 5}年没有一起事故记录：没有导入的年份不能当作没有事故"]
    this = date.today().year  # noqa: DTZ011
    assert (
        f"{this + 9}年还没有过完，不能作基准年" in found(bureau, "nothing-done", base_year=this + 9).result["refused"]
    )


def test_nothing_has_happened_here_is_refused(bureau: Bureau) -> None:
    many_cases([bureau.draft(occurred_on=date(LAST, 5, 1), street="粤海街道")], by=bureau.office)
    study = found(bureau, "nothing-done", "龙华区安委办")
    assert study.result["refused"][0].startswith("2019、2020、2021、2022、2023年没有一起事故记录")
    assert "不下结论" in browser(bureau.district_office).get(f"/insight/studies/{study.pk}/").content.decode()

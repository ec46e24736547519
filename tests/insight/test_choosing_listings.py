"""Which listing is asked about, how many years before it are compared with, and what is not claimed of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.factories.accidents import Bureau, many_cases
from tests.factories.insight import five_years, found
from tests.factories.pages import browser, main_of

from zhiben.foundation.studies import Study
from zhiben.insight import listings
from zhiben.insight.listings import Listing, by_decision
from zhiben.insight.views.did_it_work import STEPS, bars_of, placebo, step_verdict, steps, untreated
from zhiben.orgs import queries as orgs

NINE = ("民治街道", "粤海街道", "南头街道")
FIRST, SECOND = "示例安委〔2024〕2号", "示例安委〔2024〕9号"


def each(bureau: Bureau, decision: str, since: date, *names: str) -> list[Listing]:
    """A listing of its own for each street, as areas are listed."""
    ids = [bureau.city.territories[name].pk for name in names]
    return [Listing((one,), since, None, f"{name}高风险区域", decision) for one, name in zip(ids, names, strict=True)]


def work(bureau: Bureau, **chosen: object) -> Study:
    return found(bureau, "did-it-work", **chosen)


def names(study: Study) -> set[str]:
    return {row["name"] for row in study.result["rows"]}


def test_areas_of_one_decision_belong_together_whatever_they_are_called() -> None:
    later = Listing((3,), date(2024, 10, 1), None, "丙", "乙文")
    some = [Listing((1,), date(2024, 2, 7), None, "甲", "甲文"), Listing((2,), date(2024, 2, 8), None, "乙", "甲文")]
    alone = Listing((4,), date(2023, 1, 1), None, "丁")
    assert by_decision([later, *some, alone]) == {"丁（2023-01-01）": [alone], "甲文": some, "乙文": [later]}


@pytest.mark.django_db
def test_later_listing_does_not_take_away_the_answer_for_the_first(
    bureau: Bureau, june: None, told: list[Listing]
) -> None:
    five_years(bureau, worst=NINE, last=2024, years=6)
    told += each(bureau, FIRST, date(2024, 1, 1), *NINE)
    alone = work(bureau)
    told += each(bureau, SECOND, date(2024, 10, 16), "西乡街道", "福田街道")
    assert names(alone) == {*NINE}
    chosen = work(bureau, decision=FIRST)
    assert names(chosen) == {*NINE}
    assert (chosen.result["decision"], chosen.result["months"]) == (FIRST, 12)
    assert chosen.result["before"] == alone.result["before"] and chosen.result["after"] == alone.result["after"]
    assert {*chosen.result["aside"]} == {"福田街道", "西乡街道"}
    text = browser(bureau.office).get(f"/insight/studies/{chosen.pk}/").content.decode()
    assert f"{SECOND}（2024-10-16起，2个街道）" in text
    latest = work(bureau)
    assert names(latest) == {"西乡街道", "福田街道"} == names(work(bureau, listed_in=2024))
    assert latest.result["decisions"] == [[FIRST, "2024-01-01", 3], [SECOND, "2024-10-16", 2]]


@pytest.mark.django_db
def test_streets_that_are_listed_after_the_months_looked_at_stay_in_the_comparison(
    bureau: Bureau, june: None, told: list[Listing]
) -> None:
    """They were listed because they had many: without them the others would seem to have fewer."""
    five_years(bureau, worst=NINE, last=2024, years=6)
    told += each(bureau, FIRST, date(2024, 1, 1), *NINE)
    alone = work(bureau).result
    told += each(bureau, SECOND, date(2025, 1, 1), "西乡街道", "福田街道")
    chosen = work(bureau, decision=FIRST).result
    assert chosen["aside"] == []
    assert [chosen[name] for name in ("others", "effect", "sentence")] == [
        alone[name] for name in ("others", "effect", "sentence")
    ]
    told[-1] = each(bureau, SECOND, date(2024, 12, 31), "福田街道")[0]
    assert work(bureau, decision=FIRST).result["aside"] == ["福田街道"]


@pytest.mark.django_db
def test_decision_after_which_no_month_is_over_is_named_and_the_one_before_is_told(
    bureau: Bureau, june: None, told: list[Listing]
) -> None:
    five_years(bureau, worst=NINE, last=2024, years=6)
    told += each(bureau, FIRST, date(2024, 1, 1), *NINE) + each(bureau, SECOND, date(2025, 5, 20), "西乡街道")
    study = work(bureau)
    assert names(study) == {*NINE}
    assert study.warnings[0] == f"后来另有挂牌（{SECOND}），整治后还没有过完一个月；这里看的是“{FIRST}”"
    refused = work(bureau, decision=SECOND).result["refused"]
    assert refused == ["2025-05-20挂牌，整治后第1年还没有过完一个月"]
    assert work(bureau, decision="没有{这}份").result["refused"] == ["本范围没有按“没有{这}份”挂牌的街道"]
    assert work(bureau, listed_in=2023).result["refused"][0].startswith("2023年没有登记挂牌的街道")


@pytest.mark.django_db
def test_form_offers_the_decisions_of_the_grounds_that_the_person_reads(
    bureau: Bureau, june: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = each(bureau, FIRST, date(2024, 1, 1), *NINE)
    city = orgs.unit(bureau.city.unit("市安委办").pk).coordinates
    monkeypatch.setattr(listings, "_providers", [lambda at: known if at.covers(city) else []])
    form = {"nth": 1, "counting": "same"}
    for actor, offered in ((bureau.office, True), (bureau.district, False)):
        page = browser(actor).get("/insight/did-it-work/again/").content.decode()
        assert (f"{FIRST}（2024-01-01起，3个街道）" in page) is offered
    page = browser(bureau.office)
    assert page.post("/insight/did-it-work/again/", form | {"decision": FIRST}).status_code == 302
    assert page.post("/insight/did-it-work/again/", form | {"decision": SECOND}).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("years", [1, 3])
def test_as_many_whole_years_before_as_are_recorded_are_compared_with(
    bureau: Bureau, june: None, told: list[Listing], years: int
) -> None:
    five_years(bureau, worst=NINE, last=2024, years=years + 1)
    told += each(bureau, FIRST, date(2024, 1, 1), *NINE)
    study = work(bureau)
    result = study.result
    assert (result["refused"], result["reasons"]) == ([], [])
    assert {len(row["counts"]) for row in result["rows"]} == {years}
    assert result["span"][0] == f"{2024 - years}-01-01"
    assert result["effect"] is not None and result["before"] == sum(row["counts"][-1] for row in result["rows"])
    assert [one["key"] for one in result["placebos"]] == (["next", "earlier"] if years > 1 else ["next"])
    few = "整治前只有12个月的记录，不足24个月，只列数，不作时间序列"
    assert result["monthly"]["why"] == (few if years == 1 else "")
    assert study.warnings[0] == f"整治前只有{years}个整年的记录（{2024 - years}-01起），估计比用五年的粗"
    assert study.inputs.splitlines()[0].split(",")[4 : 5 + years] == [
        *(f"整治前第{one}年" for one in range(years, 0, -1)),
        "整治后",
    ]
    text = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
    assert f"整治前{years}年逐年（起）" in text and "nan" not in main_of(text).lower()


@pytest.mark.django_db
def test_year_that_is_recorded_in_part_is_no_whole_year(bureau: Bureau, june: None, told: list[Listing]) -> None:
    five_years(bureau, worst=NINE, last=2024, years=3)
    others = [card.name for card in orgs.streets()]
    days = [date(2021, month, 9) for month in (10, 11, 12)]
    many_cases([bureau.draft(occurred_on=day, street=name) for day in days for name in others], by=bureau.office)
    told += each(bureau, FIRST, date(2024, 1, 1), *NINE)
    assert work(bureau).result["span"][0] == "2022-01-01"


def shown(seen: str, verdict: str | None, selection: float = -0.15) -> dict[str, Any]:
    """A result of which the monthly series sees one thing and the sentence on top another."""
    one = {"before": 60, "after": 12, "verdict": seen, "turned": False, "linked": False}
    one |= {name: [0.7, 0.55, 0.9] for name in ("ours", "others", "left")}
    return {"monthly": {"steps": one, "why": ""}, "effect": verdict and {"verdict": verdict}, "selection": selection}


@pytest.mark.parametrize("seen", ["fell", "rose"])
@pytest.mark.parametrize("verdict", ["open", None])
def test_monthly_series_claims_nothing_that_the_sentence_on_top_does_not(seen: str, verdict: str | None) -> None:
    said = steps(shown(seen, verdict))
    assert STEPS[seen] not in said and "不能据此说有变化" in said
    assert "没有扣除“挑最差必然回落”（约15%），不能单独引用" in said


def test_monthly_series_says_what_the_sentence_on_top_says_beside_what_falls_back() -> None:
    said = steps(shown("fell", "fell"))
    assert STEPS["fell"] in said and "没有扣除“挑最差必然回落”（约15%），不能单独引用" in said
    assert step_verdict(shown("open", "fell")) == STEPS["open"]
    assert steps(shown("fell", "fell", 0.0)).endswith("这一项不能单独引用。")


@pytest.mark.parametrize(
    ("selection", "label"),
    [(-0.15, "挑最差必然回落"), (0.03, "估计与整治前一年之差"), (0.0, "估计与整治前一年之差")],
)
def test_bar_is_called_a_fall_only_where_something_falls_back(selection: float, label: str) -> None:
    levels = [100.0, 100 * (1 + selection), 90.0, 80.0]
    found = {
        "waterfall": {"levels": levels},
        "before": 100,
        "raw": 100.0,
        "period": "整治后一年",
        "selection": selection,
    }
    assert bars_of(found)[1].label == label


def effect(change: float) -> dict[str, Any]:
    return {"change": change, "low": -40.0, "high": 12.0, "expected": 50.0, "verdict": "open"}


def test_untreated_are_told_by_the_periods_they_are_of_and_beside_the_treated() -> None:
    """Seven months were called a year, which made a fall by half of nothing."""
    one = {"areas": 9, "before": 44, "raw": 44.0, "after": 32, "effect": effect(-0.17), "reasons": []}
    placebos: list[dict[str, Any]] = [one | {"key": "next"}, one | {"key": "earlier", "effect": effect(-0.19)}]
    found = {"base": "整治前一年同期", "period": "整治后7个月", "effect": effect(-0.14), "placebos": placebos}
    assert placebo(placebos[0], found).startswith("9个街道，整治前一年同期44起、整治后7个月32起。扣除后的变化为−17%")
    assert placebo(placebos[1], found).startswith("9个街道，整治前第二年44起、整治前一年32起。扣除后的变化为−19%")
    assert untreated(found) == "没有整治的地方用同样办法得到−17%、−19%（起数和区间见下），挂牌街道是−14%。"
    assert untreated(found | {"effect": None}) == untreated(found | {"placebos": []}) == ""

"""High-risk streets: who is proposed, with what certainty, what is left out and when nothing is ranked."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from tests.factories.accidents import Bureau, many_cases
from tests.factories.insight import LAST, five_years, found
from tests.factories.orgs import SINCE
from tests.factories.pages import browser

from zhiben.accidents.operations import tell_exposure
from zhiben.analysis.network_screening import screened
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.scope import scope
from zhiben.foundation.studies import Study
from zhiben.insight.questions import question_of
from zhiben.insight.views.street_risk import BELOW, sized
from zhiben.insight.wording import ground_of, line_of
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import add_unit
from zhiben.orgs.vocab import Role, UnitKind

pytestmark = pytest.mark.django_db


def test_worst_street_is_proposed_and_the_whole_table_can_be_computed_again(bureau: Bureau) -> None:
    events = five_years(bureau)
    study = found(bureau, "street-risk")
    result = study.result
    assert (result["refused"], result["events"], result["sized"]) == ([], events, "none")
    first = result["rows"][0]
    assert (first["name"], first["rank"], first["among_worst"]) == ("民治街道", 1, 1.0)
    assert sum(sum(row["counts"]) for row in result["rows"]) == events
    table = list(csv.DictReader(io.StringIO(study.inputs)))
    again = screened([[int(row["起数"])] for row in table], None, by="expected", worst=9, seed=345, years=5)
    told = {row["name"]: row["rank"] for row in result["rows"]}
    assert told == {table[area.place]["街道"]: area.rank for area in again.areas}
    years = [[int(row[f"{year}年起数"]) for year in result["years"]] for row in table]
    assert {row["name"]: row["counts"] for row in result["rows"]} == {
        row["街道"]: counts for row, counts in zip(table, years, strict=True)
    }
    fatal = sum(int(row[f"{year}年亡人事故"]) for row in table for year in result["years"])
    dead = sum(int(row["死亡和失踪"]) for row in table)
    assert 0 < fatal == dead < events and {row["重伤事故"] for row in table} == {"0"}
    assert all(
        1 <= row["base"]["rank_low"] <= row["base"]["rank"] <= row["base"]["rank_high"] for row in result["rows"]
    )


def test_what_sizes_come_from_stands_in_the_inputs(bureau: Bureau) -> None:
    five_years(bureau, mean=2.0)
    for street, sites in (("民治街道", 3), ("粤海街道", 1)):
        for _one in range(sites):
            bureau.city.site(street=street)
    with scope(bureau.office):
        study = found(bureau, "street-risk")
        by_name = {row["街道"]: row for row in csv.DictReader(io.StringIO(study.inputs))}
        assert [by_name[one]["登记场所"] for one in ("民治街道", "粤海街道", "西乡街道")] == ["3", "1", "0"]
        assert all(row["经度"] == row["纬度"] == "" for row in by_name.values())
        counted = ["民治街道", "粤海街道"]
        rate = sum(int(by_name[one]["起数"]) for one in counted) / 4
        sized_as = {one: float(by_name[one]["规模"]) for one in counted}
        assert sized_as == pytest.approx({"民治街道": 3 * rate, "粤海街道": rate})
        card = next(one for one in orgs.streets() if one.name == "民治街道")
        tell_exposure(card.id, LAST, {"employees": 101_500, "road_km": 12.5}, source="示例普查", actor=bureau.office)
    told = {row["街道"]: row for row in csv.DictReader(io.StringIO(found(bureau, "street-risk").inputs))}
    people, roads = (f"{size}，有数年份平均" for size in ("从业人员（人）", "道路里程（公里）"))
    assert (told["民治街道"][people], told["民治街道"][roads], told["西乡街道"][people]) == ("101500", "12.5", "")


def test_sizes_come_from_registered_sites_and_streets_without_any_are_left_out(bureau: Bureau) -> None:
    five_years(bureau)
    for street in ("民治街道", "粤海街道"):
        bureau.city.site(street=street)
    study = found(bureau, "street-risk")
    assert study.result["sized"] == "indirect"
    assert {row["name"] for row in study.result["rows"]} == {"民治街道", "粤海街道"}
    assert len(study.left_out) == 77
    assert study.left_out[0]["why"] == "没有规模数据（没有登记场所），未参加排名"


def test_sizes_that_were_told_come_first_and_a_street_without_employees_is_named(bureau: Bureau) -> None:
    five_years(bureau, mean=2.0)
    without = "中英街管理局"
    with scope(bureau.office):
        for number, card in enumerate(orgs.streets()):
            sizes = {} if card.name == without else {"employees": 1_000 * (number % 7 + 1), "enterprises": 10 + number}
            tell_exposure(card.id, LAST, sizes or {"enterprises": 5}, source="示例普查", actor=bureau.office)
    study = found(bureau, "street-risk")
    assert (study.result["sized"], study.result["read"]) == ("spf", ["employees", "enterprises"])
    assert [(one["name"], one["why"]) for one in study.left_out] == [
        (without, "没有从业人员数据，未参加排名；请在“街道规模”补上")
    ]
    ranked = study.result["rows"]
    like = sum(row["like"] for row in ranked)
    assert like * 5 == pytest.approx(sum(sum(row["counts"]) for row in ranked), rel=1e-6)
    assert (
        "按从业人员、企业数等对全市街道作回归（从业人员、企业数）"
        in browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
    )


def test_a_district_with_few_streets_is_told_so(bureau: Bureau) -> None:
    five_years(bureau)
    study = found(bureau, "street-risk", "龙华区安委办")
    assert [one.partition("：")[0] for one in study.result["refused"]] == ["样本不足"]
    table = list(csv.DictReader(io.StringIO(study.inputs)))
    counted = study.result["counted"]
    assert [(row["name"], sum(row["counts"]), row["deaths"]) for row in counted] == [
        (row["街道"], int(row["起数"]), int(row["死亡和失踪"])) for row in table
    ]
    assert len(counted) == 6 and sum(row["deaths"] for row in counted) > 0
    text = browser(bureau.district_office).get(f"/insight/studies/{study.pk}/").content.decode()
    assert "样本不足，不作估计，不排名次" in text and "名次（区间）" not in text
    assert all(f">{sum(row['counts'])}</a>" in text and row["name"] in text for row in counted)
    for actor, status in ((bureau.district, 200), (bureau.district_office, 200), (bureau.elsewhere, 404)):
        assert browser(actor).get(f"/insight/studies/{study.pk}/").status_code == status


def test_nothing_is_ranked_where_too_many_lie_nowhere_or_a_year_was_never_imported(bureau: Bureau) -> None:
    five_years(bureau)
    many_cases([bureau.draft(occurred_on=date(LAST, 3, 1), street="") for _one in range(30)], by=bureau.office)
    refused = found(bureau, "street-risk").result["refused"]
    assert len(refused) == 1 and "超过5%，不排名" in refused[0] and "30起没有定位" in refused[0]
    refused = found(bureau, "street-risk", base_year=LAST - 1).result["refused"]
    assert refused == [f"{LAST - 5}年没有一起事故记录：没有导入的年份不能当作没有事故"]


def test_few_accidents_are_told_and_not_ranked(bureau: Bureau) -> None:
    many_cases([bureau.draft(occurred_on=date(year, 5, 1)) for year in range(LAST - 4, LAST + 1)], by=bureau.office)
    study = found(bureau, "street-risk")
    assert study.result["refused"] == ["样本不足：79个街道、五年5起（至少应有10个街道、30起）"]
    assert "rows" not in study.result
    assert sum(sum(row["counts"]) for row in study.result["counted"]) == 5


def test_ground_of_a_district_is_called_by_its_name(bureau: Bureau) -> None:
    five_years(bureau, mean=2.0)
    bureau.city.site(street="西乡街道")
    there = bureau.city.territories["宝安区"]
    office = add_unit("宝安区安委办", kind=UnitKind.COMMITTEE_OFFICE, territory=there, valid_from=SINCE)
    bureau.city.units[office.name] = office
    for unit, name in (("宝安区安委办", "宝安区"), ("市安委办", "全市")):
        study = found(bureau, "street-risk", unit, k=3)
        assert (study.result["refused"], study.result["sized"]) == ([], "indirect")
        assert sized(study.result, ground_of(study)) == f"按登记场所数和{name}各行业的事故率"


@pytest.mark.parametrize(("rounding", "percent", "told"), [("exact", 350, "350.00"), ("rounded", 351, "351.13")])
def test_local_criterion_gives_the_rise_of_the_published_notice_either_way(
    bureau: Bureau, rounding: str, percent: int, told: str
) -> None:
    five_years(bureau, worst=(), without=("中英街管理局",))
    counts = {2020: 1, 2021: 2, 2022: 1, 2023: 6}
    days = [date(year, 2, day + 1) for year, count in counts.items() for day in range(count)]
    many_cases([bureau.draft(occurred_on=day, street="中英街管理局", deaths=1) for day in days], by=bureau.office)
    rule = {"rule_counts": "fatal", "rule_rise": percent, "rule_least": 6, "rule_years": 3}
    reached = {
        row["name"]: row["criterion"]
        for row in found(bureau, "street-risk", rule_rounding=rounding, **rule).result["rows"]
        if row["criterion"]["reaches"]
    }
    assert f"{reached['中英街管理局']['rise']:.2f}" == told
    assert all(one["last"] >= 6 for one in reached.values())
    page = browser(bureau.office).get(f"/insight/studies/{Study._unfiltered().latest('pk').pk}/").content.decode()
    assert "当年6起，前3年共4起：比年均+35" in page and "%（小基数）" in page
    stricter = found(bureau, "street-risk", rule_rounding=rounding, **rule | {"rule_rise": percent + 1}).result["rows"]
    assert [row["criterion"]["reaches"] for row in stricter if row["name"] == "中英街管理局"] == [False]


def test_page_says_what_was_found_and_strangers_do_not_read_it(bureau: Bureau) -> None:
    five_years(bureau)
    study = found(bureau, "street-risk")
    page = browser(bureau.office).get(f"/insight/studies/{study.pk}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "今后一年预期起数最多的9个街道是：民治街道" in text and "方法版本" in text
    for actor, status in ((bureau.street, 404), (bureau.elsewhere, 404), (bureau.district, 404)):
        assert browser(actor).get(f"/insight/studies/{study.pk}/").status_code == status
        assert browser(actor).get(f"/insight/studies/{study.pk}/inputs/").status_code == status
    data = browser(bureau.office).get(f"/insight/studies/{study.pk}/inputs/")
    assert data.content.decode("utf-8-sig") == study.inputs


def test_every_choice_that_is_asked_for_is_computed_and_led_to(bureau: Bureau) -> None:
    five_years(bureau)
    page = browser(bureau.office)
    assert "还没有计算过" in page.get("/insight/street-risk/").content.decode()
    usual = found(bureau, "street-risk", **question_of("street-risk").defaults(clock.today()))
    for chosen in ({"k": 5}, {"k": 5}, {"k": 7}):
        sent = page.post("/insight/street-risk/again/", {**_form(bureau), **chosen})
        assert sent.status_code == 302
    waiting = page.get(sent["Location"])
    assert waiting["Refresh"] == "3" and "算好后自动打开" in waiting.content.decode()
    assert run_pending() == 2
    with scope(bureau.office):
        made = [one.result["k"] for one in Study.objects.exclude(pk=usual.pk).order_by("pk")]
        last = Study.objects.order_by("-pk")[0]
    assert made == [5, 7]
    assert page.get(sent["Location"])["Location"] == f"/insight/studies/{last.pk}/"
    shown = page.get("/insight/street-risk/")
    assert f'<a href="/insight/studies/{last.pk}/">打开</a>' in shown.content.decode() and "Refresh" not in shown
    assert "拟挂牌个数：5" in shown.content.decode()
    page.post("/insight/street-risk/again/", {**_form(bureau), "k": 5})
    assert run_pending() == 1


def test_who_may_not_ask_is_refused(bureau: Bureau) -> None:
    assert browser(bureau.street).get("/insight/street-risk/again/").status_code == 404
    assert browser(bureau.district).get("/insight/street-risk/again/").status_code == 200
    auditor = bureau.city.actor(Role.AUDITOR, "市安委办")
    assert browser(auditor).get("/insight/street-risk/again/").status_code == 403
    with scope(bureau.office):
        assert not Study.objects.exists()


def _form(bureau: Bureau) -> dict[str, object]:
    told = question_of("street-risk").defaults(date(LAST + 1, 6, 1))
    return {name: "" if value is None else value for name, value in told.items()}


def test_streets_that_differ_by_chance_alone_are_told_so_and_nothing_is_sure(bureau: Bureau) -> None:
    drafts = [
        bureau.draft(occurred_on=date(year, month, 1), street=card.name)
        for card in orgs.streets()
        for year in range(LAST - 4, LAST + 1)
        for month in (3, 9)
    ]
    many_cases(drafts, by=bureau.office)
    study = found(bureau, "street-risk")
    assert study.result["flat"] is True
    page = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
    assert "79个街道五年790起事故，相互之间的差异没有超过随机波动" in page
    for words in ("九成以上的有", "之间有差距", "99%以上", "不到1%"):
        assert words not in page


@pytest.mark.parametrize(
    ("last", "following", "unreal", "overlap", "said"),
    [
        (0.45, 0.4, True, True, "差异不显著：这条线不是真实界线，名单可以少于或多于2个，由委员会斟酌"),
        (0.63, 0.26, False, True, "；名次区间有重叠，差一名不说明差异"),
        (0.63, 0.26, False, False, "26%"),
        (0.97, 0.03, False, False, "，之间有差距"),
    ],
)
def test_a_gap_under_the_line_is_told_only_where_chances_leave_no_doubt(
    last: float, following: float, unreal: bool, overlap: bool, said: str
) -> None:
    ranks = ((1, 1, 0.99), (1, 3 if overlap else 2, last), (3, 4, following))
    rows = [{"rank_low": low, "rank_high": high, "among_worst": chance} for low, high, chance in ranks]
    told = line_of({"k": 2, "rows": rows, "flat": False, "not_a_real_line": unreal})
    assert told.startswith("第2名列入的机会是") and told.endswith(said)
    assert line_of({"k": 3, "rows": rows, "flat": False, "not_a_real_line": False}) == ""


def test_page_lists_the_chosen_streets_and_the_few_below_the_line_first(bureau: Bureau) -> None:
    """On a phone every street is a card: thirty of them were 13,300 pixels."""
    five_years(bureau)
    study = found(bureau, "street-risk", k=2)
    person = browser(bureau.office)
    short = person.get(f"/insight/studies/{study.pk}/").content.decode()
    whole = person.get(f"/insight/studies/{study.pk}/?all=1").content.decode()
    names = [row["name"] for row in study.result["rows"]]
    cards = [page.count('class="zb-title-cell"') for page in (short, whole)]
    assert cards == [2 + BELOW, len(names)]
    assert names[2 + BELOW - 1] in short and f"显示其余{len(names) - 2 - BELOW}个街道" in short

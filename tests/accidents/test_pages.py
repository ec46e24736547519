"""The pages of accident cases: listed with what they come to, entered, corrected, coded, merged, moved."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from tests.factories.accidents import Bureau, carried_over, code, many_cases
from tests.factories.pages import browser

from zhiben.accidents.forms import said_by
from zhiben.accidents.models import AccidentCase, Apart, CaseCause, Code, CodeScheme, DataFreeze, Revision, SourceRow
from zhiben.accidents.operations import end_code, revise
from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.either]

TOLD: dict[str, Any] = {
    "occurred_on": (clock.today() - timedelta(days=1)).isoformat(),
    "time": "10:30",
    "place": "示例工地",
    "unit_name": "示例建筑公司",
    "deaths": "1",
    "regime": "work",
    "department": "housing",
    "source_number": "ZJ-7",
    "narrative": "死者张三（男）从脚手架坠落。",
}


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def told(bureau: Bureau, **given: Any) -> dict[str, Any]:
    places = {
        "street": bureau.city.territories["民治街道"].pk,
        "sector": bureau.city.sectors["房屋建筑施工"].pk,
        "type_2025": code("type-2025", "10"),
    }
    return {**TOLD, **places, **given}


def test_case_is_entered_by_form_and_shown(bureau: Bureau) -> None:
    person = browser(bureau.department)
    sent = person.post("/accidents/new/", told(bureau))
    case = AccidentCase._unfiltered().get()
    assert (sent.status_code, sent.url) == (302, case.get_absolute_url())
    assert (case.hour, case.minute, case.narrative) == (10, 30, "死者〔姓名〕（男）从脚手架坠落。")
    page = text(person.get(case.get_absolute_url()))
    for words in (
        "示例建筑公司",
        "一般事故",
        "已报告",
        "暂定",
        "原因未认定",
        "住房建设 ZJ-7",
        "10 高处坠落",
        "首次登记",
    ):
        assert words in page
    assert "张三" not in page


def test_what_is_wrong_is_told_at_the_field(bureau: Bureau) -> None:
    person = browser(bureau.department)
    page = person.post("/accidents/new/", told(bureau, street="", sector=""))
    assert page.status_code == 422 and not AccidentCase._unfiltered().exists()
    assert text(page).count("不能登记；请核对区、街道和行业领域") == 2 and "示例建筑公司" in text(page)
    page = person.post("/accidents/new/", told(bureau, unit_name="", place="", unit_code="1", site="没有的场所"))
    assert page.status_code == 422
    assert "没有这个场所" in text(page)
    page = person.post("/accidents/new/", told(bureau, unit_name="", place="", unit_code="1"))
    for sentence in ("责任单位和地点至少填一项", "统一社会信用代码校验不通过"):
        assert sentence in text(page)
    assert not AccidentCase._unfiltered().exists()


def test_list_tells_what_it_comes_to_and_narrows(bureau: Bureau) -> None:
    many_cases(
        [
            bureau.draft(unit_name="甲公司", deaths=3),
            bureau.draft(unit_name="乙公司", street="", types=("02", ""), causes=(("act-1986", "7.11"),)),
            bureau.draft(unit_name="丙公司", deaths=0, serious=2, enterprise="state", contractor=True),
        ],
        by=bureau.office,
    )
    carried_over(bureau, [clock.today() - timedelta(days=800)], unit_name="丁公司")
    person = browser(bureau.office)
    page = text(person.get("/accidents/"))
    assert "计入统计的共4起，死亡（含失踪）5人，重伤2人。 其中未定位1起，调查未结束（暂定）3起，原因未认定3起。" in page
    found = {
        "?q=甲公": {"甲公司"},
        "?grade=larger": {"甲公司"},
        "?lacking=place": {"乙公司"},
        "?lacking=type": {"乙公司"},
        "?lacking=cause": {"甲公司", "丙公司", "丁公司"},
        "?lacking=result": {"甲公司", "乙公司", "丙公司"},
        "?enterprise=state": {"丙公司"},
        "?contractor=on": {"丙公司"},
        f"?last={(clock.today() - timedelta(days=700)).isoformat()}": {"丁公司"},
        "?type_1986=02": {"乙公司"},
        "?state=approved": {"丁公司"},
        f"?street={bureau.city.territories['民治街道'].pk}": {"甲公司", "丙公司", "丁公司"},
        "?department=police": set(),
    }
    for query, names in found.items():
        page = text(person.get(f"/accidents/{query}"))
        assert {name for name in ("甲公司", "乙公司", "丙公司", "丁公司") if name in page} == names, query
    assert "计入统计的共0起" in text(person.get("/accidents/?department=police"))
    assert "没有符合条件的事故案件" in text(browser(bureau.elsewhere).get("/accidents/"))


def test_list_goes_out_as_a_workbook(bureau: Bureau) -> None:
    many_cases([bureau.draft()], by=bureau.office)
    answer = browser(bureau.district).get("/accidents/export/")
    assert (answer.status_code, answer["Content-Type"].endswith("sheet")) == (200, True)


def test_case_is_corrected_for_a_reason(bureau: Bureau) -> None:
    case = many_cases([bureau.draft(hour=10, types=("09", ""))], by=bureau.office)[0]
    person = browser(bureau.department)
    given = {name: "" if value is None else value for name, value in said_by(case).items()}
    found = re.search(r'name="seen" value="(\w+)"', person.get(f"/accidents/{case.pk}/edit/").content.decode())
    seen = {"seen": found[1] if found else ""}
    assert person.post(f"/accidents/{case.pk}/edit/", {**given, **seen, "deaths": "2", "reason": ""}).status_code == 422
    sent = person.post(f"/accidents/{case.pk}/edit/", {**given, **seen, "deaths": "2", "reason": "伤员死亡"})
    assert sent.status_code == 302
    rows = Revision._unfiltered().order_by("number").values_list("deaths", "hour", "minute", "reason")
    assert list(rows) == [(1, 10, None, ""), (2, 10, None, "伤员死亡")]
    page = text(person.get(case.get_absolute_url()))
    assert "死亡：原为“1”，改为“2”" in page
    late = person.post(f"/accidents/{case.pk}/edit/", {**given, **seen, "deaths": "3", "reason": "再更正"})
    assert (late.status_code, "已另行保存" in text(late)) == (409, True)
    assert person.post(f"/accidents/{case.pk}/edit/", {**given, "reason": "没有改动", "deaths": "2"}).status_code == 302
    assert Revision._unfiltered().count() == 2


def test_causes_are_coded_layer_by_layer(bureau: Bureau) -> None:
    case = many_cases([bureau.draft()], by=bureau.office)[0]
    person = browser(bureau.department)
    page = text(person.get(f"/accidents/{case.pk}/causes/"))
    assert "直接原因：不安全行为" in page
    sent = person.post(
        f"/accidents/{case.pk}/causes/",
        {"act": [code("act-1986", "7.11")], "management": [code("management-24", "M2")]},
    )
    assert sent.status_code == 302
    assert CaseCause._unfiltered().filter(case=case.pk, until__isnull=True).count() == 2
    assert "7.11 未按要求使用个人防护用品用具" in text(person.get(case.get_absolute_url()))
    person.post(f"/accidents/{case.pk}/causes/", {})
    assert "原因未认定" in text(person.get(case.get_absolute_url()))


def pair(bureau: Bureau) -> tuple[AccidentCase, AccidentCase]:
    first, second = many_cases(
        [
            bureau.draft(department="police", source_number="J-1", unit_name="示例运输"),
            bureau.draft(department="fire", source_number="X-1", unit_name="示例运输", deaths=2, place="另一处"),
        ],
        by=bureau.office,
    )
    return first, second


def test_doubles_are_shown_beside_each_other_and_merged(bureau: Bureau) -> None:
    first, second = pair(bureau)
    person = browser(bureau.office)
    address = f"/accidents/doubles/{first.pk}/{second.pk}/"
    assert address in person.get("/accidents/doubles/").content.decode()
    assert "疑似重复" in text(person.get(first.get_absolute_url()))
    page = text(person.get(address))
    assert ("公安交管 J-1" in page, "不一致" in page) == (True, True)
    seen = {"seen": first.version, "other_seen": second.version, "reason": "同一起"}
    assert person.post(address, {**seen, "verdict": ""}).status_code == 403
    assert person.post(address, {**seen, "verdict": "first", "reason": ""}).status_code == 422
    sent = person.post(address, {**seen, "verdict": "first", "take-deaths": second.pk, "take-place": first.pk})
    assert (sent.status_code, sent.url) == (302, first.get_absolute_url())
    rows = AccidentCase._unfiltered().order_by("pk").values_list("state", "deaths", "place")
    assert list(rows) == [("reported", 2, "示例工地"), ("merged", 2, "另一处")]
    page = text(person.get(first.get_absolute_url()))
    assert ("消防救援 X-1" in page, "并入本案的" in page) == (True, True)
    assert person.get(address).status_code == 404


def test_doubles_are_told_apart(bureau: Bureau) -> None:
    first, second = pair(bureau)
    person = browser(bureau.office)
    seen = {"seen": first.version, "other_seen": second.version, "reason": "两处", "verdict": "apart"}
    assert person.post(f"/accidents/doubles/{second.pk}/{first.pk}/", seen).status_code == 302
    assert Apart._unfiltered().count() == 1
    assert "没有待核对的疑似重复" in text(person.get("/accidents/doubles/"))


def test_codes_are_kept_by_the_citys_office(bureau: Bureau) -> None:
    person = browser(bureau.office)
    scheme = CodeScheme.objects.get(key="regulator-1")
    assert "须人工判断" in text(person.get("/accidents/codes/"))
    assert person.post(f"/accidents/codes/{scheme.pk}/new/", {"code": "R8", "label": "移交不及时"}).status_code == 302
    new = Code.objects.get(code="R8")
    assert person.post(f"/accidents/codes/rows/{new.pk}/revise/", {"label": "移交过迟"}).status_code == 302
    new = Code.objects.get(code="R8", edition=2)
    assert person.post(f"/accidents/codes/rows/{new.pk}/verify/", {"on": clock.today()}).status_code == 302
    assert person.post(f"/accidents/codes/rows/{new.pk}/end/", {}).status_code == 302
    assert (
        person.post(f"/accidents/codes/{scheme.pk}/verify/", {"source": "原件", "on": clock.today()}).status_code == 302
    )
    page = text(person.get(f"/accidents/codes/{scheme.pk}/"))
    assert ("移交过迟" in page, "停用" in page, "已由人核对原文" in page) == (True, True, True)
    assert "登记代码" not in text(browser(bureau.department).get(f"/accidents/codes/{scheme.pk}/"))


def test_clocks_and_lateness_are_shown(bureau: Bureau) -> None:
    bureau.case("investigating", occurred_on=clock.today() - timedelta(days=61))
    carried_over(bureau, [clock.today() - timedelta(days=900)])
    person = browser(bureau.office)
    page = text(person.get("/accidents/clocks/"))
    assert ("已超过时限（2项）" in page, "第二十九条" in page, "死亡30人以上" in page) == (True, True, True)
    page = text(person.get("/accidents/lateness/"))
    assert "现在已知的1起事故中" in page
    assert "补录而没有接报时间的1起不计" in page
    assert "0 / 1" in page
    day = clock.today() - timedelta(days=1)
    assert person.post("/accidents/lateness/freeze/", {"title": "五年分析", "as_of": day}).status_code == 302
    assert (DataFreeze._unfiltered().count(), "一致" in text(person.get("/accidents/lateness/"))) == (1, True)


def test_moves_are_made_on_the_page(bureau: Bureau) -> None:
    case = bureau.case()
    person = browser(bureau.department)
    given = {"level": "district", "team": "区调查组", "seen": case.version}
    assert person.post(f"/accidents/{case.pk}/moves/investigate/", given).status_code == 302
    with unscoped(reason="test"):
        assert AccidentCase.objects.get().state == "investigating"


def test_street_is_led_to_accidents_once_one_has_happened_there(bureau: Bureau) -> None:
    person = browser(bureau.street)
    assert 'href="/accidents/"' not in text(person.get("/"))
    many_cases([bureau.draft(street="大浪街道")], by=bureau.office)
    assert 'href="/accidents/"' not in text(person.get("/"))
    many_cases([bureau.draft()], by=bureau.office)
    assert 'href="/accidents/"' in text(person.get("/"))
    assert 'href="/accidents/"' in text(browser(bureau.elsewhere).get("/"))


def test_enterprises_find_nothing(bureau: Bureau) -> None:
    from tests.factories.hazards import Cast

    cast = Cast(bureau.city)
    case = many_cases([bureau.draft(street="", site=cast.site.pk)], by=bureau.office)[0]
    person = browser(cast.enterprise)
    assert person.get(case.get_absolute_url()).status_code == 404
    assert "计入统计的共0起" in text(person.get("/accidents/"))


def test_causes_of_ended_editions_stay_ticked(bureau: Bureau) -> None:
    ended = Code.objects.get(pk=code("act-1986", "7.11"))
    case = bureau.case(causes=(("act-1986", "7.11"),))
    with unscoped(reason="test"):
        end_code(ended, actor=bureau.office)
    person = browser(bureau.office)
    page = text(person.get(f"{case.get_absolute_url()}causes/"))
    assert re.search(rf'value="{ended.pk}"[^>]*checked', page)
    person.post(f"{case.get_absolute_url()}causes/", {"act": [ended.pk], "management": [code("management-24", "M2")]})
    assert CaseCause._unfiltered().filter(case=case.pk, until__isnull=True).count() == 2


def test_record_of_a_form_speaks_the_words_of_the_workbook(bureau: Bureau) -> None:
    browser(bureau.department).post("/accidents/new/", told(bureau, contractor="yes"))
    said = SourceRow._unfiltered().get().said
    assert {name: said[name] for name in ("street", "sector", "type_2025", "regime", "contractor", "time")} == {
        "street": "民治街道",
        "sector": "房屋建筑施工",
        "type_2025": "高处坠落",
        "regime": "一般生产安全事故",
        "contractor": "是",
        "time": "10:30",
    }
    assert said["department"] == "住房建设"
    browser(bureau.department).post(
        "/accidents/new/",
        told(bureau, source_number="ZJ-8", place="别处", street=bureau.city.territories["龙华区"].pk),
    )
    said = SourceRow._unfiltered().get(number="ZJ-8").said
    assert (said["district"], "street" in said) == ("龙华区", False)


def test_casualties_told_late_and_clocks_by_the_hour_are_shown(bureau: Bureau) -> None:
    day = clock.today() - timedelta(days=31)
    case = bureau.case(occurred_on=day, reported_at=clock.day_start(day) + timedelta(hours=11, minutes=20))
    person = browser(bureau.office)
    with unscoped(reason="test"):
        revise(case, place="另一处", reason="更正", actor=bureau.office)
    assert "逾期补报" not in text(person.get(case.get_absolute_url()))
    with unscoped(reason="test"):
        revise(case, deaths=2, reason="伤员死亡", actor=bureau.office)
    assert "逾期补报" in text(person.get(case.get_absolute_url()))
    assert "13:20" in text(person.get("/accidents/clocks/"))

"""What a proposal of streets has to say of itself: the base year of its study, why the study's order is not followed,
which months are lacking, how streets stand beside the limit; by which study they may come off the list."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from tests.factories.pages import browser
from tests.supervision.test_listings import (
    FEBRUARY,
    STREETS,
    Ground,
    approved,
    asked_for,
    built,
    drafted,
    first_area,
    ids,
    inspected,
    move,
    proposed,
    row,
    studied,
    text_of,
    treated,
)

from zhiben.foundation.scope import scope
from zhiben.foundation.studies import Found, Study, keep
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.supervision import listing_texts, queries
from zhiben.supervision.models import ListedArea, ListingRequest
from zhiben.supervision.queries import Figures

pytestmark = pytest.mark.django_db
WHY = "本地专班要求先治理城中村"
__all__ = ["built"]


def ranked(built: Ground, **said: Any) -> Study:
    """A study that ranks three streets and proposes the first two."""
    rows = [row(pk, name, rank=place) for place, (pk, name) in enumerate(zip(ids(built), STREETS, strict=True), 1)]
    result = {"base_year": 2023, "years": list(range(2019, 2024)), "k": 2, "by": "expected", "rows": rows}
    place = built.built.unit("市安委办").coordinates
    found = Found("1.1", ["街道"], [["民治街道"]], result | said)
    with scope(built.keeper):
        return keep("street-risk", built.office, place, found, as_of=clock.today(), actor=built.keeper)


def test_the_base_year_is_that_of_the_study(built: Ground) -> None:
    with clock.at(FEBRUARY):
        study = studied(built)
        with pytest.raises(Incomplete) as refused:
            proposed(built, study=study, base_year=2021)
        assert refused.value.fields == {"base_year": "所依据的分析的基准年是2023年"}
        said = {"study": study.pk, "base_year": 2021, "streets": ids(built), "criteria": "按五年预期超出起数选定"}
        answer = browser(built.keeper).post("/supervision/areas/together/", said | {"until": "2025-03-31"})
        assert answer.status_code == 302
    assert [one.base_year for one in ListingRequest._unfiltered()] == [2023]


def test_who_does_not_follow_the_order_says_why_and_the_paper_says_so(built: Ground) -> None:
    with clock.at(FEBRUARY):
        study = ranked(built)
        with pytest.raises(Incomplete) as refused:
            proposed(built, "民治街道", "南头街道", study=study, unstudied="")
        assert refused.value.fields == {"unstudied": "没有按名次选取，请写明理由（至少6个字）"}
        one = proposed(built, "民治街道", "南头街道", study=study, unstudied=WHY)
        text = text_of(asked_for(built, one))
        told = "本次没有按名次选取：列入了不在前2名的南头街道（第3名，属最差2个的机会87%）；"
        assert told + "没有列入前2名里的粤海街道（第2名，属最差2个的机会87%）。" in text
        assert f"仍这样提请的理由：{WHY}。" in text
        assert WHY in browser(built.keeper).get(one.get_absolute_url()).content.decode()


def test_who_follows_the_order_is_asked_for_no_reason_and_listed_streets_are_not_passed_over(built: Ground) -> None:
    with clock.at(FEBRUARY):
        study = ranked(built)
        one = proposed(built, "民治街道", study=study, unstudied=WHY)
        assert one.told["order"]["passed"][0]["name"] == "粤海街道"
        other = proposed(built, "粤海街道", study=study, unstudied="没有要说明的事情")
    assert (other.told["order"], other.unstudied) == (None, "")


def test_a_study_that_lacks_months_of_its_base_year_asks_for_a_reason(built: Ground) -> None:
    with clock.at(FEBRUARY):
        study, earlier = ranked(built, short=["2023-11"]), ranked(built, short=["2021-11"])
        with pytest.raises(Incomplete) as refused:
            proposed(built, "民治街道", "粤海街道", study=study, unstudied="")
        assert refused.value.fields == {"unstudied": "基准年有月份像是没有导入齐，请写明理由（至少6个字）"}
        assert proposed(built, "民治街道", "粤海街道", study=earlier, unstudied="").unstudied == ""


def test_a_study_of_years_that_are_not_over_tells_nothing_of_an_area(built: Ground) -> None:
    with clock.at(FEBRUARY):
        area = treated(built)
    place = built.built.unit("市安委办").coordinates
    with clock.at(datetime(2025, 1, 15, 9, tzinfo=clock.TZ)), scope(built.keeper):
        for year in (2025, 2030):
            none = Found("1", ["街道"], [], {"refused": [f"{year}年没有一起事故记录"], "base_year": year})
            keep("street-risk", built.office, place, none, as_of=clock.today(), actor=built.keeper)
        found = queries.conditions_of(queries.area_of(area.pk))[1]
    assert found.met is None and "没有一起事故记录" not in found.words


@pytest.mark.parametrize(
    ("since", "first"),
    [(date(2024, 2, 7), 2025), (date(2024, 7, 1), 2025), (date(2024, 7, 2), 2026), (date(2024, 10, 16), 2026)],
)
def test_a_base_year_with_few_months_of_treatment_tells_nothing(since: date, first: int) -> None:
    assert queries.judged_from(since) == date(first, 1, 1)
    assert queries.term_of(since) == date(first, 3, 31)


def figures(name: str, expected: float) -> Figures:
    return Figures(1, name, range(2019, 2024), [5, 6, 7, 8, 14], 3, 5.0, expected, expected - 5.0)


def test_how_streets_stand_beside_the_limit_is_told_before_they_are_listed(built: Ground) -> None:
    told = list(listing_texts.sentences([figures("甲", 6.4), figures("乙", 7.9), figures("丙", 4.2)], {}))
    assert told[0] == "丙（−0.8起）的预期比同样规模的街道还少。"
    assert told[1].startswith("甲、丙（2个）现在的预期已在同样规模街道的控制上限以内")
    assert told[2].startswith("乙（1个）的预期高于控制上限，治理一年多半拉不回来") and "只降约4%" in told[2]
    assert not any("拉不回来" in said for said in listing_texts.sentences([figures("丁", 7.1)], {}))
    with clock.at(FEBRUARY):
        one = proposed(built, study=studied(built, expected=6.4))
        assert "7.0（在限内）" in text_of(paper := asked_for(built, one)) and "7.0（在限外）" in text_of(paper)
        assert "7.0（在限内）" in browser(built.keeper).get(one.get_absolute_url()).content.decode()
        with scope(built.leader):
            area = first_area(built, one)
            said = queries.conditions_of(area)[1].words
        assert said.endswith("；提请时预期每年6.4起，已在控制上限7.0起以内")
        notice = listing_texts.notice([area], date(2024, 3, 1)).body
    assert notice.endswith("其中民治街道提请时的预期已在控制上限以内，评估时须仍在限内。")


def test_an_area_off_the_list_shows_the_conditions_as_they_stood(built: Ground) -> None:
    with clock.at(FEBRUARY):
        area = move(inspected(built), "accept", built.leader, conclusion="措施完成", despite=WHY)
    with clock.at(datetime(2025, 1, 15, 9, tzinfo=clock.TZ)):
        studied(built, base_year=2024, expected=6.4)
        page = browser(built.keeper).get(area.get_absolute_url()).content.decode()
        assert "摘牌的两个条件（摘牌时）" in page and "未评估" in page
        assert "条件没有都具备" not in page and WHY in page
        assert "还没有评估，" in text_of(drafted(built, area))


def test_an_area_that_fulfils_both_conditions_needs_no_reason(built: Ground) -> None:
    with clock.at(FEBRUARY):
        area = inspected(built)
        district = built.built.actor("district_officer", "龙华区")
        for position in (1, 2):
            move(area, "close_measure", district, position=position, result="已完成")
    with clock.at(datetime(2025, 1, 15, 9, tzinfo=clock.TZ)):
        studied(built, base_year=2024, expected=6.4)
        after = move(area, "accept", built.leader, conclusion="措施完成，预期已在限内")
    assert (after.state, after.conclusion) == ("accepted", "措施完成，预期已在限内")


def test_streets_that_are_listed_are_not_chosen_again_and_the_page_says_so_on_top(built: Ground) -> None:
    with clock.at(FEBRUARY):
        approved(built, "民治街道")
        study, keeper = ranked(built), browser(built.keeper)
        streets = ",".join(map(str, ids(built, "民治街道", "粤海街道")))
        page = keeper.get(f"/supervision/areas/together/?study={study.pk}&streets={streets}").content.decode()
        assert "民治街道已在提请或挂牌中，没有选入。" in page and page.count("selected") == 1
        assert "民治街道（已在提请或挂牌中）" in page and "没有按名次选取：" not in page
        said = {"study": study.pk, "streets": ids(built, "民治街道"), "criteria": "按五年预期超出起数选定"}
        answer = keeper.post("/supervision/areas/together/", said | {"until": "2025-03-31"})
        page = answer.content.decode()
        assert page.index("还没有提请，请先改正") < page.index("民治街道已在提请或挂牌中") < page.index("zb-form")
    assert ListedArea._unfiltered().count() == 1

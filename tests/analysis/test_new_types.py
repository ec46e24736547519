"""The three triggers, each alone and together, on invented cases."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from scipy.stats import binomtest

from zhiben.analysis.new_types import Case, find, grown

AS_OF = date(2023, 12, 31)
USUAL = (
    ("高处坠落", "建筑业", "脚手架"),
    ("触电", "制造业", "配电箱"),
    ("坍塌", "建筑业", "基坑"),
    ("物体打击", "建筑业", "钢管"),
)
TEXTS = (
    "工人在三楼外侧脚手架上作业时未系安全带，失足坠落至地面死亡",
    "工人在车间检修配电箱时未断电，手触及带电部位触电死亡",
    "基坑开挖未按方案放坡，边坡坍塌将坑内两名工人掩埋",
    "塔吊吊运钢管时捆绑不牢，钢管滑落砸中下方工人",
)


def usual(cases: int, seed: int = 1) -> list[Case]:
    rng = np.random.default_rng(seed)
    made = []
    for number in range(cases):
        kind = int(rng.integers(0, len(USUAL)))
        on = date(2019, 1, 1) + timedelta(days=int(rng.integers(0, 5 * 365)))
        made.append(Case(f"例{number}", on, TEXTS[kind] + "，" + "甲乙丙丁戊己庚辛"[number % 8] * 2, *USUAL[kind]))
    return made


def test_combination_never_seen_and_code_other_are_told() -> None:
    cases = [*usual(300), Case("新", AS_OF, TEXTS[0], "火灾", "零售业", "锂电池"), Case("它", AS_OF, TEXTS[1], "其他")]
    found = find(cases, as_of=AS_OF)
    assert {cases[place].name: [one.told for one in why] for place, why in found.reasons.items()} == {
        "新": ["“火灾×零售业×锂电池”自有编码的2019-01-11以来没有出现过"],
        "它": ["编码为“其他”，现有类别没有合适的"],
    }


def test_what_is_not_coded_is_no_value() -> None:
    """Sectors coded from this year on make nothing new, nor does a past that has no codes at all make anything seen."""
    bare = [Case(one.name, one.on, one.text, one.type, "", one.object) for one in usual(300)]
    now = [Case("有行业", AS_OF, TEXTS[0], *USUAL[0]), Case("无行业", AS_OF, TEXTS[1], "触电")]
    assert find([*bare, *now], as_of=AS_OF).reasons == {}
    other = Case("别的", AS_OF, TEXTS[0], "高处坠落", "", "锂电池")
    assert find([*bare, other], as_of=AS_OF).reasons[300][0].trigger == "code"
    uncoded = [Case(one.name, one.on, one.text) for one in usual(300)]
    assert find([*uncoded, other], as_of=AS_OF).reasons == {}
    young = [Case("初", date(2023, 3, 1), TEXTS[1], "触电"), other]
    assert [one.told for one in find(young, as_of=AS_OF).reasons[1]] == [
        "“高处坠落×锂电池”自有编码的2023-03-01以来没有出现过"
    ]


def test_now_of_more_than_a_year_tells_no_growth() -> None:
    """Its seasons would overlap: the same cases on both sides."""
    cases = usual(600)
    long = find(cases, as_of=AS_OF, since=date(2022, 12, 31))
    assert (long.growths, long.too_long) == ((), True)
    year = find(cases, as_of=AS_OF, since=date(2023, 1, 1))
    assert (year.growths != (), year.too_long) == (True, False)


def test_combination_of_more_than_five_years_ago_is_told_with_its_day() -> None:
    old = Case("旧", date(2018, 6, 1), TEXTS[2], "坍塌", "水利", "围堰")
    new = Case("新", AS_OF, TEXTS[2], "坍塌", "水利", "围堰")
    cases = [old, *usual(300), new]
    assert [one.told for one in find(cases, as_of=AS_OF).reasons[301]] == [
        "“坍塌×水利×围堰”上一次在2018-06-01，已超过5年"
    ]
    nearer = [Case("近", date(2019, 6, 1), TEXTS[2], "坍塌", "水利", "围堰"), *cases]
    assert find(nearer, as_of=AS_OF).reasons == {}


def test_text_trigger_names_words_and_the_nearest() -> None:
    text = "外卖员在出租屋内给锂电池充电时电池热失控喷射起火，被困身亡"
    found = find([*usual(300), Case("新", AS_OF, text, *USUAL[0])], as_of=AS_OF)
    (reason,) = found.reasons[300]
    assert reason.trigger == "text"
    assert "外卖员" in reason.told
    assert "热失控喷射起火" in reason.told
    assert list(found.reasons) == [300]


def test_growth_is_told_against_the_same_season() -> None:
    base = [one for one in usual(300) if one.combination != USUAL[3]]
    before = [Case(f"前{year}", date(year, 9, 1), TEXTS[3], *USUAL[3]) for year in range(2019, 2023)]
    now = [Case(f"今{number}", date(2023, 9, 1 + number), TEXTS[3], *USUAL[3]) for number in range(14)]
    cases = [*base, *before, *now]
    found = find(cases, as_of=AS_OF)
    flagged = {cases[place].name for place in found.reasons}
    assert flagged == {one.name for one in now}
    assert (
        "“物体打击×建筑业×钢管”2023-07-01至2023-12-31有14起，按前几年同期应有1.0起"
        in found.reasons[max(found.reasons)][-1].told
    )
    assert found.growths[0].combination == USUAL[3]
    assert (found.growths[0].count, found.growths[0].expected) == (14, 1.0)
    assert found.growths[0].p == pytest.approx(binomtest(14, 18, 1 / 5, alternative="greater").pvalue)


def test_growth_finds_little_where_nothing_grows() -> None:
    false = sum(
        any(one.q < 0.01 for one in grown(usual(1700, seed), since=date(2023, 7, 1), as_of=AS_OF))
        for seed in range(100)
    )
    assert false <= 3


def test_one_year_alone_tells_of_no_growth_and_blank_codes_of_nothing() -> None:
    cases = [Case("甲", date(2023, 3, 1), TEXTS[0], *USUAL[0]), Case("乙", AS_OF, TEXTS[0])]
    found = find(cases, as_of=AS_OF)
    assert (found.growths, found.reasons, found.few) == ((), {}, True)
    assert find([], as_of=AS_OF).reasons == {}


def test_days_after_are_left_out() -> None:
    cases = [*usual(300), Case("后", date(2024, 2, 1), TEXTS[0], "火灾", "零售业", "锂电池")]
    found = find(cases, as_of=AS_OF)
    assert (found.reasons, 300 in found.texts) == ({}, False)


def test_growth_counts_whole_seasons_only() -> None:
    cases = [Case("甲", date(2022, 8, 1), TEXTS[0], *USUAL[0]), Case("乙", date(2023, 8, 1), TEXTS[0], *USUAL[0])]
    assert grown(cases, since=date(2023, 7, 1), as_of=AS_OF) == ()
    earlier = [Case("丙", date(2022, 6, 1), TEXTS[1], *USUAL[1]), *cases]
    (found,) = grown(earlier, since=date(2023, 7, 1), as_of=AS_OF)
    assert (found.combination, found.count, found.expected) == (USUAL[0], 1, 1.0)
    assert (found.p, found.q) == pytest.approx((0.75, 0.75))

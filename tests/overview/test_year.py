"""The report on a year: its figures are those of the measures and of their pages, its tables come out as worked out by
hand, a district's has nothing of another, and nothing is told that must not be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from tests.factories.hazards import Cast
from tests.factories.pages import browser, text
from tests.factories.years import LAST, MORNING, Year, on, small_year

from zhiben.foundation.measures import Figure as Counted
from zhiben.foundation.rendering import Figure, Heading, Paper, Para, Table, render
from zhiben.foundation.rendering.sums import wrong_sums
from zhiben.foundation.scope import scope
from zhiben.hazards.models import Hazard
from zhiben.insight.combinations import numeral
from zhiben.kernel import clock
from zhiben.kernel.measure import in_wan, registered
from zhiben.kernel.mechanism import Health, Light
from zhiben.orgs.models import Person
from zhiben.orgs.vocab import Role
from zhiben.overview import queries
from zhiben.overview.mechanisms import Standing
from zhiben.overview.queries import PUBLISHED
from zhiben.overview.year import building, gathering, keeping, listed_areas
from zhiben.overview.year.gathering import Target
from zhiben.overview.year.wording import amount

pytestmark = pytest.mark.either


@pytest.fixture
def year(db: None) -> Iterator[Year]:
    found = small_year()
    with clock.at(MORNING):
        yield found


def told(year: Year, name: str = "市安委办", day: date = LAST) -> Paper:
    """The report of an office."""
    return keeping.told(year.office(name), day)


def table(paper: Paper, caption: str) -> list[tuple[str, ...]]:
    """The rows of the table that is called so, whatever its number."""
    found = [block for block in paper.all_blocks() if isinstance(block, Table)]
    return list(next(one for one in found if one.caption.partition(" ")[2] == caption).all_rows())


def words(paper: Paper) -> str:
    """All that the paper says."""
    return paper.title + building.typed(paper)


def test_annex_has_every_figure_as_its_page_has_it(year: Year) -> None:
    paper = told(year)
    cut = gathering.cut_of(LAST)
    with scope(gathering.reader(year.office())):
        counted = {one.measure.id: one for one in queries.published(cut.as_of)}
    rows = {row[0].rpartition(" ")[2]: row for row in table(paper, "各项指标的口径和准确数")}
    assert {*counted, *gathering.BESIDE} == set(rows)
    office = browser(year.city.person(Role.OFFICE_OFFICER, "市安委办"))
    page = text(office, "overview:figures", query=f"?as_of={LAST}")
    for name, one in counted.items():
        shown = re.search(rf'href="/figures/{re.escape(name)}/[^"]*">([^<]*)<', page)
        assert shown is not None, name
        rest = one.measure.unit if one.denominator is None else f" {one.numerator}/{one.denominator}"
        assert rows[name][1:] == (one.measure.formula, shown[1] + rest, f"{one.rows:,}"), name


def main_figures(paper: Paper) -> dict[str, tuple[str, ...]]:
    """The table of main figures by their ids."""
    ids = {one.title: name for name, one in registered().items() if PUBLISHED.match(name)}
    return {ids[row[0]]: row[1:] for row in table(paper, "主要指标")}


def test_main_figures_are_beside_their_targets(year: Year) -> None:
    rows = main_figures(told(year))
    assert rows["D1.reported"] == ("3项", "2项", "150.0%")
    assert rows["D1.rate"] == ("33.3%", "95%", "差61.7个百分点")
    assert rows["A5.tasks"] == ("3项", "—", "—")
    assert "tasks.done" not in rows
    assert table(told(year), "目标完成情况") == [
        ("整改率", "33.3%", "95%", "差61.7个百分点", "98%"),
        ("上报重大事故隐患", "3项", "2项", "150.0%", "—"),
    ]
    assert "截至时点还没有达到本年目标的：整改率。" in words(told(year))


def test_what_the_office_may_see_of_its_liaisons_is_told(year: Year) -> None:
    row = next(row for row in table(told(year), "七项机制运行情况") if row[0] == "沟通联络")
    assert "没有可查看的单位" not in row[1] and "个单位没有联络人" in row[1]


def test_mechanisms_that_lag_are_named_as_weak(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    dark = "系统里没有记录的机制：工作专班、调度推进、督导检查、帮扶指导、表彰激励；没有记录不等于没有开展。"
    said = words(told(year))
    assert "滞后的机制：信息报送、沟通联络。" in said and dark in said and "都正常" not in said

    def lit(*lights: Light) -> list[Standing]:
        sources = [Standing(str(place), name, ()) for place, name in enumerate("甲乙丙")]
        healths = [((None, Health(light, "", 1)),) for light in lights]
        return [replace(one, parts=parts) for one, parts in zip(sources, healths, strict=False)]

    monkeypatch.setattr("zhiben.overview.year.weak.board", lambda at: lit(Light.GREEN, Light.YELLOW, Light.YELLOW))
    assert "亮灯为“注意”的机制：乙、丙，情况见七项机制运行情况表。" in words(told(year))
    monkeypatch.setattr("zhiben.overview.year.weak.board", lambda at: lit(Light.GREEN))
    assert "有记录的机制都正常。" in words(told(year))


def test_an_office_without_rounds_claims_no_rhythm(year: Year) -> None:
    said = words(told(year, "南山区安委办"))
    assert "系统里没有南山区安委办本年的调度期；没有记录不等于没有开展。" in said and "按“7+15+30+N”" not in said


def test_targets_are_printed_as_figures_are() -> None:
    told = [amount(Decimal(one), "人次") for one in ("150000", "3542000", "3000", "95.5")]
    assert told == ["15万人次", "354.2万人次", "3,000人次", "95.5人次"]


def test_tables_come_out_as_worked_out_by_hand(year: Year) -> None:
    paper = told(year)
    hazards = {row[0]: row[1:] for row in table(paper, "本年重大事故隐患和整改情况")}
    assert len(hazards) == 12
    assert (hazards["龙华区"], hazards["南山区"]) == (("2", "1", "50.0%", "0"), ("1", "0", "0.0%", "0"))
    assert (hazards["福田区"], hazards["合计"]) == (("0", "0", "—", "0"), ("3", "1", "33.3%", "0"))
    assert table(paper, "各牵头单位重点任务") == [("市住房建设", "2", "1", "0"), ("市消防救援", "1", "0", "1")]
    said = words(paper)
    assert "合计：任务3、办结1（33.3%）、逾期1" not in said  # it heads the table
    assert "清单内重点任务3项，由2个单位牵头；已办结1项，未逾期率66.7%" in said
    charts = {block.caption.partition(" ")[2]: block.alt for block in paper.blocks if isinstance(block, Figure)}
    assert "3月发现1项、销号1项，4月发现2项、销号0项" in charts["各月发现和销号的重大事故隐患"]
    assert charts["本年重大事故隐患走到哪一步（每项在走过的各步都计）"].startswith("上报（有效）3项")
    assert "龙华区1项" in charts["各区本年重大事故隐患中尚未销号的"]


def test_accidents_are_counts_and_no_percentage_of_the_year_before(year: Year) -> None:
    paper = told(year)
    said = words(paper)
    assert "本年登记事故4起，死亡和失踪5人；其中调查没有结束的4起。" in said
    assert "上年同期2起、死亡和失踪1人（小基数）。" in said
    rows = table(paper, "本年事故的分布")
    assert rows[0] == ("龙华区", "4", "5")
    assert [row for row in rows if "小计" in row[0]] == [
        ("按区小计", "4", "5"),
        ("按行业领域小计", "4", "5"),
        ("按事故类型小计", "4", "5"),
    ]
    # A draft of the report is not held up by a sum that is none.
    assert wrong_sums(paper) == ()
    chart = next(block for block in paper.blocks if isinstance(block, Figure) and "事故起数" in block.caption)
    assert "1月2起2人，2月0起0人" in chart.alt and "6月2起3人" in chart.alt
    assert "同比" not in said


def test_what_may_be_incomplete_is_said_and_not_compared(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiben.accidents.queries.provisional", lambda rows, months, known: [date(2024, 9, 1)])
    said = words(told(year))
    assert "2024年9月的起数可能还不完整" in said and "两年不作比较" in said and "两数之比" not in said


def test_complete_years_are_compared_with_an_interval(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    """4 and 2: 2.00, and by the exact binomial limits of 4 in 6 (0.2228, 0.9567) from 0.29 to 22.11."""
    monkeypatch.setattr("zhiben.accidents.queries.provisional", lambda rows, months, known: [])
    assert "两数之比2.00（95%区间0.29—22.11），区间含1，不能说有变化。" in words(told(year))


def test_reports_of_districts_are_shorter_and_hold_nothing_of_others(year: Year) -> None:
    whole, here, there = (told(year, name) for name in ("市安委办", "龙华区安委办", "南山区安委办"))
    assert len(here.blocks) < len(whole.blocks)
    figures = {name: row[0] for name, row in main_figures(here).items()}
    assert (figures["D1.reported"], figures["D1.rate"]) == ("2项", "50.0%")
    assert main_figures(there)["D1.reported"][0] == "1项"
    assert not [name for name in figures if re.match(r"A1|A2|A3|B|C2", name) or name.endswith(".first")]
    for theirs in ("南山", "粤海", year.elsewhere.number, "市消防救援", "福田"):
        assert theirs not in words(here) + "".join(getattr(block, "alt", "") for block in here.blocks), theirs
    assert all(theirs in words(whole) for theirs in ("南山", "市消防救援", "福田"))
    rows = table(here, "本年重大事故隐患和整改情况")
    assert rows[-1] == ("合计", "2", "1", "50.0%", "0") and ("民治街道", "2", "1", "50.0%", "0") in rows


def test_cases_are_drawn_by_rule_and_name_nobody(year: Year) -> None:
    Hazard._unfiltered().filter(pk=year.closed.pk).update(source="supervision")
    paper = told(year)
    steps = table(paper, "各事例的经过")
    way = ["上报", "核定", "开始整改", "报整改完成", "复核通过", "验收", "销号"]
    assert [row[1] for row in steps] == way
    assert {row[0] for row in steps} == {"2024.3.1"}
    said = words(paper)
    assert f"督导检查发现的隐患。{year.closed.number}，龙华区民治街道" in said
    names = set(Person.objects.values_list("name", flat=True)) | {Cast(year.city).site.name}
    assert [name for name in names if len(name) > 1 and name in said] == []
    Hazard._unfiltered().filter(pk=year.closed.pk).update(source="tip")
    assert year.closed.number not in words(told(year))


def test_nothing_is_told_that_must_not_be(year: Year) -> None:
    for name in ("市安委办", "龙华区安委办"):
        said = words(told(year, name))
        assert not re.search(r"下降100%|排名第1|原因是|导致|第一名|同比", said)
        assert "请填写" not in said


def test_headings_tables_and_pictures_are_counted_and_drawn(year: Year) -> None:
    paper = told(year)
    heads = [block.text.partition("、")[0] for block in paper.blocks if isinstance(block, Heading) and block.level == 1]
    assert heads == [numeral(place) for place in range(1, 10)]
    captions = [block.caption for block in paper.all_blocks() if isinstance(block, Table)]
    assert [one.partition(" ")[0] for one in captions] == [f"表{place}" for place in range(1, len(captions) + 1)]
    assert 8 <= render(paper).pages <= 25
    assert not [block for block in paper.all_blocks() if isinstance(block, Para) and not block.text]


def test_large_figures_are_short_in_the_text_and_exact_in_the_annex() -> None:
    shown = {170_000: "17万", 93_000: "9.3万", 3_542_000: "354.2万", 255_000: "25.5万", 9_999: "9,999", 1_124: "1,124"}
    assert {number: in_wan(number) for number in shown} == shown


@pytest.mark.parametrize(
    ("numerator", "denominator", "amount", "told"),
    [
        (506, None, "500", "101.2%"),
        (170_000, None, "200000", "85.0%"),
        (482, 506, "95", "已达到"),
        (482, 506, "98", "差2.7个百分点"),
        (0, 0, "95", "—"),
    ],
)
def test_how_far_a_target_is_reached(numerator: int, denominator: int | None, amount: str, told: str) -> None:
    from zhiben.overview.year.wording import beside

    name = "D1.reported" if denominator is None else "D1.rate"
    found = Counted(registered()[name], numerator, denominator, None, clock.now())
    assert beside(found, Target("示例", "", Decimal(amount), None)) == told
    assert beside(found, None) == "—"


def test_year_that_is_over_is_told_as_it_stood_then(year: Year) -> None:
    with clock.at(on(2, 1, 2025)):
        paper = told(year, day=date(2024, 12, 31))
    assert paper.title == "市安委办2024年安全生产治本攻坚工作报告"
    assert main_figures(paper)["D1.reported"][0] == "3项"
    first = told(year, day=date(2024, 3, 31))
    assert first.title == "市安委办2024年安全生产治本攻坚工作报告（截至3月31日）"
    assert main_figures(first)["D1.reported"][0] == "1项"


def test_grounds_that_the_sentence_gives_are_not_told_twice() -> None:
    result = {"sentence": "不作效果结论：样本不足。", "reasons": ["样本不足", "整治后的记录不齐。"]}
    study = SimpleNamespace(result=result, as_of=date(2024, 10, 16))
    one: Any = SimpleNamespace(studies=SimpleNamespace(studies={"did-it-work": study}))
    said = "不作效果结论：样本不足。整治后的记录不齐。（数据截至2024年10月16日）"
    assert [(block.lead, block.text) for block in listed_areas._effect(one)] == [("有没有效果。", said)]

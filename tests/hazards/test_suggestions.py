"""Clauses suggested from the words that people type, and citations understood: known answers, without a database."""

from __future__ import annotations

import pytest

from zhiben.hazards.models import Criterion, CriterionStandard
from zhiben.hazards.models.criteria import in_numerals
from zhiben.hazards.queries.citing import Suggester, named, numbers
from zhiben.hazards.seed import clauses
from zhiben.hazards.seed.standards import STANDARDS

pytestmark = pytest.mark.either
GM = next(seed for seed in STANDARDS if seed.code == "GM")
STANDARD = CriterionStandard(pk=1, code="GM", title=GM.title, document_no=GM.document_no, sectors=GM.sectors)
KNOWN = [
    Criterion(
        pk=number,
        standard=STANDARD,
        **{
            name: getattr(seed, name)
            for name in ("code", "article", "item_no", "category", "summary", "keywords", "mark")
        },
    )
    for number, seed in enumerate(clauses(), start=1)
]


def codes(words: str, sector: str = "", most: int = 5) -> list[str]:
    return [one.clause.code for one in Suggester(KNOWN).suggest(words, sector, most=most)]


@pytest.mark.parametrize(
    ("words", "code", "matched"),
    [
        ("除尘系统未采取泄爆措施", "GM-11(3)", ("除尘系统未采取泄爆措施",)),
        ("有限空间没有警示标志也没有台账", "GM-13(1)", ("有限空间", "警示标志", "台账")),
        ("液氨速冻间人数超过9人", "GM-12(2)", ("液氨速冻间", "超过9人")),
        ("特种作业人员无证上岗", "GM-3(2)", ("特种作业人员无证上岗",)),
        ("煤气区域没有一氧化碳报警器", "GM-4(6)", ("煤气区域", "一氧化碳报警")),
        ("外包施工队没人管，也没做过安全检查", "GM-3(1)", ("外包", "安全检查")),
        ("喷漆房没装可燃气体报警器，排风也坏了", "GM-7(7)", ("喷漆房", "可燃气体报警")),
        ("车间积尘很厚，没有清扫制度", "GM-11(10)", ("积尘", "清扫制度")),
        ("污水池清淤没有审批，没人监护", "GM-13(2)", ("审批", "监护")),
        ("锂电池仓库里坏电池和好电池混放，没隔开", "GM-8(7)", ("锂电池仓库", "电池")),
        ("油炸锅没有超温保护", "GM-8(1)", ("油炸", "超温")),
        ("休息室设在钢水吊运跨下面", "GM-4(1)", ("休息室设在钢水吊运跨",)),
        ("打磨铝件用的是正压吹送除尘", "GM-11(4)", ("正压吹送除尘",)),
        ("粉尘车间用的不是防爆电气", "GM-11(7)", ("粉尘", "防爆电气")),
        ("分割车间空调用氨直接蒸发", "GM-12(1)", ("分割", "空调用氨直接蒸发")),
        ("叉车司机无证驾驶", "GM-3(2)", ("无证",)),
        ("承租单位未签订安全协议", "GM-3(1)", ("承租单位", "安全")),
    ],
)
def test_real_words_find_their_clause_first(words: str, code: str, matched: tuple[str, ...]) -> None:
    first = Suggester(KNOWN).suggest(words)[0]
    assert (first.clause.code, first.matched) == (code, matched)


@pytest.mark.parametrize(
    "words", ["消防通道堵塞", "脚手架连墙件缺失", "安全出口锁闭", "灭火器过期", "没有", "", "a", "2024-10-15", "，。；"]
)
def test_words_that_no_clause_is_about_find_none(words: str) -> None:
    assert codes(words) == []


def test_sector_goes_before_what_fits_as_well() -> None:
    words = "喷漆房没装可燃气体报警器"
    assert codes(words, most=2) == ["GM-7(7)", "GM-8(6)"]
    assert codes(words, "轻工", most=1) == ["GM-8(6)"]
    assert codes("有限空间没有台账", "有限空间", most=1) == ["GM-13(1)"]
    assert len(codes("一氧化碳报警 可燃气体报警 粉尘 积水 联锁", most=3)) == 3


def test_every_clause_is_found_by_its_own_words_and_keywords() -> None:
    for clause in KNOWN:
        words = f"{clause.summary} {clause.keywords}"
        assert codes(words, most=1) == [clause.code]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GM-1(3)", []),
        ("GM-11(3)", ["GM-11(3)"]),
        ("见ＧＭ－１１（３）。", ["GM-11(3)"]),
        ("GM-14", ["GM-14"]),
        ("GM-11", []),
        ("GM-11(3)、GM-3(2)", ["GM-3(2)", "GM-11(3)"]),
        ("应急管理部令第10号第十条", ["GM-10(1)", "GM-10(2)"]),
        ("《判定标准》（应急管理部令第10号）第十一条第（十）项", ["GM-11(10)"]),
        ("应急管理部令第10号第十四条", ["GM-14"]),
        ("应急管理部令第10号", []),
        ("应急管理部令第10号：11人3处", []),
        ("第十一条第（三）项", []),
        ("特种作业人员未经专门培训、未取得资格即上岗作业", ["GM-3(2)"]),
        ("", []),
    ],
)
def test_citation_names_the_clauses_it_says(text: str, expected: list[str]) -> None:
    assert [clause.code for clause in named(text, KNOWN)] == expected


def test_every_clause_is_named_by_its_code_and_its_citation() -> None:
    for clause in KNOWN:
        assert named(clause.code, KNOWN) == named(clause.citation, KNOWN) == [clause]


def test_numerals_are_read_and_written() -> None:
    assert numbers("第十一条第（三）项 20 二十 二十一 十 一〇五") == (11, 3, 20, 20, 21, 10, 105)
    assert [in_numerals(one) for one in ("3", "10", "11", "20", "21", "0", "100", "a", "")] == [
        *("三", "十", "十一", "二十", "二十一"),
        *("0", "100", "a", ""),
    ]


def test_citation_is_written_as_papers_write_it() -> None:
    other = CriterionStandard(code="XF", title="某", document_no="GB 35181-2025")
    assert Criterion(standard=STANDARD, code="GM-14", article="第十四条").citation == "应急管理部令第10号第十四条"
    assert Criterion(standard=other, code="XF-5", article="5.2").citation == "GB 35181-2025 5.2"
    assert Criterion(standard=other, code="XF-6").citation == "GB 35181-2025（XF-6）"
    assert Criterion(standard=CriterionStandard(), code="NH-1", article="第一条").citation == "NH-1"

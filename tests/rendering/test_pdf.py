"""Drawing a paper: fonts, literal text, missing glyphs, same bytes, tables over pages, refusals."""

from __future__ import annotations

import hashlib
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.rendering import papers, reading, sample

from zhiben.foundation.rendering import (
    Column,
    Figure,
    Heading,
    Paper,
    Para,
    Rendered,
    Section,
    Style,
    Table,
    render,
    render_all,
    require_settable,
)
from zhiben.foundation.rendering.coverage import characters
from zhiben.foundation.rendering.pdf import inspected
from zhiben.kernel.errors import Refused


def paper(*blocks: object, **changes: object) -> Paper:
    base = Paper(Style.BULLETIN, "工作简报", "情况通报", "某办", date(2024, 7, 1))
    return replace(base, blocks=blocks, **changes)  # type: ignore[arg-type]


def test_bulletin_embeds_its_fonts_and_says_which(drawn: Rendered) -> None:
    assert set(drawn.fonts) == reading.fonts(drawn.content) == {
        "FandolFang-Regular",
        "FandolHei-Regular",
        "FandolKai-Regular",
        "LiberationSerif",
        "NotoSansCJKsc-Bold",
        "NotoSansCJKsc-Regular",
        "NotoSerifCJKsc-Bold",
        "NotoSerifCJKsc-Regular",
    }  # fmt: skip
    assert drawn.pages == len(reading.reader(drawn.content).pages) == 4
    assert (drawn.warnings, drawn.substituted) == ((), ())
    assert drawn.sha256 == hashlib.sha256(drawn.content).hexdigest()
    assert drawn.renderer.startswith("typst ")
    assert {len(digest) for digest in drawn.font_hashes.values()} == {64}


def test_drawing_twice_gives_the_same_bytes(drawn: Rendered, fonts: list[Path]) -> None:
    assert render(sample.bulletin(), fonts).content == drawn.content


def test_papers_set_between_leave_nothing_in_a_paper(drawn: Rendered, fonts: list[Path]) -> None:
    other = replace(sample.bulletin(), title="别的通报", issuer="某办", notice="示例数据", date=date(2024, 7, 1))
    between = render(other, fonts).content
    render(paper(Para("清单"), style=Style.LIST), fonts)
    found = reading.reader(between).metadata
    assert found is not None
    assert (found.title, found.author, "示例数据" in reading.text(between)) == ("别的通报", "某办", True)
    assert render(sample.bulletin(), fonts).content == drawn.content


def test_document_properties_come_from_the_paper(drawn: Rendered) -> None:
    found = reading.reader(drawn.content).metadata
    assert found is not None
    assert found.title == "全市安全生产治本攻坚三年行动半月调度情况通报（10月1日—15日）"
    assert found.author == "深圳市安全生产委员会办公室"
    assert found.creation_date is not None
    assert found.creation_date.date() == date(2024, 10, 16)


@pytest.mark.parametrize(
    "markup", ['#read("/etc/passwd")', "$x^2$", "*粗*_斜_", "#sys.inputs", "<spot>@a", "\\u{4e00}"]
)
def test_markup_in_text_is_printed_as_it_stands(markup: str, fonts: list[Path]) -> None:
    table = Table("表" + markup, (Column(markup), Column("乙")), rows=((markup, "1"),))
    done = render(paper(Heading(1, markup), Para(markup, lead=markup), table, title=markup, masthead=markup), fonts)
    assert reading.text(done.content).count("".join(markup.split())) == 8


def test_rare_characters_are_set_in_another_face_and_listed_with_their_places(fonts: list[Path]) -> None:
    done = render(paper(Heading(1, "一、概况"), Para("鲘门镇张喆巡查120㎡厂房"), addressee="张喆："), fonts)
    assert [(stray.char, stray.place) for stray in done.substituted] == [
        ("㎡", "正文第2段"),
        ("喆", "主送机关"),
        ("鲘", "正文第2段"),
    ]
    assert "鲘门镇张喆巡查120㎡厂房" in reading.text(done.content)


def test_character_that_no_font_has_is_refused_with_its_place(fonts: list[Path]) -> None:
    table = Table("表", (Column("姓名"),), rows=(("王",), ("\ue801",)))
    figure = Figure(
        "图", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>\ue802</text></svg>", "图"
    )
    with pytest.raises(Refused) as caught:
        render(paper(Para("王\ue800工"), table, figure, addressee="\ue803："), fonts)
    assert caught.value.text == (
        "现有字体没有下列字，不能成文：正文第1段：“\ue800”（U+E800）；正文第2段（表“表”）第2行“姓名”栏：“\ue801”（U+E801）；"
        "正文第3段（图“图”）：“\ue802”（U+E802）；主送机关：“\ue803”（U+E803）。"
        "请更换用字，或把含有这些字的字体文件放入字体目录后重试"
    )


@pytest.mark.parametrize(
    "unfit",
    [
        paper(Para("王\ue800工")),
        paper(Table("表", (Column("甲", width_mm=400.0),), rows=(("一",),))),
        paper(Para("正文"), title=" "),
    ],
)
def test_what_can_be_set_is_told_without_setting_it(unfit: Paper, fonts: list[Path]) -> None:
    require_settable(sample.bulletin(), fonts)
    refused = []
    for act in (require_settable, render):
        with pytest.raises(Refused) as caught:
            act(unfit, fonts)
        refused.append(caught.value.text)
    assert refused[0] == refused[1]


def test_coverage_agrees_with_what_is_known_of_the_fonts(fonts: list[Path]) -> None:
    fang = characters(fonts[0] / "FandolFang-Regular.otf")
    serif = characters(fonts[0] / "NotoSerifCJK-Regular.ttc", 2)
    assert {ord(char) for char in "安全生产〔〕"} <= fang
    assert not {ord(char) for char in "鲘喆㎡"} & fang
    assert {ord(char) for char in "鲘喆㎡𠮷"} <= serif


def test_long_table_repeats_its_head_and_tears_no_row(fonts: list[Path]) -> None:
    rows = tuple((str(n), f"第{n}家单位", "问题描述较长需要换行才能写完的事项" * 3, "12") for n in range(1, 61))
    columns = tuple(map(Column, ("序号", "责任单位", "问题描述", "逾期天数")))
    done = render(paper(Table("表1", columns, rows=rows)), fonts)
    pages = ["".join(page.extract_text().split()) for page in reading.reader(done.content).pages]
    assert len(pages) > 3
    assert all("序号责任单位问题描述" in page for page in pages)
    full = "问题描述较长需要换行才能写完的事项" * 3
    assert sum(page.count(full) for page in pages) == 60


def test_section_line_is_repeated_when_its_items_run_over(fonts: list[Path]) -> None:
    sections = (Section("市水务局", tuple((str(n), "事项" * 20) for n in range(40)), "逾期40项"),)
    done = render(paper(Table("表1", (Column("序号"), Column("事项")), sections=sections)), fonts)
    assert done.pages > 1
    for page in reading.reader(done.content).pages[:2]:
        assert "市水务局" in page.extract_text()


def test_numbers_stand_right_in_their_column(fonts: list[Path]) -> None:
    table = Table("表", (Column("单位"), Column("数量")), rows=(("甲", "7"), ("乙", "1,234")))
    runs = {run.text: run for run in reading.runs(render(paper(table), fonts).content)}
    figure = 12 * 0.5 * reading.MM
    assert runs["7"].x - runs["1,234"].x == pytest.approx(3 * figure + 12 * 0.25 * reading.MM, abs=0.2)


def test_missing_fonts_are_refused_with_what_to_do(tmp_path: Path, fonts: list[Path]) -> None:
    with pytest.raises(Refused) as none:
        render(paper(Para("文")), [tmp_path / "nowhere"])
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "FandolHei-Regular.otf").symlink_to(fonts[0] / "FandolHei-Regular.otf")
    with pytest.raises(Refused) as some:
        render(paper(Para("文")), [tmp_path / "some"])
    assert "make fonts" in none.value.text
    assert "仿宋、楷体、小标宋、宋体、图表黑体、西文" in some.value.text
    assert "make fonts" in some.value.text


def test_several_at_once_get_each_the_same_paper(drawn: Rendered, fonts: list[Path]) -> None:
    with ThreadPoolExecutor(max_workers=6) as readers:
        found = list(readers.map(lambda _: render(sample.bulletin(), fonts).content, range(12)))
    assert found == [drawn.content] * 12


@pytest.mark.parametrize("processors", [1, 2])
def test_papers_set_together_are_each_the_same_as_alone(
    processors: int, drawn: Rendered, fonts: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhiben.kernel.abreast.processors", lambda: processors)
    others = [papers.letter(), papers.minutes(), papers.long_table(), papers.report()]
    found = render_all([sample.bulletin(), *others], fonts)
    assert found == [drawn, *(render(other, fonts) for other in others)]


def test_one_unsound_paper_among_many_refuses_them_all(fonts: list[Path]) -> None:
    with pytest.raises(Refused) as refusal:
        render_all([papers.letter(), paper(Para("好\U0001f600"))], fonts)
    assert (refusal.value.code, render_all([], fonts)) == ("glyph_missing", [])


def test_pages_and_fonts_are_counted_in_packed_objects_too() -> None:
    first, second = b"<</Type/Pages/Count 2>> <</Type /Page>>", b"<</Type/Page>> <</FontName/ABCDEF+Fang-R /Flags 4>>"
    packed = b"<</Type/ObjStm/N 2/Filter/FlateDecode>>\nstream\n" + zlib.compress(second) + b"\nendstream"
    assert inspected(first) == (1, ())
    assert inspected(first + packed + b"<</FontName/Kai>>") == (2, ("Fang-R", "Kai"))

"""The page of GB/T 9704-2012, read back from the PDF: lines, characters, places in millimetres, page numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from tests.rendering import reading, sample

from zhiben.foundation.rendering import Attachment, Copies, Paper, Para, Rendered, Style, render

FILLER = Para("安" * 28 * 58)


def plain(style: Style, **changes: object) -> Paper:
    paper = Paper(style, "某市安全生产委员会办公室文件", "关于工作的通知", "某市安委办", date(2024, 7, 1))
    return replace(paper, number="某安办〔2024〕12号", **changes)  # type: ignore[arg-type]


def test_page_holds_22_lines_of_28_characters(fonts: list[Path]) -> None:
    content = render(plain(Style.REDHEAD, blocks=(FILLER,)), fonts).content
    body = reading.lines(content, 2)[:-1]
    assert [len(text) for _, text in body] == [28] * 22
    pitches = [round(below - above, 1) for (above, _), (below, _) in pairwise(body)]
    assert set(pitches) <= {10.1, 10.2, 10.3}
    assert {round(run.x, 1) for run in reading.runs(content, 2)[:22]} == {28.0}


def test_first_line_of_a_paragraph_is_indented_by_two_characters(fonts: list[Path]) -> None:
    content = render(plain(Style.REDHEAD, blocks=(Para("甲" * 30), Para("乙" * 30))), fonts).content
    starts = [round(run.x, 1) for run in reading.runs(content) if run.text[0] in "甲乙"]
    assert starts == [39.1, 28.0, 39.1, 28.0]


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(fonts: list[Path]) -> None:
    content = render(plain(Style.REDHEAD, blocks=(FILLER, FILLER)), fonts).content
    feet = {page: reading.runs(content, page)[-1] for page in (1, 2, 3)}
    assert {page: run.text for page, run in feet.items()} == {1: "— 1 —", 2: "— 2 —", 3: "— 3 —"}
    # One 四号 character (4.94 mm) from the edge of the type area; the dash 7 mm below it.
    assert [feet[2].x, feet[2].y] == pytest.approx([28 + 4.94, 270.4], abs=0.3)
    assert [feet[1].x, feet[3].x] == pytest.approx([165.2, 165.2], abs=0.4)


def test_first_page_of_a_letter_has_no_number(fonts: list[Path]) -> None:
    content = render(plain(Style.LETTER, blocks=(FILLER,)), fonts).content
    assert not any("—" in run.text for run in reading.runs(content, 1))
    assert reading.runs(content, 2)[-1].text == "— 2 —"


def test_marks_stand_where_the_standard_says(fonts: list[Path]) -> None:
    redhead = reading.runs(render(plain(Style.REDHEAD, blocks=(Para("文"),)), fonts).content)
    letter = reading.runs(render(plain(Style.LETTER, blocks=(Para("文"),)), fonts).content)
    by_text = {run.text: run for run in redhead}
    # Top edges: 37 + 35 mm, and 30 mm from the paper's edge. A mark's characters rise 0.85 of its size.
    assert redhead[0].y - redhead[0].size * 0.845 * reading.MM == pytest.approx(72, abs=1)
    assert letter[0].y - letter[0].size * 0.845 * reading.MM == pytest.approx(30, abs=1)
    assert by_text["某安办〔2024〕12号" if "某安办〔2024〕12号" in by_text else "某安办〔"].y == pytest.approx(
        112.3, abs=1
    )


def test_imprint_of_a_red_head_ends_on_an_even_page(fonts: list[Path]) -> None:
    copies = (Copies("抄送", "某单位。"),)
    for lines in (1, 8, 20, 30, 48):
        paper = plain(Style.REDHEAD, blocks=(Para("安" * 28 * lines),), copies=copies, printer="某办")
        done = render(paper, fonts)
        assert done.pages % 2 == 0
        assert "抄送：某单位。" in reading.lines(done.content, done.pages)[-3][1] + reading.text(done.content)


def test_signature_is_never_alone_on_a_page(fonts: list[Path]) -> None:
    for lines in range(8, 17):
        done = render(plain(Style.LETTER, blocks=(Para("安" * 28 * lines), Para("请反馈。"))), fonts)
        last = "".join(text for _, text in reading.lines(done.content, done.pages))
        assert "请反馈。" in last
        assert "2024年7月1日" in last


def test_sealed_name_is_centred_on_its_date_and_unsealed_stands_two_from_the_right(fonts: list[Path]) -> None:
    def places(*, sealed: bool) -> tuple[float, float]:
        runs = reading.runs(render(plain(Style.REDHEAD, blocks=(Para("文"),), sealed=sealed), fonts).content)
        name = [run for run in runs if run.text.startswith("某市安委办")][-1]
        return name.x, next(run for run in runs if run.y > name.y).x

    pitch = 156 / 28
    name, day = places(sealed=True)
    # The date is 2024年7月1日: six figures of half a character and three characters.
    assert name + 2.5 * pitch == pytest.approx(day + 3 * pitch, abs=1.5)
    name, day = places(sealed=False)
    assert day - name == pytest.approx(2 * pitch, abs=1.5) or name > 150


def test_attachment_is_printed_on_a_page_of_its_own(fonts: list[Path]) -> None:
    attachments = (Attachment("各区情况", (sample.district_table(),)), Attachment("单位名单"))
    content = render(plain(Style.REDHEAD, blocks=(Para("文"),), attachments=attachments), fonts).content
    assert "附件：1.各区情况2.单位名单" in reading.text(content)
    assert [text for _, text in reading.lines(content, 2)][:2] == ["附件1", "各区情况"]


def test_figure_that_does_not_fit_opens_the_next_page_and_the_next_heading_follows_it(drawn: Rendered) -> None:
    second, third = (reading.lines(drawn.content, page) for page in (2, 3))
    at = {mark: y for y, text in third for mark in ("图2", "三、点名通报") if text.startswith(mark)}
    assert at["图2"] < at["三、点名通报"]
    assert not any("图2" in text or "三、点名通报" in text for _, text in second)


def test_bulletin_has_its_head_body_and_foot_in_order(drawn: Rendered) -> None:
    text = reading.text(drawn.content)
    parts = ["安全生产治本攻坚三年行动简报", "第17期（总第17期）", "深圳市安全生产委员会办公室2024年10月16日"]
    parts += [
        "一、总体情况",
        "三、点名通报",
        "四、下一步工作要求",
        "报：省安委办",
        "送：市安委会",
        "发：各区",
        "共印120份",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert all("示例数据" in page[0][1] for page in (reading.lines(drawn.content, n + 1) for n in range(drawn.pages)))


def test_figures_that_push_each_other_about_stay_in_their_places(fonts: list[Path]) -> None:
    blocks = [block for n in range(12) for block in (Para("安" * 97 * (n % 4)), sample.area_map(), sample.area_chart())]
    done = render(plain(Style.BULLETIN, blocks=tuple(blocks)), fonts)
    assert done.warnings == ()
    assert reading.text(done.content).count("图1各区未闭环重大隐患分布") == 12

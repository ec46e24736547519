"""Every kind of paper where GB/T 9704-2012 puts its parts, in millimetres, read back from the PDF."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from tests.rendering import papers, reading, sample

from zhiben.foundation.rendering import Heading, Paper, Para, Rendered, Style, Urgency, render

CHAR = 156 / 28
ASCENT, DESCENT = 0.88, 0.12  # of a body character, about its base line
SIZE = 16 * reading.MM


@pytest.fixture(scope="module")
def drawn_papers(fonts: list[Path]) -> dict[str, Rendered]:
    return {name: render(paper(), fonts) for name, paper in papers.ALL.items()}


def line(content: bytes, words: str, page: int = 1) -> tuple[float, float, float]:
    """Base line, left end of the line with these words, and the left end of the words' own run."""
    runs = reading.runs(content, page)
    for y, text in reading.lines(content, page):
        if words in text:
            row = [run for run in runs if round(run.y, 1) == y]
            own = next((run.x for run in row if words.startswith(run.text) or words in run.text), row[0].x)
            return y, min(run.x for run in row), own
    raise AssertionError(f"{words} is not on page {page}")


def right_end(content: bytes, y: float, page: int = 1) -> float:
    """Right end of a line: its last run, Chinese a character wide, figures half of one."""
    last = max((run for run in reading.runs(content, page) if round(run.y, 1) == y), key=lambda run: run.x)
    pitch = CHAR if last.size == pytest.approx(16) else last.size * reading.MM
    return last.x + sum(pitch if ord(char) > 0x2000 else pitch / 2 for char in last.text)


def test_only_the_fonts_of_the_standard_are_embedded(drawn_papers: dict[str, Rendered]) -> None:
    text = {"FandolFang-Regular", "FandolHei-Regular", "FandolKai-Regular", "LiberationSerif"}
    title = {"NotoSerifCJKsc-Bold", "NotoSerifCJKsc-Regular"}
    assert set(drawn_papers["notice"].fonts) == text | title
    assert {reading.fonts(done.content) == set(done.fonts) for done in drawn_papers.values()} == {True}


def test_urgency_stands_at_the_upper_left_in_hei(drawn_papers: dict[str, Rendered]) -> None:
    y, x, _ = line(drawn_papers["report"].content, "特急")
    assert (x, y - ASCENT * SIZE) == (pytest.approx(28, abs=0.2), pytest.approx(37, abs=0.3))
    # In a letter on the line of its number, which ends at the right edge.
    letter = drawn_papers["letter"].content
    y, x, _ = line(letter, "加急")
    assert x == pytest.approx(28, abs=0.2)
    assert right_end(letter, y) == pytest.approx(184, abs=0.6)


def test_number_of_a_paper_to_superiors_stands_left_and_who_signed_right(drawn_papers: dict[str, Rendered]) -> None:
    content = drawn_papers["report"].content
    upper, _, _ = line(content, "签发人：")
    lower, left, _ = line(content, "某安办〔2024〕12号")
    assert lower - upper == pytest.approx(225 / 22, abs=0.3)
    assert left == pytest.approx(28 + CHAR, abs=0.2)
    rows = dict(reading.lines(content))
    assert rows[upper].replace("　", "") == "签发人：王某某李某"
    assert rows[lower] == "某安办〔2024〕12号张某某"
    assert right_end(content, upper) == pytest.approx(184 - CHAR, abs=0.3)
    # The second row of names begins under the first.
    assert line(content, "张某某")[2] == pytest.approx(line(content, "王某某")[2], abs=0.3)


def test_title_stands_two_lines_below_the_red_line_and_the_addressee_one_below_it(
    drawn_papers: dict[str, Rendered],
) -> None:
    content = drawn_papers["notice"].content
    number, _, _ = line(content, "某安办〔2024〕12号")
    title, _, _ = line(content, "关于开展全市安全生产治本攻坚三年行动")
    second, _, _ = line(content, "重大事故隐患专项整治的通知")
    address, left, _ = line(content, "各区安全生产委员会")
    red = number + DESCENT * SIZE + 4
    pitch = 225 / 22
    assert title - ASCENT * 22 * reading.MM - red == pytest.approx(2 * pitch, abs=0.8)
    assert second - title == pytest.approx(34 * reading.MM, abs=0.1)
    below = address - ASCENT * SIZE - (second + DESCENT * 22 * reading.MM)
    assert below == pytest.approx(pitch, abs=0.3)
    assert left == pytest.approx(28, abs=0.1)


def test_list_of_attachments_signature_and_note_stand_in_order(drawn_papers: dict[str, Rendered]) -> None:
    content = drawn_papers["notice"].content
    pitch = 225 / 22
    first, left, _ = line(content, "附件：1.", 2)
    second, under, _ = line(content, "2.单位名单", 2)
    name, _, _ = line(content, papers.OFFICE, 2)
    day, _, _ = line(content, "2024年7月1日", 2)
    note, indent, _ = line(content, "（联系人：", 2)
    assert [left, under, indent] == pytest.approx([28 + 2 * CHAR, 28 + 5 * CHAR, 28 + 2 * CHAR], abs=0.4)
    steps = [second - first, name - second, day - name, note - day]
    assert steps == pytest.approx([pitch, 2 * pitch, pitch, pitch], abs=0.3)
    assert right_end(content, day, 2) == pytest.approx(184 - 4 * CHAR, abs=0.6)
    assert not re.search(r"年0|月0", reading.text(content))


def test_minutes_name_who_was_there_and_nobody_signs(drawn_papers: dict[str, Rendered]) -> None:
    done = drawn_papers["minutes"]
    text = reading.text(done.content)
    assert text.count(papers.OFFICE) == 2  # in the head and as the printer
    found = {}
    for page in range(1, done.pages + 1):
        rows = reading.lines(done.content, page)
        found |= {text[:3]: (page, y) for y, text in rows if text[:3] in ("出席：", "请假：", "列席：")}
    assert list(found) == ["出席：", "请假：", "列席："]
    page, y = found["出席："]
    _, left, _ = line(done.content, "出席：", page)
    after = next(run for run in reading.runs(done.content, page) if run.y > y + 5)
    assert left == pytest.approx(28 + 2 * CHAR, abs=0.2)
    assert after.x == pytest.approx(28 + 5 * CHAR, abs=0.2)
    body = max(row for row, _ in reading.lines(done.content, page) if row < y)
    assert y - body == pytest.approx(2 * 225 / 22, abs=0.3)  # one line is left free
    mark = reading.runs(done.content)[0]
    assert mark.y - mark.size * 0.845 * reading.MM == pytest.approx(72, abs=1)


@pytest.mark.parametrize("name", ["notice", "minutes", "report", "long_table"])
def test_imprint_closes_an_even_page_at_its_foot(name: str, drawn_papers: dict[str, Rendered]) -> None:
    done = drawn_papers[name]
    assert done.pages % 2 == 0
    rows = reading.lines(done.content, done.pages)
    printed = next(y for y, text in rows if text.endswith("2024年7月2日印发"))
    assert rows[-1][1] == f"— {done.pages} —"
    assert printed == pytest.approx(262 - 3.5, abs=1.5)
    assert right_end(done.content, printed, done.pages) == pytest.approx(184 - 14 * reading.MM, abs=0.8)


def test_imprint_of_a_letter_has_neither_rules_nor_a_printing_line(drawn_papers: dict[str, Rendered]) -> None:
    text = reading.text(drawn_papers["letter"].content)
    assert "抄送：省安委办" in text
    assert "印发" not in text


def test_letter_has_its_number_close_below_the_double_line(drawn_papers: dict[str, Rendered]) -> None:
    content = drawn_papers["letter"].content
    mark = reading.runs(content)[0]
    number, _, _ = line(content, "某安办函〔2024〕7号")
    # 4 mm from the mark to the double line, of which 3.6 pt lie below the thick line's middle; seven eighths of a
    # character from there to the number.
    expected = mark.y + 0.07 * mark.size * reading.MM + 4.6 + 3.6 * reading.MM + SIZE * 7 / 8 + ASCENT * SIZE
    assert number == pytest.approx(expected, abs=0.2)


@pytest.mark.parametrize("style", [Style.LETTER, Style.REDHEAD])
def test_two_lines_of_the_body_go_with_the_signature_however_long_it_is(style: Style, fonts: list[Path]) -> None:
    for lines in (9, 11, 12, 13, 14, 21, 22, 23, 24, 33, 43, 44):
        blocks = (Heading(1, "一、标题"), Para("安" * 28 * lines))
        done = render(replace(papers.letter(), style=style, blocks=blocks, copies=(), number="某〔2024〕1号"), fonts)
        rows = [text for _, text in reading.lines(done.content, done.pages)]
        signed = next(number for number, text in enumerate(rows) if papers.OFFICE in text and number)
        assert sum(set(text) == {"安"} for text in rows[:signed]) >= 2, lines
        feet = [[t for y, t in reading.lines(done.content, page) if y < 262][-1] for page in range(1, done.pages + 1)]
        assert not any("一、标题" in text for text in feet), lines


def test_several_issuers_sign_side_by_side_or_one_below_the_other(fonts: list[Path]) -> None:
    def rows(*, sealed: bool) -> list[str]:
        paper = replace(papers.report(), co_issuers=("某市应急管理局", "某市消防救援支队"), sealed=sealed, copies=())
        done = render(replace(paper, issuer="某市安委办"), fonts)
        texts = [text for _, text in reading.lines(done.content, done.pages)]
        start = next(number for number, text in enumerate(texts) if text.startswith("某市安委办"))
        return texts[start:-2]

    day = "2024年7月1日"
    assert rows(sealed=True) == ["某市安委办某市应急管理局某市消防救援支队", day]
    assert rows(sealed=False) == ["某市安委办", "某市应急管理局", "某市消防救援支队", day]


def test_paper_that_is_not_urgent_says_nothing_of_it(fonts: list[Path]) -> None:
    words = [urgency.word for urgency in Urgency]
    assert words == ["", "加急", "特急"]
    assert "急" not in reading.text(render(papers.notice(), fonts).content)


def test_pages_follow_one_another_without_gap_in_their_numbers(drawn_papers: dict[str, Rendered]) -> None:
    done = drawn_papers["long_table"]
    numbers = [reading.lines(done.content, page)[-1][1] for page in range(1, done.pages + 1)]
    assert numbers == [f"— {page} —" for page in range(1, done.pages + 1)]
    assert all(a != b for a, b in pairwise(numbers))


def test_every_kind_is_drawn_without_a_warning(drawn_papers: dict[str, Rendered], drawn: Rendered) -> None:
    everything: list[tuple[Paper, Rendered]] = [(papers.ALL[name](), done) for name, done in drawn_papers.items()]
    for paper, done in [*everything, (sample.bulletin(), drawn)]:
        assert (done.warnings, done.substituted) == ((), ()), paper.title

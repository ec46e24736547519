"""The DOCX as LibreOffice lays it out: 28 characters a line, everything in its place and order, heads repeated.

A second pair of eyes, not Word: where it breaks lines around figures and where it puts the imprint is its own affair.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.conftest import absent
from tests.rendering import papers, reading, sample

from zhiben.demonstration import libreoffice
from zhiben.foundation.rendering import render, render_docx

FEET = re.compile(r"—\d+—")
MARKS = re.compile(r"[，。、；：]")


@pytest.fixture(scope="module")
def laid_out(fonts: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """All sample papers, converted in one go."""
    if not libreoffice.program():
        absent(f"LibreOffice (Debian: {libreoffice.PACKAGE})")
    written = {name: render_docx(paper(), fonts).content for name, paper in papers.ALL.items()}
    written["bulletin"] = render_docx(sample.bulletin(), fonts).content
    return libreoffice.Converter(tmp_path_factory.mktemp("office"), fonts).pdfs(written)


def flow(content: bytes) -> str:
    """The text from top to bottom, page by page, page numbers left out."""
    pages = range(1, len(reading.reader(content).pages) + 1)
    rows = ("".join(row.split()) for page in pages for _, row in reading.lines(content, page))
    return "".join(row for row in rows if not FEET.fullmatch(row))


def test_page_holds_22_lines_of_28_characters(laid_out: dict[str, bytes]) -> None:
    body = reading.lines(laid_out["filler"], 2)[:-1]
    assert [len(text) for _, text in body] == [28] * 22


@pytest.mark.parametrize("name", ["letter", "minutes", "report", "filler"])
def test_same_words_in_the_same_order_as_in_the_pdf(name: str, laid_out: dict[str, bytes], fonts: list[Path]) -> None:
    done = render(papers.ALL[name](), fonts)
    # Where lines are justified, LibreOffice 7.4 does not draw a mark that hangs at the line's end.
    assert MARKS.sub("", flow(laid_out[name])) == MARKS.sub("", flow(done.content))
    assert abs(len(reading.reader(laid_out[name]).pages) - done.pages) <= 1


def test_heads_are_repeated_and_no_cell_is_lost(laid_out: dict[str, bytes]) -> None:
    pages = ["".join(page.extract_text().split()) for page in reading.reader(laid_out["long_table"]).pages]
    with_rows = [page for page in pages if re.search(r"第\d+家单位", page)]
    assert len(with_rows) >= 2
    assert all("序号责任单位问题描述整改期限" in page for page in with_rows)
    assert sorted(int(n) for n in re.findall(r"第(\d+)家单位", "".join(pages))) == list(range(1, 61))


@pytest.mark.parametrize("name", ["notice", "letter", "minutes", "report", "long_table", "bulletin"])
def test_imprint_closes_the_last_page(name: str, laid_out: dict[str, bytes]) -> None:
    paper = papers.ALL[name]() if name in papers.ALL else sample.bulletin()
    texts = ["".join(page.extract_text().split()) for page in reading.reader(laid_out[name]).pages]
    # LibreOffice sets the imprint below the text; the thin paragraph after it may open one more page.
    written = [text for text in texts if FEET.sub("", text).replace("".join(paper.notice.split()), "")]
    for line in paper.copies:
        assert f"{line.label}：{line.to}" in written[-1]


def test_marks_stand_where_the_standard_says(laid_out: dict[str, bytes]) -> None:
    for name, top in (("notice", 72), ("minutes", 72), ("report", 72), ("letter", 30)):
        mark = next(run for run in reading.runs(laid_out[name]) if run.size >= 30)
        assert mark.y - mark.size * 0.845 * reading.MM == pytest.approx(top, abs=1.2), name


def test_page_numbers_stand_at_the_outer_edge_and_a_letter_begins_without(laid_out: dict[str, bytes]) -> None:
    right, left = (reading.lines(laid_out["filler"], page)[-1] for page in (1, 2))
    assert (right[1], left[1]) == ("—1—", "—2—")
    assert [right[0], left[0]] == pytest.approx([270.4, 270.4], abs=1)
    assert not any("—" in text for _, text in reading.lines(laid_out["letter"], 1))

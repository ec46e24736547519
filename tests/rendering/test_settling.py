"""Tables and figures that float to the next page: the text that runs on keeps its distance, whatever stands around."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from tests.rendering import reading, sample

from zhiben.foundation.rendering import Block, Column, Heading, Paper, Para, Style, Table, render

PITCH = 225 / 22
AFTER = Para("安全生产工作情况。" * 8)
SHORT = Table("表2", (Column("区"), Column("数")), rows=(("甲", "1"), ("乙", "2")))
HEADING = Heading(1, "二、标题")
TABLE, FIGURE = sample.district_table(), sample.area_chart()
AROUND: dict[str, tuple[Block, ...]] = {
    "a table": (TABLE, AFTER, AFTER),
    "a short table": (SHORT, AFTER, AFTER),
    "a figure": (FIGURE, AFTER, AFTER),
    "two figures": (FIGURE, FIGURE, AFTER, AFTER),
    "a table and a figure": (TABLE, FIGURE, AFTER, AFTER),
    "a line between two": (TABLE, Para("中间一句。"), FIGURE, AFTER, AFTER),
    "a heading before": (HEADING, TABLE, AFTER, AFTER),
    "a heading and a line before": (HEADING, Para("一句。"), TABLE, AFTER, AFTER),
    "a heading after": (TABLE, HEADING, AFTER, AFTER),
    "a long table after": (TABLE, replace(SHORT, rows=SHORT.rows * 20), AFTER),
}


def boxes(content: bytes, page: int) -> list[tuple[reading.Run, float, float, float]]:
    """Every piece of text with its right end, its upper and its lower edge."""
    found = []
    for run in reading.runs(content, page):
        em = run.size * reading.MM
        wide = sum(1.0 if ord(char) > 0x2000 else 0.5 for char in run.text)
        found.append((run, run.x + wide * em, run.y - 0.88 * em, run.y + 0.12 * em))
    return found


def collisions(content: bytes) -> list[tuple[int, str, str]]:
    """Pieces of which one belongs to the body, that stand nearer to each other than the body's lines do."""
    found = []
    for page in range(1, len(reading.reader(content).pages) + 1):
        for (one, right, top, low), (other, others_right, others_top, others_low) in combinations(
            boxes(content, page), 2
        ):
            bodies = [round(run.size, 1) == 16 for run in (one, other)]
            across = min(right, others_right) - max(one.x, other.x)
            apart = max(top, others_top) - min(low, others_low)
            least = PITCH - 16 * reading.MM - 0.1 if all(bodies) else 0.5
            if any(bodies) and across > 16 * reading.MM and abs(one.y - other.y) > 0.2 and apart < least:
                found.append((page, one.text, other.text))
    return found


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
def test_no_line_is_printed_over_another_wherever_the_page_ends(around: tuple[Block, ...], fonts: list[Path]) -> None:
    base = Paper(Style.BULLETIN, "工作简报", "情况通报", "某办", date(2024, 7, 1))
    for lines in (4, 8, 11, 12, 13, 14):
        done = render(replace(base, blocks=(Para("安" * (28 * lines + 12)), *around)), fonts)
        assert collisions(done.content) == [], lines


def test_text_runs_on_at_its_own_distance_below_a_table_that_went_to_the_next_page(fonts: list[Path]) -> None:
    base = Paper(Style.BULLETIN, "工作简报", "情况通报", "某办", date(2024, 7, 1))
    done = render(replace(base, blocks=(Para("前" * 28 * 8), TABLE, Para("后" * 28 * 8))), fonts)
    before, after = ([y for y, text in reading.lines(done.content) if char in text] for char in "前后")
    assert after[0] - before[-1] == pytest.approx(PITCH, abs=0.1)
    assert any("表1" in text for _, text in reading.lines(done.content, 2))


def test_sample_bulletin_has_no_collisions(fonts: list[Path]) -> None:
    assert collisions(render(sample.bulletin(), fonts).content) == []


@pytest.mark.parametrize("rows", [9, 14])
def test_few_but_tall_rows_begin_below_the_text_and_stop_above_the_foot(rows: int, fonts: list[Path]) -> None:
    base = Paper(Style.LETTER, "某办", "交办单", "某办", date(2024, 7, 1), sealed=False)
    columns = (Column("编号", width_mm=30), Column("任务", width_mm=60), Column("目标", width_mm=66))
    body = tuple((f"号{n}", "排查整治" * 12, "全部整改到位" * 8) for n in range(rows))
    done = render(replace(base, blocks=(AFTER, Table("表", columns, rows=body))), fonts)
    assert any("号0" in text for _, text in reading.lines(done.content))
    for page in range(1, done.pages + 1):
        low = [y for y, text in reading.lines(done.content, page) if not text.startswith("—")]
        assert max(low) < 297 - 35


@pytest.mark.parametrize("lines", [2, 7, 9, 11, 13])
def test_table_settles_alike_whether_its_height_is_reckoned_or_measured(
    lines: int, fonts: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    base = Paper(Style.BULLETIN, "工作简报", "情况通报", "某办", date(2024, 7, 1))
    paper = replace(base, blocks=(Para("安" * (28 * lines + 12)), SHORT, AFTER, TABLE, AFTER))
    reckoned = render(paper, fonts).content
    monkeypatch.setattr("zhiben.foundation.rendering.pdf.tallest", lambda *_: 10_000.0)
    assert reckoned == render(paper, fonts).content


def small(number: int, rows: int) -> Table:
    return Table(f"表{number} 各区", (Column("区"), Column("数")), rows=tuple((f"区{n}", str(n)) for n in range(rows)))


PARTS: tuple[Block, ...] = (
    Heading(1, "一、在哪里"),
    Para("各区情况见下表和图。"),
    small(1, 13),
    replace(FIGURE, caption="图1 各区"),
    Para("各街道见下表。"),
    small(2, 30),
    Heading(1, "二、多在哪里"),
    Para("按五年估计，名次区间是九成把握的范围。" * 2),
    small(3, 10),
    Heading(1, "三、是什么"),
    Para("按行业、类型分见下表。"),
    small(4, 15),
    small(5, 12),
    small(6, 4),
    Para("按时段分见下表。"),
    small(7, 7),
    Heading(1, "四、为什么"),
    AFTER,
)
TOLD = ["一、", "表1", "图1", "表2", "二、", "表3", "三、", "表4", "表5", "表6", "表7", "四、"]


@pytest.mark.parametrize("before", [2, 5, 8, 11, 14, 17, 20])
def test_tables_and_figures_stand_in_the_order_in_which_they_were_told(before: int, fonts: list[Path]) -> None:
    """Where a page had room above, a table stood before its own heading, and cut the one before it in two."""
    base = Paper(Style.BULLETIN, "工作简报", "情况通报", "某办", date(2024, 7, 1))
    done = render(replace(base, blocks=(Para("安" * 28 * before), *PARTS)), fonts)
    lines = [text for page in range(1, done.pages + 1) for _y, text in reading.lines(done.content, page)]
    assert [mark for text in lines for mark in TOLD if text.startswith(mark)] == TOLD


@pytest.mark.parametrize("before", range(6, 16))
def test_who_signs_stands_after_every_table(before: int, fonts: list[Path]) -> None:
    base = Paper(Style.LETTER, "某办", "关于有关情况的函", "某办", date(2024, 7, 1), sealed=False)
    done = render(replace(base, blocks=(Para("安" * 28 * before), TABLE, Para("特此函告。"))), fonts)
    lines = [text for page in range(1, done.pages + 1) for _y, text in reading.lines(done.content, page)]
    told = [mark for text in lines for mark in ("表1", "特此", "2024年7月1日") if text.startswith(mark)]
    assert told == ["表1", "特此", "2024年7月1日"]

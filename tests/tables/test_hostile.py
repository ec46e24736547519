"""Files made to keep a reader busy: each is answered within seconds, with a result or a sentence."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator

import pytest
import xlsxwriter
from tests.tables.sheets import Cells, grid, looked_at, pages, workbook, wrong

from zhiben.foundation.tables import parsing
from zhiben.foundation.tables.report import check_file
from zhiben.kernel.errors import Refused

SECONDS = 20
"""Generous, for a busy machine; without the limits each of these takes minutes or hours."""


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    began = time.process_time()
    yield
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["甲", "乙"]] * 60_000 + [["丙", 1]], id="nothing but heads"),
        pytest.param([["区域", "数"], *[["合计", 1]] * 30_000], id="nothing but totals"),
        pytest.param([["区域", "数"], *[["福田", 1], ["小计", 2], ["合计", 2]] * 10_000], id="a total a row"),
        pytest.param([["区域", "甲", "乙"], *[["福田", 1.5, "/"], ["小计", 2.25, 9]] * 10_000], id="wrong totals"),
        pytest.param([["区域", "数"], ["福田", 1], *[["罗湖", ""]] * 60_000], id="empty entries"),
        pytest.param([["合计"] * 300, *[list(range(300))] * 300], id="total columns"),
        pytest.param([["区域", "数"], *[["合计" * 15_000, "1" * 30_000]] * 300], id="long texts"),
    ],
)
def test_layouts_that_would_be_gone_over_again_and_again(rows: Cells) -> None:
    assert len(looked_at(grid(rows))) <= 1


def test_merged_cells_on_top_of_each_other_are_gone_over_once() -> None:
    rows = [["区", "类", "数"], *[["福田", "工贸", 1], ["", "小计", 1]] * 5_000]
    whole = (0, 0, 1_048_575, 16_383)
    assert len(looked_at(grid(rows, *[whole] * 20_000))) == 1


def test_a_text_that_all_cells_share_is_refused() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_numbers": False}) as book:
        page = book.add_worksheet()
        for number in range(310):
            page.write_row(number, 0, ["长" * 30_000] * 10)
    with pytest.raises(Refused) as refusal:
        check_file(buffer.getvalue())
    assert refusal.value.text == "打开文件所需的内存或时间超过限度；请删去远处的空行和过长的文字，另存为 .xlsx 后再试"
    assert parsing.MAX_LONG < 310 * 10 * 30_000


def test_worksheet_that_starts_far_from_the_corner_keeps_its_addresses() -> None:
    rows: Cells = [[""] * 5] * 3 + [["", "", "区域", "数量"], ["", "", "福田", 1], ["", "", "合计", 2]]
    assert wrong(*pages(workbook(rows))) == [("D6", "合计", "数量", 2, 1)]

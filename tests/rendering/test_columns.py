"""Column widths follow the cells."""

from __future__ import annotations

import pytest
from tests.rendering import sample

from zhiben.foundation.rendering import Align, Column, Table
from zhiben.foundation.rendering.columns import TYPE_AREA_MM, fit


def test_columns_fill_the_type_area() -> None:
    for table in (sample.district_table(), sample.named_table()):
        assert sum(fit(table).widths_mm) == pytest.approx(TYPE_AREA_MM)


def test_long_text_gets_the_room_and_short_columns_stay_narrow() -> None:
    found = fit(sample.named_table())
    assert found.size_pt == 12.0
    assert found.aligns == (Align.CENTER, Align.LEFT, Align.CENTER, Align.CENTER, Align.RIGHT)
    assert found.widths_mm[1] > 60
    assert found.widths_mm[0] < 14


def test_given_width_is_kept() -> None:
    table = Table("表", (Column("甲", width_mm=25), Column("乙")), rows=(("一", "二" * 60),))
    assert fit(table).widths_mm == pytest.approx((25, 131))


def test_many_columns_take_smaller_type() -> None:
    table = Table("表", tuple(Column("指标") for _ in range(10)), rows=(("12,345",) * 10,))
    assert fit(table).size_pt == 10.5


@pytest.mark.parametrize(("characters", "size"), [(88, 12.0), (89, 10.5), (100, 10.5), (101, 9.0), (400, 9.0)])
def test_many_lines_in_a_column_of_given_width_take_smaller_type(characters: int, size: float) -> None:
    columns = (Column("甲", width_mm=60), Column("乙", width_mm=96))
    found = fit(Table("表", columns, rows=(("一", "二" * characters),)))
    assert (found.size_pt, found.widths_mm) == (size, pytest.approx((60, 96)))

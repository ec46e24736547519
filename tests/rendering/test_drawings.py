"""Charts and the tile map: labels that do not collide, escaped text, readable contrast, closed classes."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from tests.rendering import sample

from zhiben.foundation.rendering import svg
from zhiben.foundation.rendering.charts import Series, column_chart, scale_for
from zhiben.foundation.rendering.columns import em_width
from zhiben.foundation.rendering.tilemap import NO_DATA, NOTE, SHADES, Tile, classes, tile_map

SVG = "{http://www.w3.org/2000/svg}"


def boxes(drawing: str) -> list[tuple[float, float, float, float, str]]:
    """Left, top, right, bottom and content of every text."""
    found = []
    for node in ET.fromstring(drawing).iter(f"{SVG}text"):
        size, content = float(node.get("font-size", "0")), node.text or ""
        wide, x = em_width(content) * size, float(node.get("x", "0"))
        left = x - {"middle": wide / 2, "end": wide, "start": 0.0}[node.get("text-anchor", "start")]
        y = float(node.get("y", "0"))
        found.append((left, y - size * 0.8, left + wide, y + size * 0.12, content))
    return found


def overlaps(drawing: str) -> list[tuple[str, str]]:
    found = boxes(drawing)
    return [
        (one[4], two[4])
        for at, one in enumerate(found)
        for two in found[at + 1 :]
        if min(one[2], two[2]) - max(one[0], two[0]) > 0.6 and min(one[3], two[3]) - max(one[1], two[1]) > 0.6
    ]


@pytest.mark.parametrize("count", [2, 11, 26, 42])
def test_columns_do_not_overprint_their_labels(count: int) -> None:
    names = [f"深汕特别合作区{n}"[-9:] for n in range(count)]
    series = [Series("上报", tuple(float(n * 37 % 97) for n in range(count))), Series("闭环", (5.0,) * count)]
    line = Series("整改率", tuple(100.0 - n for n in range(count)))
    assert overlaps(column_chart(names, series[:1], line=line, unit="项", line_unit="%")) == []
    assert overlaps(column_chart(names, series, stacked=True)) == []


def test_everything_stays_inside_the_drawing() -> None:
    for figure in (sample.area_chart(), sample.area_map()):
        root = ET.fromstring(figure.svg)
        width, height = map(float, root.get("viewBox", "").split()[2:])
        assert all(
            left >= 0 and top >= 0 and right <= width and low <= height
            for left, top, right, low, _ in boxes(figure.svg)
        )


def test_text_is_escaped() -> None:
    name = "<督促>&\"函'"
    drawing = column_chart([name], [Series(name, (1.0,))], title=name)
    root = ET.fromstring(drawing)
    assert root.get("aria-label") == name
    assert [content for *_, content in boxes(drawing)].count(name) == 2


@pytest.mark.parametrize(
    ("values", "top", "step"), [([92], 100, 20), ([3], 3, 1), ([], 1, 1), ([0.31], 0.4, 0.1), ([2185], 2500, 500)]
)
def test_axis_ends_on_a_round_figure(values: list[float], top: float, step: float) -> None:
    found = scale_for([float(value) for value in values])
    assert (found.top, found.step) == (pytest.approx(top), pytest.approx(step))


def test_tile_map_prints_every_area_once_and_says_it_is_no_map() -> None:
    figure = sample.area_map()
    joined = "".join(content for *_, content in boxes(figure.svg))
    assert {name: joined.count(name) for name in sample.LAYOUT} == dict.fromkeys(sample.LAYOUT, 1)
    assert joined.count(NOTE) == 1
    assert overlaps(figure.svg) == []


def test_tiles_of_the_layout_do_not_lie_upon_each_other() -> None:
    places = list(sample.LAYOUT.values())
    assert not [
        (one, two)
        for at, one in enumerate(places)
        for two in places[at + 1 :]
        if abs(one[0] - two[0]) < 1 and abs(one[1] - two[1]) < 1
    ]


def test_area_without_data_is_grey_and_says_so() -> None:
    drawing = tile_map([Tile("甲区", 0, 0, None), Tile("乙区", 1, 0, 3, "3")])
    assert drawing.count(NO_DATA) == 2  # the tile and its entry in the legend
    assert [content for *_, content in boxes(drawing)].count("无数据") == 2


def test_classes_of_whole_numbers_neither_overlap_nor_leave_gaps() -> None:
    assert classes([0, 1, 9]) == [0, 2, 4, 6, 8]
    assert classes([4, 4]) == [4]
    assert classes([0, 1, 2]) == [0, 1, 2]
    assert classes([0.0, 0.5]) == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])


def test_labels_on_every_shade_have_enough_contrast() -> None:
    for colour in [*SHADES["red"], *SHADES["blue"], NO_DATA]:
        back, ink = svg.luminance(colour), svg.luminance(svg.readable_on(colour))
        assert (max(back, ink) + 0.05) / (min(back, ink) + 0.05) >= 4.5


def test_numbers_are_written_without_needless_digits() -> None:
    assert [svg.number(value) for value in (0, 1.0, 2.50, 3.14159)] == ["0", "1", "2.5", "3.14"]
    assert [svg.figure(value, 1) for value in (0, 1234.0, 95.26)] == ["0", "1,234", "95.3"]

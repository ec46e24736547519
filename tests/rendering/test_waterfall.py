"""The waterfall: steps hang where the one before ended, figures bear their signs, labels do not meet."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from tests.rendering.test_drawings import SVG, overlaps

from zhiben.foundation.rendering.charts import WIDTH
from zhiben.foundation.rendering.waterfall import FALL, LEVEL, NARROW, RISE, Bar, level, waterfall

BARS = (
    level("整治前一年（折算）", 122),
    Bar("挑最差必然回落", 122, 103.7),
    Bar("其他街道相对自身估计的升降", 103.7, 108.6),
    Bar("其余变化", 108.6, 95),
    level("整治后一年", 95),
)


def rects(drawing: str) -> list[dict[str, float | str]]:
    return [
        {name: value if name == "fill" else float(value) for name, value in node.attrib.items()}
        for node in ET.fromstring(drawing).iter(f"{SVG}rect")
    ]


def test_steps_hang_where_the_one_before_ended() -> None:
    drawing = waterfall(BARS, unit="起", title="示例")
    first, fall, rise, rest, last = rects(drawing)
    assert [one["fill"] for one in (first, fall, rise, rest, last)] == [LEVEL, FALL, RISE, FALL, LEVEL]
    assert fall["y"] == first["y"]
    assert float(rise["y"]) + float(rise["height"]) == pytest.approx(float(fall["y"]) + float(fall["height"]), abs=0.03)
    assert rest["y"] == rise["y"]
    assert float(rest["y"]) + float(rest["height"]) == pytest.approx(float(last["y"]), abs=0.03)
    assert float(first["height"]) / float(last["height"]) == pytest.approx(122 / 95, abs=1e-3)
    texts = [node.text for node in ET.fromstring(drawing).iter(f"{SVG}text")]
    assert [one.said for one in BARS] == ["122", "−18.3", "+4.9", "−13.6", "95"]
    assert {one.said for one in BARS} <= set(texts)


@pytest.mark.parametrize("width", [WIDTH, NARROW])
@pytest.mark.parametrize(
    "bars", [BARS, (level("整治前", 0.4), Bar("回落", 0.4, 0.4), level("整治后", 0)), BARS[:3] * 2]
)
def test_labels_do_not_meet_and_stay_inside(bars: tuple[Bar, ...], width: float) -> None:
    drawing = waterfall(bars, unit="起", title="示例", width=width)
    assert overlaps(drawing) == []
    assert all(float(one["x"]) >= 0 and float(one["x"]) + float(one["width"]) <= width for one in rects(drawing))


def test_no_step_is_no_sign() -> None:
    assert Bar("无", 3.0, 3.02).said == "0"

"""Chinese text: names in a list as people type it."""

from __future__ import annotations

from zhiben.kernel.text import names_in


def test_names_stand_apart_whatever_people_put_between_them() -> None:
    assert names_in(" 甲局、乙局，丙局,丁局；\n戊局;;系统外：某 某厂\r\n") == [
        *("甲局", "乙局", "丙局", "丁局", "戊局"),
        "系统外：某 某厂",
    ]
    assert names_in(" 、\n") == []

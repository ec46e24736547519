"""Checking a workbook's totals, from the list of workbooks to the wrong cell, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from tests.browser.window import SIZES, Window
from tests.factories.orgs import city
from tests.factories.pages import browser
from tests.tables.sheets import workbook

from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.browser
Open = Callable[..., Window]
ROWS = [
    ["2023年四季度重大事故隐患情况表", "", "", ""],
    ["县　区", "重大事故隐患", "", ""],
    ["", "排查（项）", "整改（项）", "整改率"],
    ["谯　城", 75, 70, 0.93],
    ["涡　阳", 82, 82, 1],
    ["蒙　城", 87, 84, 0.97],
    ["利　辛", 159, 159, 1],
    ["高　新", 45, 45, 1],
    ["经　开", 43, 43, 1],
    ["市　直", 140, 140, 1],
    ["合　计", 630, 620, 0.984],
]
MERGED = [(0, 0, 0, 3), (1, 0, 2, 0), (1, 1, 1, 3)]


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("size", SIZES)
def test_clerk_is_led_to_the_wrong_cells(window: Open, size: str, script: bool) -> None:
    one = window(size, script=script).enter_as(browser(city().person(Role.OFFICE_OFFICER, "市安委办")))
    one.go(reverse("inbox:sheets")).follow("核对合计")
    one.bring("file", {"name": "情况表.xlsx", "mimeType": "", "buffer": workbook(ROWS, MERGED)}).press("上传并核对")
    said = one.text()
    assert "2个合计与明细不符" in said
    assert [cell in said for cell in ("B11", "C11", "D11")] == [True, True, False]
    if script:
        assert one.faults() == []

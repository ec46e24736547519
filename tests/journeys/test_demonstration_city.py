"""The demonstration as a stranger meets it: built and served by one command, its published figures counted from
records, one hazard reopened at a browser, the figures counted again, the next half-month's paper set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.browser.window import Window
from tests.journeys.served import Home

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("the demonstration city")]
PUBLISHED = {
    "A1.district": (11, 11),
    "A1.master": (1, 1),
    "A1.sector": (45, 45),
    "A2.actions": (10, 10),
    "A2.local": (1, 1),
    "A3.years": (5, 5),
    "A4.mechanisms": (7, 7),
    "A5.tasks": (1232, 1232),
    "A5.units": (42, 42),
    "B7.rounds": (37, 37),
    "B15.bulletins": (17, 17),
    "B15.named_followed": (1.0, 668),
    "B30.papers": (432, 432),
    "BN.reminders": (3, 3),
    "BN.tasks_changed": (1, 1),
    "C1.districts": (11, 11),
    "C1.areas": (79, 79),
    "C1.coverage": (1.0, 79),
    "C1.sites": (271, 271),
    "C1.problems": (821, 821),
    "C1.circulars": (23, 23),
    "C2.letters": (26, 26),
    "C3.listed": (9, 9),
    "C5.stock": (2185, 2185),
    "C5.stock_closed": (2185, 2185),
    "C5.confirmed": (1.0, 506),
    "C5.reverified": (1.0, 482),
    "D1.reported": (506, 506),
    "D1.listed": (35, 35),
    "D1.rectified": (482, 482),
    "D1.rate": (0.952569, 506),
    "D2.criteria": (170_000, 378),
    "D2.principals": (93_000, 99),
    "D2.employees": (3_542_000, 105),
    "D2.enforcement": (21_000, 99),
    "D2.first": (1, 1),
    "D3.monitoring": (1_124, 1_124),
    "D3.fire": (779, 779),
    "D3.exits": (2_681, 635),
    "D3.help": (906, 906),
    "D3.first": (4, 4),
    "D4.inspected": (255_000, 99),
    "D4.penalties": (3_690, 689),
}
"""What the city published for 2024, and how many records stand behind each; a fraction's rows are its denominator's.
The bulletins and reminders are the demonstration's own."""
MOVED = {"C5.reverified": (1.0, 481), "D1.rectified": (481, 481), "D1.rate": (0.950593, 506)}
"""What one reopened hazard of the year changes."""


def test_city_shows_the_published_figures_from_records_and_lives_on(home: Home, browser: Any) -> None:
    assert {Path(one).read_bytes()[:4] for one in home.told["papers"]} == {b"%PDF", b"PK\x03\x04"}
    assert home.figures() == PUBLISHED
    in_june = home.figures("--as-of", "2024-06-30")
    assert 0 < in_june["D1.rectified"][0] < in_june["D1.reported"][0] < 506
    office = Window(browser, home.told["url"].rstrip("/")).log_in(
        home.told["people"]["安委办工作人员"], home.told["password"]
    )
    office.go("/hazards/?state=closed&found=new").page.locator("tbody a").first.click()
    office.follow("重新打开").choose(trigger="回潮反弹")
    office.fill(evidence="防护再次缺失", due="2024-11-30").press("重新打开")
    assert "整改中" in office.text()
    assert home.figures() == {**PUBLISHED, **MOVED}
    assert home.figures("--as-of", "2024-06-30") == in_june
    home.ask("tick", "--now", "2024-11-01T09:00+08:00")
    office.go("/rounds/").follow("2024年10月下半月调度").follow("关闭并冻结数据").press("关闭并冻结数据")
    office.follow("起草文件").press("起草文件").follow("简报与依据")
    with office.page.expect_download() as arriving:
        office.follow("下载PDF")
    assert Path(arriving.value.path()).read_bytes()[:5] == b"%PDF-"
    office.context.close()
    leader = Window(browser, home.told["url"].rstrip("/"), "phone")
    leader.log_in(home.told["people"]["安委办领导"], home.told["password"]).go("/rounds/").follow("第17期（总第17期）")
    assert leader.faults() == []
    leader.context.close()
    verified = home.ask("audit", "verify")
    assert verified["ok"] and verified["entries"] > 5000

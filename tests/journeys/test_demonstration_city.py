"""The demonstration as a stranger meets it: built and served by one command, its published figures counted from
records, one hazard reopened at a browser, the figures counted again, the next half-month's paper set."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.browser.window import Window

pytestmark = pytest.mark.browser
COMMAND = [sys.executable, "-m", "zhiben.cli"]
PUBLISHED = {
    "A1.district": (11, 11),
    "A1.master": (1, 1),
    "A1.sector": (45, 45),
    "A2.actions": (10, 10),
    "A2.local": (1, 1),
    "A5.tasks": (1232, 1232),
    "A5.units": (42, 42),
    "B15.bulletins": (17, 17),
    "B15.named_followed": (1.0, 668),
    "C5.stock": (2185, 2185),
    "C5.stock_closed": (2185, 2185),
    "C5.confirmed": (1.0, 506),
    "C5.reverified": (1.0, 482),
    "D1.reported": (506, 506),
    "D1.listed": (35, 35),
    "D1.rectified": (482, 482),
    "D1.rate": (0.952569, 506),
}
"""What the city published for 2024, and how many records stand behind each; a fraction's rows are its denominator's.
The bulletins are the demonstration's own."""
MOVED = {"C5.reverified": (1.0, 481), "D1.rectified": (481, 481), "D1.rate": (0.950593, 506)}
"""What one reopened hazard of the year changes."""


@dataclass(frozen=True)
class Home:
    """A home with the city in it; `told` is what building it printed."""

    env: dict[str, str]
    told: dict[str, Any]

    def ask(self, *words: str) -> Any:
        """The one document that a command prints."""
        done = subprocess.run([*COMMAND, *words, "--json"], env=self.env, capture_output=True, check=True)
        return json.loads(done.stdout)

    def figures(self, *words: str) -> dict[str, tuple[float, int]]:
        """Value and number of records behind it, by figure."""
        return {row["id"]: (row["value"], row["rows"]) for row in self.ask("figures", *words)}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """The city, built and then served by one command, on this machine only."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "ZHIBEN_HOME": str(tmp_path / "home"), "ZHIBEN_DATABASE_URL": ""}
    words = [*COMMAND, "demo", "--serve", "--port", str(port), "--out", str(tmp_path / "out"), "--json"]
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as serving:
        assert serving.stdout is not None
        document = "".join(iter(lambda: _line(serving.stdout), "}\n")) + "}"
        until = time.monotonic() + 30
        while not _answers(port):
            assert serving.poll() is None and time.monotonic() < until, "the site did not start"
            time.sleep(0.1)
        yield Home(env, json.loads(document))
        serving.terminate()
        serving.stdout.read()


def _line(stream: Any) -> str:
    line: str = stream.readline()
    assert line, "the command ended without its document"
    return line


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


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
    office.follow("起草简报").press("起草简报").follow("简报与依据")
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

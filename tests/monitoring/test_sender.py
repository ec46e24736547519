"""The few lines that the handbook gives to suppliers, sent to a real site."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.factories.monitoring import plant_in_city

from zhiben.monitoring.models import Alert, Pulse

HANDBOOK = Path(__file__).resolve().parents[2] / "docs" / "handbook" / "monitoring.md"
LINES = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.mark.django_db(transaction=True)
def test_the_lines_of_the_handbook_send_an_alert(live_server: Any) -> None:
    plant = plant_in_city()
    found = LINES.search(HANDBOOK.read_text(encoding="utf-8"))
    assert found

    def sent(event: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        words = [f"{live_server.url}/monitoring/alerts/", plant.key_id, plant.secret, json.dumps(event)]
        command = [sys.executable, "-c", found[1], *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    done = sent(plant.event(text="可燃气体浓度超高限"))
    alert = Alert._unfiltered().get()
    assert (done.returncode, done.stdout.split()[0], alert.text) == (0, "201", "可燃气体浓度超高限"), done.stderr
    assert sent({"kind": "heartbeat"}).stdout.startswith("200 ")
    assert Pulse._unfiltered().get().heard_at is not None
    refused = sent(plant.event(2, level=9))
    assert (refused.returncode, "HTTP Error 422" in refused.stderr) == (1, True)

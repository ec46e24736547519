"""The draw that is timed is a draw: as many as are asked for, from every street, nobody who was visited of late."""

from __future__ import annotations

import pytest
from django.db import connection

from zhiben.demonstration.speed import drawing


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_draw_is_taken_from_every_street(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the benchmark runs on SQLite")
    for name, number in {"SITES": 800, "VISITED": 80, "DRAWN": 90, "migrate": lambda *_, **__: None}.items():
        monkeypatch.setattr(drawing, name, number)
    [taken] = drawing.measured(lambda text: None)
    assert taken.name == "draw"
    assert taken.told == "800个场所中抽90个，79层，每层至少1个，80个近期查过的不抽"

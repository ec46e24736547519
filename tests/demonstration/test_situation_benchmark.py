"""The situation of a week, counted by grouped queries, says what one statement written by hand says."""

from __future__ import annotations

import pytest
from django.db import connection

from zhiben.demonstration.speed import weeks


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_situation_equals_the_statement_written_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the benchmark runs on SQLite")
    for name, number in {"HAZARDS": 400, "TASKS": 1200, "UNITS": 7, "migrate": lambda *_, **__: None}.items():
        monkeypatch.setattr(weeks, name, number)
    [taken] = weeks.measured(lambda text: None)
    assert (taken.name, taken.told) == ("situation", "7个单位、400条隐患、1200项任务")

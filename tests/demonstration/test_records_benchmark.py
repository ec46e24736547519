"""The files that are timed are taken in whole, and the pages tell what they hold."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from zhiben.demonstration.speed import recording
from zhiben.reporting.models import Batch


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_records_that_are_timed_are_all_counted(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the benchmark runs on SQLite")
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(recording, "migrate", lambda *_, **__: None)
    records, rollups = recording.measured(lambda text: None, many=5_000, few=500)
    assert (records.name, rollups.name) == ("records", "rollups")
    assert list(Batch._unfiltered().order_by("pk").values_list("rows", "sessions", "people")) == [
        (500, 10, 500),
        (5_000, 100, 5_000),
    ]

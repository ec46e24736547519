"""The coverage that is timed is coverage: a page for every city, streets that nobody reached told as missing."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from zhiben.demonstration.speed import covering


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_city_has_a_page_with_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the benchmark runs on SQLite")
    small = {"CITIES": 2, "DISTRICTS_EACH": 3, "STREETS": 139, "ROUNDS": 3, "LEFT_OUT": 10, "TIMES": 2}
    for name, number in {**small, "migrate": lambda *_, **__: None}.items():
        monkeypatch.setattr(covering, name, number)
    [taken] = covering.measured(lambda text: None)
    assert taken.name == "covered" and taken.told.startswith("3个市139个街镇、3轮、约417次到场")
    pages = [covering._asking("country")(page) for page in (1, 2, 3)]
    counts = [re.search(r"(\d+)/(\d+)个街镇到过", page) for page in pages]
    told = [(int(found[1]), int(found[2])) for found in counts if found]
    assert (sum(reached for reached, _all in told), sum(streets for _reached, streets in told)) == (125, 139)
    assert sorted(streets for _reached, streets in told) == [30, 30, 79]
    city = covering._asking("city")(1)
    assert "71/79个街镇到过" in city and "共3个" not in city and all("共3个" in page for page in pages)

"""Units that answer at the same moment, as they do before half past five: each answer stands, and each is printed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from tests.dispatch.city import DISTRICTS, NOW, City, build
from tests.dispatch.conftest import FIRST_HALF, answering
from tests.dispatch.facts import hazard

from zhiben.dispatch import operations, queries
from zhiben.foundation.rendering import Table
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor

PAST = date(2024, 9, 30)


def answer(pk: int, actor: Actor, together: Barrier) -> str:
    """What the unit is told; nothing when its answer was taken."""
    try:
        with clock.at(NOW), scope(actor):
            name = queries.name_of(pk, actor)
            together.wait()
            operations.agree(name, actor=actor)
    except Refused as refusal:
        return refusal.text
    finally:
        connections.close_all()
    return ""


@pytest.mark.django_db(transaction=True)
def test_units_that_answer_at_once_are_all_heard(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    with clock.at(NOW):
        city: City = build()
        for district in DISTRICTS:
            hazard(city, district, PAST)
        one = operations.open_round("half_month", FIRST_HALF, office=city.units["市安委办"].pk)
        with scope(city.officer):
            for step in (operations.collect, operations.close, operations.draft):
                step(one, actor=city.officer)
        people = [(name.pk, answering(city, name.unit_name)) for name in one.names]
    together = Barrier(len(people))
    with ThreadPoolExecutor(len(people)) as pool:
        told = list(pool.map(lambda who: answer(*who, together), people))
    assert told == [""] * len(DISTRICTS)
    with unscoped(reason="a test reads"):
        paper = queries.bulletin_of(queries.round_of(one.pk)).paper
    [table] = [block for block in paper.blocks if isinstance(block, Table) and block.caption.startswith("表2 点名单位")]
    assert [row[-1] for row in table.rows] == ["答复：无异议"] * len(DISTRICTS)

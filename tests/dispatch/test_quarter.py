"""A quarter lived through day by day, with and without three days on which nothing ran: the same rounds, frozen as of
the same moments with the same figures, each bulletin once and in its order."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from tests.dispatch.city import City
from tests.dispatch.conftest import all_agree
from tests.dispatch.facts import hazard, task

from zhiben.dispatch import operations, queries
from zhiben.dispatch.models import FollowUp, NamedItem, Round
from zhiben.documents.operations import set_issuing_body
from zhiben.documents.vocab import Numbering
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor

pytestmark = pytest.mark.either

FIRST, DAYS = date(2024, 10, 16), 92
DOWN = {date(2024, 11, 30), date(2024, 12, 1), date(2024, 12, 2)}
"""Over the end of a week, a half-month and a month."""


def lived(city: City, down: set[date]) -> dict[str, Any]:
    """Every morning the clock looks, and the city's office does what is due; then everything that has become of it."""
    for day in (FIRST + timedelta(days=n) for n in range(DAYS)):
        if day not in down:
            now = datetime.combine(day, time(9), clock.TZ)
            with clock.at(now):
                operations.open_due(now)
                operations.open_due(now)
                _worked(city, day)
    return _become()


def _worked(city: City, day: date) -> None:
    with scope(city.officer):
        due = [one for one in queries.unfinished(day - timedelta(days=1)) if one.office.name == "市安委办"]
    for one in due:
        if one.state == "collecting":
            _with(city.officer, operations.close, one)
        _with(city.officer, operations.draft, one)
        all_agree(city, one)
        _with(city.leader, operations.approve, one)
        _with(city.officer, operations.issue, one)


def _with(actor: Actor, move: Any, one: Round) -> None:
    with scope(actor):
        move(queries.round_of(one.pk), actor=actor)


def _become() -> dict[str, Any]:
    with unscoped(reason="a test reads everything"):
        rounds = list(Round.objects.select_related("office", "bulletin").order_by("office_id", "cycle", "period_first"))
        names = {one.bundle: (one.office.name, one.title) for one in rounds}
        figures = FrozenMeasure.objects.filter(bundle__in=names).values_list(
            "bundle", "measure", "slice", "numerator", "denominator", "as_of"
        )
        items = NamedItem.objects.values_list(
            "named__round", "named__unit_name", "named__reason", "record", "days_late"
        )
        follow_ups = FollowUp.objects.values_list("round", "item", "outcome")
        titles = {one.pk: names[one.bundle] for one in rounds}
        return {
            "rounds": [(*names[one.bundle], one.period_first, one.period_last, one.state, one.as_of) for one in rounds],
            "bulletins": [one.bulletin.number for one in rounds if one.bulletin and one.cycle == "half_month"],
            "figures": Counter((*names[row[0]], *row[1:]) for row in figures),
            "named": Counter((*titles[row[0]], *row[1:]) for row in items),
            "followed": Counter((*titles[row[0]], *row[1:]) for row in follow_ups),
        }


def test_three_days_off_leave_nothing_out_and_nothing_double(city: City) -> None:
    task(city, "市住房建设局", date(2024, 11, 10))
    task(city, "市交通运输局", date(2024, 12, 1))
    hazard(city, "福田区", date(2024, 11, 20))
    set_issuing_body(
        city.units["市安委办"].pk, full_name="某市安委办", code="深安办", numbering=Numbering.OWN, actor=city.officer
    )
    with transaction.atomic():
        without = lived(city, set())
        transaction.set_rollback(True)
    assert lived(city, DOWN) == without
    assert len(without["rounds"]) == 2 * (14 + 6 + 4)
    assert without["bulletins"] == [*(f"第{n}期（总第{n}期）" for n in range(1, 5)), "第1期（总第5期）"]
    assert set(without["figures"].values()) == {1}
    # What one bulletin named, the next one reported on; that of the last one is still to come.
    last = "2024年12月下半月调度"
    named = sum(count for (_, title, *_), count in without["named"].items() if title != last)
    assert (named, set(without["followed"].values())) == (sum(without["followed"].values()), {1})
    assert named > 0

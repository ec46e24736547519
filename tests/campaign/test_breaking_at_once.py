"""A task that two people break down at the same moment: one waits for the other, and the shares still add up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from threading import Event

import pytest
from tests.campaign.conftest import MORNING
from tests.factories.orgs import city as build
from tests.foundation.side_by_side import side_by_side

from zhiben.campaign import queries
from zhiben.campaign.operations import Draft, Share, break_down, draft_tasks
from zhiben.foundation.audit import batch
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.orgs.vocab import Role

MOMENT = timedelta(seconds=1).total_seconds()


@pytest.mark.django_db(transaction=True)
def test_shares_that_two_people_give_at_once_are_not_more_than_the_whole() -> None:
    with clock.at(MORNING):
        city = build()
        officer, lead = city.actor(Role.OFFICE_OFFICER, "市安委办"), city.unit("市住房建设").pk
        draft = Draft("ZD-1", "排查", "一百家", lead, date(2024, 12, 31), amount=Decimal(100), amount_unit="家")
        with scope(officer):
            whole = draft_tasks([draft], actor=officer)[0]
    given, refused = Event(), Event()

    def first() -> None:
        with clock.at(MORNING), scope(officer), batch():
            break_down(whole, [Share(city.unit("龙华区").pk, Decimal(100), number="A")], actor=officer)
            given.set()
            assert not refused.wait(MOMENT)

    def second() -> None:
        assert given.wait(30)
        with clock.at(MORNING), scope(officer):
            try:
                break_down(whole, [Share(city.unit("南山区").pk, Decimal(100), number="B")], actor=officer)
            finally:
                refused.set()

    one, other = side_by_side(first, second)
    assert one is None
    assert isinstance(other, Incomplete)
    with scope(officer):
        assert [part.number for part in queries.parts_of(whole)] == ["A"]

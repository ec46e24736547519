"""A meeting whose minutes are settled while somebody writes down one more decision: one waits for the other."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

import pytest
from tests.campaign.conftest import MORNING
from tests.factories.mechanisms import force_of
from tests.factories.orgs import city as build
from tests.foundation.side_by_side import side_by_side

from zhiben.campaign import operations, queries
from zhiben.campaign.operations import DecisionDraft
from zhiben.foundation.audit import batch
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.orgs.vocab import Role

MOMENT = timedelta(seconds=1).total_seconds()


@pytest.mark.django_db(transaction=True)
def test_minutes_are_not_settled_beside_a_decision_that_is_being_written() -> None:
    with clock.at(MORNING):
        city = build()
        officer = city.actor(Role.OFFICE_OFFICER, "市安委办")
        meeting = force_of(city, officer).meeting("held", decisions=1)
    written, settled = Event(), Event()

    def write() -> None:
        with clock.at(MORNING), scope(officer), batch():
            operations.add_decision(meeting, DecisionDraft("排查燃气"), actor=officer)
            written.set()
            assert not settled.wait(MOMENT)

    def settle() -> None:
        assert written.wait(30)
        with clock.at(MORNING), scope(officer):
            try:
                perform(queries.meeting(meeting.pk), "settle", officer)
            finally:
                settled.set()

    first, second = side_by_side(write, settle)
    assert first is None
    assert isinstance(second, Refused)
    assert second.text == "纪要还不能定稿：第2项议定事项没有牵头单位、时限或目标"
    with scope(officer):
        assert queries.meeting(meeting.pk).state == "held"

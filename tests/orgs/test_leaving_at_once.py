"""Two members of a unit who leave a task force at the same moment: the unit's part ends with the later one."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event

import pytest
from tests.factories.mechanisms import force_of
from tests.factories.orgs import city as build
from tests.foundation.side_by_side import side_by_side

from zhiben.foundation.audit import batch
from zhiben.foundation.scope import scope
from zhiben.foundation.scope.models import Participation, unfiltered
from zhiben.kernel import clock
from zhiben.orgs import operations
from zhiben.orgs.operations import MemberDraft
from zhiben.orgs.vocab import Role

MORNING = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
MOMENT = timedelta(seconds=1).total_seconds()


@pytest.mark.django_db(transaction=True)
def test_part_of_a_unit_ends_when_two_leave_at_once() -> None:
    with clock.at(MORNING):
        city = build()
        officer = city.actor(Role.OFFICE_OFFICER, "市安委办")
        made, today = force_of(city, officer), MORNING.date()
        one, unit = made.members[0], made.members[0].unit_id
        with scope(officer):
            other = operations.add_member(made.force, MemberDraft(unit, "赵六"), first=today, actor=officer)
    left, ended = Event(), Event()

    def first() -> None:
        with clock.at(MORNING), scope(officer), batch():
            operations.end_member(one, last=today + timedelta(days=1), actor=officer)
            left.set()
            assert not ended.wait(MOMENT)

    def second() -> None:
        assert left.wait(30)
        with clock.at(MORNING), scope(officer):
            operations.end_member(other, last=today + timedelta(days=2), actor=officer)
        ended.set()

    assert side_by_side(first, second) == [None, None]
    row = unfiltered(Participation).get(model="orgs.taskforce", record=made.force.pk, unit=unit)
    assert row.until == today + timedelta(days=2)

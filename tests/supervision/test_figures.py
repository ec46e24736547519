"""Figures of supervision as of a day: what was issued on it stays issued then, whatever is taken back later."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.factories.supervision import Ground, drawn, ground, signed, visited
from tests.supervision.test_findings import issued, recorded

from zhiben.foundation.lifecycle import perform
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock, measure
from zhiben.kernel.measure import Cut

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> Ground:
    return ground()


def counted(name: str, at: datetime) -> int:
    with unscoped(reason="test"):
        return int(evaluate(measure.registered()[name], Cut(at)).value or 0)


def test_a_circular_that_is_taken_back_was_one_until_then(built: Ground) -> None:
    with clock.at(clock.now() - timedelta(hours=3)):
        visit = visited(built, drawn(built))
        found = [recorded(visit), recorded(visit, "消防通道堵塞")]
        signed(visit)
        (letter,) = issued(built, found)
        then = clock.now() + timedelta(minutes=1)
    assert (counted("C1.circulars", then), counted("C1.problems", then)) == (1, 2)
    with scope(built.leader):
        perform(letter, "withdraw_issue", built.leader, reason="有误", correction="另行印发")
    now = clock.now() + timedelta(microseconds=1)
    assert (counted("C1.circulars", now), counted("C1.problems", now)) == (0, 2)
    assert (counted("C1.circulars", then), counted("C1.problems", then)) == (1, 2)

"""A certified return's outcomes are counted once, anew after a correction, and no longer once the certification is
taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from tests.factories.returns import CHECKED, Filing

from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.reporting import operations, queries
from zhiben.reporting.models import Return, Tally

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(desk: Filing) -> Iterator[Return]:
    form = desk.issued((replace(CHECKED, title="改造处数", change=0, outcome="fire"),), units=("民治街道",))
    with clock.at(datetime(2024, 10, 29, 9, tzinfo=clock.TZ)):
        desk.open()
        yield desk.owed(form)


def counted(desk: Filing) -> list[tuple[str, str, str, int, str]]:
    with scope(desk.officer):
        rows = Tally.objects.filter(ended_at__isnull=True)
        return [(one.kind, one.unit_name, str(one.month), one.amount, one.basis) for one in rows]


def test_what_is_certified_is_counted(desk: Filing, owed: Return) -> None:
    desk.tell(owed, checked=7)
    assert counted(desk) == []
    desk.move(owed, "certify")
    assert counted(desk) == [("fire", "民治街道", "2024-10-01", 7, "return")]


def test_a_correction_replaces_what_was_counted_once_it_is_certified(desk: Filing, owed: Return) -> None:
    clerk = desk.clerks["民治街道"]
    desk.tell(owed, checked=7)
    desk.move(owed, "certify")
    with scope(clerk):
        operations.correct(queries.one_return(owed.pk), {"checked": 5}, {}, reason="两处重复", actor=clerk)
    assert [row[3] for row in counted(desk)] == [7]
    desk.move(owed, "certify")
    assert [row[3] for row in counted(desk)] == [5]
    desk.move(owed, "withdraw_certify", reason="误点")
    assert [row[3] for row in counted(desk)] == [7]


def test_taking_the_certification_back_takes_the_count_back(desk: Filing, owed: Return) -> None:
    desk.tell(owed, checked=7)
    desk.move(owed, "certify")
    desk.move(owed, "withdraw_certify", reason="误点")
    assert counted(desk) == []


def test_a_nil_return_counts_nothing(desk: Filing, owed: Return) -> None:
    desk.nil(owed)
    desk.move(owed, "certify")
    assert counted(desk) == []

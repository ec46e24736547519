"""The list of special days: taken in from a workbook by whom it is entrusted to, corrected, given out again."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from zhiben.foundation.importing import Asker, export, run
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import SpecialDay
from zhiben.orgs.queries import reply_deadline
from zhiben.orgs.sheets import WORKDAYS

pytestmark = pytest.mark.django_db
LIST = "日期,是否上班,说明\n2024-10-01,否,国庆节\n2024-10-12,是,调休\n"


def take(text: str) -> tuple[int, int, int]:
    report = run(WORKDAYS, text.encode(), name="调休.csv", actor=Asker(SYSTEM))
    assert report.refused == ()
    return report.created, report.updated, report.unchanged


def test_special_days_are_taken_in_and_move_a_deadline() -> None:
    asked = datetime(2024, 9, 30, 9, tzinfo=clock.TZ)
    assert reply_deadline(asked, 1) == datetime(2024, 10, 1, 17, 30, tzinfo=clock.TZ)
    assert take(LIST) == (2, 0, 0)
    assert reply_deadline(asked, 1) == datetime(2024, 10, 2, 17, 30, tzinfo=clock.TZ)


def test_special_days_are_corrected_and_stay_one_a_day() -> None:
    take(LIST)
    assert take(LIST.replace("2024-10-12,是", "2024-10-12,否")) == (0, 1, 1)
    assert list(SpecialDay.objects.order_by("day").values_list("day", "worked")) == [
        (date(2024, 10, 1), False),
        (date(2024, 10, 12), False),
    ]


def test_special_days_come_back_as_they_went_out() -> None:
    take(LIST)
    rows = list(WORKDAYS.read(SYSTEM)) if WORKDAYS.read else []
    report = run(WORKDAYS, export(WORKDAYS, rows), name="调休.xlsx", actor=Asker(SYSTEM))
    assert (report.read, report.unchanged) == (2, 2)

"""The list of special days: taken in from a workbook by whom it is entrusted to, corrected, given out again."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from zhiben.config.doctor import examine
from zhiben.foundation.importing import Asker, export, run
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import SpecialDay
from zhiben.orgs.queries import last_known_year, reply_deadline
from zhiben.orgs.sheets import WORKDAYS

pytestmark = pytest.mark.django_db
LIST = "日期,是否上班,说明\n2024-10-02,是,本市值班\n2024-10-12,否,本市不调休\n"


def take(text: str) -> tuple[int, int, int]:
    report = run(WORKDAYS, text.encode(), name="调休.csv", actor=Asker(SYSTEM))
    assert report.refused == ()
    return report.created, report.updated, report.unchanged


def test_announced_days_off_are_known_and_an_offices_own_days_win() -> None:
    asked, friday = datetime(2024, 9, 30, 9, tzinfo=clock.TZ), datetime(2024, 10, 11, 9, tzinfo=clock.TZ)
    assert reply_deadline(asked, 1) == datetime(2024, 10, 8, 17, 30, tzinfo=clock.TZ)
    assert reply_deadline(friday, 1) == datetime(2024, 10, 12, 17, 30, tzinfo=clock.TZ)
    assert take(LIST) == (2, 0, 0)
    assert reply_deadline(asked, 1) == datetime(2024, 10, 2, 17, 30, tzinfo=clock.TZ)
    assert reply_deadline(friday, 1) == datetime(2024, 10, 14, 17, 30, tzinfo=clock.TZ)


def test_doctor_tells_when_next_years_days_off_are_unknown() -> None:
    def told(day: date) -> bool:
        with clock.at(clock.day_start(day)):
            return next(check.ok for check in examine() if check.name == "节假日安排未过期")

    known = last_known_year()
    assert (told(date(known, 12, 1)), told(date(known, 12, 2))) == (True, False)
    take(f"日期,是否上班,说明\n{known + 1}-01-01,否,元旦\n")
    assert (last_known_year(), told(date(known, 12, 2))) == (known + 1, True)


def test_special_days_are_corrected_and_stay_one_a_day() -> None:
    take(LIST)
    assert take(LIST.replace("2024-10-12,否", "2024-10-12,是")) == (0, 1, 1)
    assert list(SpecialDay.objects.order_by("day").values_list("day", "worked")) == [
        (date(2024, 10, 2), True),
        (date(2024, 10, 12), True),
    ]


def test_special_days_come_back_as_they_went_out() -> None:
    take(LIST)
    rows = list(WORKDAYS.read(SYSTEM)) if WORKDAYS.read else []
    report = run(WORKDAYS, export(WORKDAYS, rows), name="调休.xlsx", actor=Asker(SYSTEM))
    assert (report.read, report.unchanged) == (2, 2)

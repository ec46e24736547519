"""Key tasks and hazards standing in a given state since a given moment, for rounds to close over."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection, transaction
from tests.dispatch.city import City

from zhiben.campaign.models import KeyTask, TaskReport
from zhiben.foundation.lifecycle.writing import write_intervals
from zhiben.foundation.scope import unscoped
from zhiben.hazards.models import Criterion, Hazard
from zhiben.hazards.models.closing import CLOSING
from zhiben.hazards.operations import enter_known_standards
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Sector
from zhiben.orgs.operations import add_site

SEPTEMBER = datetime(2024, 9, 1, 9, tzinfo=clock.TZ)
_numbers = [count(1)]


def number_anew() -> None:
    """Begin with the first number: what is written alike in two tests is then the same, and can be replayed."""
    _numbers[0] = count(1)


def standing(record: Any, state: str, since: datetime = SEPTEMBER) -> Any:
    """Save `record` in `state`, with the interval that as-of figures read."""
    record.__dict__["state"], record.changed_at = state, since
    with unscoped(reason="a test sets its stage"):
        record.save(force_insert=True)
    with transaction.atomic():
        write_intervals([record], since)
    return record


def moved(record: Any, state: str, at: datetime) -> None:
    """The record passed into `state` at a moment, as its table and its intervals tell."""
    with unscoped(reason="a test moves the stage"):
        type(record).objects.filter(pk=record.pk).update(state=state)
        with transaction.atomic():
            write_intervals([type(record).objects.get(pk=record.pk)], at)


def task(city: City, unit: str, due: date, state: str = "under_way", title: str = "排查既有建筑外墙") -> KeyTask:
    """A key task led by `unit`."""
    number = next(_numbers[0])
    record = KeyTask(
        number=f"RW-{number:04}", title=f"{title}{number}", target="全部完成", lead_unit=city.units[unit], due=due
    )
    record.place_at(city.place(unit))
    return standing(record, state)  # type: ignore[no-any-return]


def report(on: KeyTask, *, nil: bool = False, at: datetime, first: date = date(2024, 10, 1)) -> None:
    """The lead unit's report (or nil return) for a half-month."""
    row = TaskReport(
        task=on, unit=on.lead_unit, period_first=first, nil=nil, text="" if nil else "已完成八成", person=1, at=at
    )
    with unscoped(reason="a test sets its stage"):
        row.save(force_insert=True)


def hazard(city: City, district: str, due: date, state: str = "rectifying", title: str = "有限空间无通风") -> Hazard:
    """A major hazard of 2024 in `district`, for which the district's government answers; it did not come this far by
    reviews, which the database would not take."""
    CLOSING.take_down(connection)
    number = next(_numbers[0])
    street = city.territories[f"{district}一街道"]
    sector, _new = Sector.objects.get_or_create(name="工贸通用")
    enter_known_standards()
    record = Hazard(
        number=f"YH-{number:04}",
        title=f"{title}{number}",
        criterion="应急管理部令第10号第十三条第（二）项",
        clause=Criterion.objects.get(code="GM-13(2)"),
        found_on=date(2024, 8, 1),
        reported_at=SEPTEMBER,
        due=due,
        sector=sector,
        responsible_unit=city.units[f"{district}政府"],
    )
    record.place_at(street.coordinates)
    with unscoped(reason="a test sets its stage"):
        record.site = add_site(
            f"示例场所{number}", territory=street, sector=sector, local_id=f"S-{number:04}", actor=SYSTEM
        )
    return standing(record, state)  # type: ignore[no-any-return]


def fell_due(city: City, unit: str, due: date, of: int, missed: int) -> list[KeyTask]:
    """So many key tasks of `unit` with one due day: the first of them done a day late, the others in time."""
    rows = []
    for _place in range(of):
        number = next(_numbers[0])
        row = KeyTask(number=f"RW-{number:04}", title=f"到期任务{number}", lead_unit=city.units[unit], due=due)
        row.place_at(city.place(unit))
        row.__dict__["state"], row.changed_at = "done", SEPTEMBER
        rows.append(row)
    with unscoped(reason="a test sets its stage"), transaction.atomic():
        KeyTask.objects.bulk_create(rows)
        late = rows[:missed]
        for row in late:
            row.__dict__["state"] = "under_way"
        write_intervals(rows, SEPTEMBER)
        for row in late:
            row.__dict__["state"] = "done"
        write_intervals(late, clock.day_end(due) + timedelta(hours=9))
    return rows

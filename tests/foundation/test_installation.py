"""What an installation is, and whose day it lives on: a demonstration's clock stands and is followed everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from tests.factories.campaign import task
from tests.factories.orgs import city

from zhiben.foundation import installation
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.installation.models import Installation
from zhiben.foundation.installation.setting import ClockMiddleware
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused

pytestmark = pytest.mark.django_db
DAY = datetime(2024, 10, 16, 9, 0, tzinfo=clock.TZ)


@pytest.fixture(autouse=True)
def own_clock() -> Iterator[None]:
    """The process goes back to the machine's clock."""
    yield
    clock.install(None)


def lives_on_the_machines_day() -> bool:
    return abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_database_without_a_row_is_a_real_installation() -> None:
    found = installation.current()
    assert (found.demonstration, found.clock, str(found)) == (False, None, "installation")
    installation.follow_clock()
    assert lives_on_the_machines_day()


def test_an_installation_before_its_tables_is_unmarked() -> None:
    rename = "ALTER TABLE foundation_{} RENAME TO foundation_{}"
    with connection.cursor() as cursor:
        cursor.execute(rename.format("installation", "gone"))
        assert not installation.current().demonstration
        cursor.execute(rename.format("gone", "installation"))
    assert Installation.objects.count() == 0


def test_a_demonstration_stands_on_its_day() -> None:
    installation.mark_demonstration(DAY)
    found = installation.current()
    assert (found.demonstration, found.clock, str(found)) == (True, DAY, "demonstration")
    assert clock.now() == DAY
    assert (clock.now().utcoffset(), clock.today()) == (timedelta(hours=8), DAY.date())
    installation.mark_demonstration(DAY + timedelta(days=1))
    assert Installation.objects.count() == 1


def test_what_happens_is_dated_by_the_demonstration() -> None:
    installation.mark_demonstration(DAY)
    record = task(city(), "assigned")
    assert record.changed_at == DAY
    assert set(AuditEntry.objects.values_list("at", flat=True)) == {DAY.isoformat()}


def test_the_clock_goes_forward_only() -> None:
    installation.mark_demonstration(DAY)
    installation.set_clock(DAY)
    installation.set_clock(DAY + timedelta(hours=3))
    assert (installation.current().clock, clock.now()) == (DAY + timedelta(hours=3), DAY + timedelta(hours=3))
    with pytest.raises(Refused) as refused:
        installation.set_clock(DAY)
    assert refused.value.text == "演示时钟不能往回拨，现为2024-10-16 12:00"
    assert clock.now() == DAY + timedelta(hours=3)


def test_a_real_installation_has_no_clock_to_set() -> None:
    for row in (None, Installation()):
        if row is not None:
            row.save()
        with pytest.raises(Refused, match="只有演示库才有自己的时钟"):
            installation.set_clock(DAY)
    assert lives_on_the_machines_day()


@pytest.mark.parametrize(
    "values", [{"pk": 2}, {"pk": 1, "demonstration": False, "clock": DAY}], ids=["second row", "real with a clock"]
)
def test_the_table_itself_refuses_what_makes_no_sense(values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Installation.objects.create(**values)


def test_each_request_follows_the_clock_that_another_process_has_moved() -> None:
    installation.mark_demonstration(DAY)
    seen: list[datetime] = []

    def page(_request: HttpRequest) -> HttpResponse:
        seen.append(clock.now())
        return HttpResponse()

    served = ClockMiddleware(page)
    served(HttpRequest())
    Installation.objects.update(clock=DAY + timedelta(days=2))
    served(HttpRequest())
    assert seen == [DAY, DAY + timedelta(days=2)]
    Installation.objects.all().delete()
    served(HttpRequest())
    assert lives_on_the_machines_day()


def test_a_moment_travelled_to_goes_before_the_installations_day() -> None:
    installation.mark_demonstration(DAY)
    with clock.at(DAY - timedelta(days=30)):
        installation.follow_clock()
        assert clock.now() == DAY - timedelta(days=30)
    assert clock.now() == DAY

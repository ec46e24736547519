"""Rows written by one statement are the rows that Django would have written."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError
from tests.factories.hazards import Cast, cast_in_city, hazard

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.inserting import insert, prepared
from zhiben.foundation.lifecycle import Step, begin_many, beginning, perform_many
from zhiben.foundation.lifecycle.door import Change, _effects
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Attempt, Hazard
from zhiben.hazards.operations import Draft
from zhiben.hazards.operations.entering import entering
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotAllowed
from zhiben.orgs.models import Site

pytestmark = pytest.mark.django_db


def draft(cast: Cast, number: str) -> Hazard:
    row = Hazard(number=number, title="堵塞", site=cast.site, sector=cast.site.sector, found_on=date(2024, 3, 1))
    row.place_at(cast.site.coordinates)
    row.line, row.subline = cast.site.line, cast.site.subline
    return row


def stored(row: Hazard, *without: str) -> dict[str, Any]:
    with unscoped(reason="a test compares rows"):
        values = Hazard.objects.filter(pk=row.pk).values().get()
    return {name: value for name, value in values.items() if name not in ("id", "number", *without)}


def test_inserted_row_is_what_django_saves() -> None:
    cast, moment = cast_in_city(), clock.now()
    ours, theirs = draft(cast, "A-1"), draft(cast, "A-2")
    for row in (ours, theirs):
        row.state, row.changed_at = "draft", moment
    with unscoped(reason="a test writes rows by hand"), transaction.atomic():
        theirs.save()
        insert([ours])
    assert stored(ours) == stored(theirs)
    assert stored(ours)["open"] == 1
    assert (ours._state.adding, ours._state.db) == (False, "default")


def test_ids_are_new_even_after_the_newest_row_is_gone() -> None:
    interval = StateInterval(machine="bench", record=1, state="a", since=clock.now())
    insert([interval])
    gone = interval.pk
    interval.delete()
    two = [StateInterval(machine="bench", record=n, state="a", since=clock.now()) for n in (2, 3)]
    insert(two)
    after = StateInterval.objects.create(machine="bench", record=4, state="a", since=clock.now())
    ids = [gone, *(row.pk for row in two), after.pk]
    assert ids == sorted(set(ids))
    assert [StateInterval.objects.get(pk=row.pk).record for row in two] == [2, 3]


def test_row_written_since_is_pointed_to() -> None:
    cast = cast_in_city()
    parent = hazard(cast, "verified")
    with unscoped(reason="a test writes rows by hand"), transaction.atomic():
        child = draft(cast, "A-3")
        child.state, child.changed_at = "draft", clock.now()
        attempt = Attempt(
            hazard=child, number=1, opened_at=clock.now(), reporter=1, street_reported=False, due=parent.due
        )
        insert([child])
        insert([attempt])
        assert Attempt.objects.get(pk=attempt.pk).hazard_id == child.pk


def test_what_sets_itself_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StateInterval._meta.get_field("since"), "auto_now", True)
    with pytest.raises(ValueError, match="sets itself"):
        prepared([StateInterval(machine="bench", record=1, state="a", since=clock.now())])


def test_either_all_rows_bring_ids_or_none() -> None:
    rows = [StateInterval(pk=pk, machine="bench", record=1, state="a", since=clock.now()) for pk in (7, None)]
    with pytest.raises(ValueError, match="either all"):
        prepared(rows)


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_nothing_is_inserted() -> None:
    with pytest.raises(TransactionManagementError):
        insert([StateInterval(machine="bench", record=1, state="a", since=clock.now())])
    assert not StateInterval.objects.exists()


def test_what_has_begun_does_not_begin_again() -> None:
    cast = cast_in_city()
    with scope(cast.street):
        made = beginning([draft(cast, "A-1")], cast.street)
        made.write()
        with pytest.raises(ValueError, match="begin again"):
            made.write()
        assert Hazard.objects.count() == 1


def ledger(records: list[Hazard]) -> list[tuple[Any, ...]]:
    rows = AuditEntry.objects.filter(model="hazards.hazard", record__in=[r.pk for r in records]).order_by("seq")
    first = records[0].pk
    return [(r.record - first, r.verb, r.source, r.target, r.actor, r.unit, r.facts, r.at) for r in rows]


def intervals(records: list[Hazard]) -> list[tuple[Any, ...]]:
    rows = StateInterval.objects.filter(machine="hazard", record__in=[r.pk for r in records]).order_by("record", "pk")
    first = records[0].pk
    return [(r.record - first, r.state, r.since, r.until, r.due, r.level, r.district, r.street) for r in rows]


def test_first_move_made_with_the_beginning_is_a_beginning_and_a_move() -> None:
    cast, at = cast_in_city(), clock.now()
    step_by_step, at_once = ([draft(cast, f"{series}-{n}") for n in range(3)] for series in "AB")
    with scope(cast.street):
        begin_many(step_by_step, cast.street, at=at)
        perform_many([Step(row, "report", cast.street) for row in step_by_step], at=at)
        made = beginning(at_once, cast.street, at=at, move="report")
        assert all(row.pk is None for row in at_once)
        made.write()
    assert ledger(at_once) == ledger(step_by_step)
    assert intervals(at_once) == intervals(step_by_step)
    assert [stored(row) for row in at_once] == [stored(row) for row in step_by_step]
    with scope(cast.department):
        perform_many([Step(at_once[0], "verify", cast.department, cast.facts("verify"))])
    assert stored(at_once[0])["state"] == "verified"


def test_whoever_may_not_move_begins_nothing() -> None:
    cast = cast_in_city()
    with scope(cast.city.actor("auditor", "市安委办")) as opened, pytest.raises(NotAllowed):
        beginning([draft(cast, "A-1")], opened.actor, move="report")
    with unscoped(reason="a test counts"):
        assert not Hazard.objects.exists()


def test_first_move_that_changes_more_is_no_first_move(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = cast_in_city()

    def more(change: Change) -> None:
        change.after.append(lambda: None)

    monkeypatch.setitem(_effects, ("hazard", "report"), more)
    with scope(cast.street), pytest.raises(ValueError, match="changes more than the record"):
        beginning([draft(cast, "A-1")], cast.street, move="report")


def test_number_that_is_taken_leaves_nothing() -> None:
    cast = cast_in_city()
    with scope(cast.street):
        begin_many([draft(cast, "A-1")], cast.street)
        before = AuditEntry.objects.count(), StateInterval.objects.count()
        with pytest.raises(Conflict):
            beginning([draft(cast, "A-2"), draft(cast, "A-1")], cast.street, move="report").write()
        assert (AuditEntry.objects.count(), StateInterval.objects.count()) == before
        assert Hazard.objects.count() == 1


def test_site_moved_since_is_a_conflict() -> None:
    cast = cast_in_city()
    with scope(cast.street):
        looked_at = entering([Draft("堵塞", cast.site.pk, clock.today() - timedelta(days=1))], actor=cast.street)
        with unscoped(reason="the site is given to another line meanwhile"):
            Site.objects.filter(pk=cast.site.pk).update(sector=cast.city.sectors["工贸通用"])
        with pytest.raises(Conflict):
            looked_at.write()
        assert not Hazard.objects.exists()

"""The database itself: no plain SQL closes a hazard that two independent people have not passed on site, nor changes
what they have signed."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from tests.factories.hazards import Cast, cast_in_city, hazard

from zhiben.foundation import guards
from zhiben.foundation.scope import past_guard, unscoped
from zhiben.hazards.models import Attempt, Hazard, SiteRecord
from zhiben.hazards.models.closing import KEEPING, REVIEW_STAYS, SIGNED_STAYS, UNREVIEWED

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


def sql(statement: str, *values: object) -> None:
    with past_guard(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def close(record: Hazard, state: str = "closed") -> None:
    sql("UPDATE hazards_hazard SET state = %s WHERE id = %s", state, record.pk)


def reviewed_by(record: Hazard, **columns: int) -> None:
    """Write a signed review of the present round past all verbs."""
    with unscoped(reason="test"):
        attempt = record.attempt
        assert attempt is not None and attempt.declared_at is not None
        given = {"first": 801, "second": 802, "first_unit": 91, "second_unit": 92, **columns}
        SiteRecord.objects.create(
            hazard=record,
            attempt_no=record.attempt_no,
            kind="review",
            state="signed",
            conclusion="x",
            position="x",
            on_site_at=attempt.declared_at,
            drafted_at=attempt.declared_at,
            signed_at=attempt.declared_at,
            changed_at=attempt.declared_at,
            **given,
        )


@pytest.mark.parametrize("state", ("reported", "verified", "rectifying", "declared", "reviewed"))
def test_a_hazard_that_was_not_accepted_is_not_closed(cast: Cast, state: str) -> None:
    record = hazard(cast, state)
    with pytest.raises(IntegrityError, match=UNREVIEWED):
        close(record)
    with unscoped(reason="test"):
        assert Hazard.objects.get(pk=record.pk).state == state


@pytest.mark.parametrize("state", ("reviewed", "accepted"))
def test_a_declared_hazard_is_not_passed(cast: Cast, state: str) -> None:
    record = hazard(cast, "declared")
    with pytest.raises(IntegrityError, match=UNREVIEWED):
        close(record, state)


def test_one_person_twice_is_no_review(cast: Cast) -> None:
    record = hazard(cast, "declared")
    with pytest.raises(IntegrityError):
        reviewed_by(record, second=801)


def test_a_deputy_of_the_first_is_no_second(cast: Cast) -> None:
    record = hazard(cast, "declared")
    with pytest.raises(IntegrityError):
        reviewed_by(record, first_for=802)


def test_whoever_mended_or_told_is_no_reviewer(cast: Cast) -> None:
    record = hazard(cast, "declared")
    reviewed_by(record, second=cast.enterprise.id)
    with pytest.raises(IntegrityError, match=UNREVIEWED):
        close(record, "reviewed")


def test_a_reviewer_of_the_rectifying_unit_is_none(cast: Cast) -> None:
    record = hazard(cast, "declared")
    attempt = record.attempt
    assert attempt is not None
    reviewed_by(record, second_unit=attempt.rectifying_unit)
    with pytest.raises(IntegrityError, match=UNREVIEWED):
        close(record, "reviewed")


def test_a_street_report_needs_a_district_department(cast: Cast) -> None:
    record = cast.draft(by=cast.street)
    cast.step(record, "report", cast.street)
    for move in ("verify", "start", "declare"):
        cast.step(record, move)
    reviewed_by(record)
    with pytest.raises(IntegrityError, match=UNREVIEWED):
        close(record, "reviewed")


def test_a_review_of_an_earlier_round_is_none_of_this(cast: Cast) -> None:
    record = hazard(cast, "closed")
    cast.step(record, "reopen")
    cast.step(record, "declare")
    with pytest.raises(IntegrityError, match=UNREVIEWED):
        close(record)
    for number in (1, 3):
        with pytest.raises(IntegrityError, match=UNREVIEWED):
            sql("UPDATE hazards_hazard SET state = 'closed', attempt_no = %s WHERE id = %s", number, record.pk)
    with pytest.raises(IntegrityError, match=REVIEW_STAYS):
        sql("UPDATE hazards_attempt SET superseded_at = NULL WHERE hazard_id = %s AND number = 1", record.pk)


def test_a_hazard_is_not_born_closed(cast: Cast) -> None:
    record = hazard(cast, "closed")
    with unscoped(reason="test"):
        twin = Hazard.objects.get(pk=record.pk)
        twin.pk, twin.number = None, "另一件"
        with pytest.raises(IntegrityError, match=UNREVIEWED), transaction.atomic():
            twin.save(force_insert=True)


def test_the_closer_is_nobody_of_the_round(cast: Cast) -> None:
    record = hazard(cast, "accepted")
    attempt = record.attempt
    assert attempt is not None
    for person in (attempt.reviewer_one, attempt.reviewer_two, attempt.rectifier, attempt.reporter):
        with pytest.raises(IntegrityError, match=UNREVIEWED):
            sql("UPDATE hazards_hazard SET state='closed', last_actor=%s WHERE id=%s", person, record.pk)


@pytest.mark.parametrize("column", ("first", "second", "conclusion"))
def test_what_was_signed_stays(cast: Cast, column: str) -> None:
    record = hazard(cast, "closed")
    with pytest.raises(IntegrityError, match=SIGNED_STAYS):
        sql(f"UPDATE hazards_siterecord SET {connection.ops.quote_name(column)} = '7' WHERE hazard_id = %s", record.pk)


@pytest.mark.parametrize(
    "change", ("reviewer_two = 7", "passed = NULL", "reviewed_at = NULL", "reporter = 7", "rectifying_unit = 7")
)
def test_a_review_stays(cast: Cast, change: str) -> None:
    record = hazard(cast, "closed")
    with pytest.raises(IntegrityError, match=REVIEW_STAYS):
        sql(f"UPDATE hazards_attempt SET {change} WHERE hazard_id = %s", record.pk)


def test_reviews_are_not_deleted(cast: Cast) -> None:
    record = hazard(cast, "closed")
    KEEPING.put_up(connection)
    with pytest.raises(IntegrityError, match=SIGNED_STAYS):
        sql("DELETE FROM hazards_siterecord WHERE hazard_id = %s", record.pk)
    with pytest.raises(IntegrityError, match=REVIEW_STAYS):
        sql("DELETE FROM hazards_attempt WHERE hazard_id = %s", record.pk)
    with unscoped(reason="test"):
        assert Attempt.objects.filter(hazard=record.pk).count() == 1


def test_a_missing_guard_is_told() -> None:
    for guard in guards.registered():
        guard.put_up(connection)
    assert guards.missing(connection) == []
    KEEPING.take_down(connection)
    assert guards.missing(connection) == ["signed_record_is_kept", "review_is_kept"]

"""The rules on the people behind a closed hazard: refused as sentences, and held by the database where somebody writes
past the verbs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.factories.hazards import Cast, cast_in_city, days, hazard

from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import unscoped
from zhiben.hazards.models import Attempt, Hazard
from zhiben.hazards.models.closing import CLOSING
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotAllowed, Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import Person
from zhiben.orgs.operations import grant, substitute
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


def also(actor: Actor, cast: Cast, role: str, unit: str) -> Actor:
    """The same person with a second role."""
    person = Person.objects.get(pk=actor.id)
    grant(person, role, unit=cast.city.unit(unit), actor=SYSTEM)
    return actor_of(person)


def test_a_reviewer_is_not_the_reporter(cast: Cast) -> None:
    record = hazard(cast, "draft", by=cast.colleague)
    cast.step(record, "report", cast.colleague)
    for move in ("verify", "start", "declare"):
        cast.step(record, move)
    with pytest.raises(NotAllowed, match="复核人不得是该隐患的上报人"):
        cast.sign(record, "review", first=cast.colleague)
    with pytest.raises(NotAllowed, match="复核人不得是该隐患的上报人"):
        cast.sign(record, "review", first=cast.department, second=cast.colleague)


def test_a_reviewer_is_not_who_rectified_nor_of_the_same_unit(cast: Cast) -> None:
    record = hazard(cast, "verified")
    cast.step(record, "start", cast.street)
    cast.step(record, "declare", cast.street)
    both = also(cast.street, cast, Role.INSPECTOR, "市安委办")
    with pytest.raises(NotAllowed, match="复核人不得是整改人"):
        cast.sign(record, "review", first=both)
    neighbour = cast.city.actor(Role.STREET_OFFICER, "民治街道")
    with pytest.raises(NotAllowed, match="同属一个单位"):
        cast.sign(record, "review", second=neighbour)


def test_a_reviewer_is_of_another_unit_in_every_post(cast: Cast) -> None:
    record = hazard(cast, "verified")
    cast.step(record, "start", cast.street)
    cast.step(record, "declare", cast.street)
    neighbour = also(cast.city.actor(Role.STREET_OFFICER, "民治街道"), cast, Role.INSPECTOR, "市安委办")
    with pytest.raises(NotAllowed, match="同属一个单位"):
        cast.sign(record, "review", first=neighbour)
    with pytest.raises(NotAllowed, match="同属一个单位"):
        cast.sign(record, "review", second=neighbour)
    inspector = cast.city.actor(Role.INSPECTOR, "市安委办")
    with unscoped(reason="test"):
        Hazard.objects.get(pk=record.pk).site_records.get().delete()
        record.refresh_from_db()
    cast.sign(record, "review", first=inspector)
    assert record.state == "reviewed"


def test_who_declares_does_not_take_the_rectifiers_unit_away(cast: Cast) -> None:
    record = hazard(cast, "verified")
    cast.step(record, "start", cast.street)
    cast.step(record, "declare", cast.enterprise)
    attempt = record.attempt
    assert attempt is not None
    units = (attempt.rectifying_unit, attempt.entering_unit)
    assert units == (cast.city.unit("民治街道").pk, cast.city.unit("示例企业").pk)
    neighbour = cast.city.actor(Role.STREET_OFFICER, "民治街道")
    with pytest.raises(NotAllowed, match="同属一个单位"):
        cast.sign(record, "review", second=neighbour)


def substitute_of(actor: Actor, cast: Cast) -> Actor:
    """Somebody without any grant of their own, who stands in for `actor`."""
    person = Person.objects.get(pk=actor.id)
    other = Person.objects.create(username=f"for{actor.id}", name=f"代{actor.name}", password="!")
    substitute(person, other, first=clock.today(), last=clock.today() + days(3), actor=SYSTEM)
    return actor_of(other)


@pytest.mark.parametrize("kind", ("confirm", "review", "send_back"))
def test_a_substitute_does_not_sign_beside_the_one_they_stand_in_for(cast: Cast, kind: str) -> None:
    record = hazard(cast, "declared")
    lent = substitute_of(cast.colleague, cast)
    with pytest.raises(NotAllowed, match="也不得是其代理人"), transaction.atomic():
        cast.sign(record, kind, first=cast.colleague, second=lent)
    with unscoped(reason="test"):
        record.refresh_from_db()
    with pytest.raises(NotAllowed, match="也不得是其代理人"):
        cast.sign(record, kind, first=lent, second=cast.colleague)


def test_neither_the_reporter_nor_the_one_in_whose_stead_they_report_reviews(cast: Cast) -> None:
    lent = substitute_of(cast.colleague, cast)
    record = hazard(cast, "draft", by=lent)
    cast.step(record, "report", lent)
    for move in ("verify", "start", "declare"):
        cast.step(record, move)
    assert (record.reporter, record.reporter_for) == (lent.id, cast.colleague.id)
    for who in (lent, cast.colleague):
        with pytest.raises(NotAllowed, match="复核人不得是该隐患的上报人或其代理人"):
            cast.sign(record, "review", first=who)
    cast.sign(record, "review", first=cast.department)
    assert record.state == "reviewed"


@pytest.mark.parametrize("part", ("reporter", "first", "second"))
def test_a_substitute_does_not_close_what_the_other_took_part_in(cast: Cast, part: str) -> None:
    record = hazard(cast, "accepted")
    actor = {"reporter": cast.enterprise, "first": cast.colleague, "second": cast.district}[part]
    lent = substitute_of(also(actor, cast, Role.OFFICE_OFFICER, "龙华区安委办"), cast)
    with pytest.raises(NotAllowed, match="上报人、整改人、复核人本人及其代理人不得办理"):
        cast.step(record, "close", lent)
    other = substitute_of(cast.office, cast)
    cast.step(record, "close", other)
    assert record.attempt is not None
    assert (record.attempt.closer, record.attempt.closer_for) == (other.id, cast.office.id)


def test_the_second_signature_is_another_persons(cast: Cast) -> None:
    record = hazard(cast, "declared")
    with pytest.raises(NotAllowed, match="另一人"):
        cast.sign(record, "review", first=cast.district, second=cast.district)


def test_a_street_report_is_reviewed_with_a_district_department(cast: Cast) -> None:
    record = hazard(cast, "draft", by=cast.street)
    cast.step(record, "report", cast.street)
    for move in ("verify", "start", "declare"):
        cast.step(record, move)
    inspector = cast.city.actor(Role.INSPECTOR, "市安委办")
    with pytest.raises(Refused, match="区行业主管部门"), transaction.atomic():
        cast.sign(record, "review", first=inspector, second=cast.district)
    with unscoped(reason="test"):
        record.refresh_from_db()
    cast.sign(record, "review", first=inspector, second=cast.colleague)
    assert record.state == "reviewed"


@pytest.mark.parametrize("part", ("reporter", "rectifier", "first", "second"))
def test_the_closer_is_nobody_of_the_attempt(cast: Cast, part: str) -> None:
    record = hazard(cast, "accepted")
    actor = {
        "reporter": cast.enterprise,
        "rectifier": cast.enterprise,
        "first": cast.colleague,
        "second": cast.district,
    }[part]
    closer = also(actor, cast, Role.OFFICE_OFFICER, "龙华区安委办")
    with pytest.raises(NotAllowed, match="上报人、整改人、复核人本人及其代理人不得办理"):
        cast.step(record, "close", closer)
    cast.step(record, "close")
    assert record.state == "closed"


def write(record: Hazard, **values: Any) -> None:
    """Past every verb, straight into the table."""
    with unscoped(reason="test"), transaction.atomic():
        Attempt.objects.filter(hazard=record, number=record.attempt_no).update(**values)


RULES: tuple[tuple[str, str, str], ...] = (
    ("hazard_reviewers_are_two_people", "reviewer_two", "reviewer_one"),
    ("hazard_reviewer_is_not_reporter", "reviewer_one", "reporter"),
    ("hazard_reviewer_is_not_reporter", "reviewer_two", "reporter"),
    ("hazard_reviewer_is_not_rectifier", "reviewer_one", "rectifier"),
    ("hazard_reviewer_did_not_enter_rectification", "reviewer_two", "rectification_entered_by"),
    ("hazard_reviewers_are_of_another_unit", "reviewer_two_unit", "rectifying_unit"),
    ("hazard_reviewers_are_two_people", "reviewer_two_for", "reviewer_one"),
    ("hazard_reviewer_is_not_reporter", "reviewer_one_for", "reporter"),
    ("hazard_reviewer_is_not_reporter", "reviewer_two", "reporter_for"),
    ("hazard_reviewer_is_not_rectifier", "reviewer_two_for", "rectifier_for"),
    ("hazard_reviewer_did_not_enter_rectification", "reviewer_one", "rectification_entered_for"),
    ("hazard_reviewers_are_of_another_unit", "reviewer_one_unit", "entering_unit"),
    ("hazard_closer_is_nobody_of_the_attempt", "closer_for", "reporter"),
    ("hazard_closer_is_nobody_of_the_attempt", "closer", "reviewer_two_for"),
    ("hazard_closer_is_nobody_of_the_attempt", "closer", "reporter"),
    ("hazard_closer_is_nobody_of_the_attempt", "closer", "rectifier"),
    ("hazard_closer_is_nobody_of_the_attempt", "closer", "rectification_entered_by"),
    ("hazard_closer_is_nobody_of_the_attempt", "closer", "reviewer_one"),
    ("hazard_closer_is_nobody_of_the_attempt", "closer", "reviewer_two"),
)


@pytest.fixture
def constraints_alone() -> None:
    """The constraints without the triggers that keep a review as it was recorded: those would refuse before them."""
    CLOSING.take_down(connection)


@pytest.mark.usefixtures("constraints_alone")
@pytest.mark.parametrize(("rule", "column", "same_as"), RULES)
def test_the_database_holds_each_rule(cast: Cast, rule: str, column: str, same_as: str) -> None:
    record = hazard(cast, "closed")
    with unscoped(reason="test"):
        # Each column gets a value of its own first, so that only the rule in question is broken.
        apart = (
            "reporter",
            "reporter_for",
            "rectifier",
            "rectifier_for",
            "rectification_entered_by",
            "rectification_entered_for",
            "entering_unit",
            "reviewer_two_for",
        )
        Attempt.objects.filter(hazard=record).update(**{name: 9000 + n for n, name in enumerate(apart)})
        attempt = Attempt.objects.get(hazard=record)
    with pytest.raises(IntegrityError, match=rule):
        write(record, **{column: getattr(attempt, same_as)})


@pytest.mark.usefixtures("constraints_alone")
@pytest.mark.parametrize(
    ("rule", "values"),
    (
        ("declared_attempt_names_who_rectified", {"entering_unit": 0}),
        ("declared_attempt_names_who_rectified", {"rectifier": 0}),
        ("reviewed_attempt_names_two_reviewers", {"reviewer_two": 0}),
        ("street_report_is_reviewed_by_a_district_department", {"street_reported": True}),
        ("accepted_attempt_passed_its_review", {"passed": False}),
        ("closed_attempt_was_accepted", {"closer": 0}),
    ),
)
def test_the_database_wants_everything_that_a_stage_needs(cast: Cast, rule: str, values: dict[str, Any]) -> None:
    record = hazard(cast, "closed")
    if rule.startswith("street_report"):
        write(record, district_department_reviewed=False)
    with pytest.raises(IntegrityError, match=rule):
        write(record, **values)


def test_each_round_of_rectifying_is_a_numbered_attempt(cast: Cast) -> None:
    record = hazard(cast, "declared")
    cast.sign(record, "send_back")
    assert (record.state, record.attempt_no, record.send_backs) == ("rectifying", 2, 1)
    cast.bring(record, "rectifying")
    cast.step(record, "declare")
    cast.sign(record, "review")
    cast.step(record, "accept")
    cast.step(record, "close")
    cast.step(record, "reopen")
    assert (record.state, record.attempt_no, record.reopenings) == ("rectifying", 3, 1)
    with unscoped(reason="test"):
        rows = list(Attempt.objects.filter(hazard=record).order_by("number"))
    assert [(row.passed, row.closed_at is not None, row.superseded_at is not None) for row in rows] == [
        (False, False, True),
        (True, True, True),
        (None, False, False),
    ]


def test_the_slower_of_two_is_told_what_happened(cast: Cast) -> None:
    record = hazard(cast, "reported")
    with unscoped(reason="test"):
        first, second = (Hazard.objects.get(pk=record.pk) for _ in range(2))
        perform(first, "verify", cast.department, **cast.facts("verify"))
        with pytest.raises(Conflict, match=f"{cast.department.name}已先办理“核定”，现为“核定”"):
            perform(second, "reject", cast.colleague, reason="不属重大事故隐患")


def test_a_move_shows_its_sentence_when_it_comes_too_early(cast: Cast) -> None:
    record = hazard(cast, "verified")
    with pytest.raises(Refused, match="当前状态为“核定”，只有“验收合格”时才能销号"):
        cast.step(record, "close")

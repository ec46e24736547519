"""Task forces: founded by an office, joined and left on dated days; a roster filled in turn over working days."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from tests.factories.mechanisms import Force, force_of
from tests.factories.orgs import City
from tests.factories.orgs import city as build

from zhiben.foundation import secrets
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.audit.verify import verify
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.scope.models import Participation, unfiltered
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs import operations, queries
from zhiben.orgs.models import Duty, ForceMember, TaskForce, Unit
from zhiben.orgs.operations import MemberDraft, set_special_days
from zhiben.orgs.vocab import Role

MORNING = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
TODAY = MORNING.date()
MONDAY = date(2024, 10, 21)


@pytest.fixture
def city(db: None) -> Iterator[City]:
    with clock.at(MORNING):
        yield build()


@pytest.fixture
def officer(city: City) -> Actor:
    return city.actor(Role.OFFICE_OFFICER, "市安委办")


@pytest.fixture
def made(city: City, officer: Actor) -> Force:
    return force_of(city, officer)


def members(force: TaskForce, on: date = TODAY) -> list[str]:
    with unscoped(reason="test data"):
        return [one.name for one in queries.members_of(force) if one.standing(on).key == "in_force"]


def test_units_read_it_as_long_as_they_have_somebody_in_it(city: City, officer: Actor, made: Force) -> None:
    inside = city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    outside = city.actor(Role.DEPARTMENT_OFFICER, "市交通运输")
    with scope(inside):
        assert [one.name for one in queries.task_forces()] == ["治本攻坚专班"]
    with scope(outside), pytest.raises(NotFound):
        queries.task_force(made.force.pk)
    with scope(officer):
        operations.end_member(made.members[0], last=TODAY - timedelta(days=1), actor=officer)
    with scope(inside), pytest.raises(NotFound):
        queries.task_force(made.force.pk)
    with scope(city.actor(Role.DEPARTMENT_OFFICER, "市消防救援")):
        assert queries.task_force(made.force.pk) == made.force


def test_whoever_leaves_stays_on_record_with_their_days(officer: Actor, made: Force) -> None:
    leaving = made.members[0]
    with scope(officer):
        operations.end_member(leaving, last=TODAY, actor=officer)
        row = ForceMember.objects.get(pk=leaving.pk)
        assert (row.last_day, members(made.force), members(made.force, TODAY + timedelta(days=1))) == (
            TODAY,
            ["市住房建设人员", "市消防救援人员"],
            ["市消防救援人员"],
        )
    told = AuditEntry.objects.filter(model="orgs.taskforce", record=made.force.pk).order_by("seq")
    assert [one.verb for one in told] == ["found_force", "add_member", "add_member", "end_member"]
    assert "0755" not in "".join(one.facts for one in told)
    assert verify().ok


def reads(actor: Actor, made: Force) -> bool:
    with scope(actor):
        return queries.task_forces().filter(pk=made.force.pk).exists()


def test_a_unit_reads_it_through_its_last_day_and_no_longer(city: City, officer: Actor, made: Force) -> None:
    unit, last = city.actor(Role.DEPARTMENT_OFFICER, "市住房建设"), TODAY + timedelta(days=5)
    with scope(officer):
        operations.end_member(made.members[0], last=last, actor=officer)
    for moment, seen in ((MORNING + timedelta(days=5), True), (MORNING + timedelta(days=6), False)):
        with clock.at(moment):
            assert (reads(unit, made), reads(officer, made)) == (seen, True)
            parts = {place.line for part, place in TaskForce._unfiltered().get(pk=made.force.pk).participants}
            assert (city.unit("市住房建设").coordinates.line in parts) == seen


def test_a_unit_that_sends_somebody_for_some_days_reads_it_until_then(city: City, officer: Actor, made: Force) -> None:
    unit, last = city.actor(Role.DEPARTMENT_OFFICER, "市交通运输"), TODAY + timedelta(days=1)
    with scope(officer):
        draft = MemberDraft(city.unit("市交通运输").pk, "王五")
        first = operations.add_member(made.force, draft, first=TODAY, last=last, actor=officer)
    assert reads(unit, made)
    with clock.at(MORNING + timedelta(days=2)):
        assert not reads(unit, made)
        with scope(officer):
            with pytest.raises(Conflict):
                operations.end_member(first, last=last + timedelta(days=9), actor=officer)
            operations.add_member(made.force, draft, first=last + timedelta(days=1), actor=officer)
        assert reads(unit, made)


def test_a_unit_reads_on_as_long_as_another_of_its_people_stays(city: City, officer: Actor, made: Force) -> None:
    unit = city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    with scope(officer):
        second = MemberDraft(city.unit("市住房建设").pk, "王五")
        operations.add_member(made.force, second, first=TODAY, last=TODAY + timedelta(days=9), actor=officer)
        operations.end_member(made.members[0], last=TODAY, actor=officer)
    with clock.at(MORNING + timedelta(days=9)):
        assert reads(unit, made)
    with clock.at(MORNING + timedelta(days=10)):
        assert not reads(unit, made)


def test_a_last_day_to_come_is_put_off_or_left_open(city: City, officer: Actor, made: Force) -> None:
    member, unit = made.members[0], city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    with scope(officer):
        operations.end_member(member, last=TODAY, actor=officer)
        operations.end_member(member, last=TODAY + timedelta(days=9), actor=officer)
        assert ForceMember.objects.get(pk=member.pk).last_day == TODAY + timedelta(days=9)
    with clock.at(MORNING + timedelta(days=9)):
        assert reads(unit, made)
        with scope(officer):
            operations.end_member(member, last=None, actor=officer)
    with clock.at(MORNING + timedelta(days=99)):
        assert reads(unit, made)


def test_last_days_that_were_known_before_are_told_to_the_parts(city: City, officer: Actor, made: Force) -> None:
    last = TODAY + timedelta(days=5)
    with scope(officer):
        operations.end_member(made.members[0], last=last, actor=officer)
    rows = unfiltered(Participation).filter(model="orgs.taskforce")
    rows.update(until=None)
    with unscoped(reason="a migration sees all"):
        import_module("zhiben.orgs.migrations.0004_force_parts_end").tell_last_days(apps, None)
    units = [one.unit_id for one in made.members]
    assert dict(rows.values_list("unit", "until")) == {units[0]: last, units[1]: None}


def test_nobody_stays_longer_than_the_task_force_or_beside_themselves(city: City, officer: Actor, made: Force) -> None:
    member, end = made.members[0], TODAY + timedelta(days=9)
    with scope(officer):
        operations.end_member(member, last=TODAY, actor=officer)
        again = MemberDraft(member.unit_id, member.name)
        operations.add_member(made.force, again, first=TODAY + timedelta(days=1), actor=officer)
        with pytest.raises(Conflict, match="已重新加入专班"):
            operations.end_member(member, last=end, actor=officer)
        operations.end_force(made.force, last=end, actor=officer)
        force = TaskForce.objects.get(pk=made.force.pk)
        for late in (None, end + timedelta(days=1)):
            row = ForceMember.objects.select_related("force").get(force=force, unit=made.members[1].unit_id)
            with pytest.raises(Refused, match="2024年10月25日撤销"):
                operations.end_member(row, last=late, actor=officer)


def test_a_task_force_is_set_up_at_a_unit_of_its_territory(city: City) -> None:
    officer, office = city.actor(Role.OFFICE_OFFICER, "龙华区安委办"), city.unit("龙华区安委办").pk
    for host in (city.unit("市住房建设").pk, city.unit("南山区").pk, 987_654):
        with scope(officer), pytest.raises(Incomplete) as refusal:
            operations.found_force(office, name="专班", host=host, since=TODAY, actor=officer)
        assert refusal.value.fields == {"host": "须为本安委办辖区内的单位"}
    with scope(officer):
        operations.found_force(office, name="专班", host=city.unit("民治街道").pk, since=TODAY, actor=officer)


@pytest.mark.parametrize(
    ("changes", "days", "field"),
    [
        ({"name": " "}, (TODAY, None), "name"),
        ({"name": "市住房建设人员"}, (TODAY, None), "name"),
        ({}, (date(2023, 12, 31), None), "first"),
        ({}, (TODAY, TODAY - timedelta(days=1)), "last"),
        ({"unit": 987_654}, (TODAY, None), "unit"),
        ({"person": 987_654}, (TODAY, None), "person"),
    ],
)
def test_a_member_who_is_not_sound_is_refused_at_the_field(
    city: City, officer: Actor, made: Force, changes: dict[str, object], days: tuple[date, date | None], field: str
) -> None:
    values: dict[str, object] = {"unit": city.unit("市住房建设").pk, "name": "王五", **changes}
    with scope(officer), pytest.raises(Incomplete) as refusal:
        draft = MemberDraft(**values)  # type: ignore[arg-type]
        operations.add_member(made.force, draft, first=days[0], last=days[1], actor=officer)
    assert (list(refusal.value.fields), len(members(made.force))) == ([field], 2)


def test_a_unit_that_has_ended_sends_nobody_and_its_member_is_shown(city: City, officer: Actor, made: Force) -> None:
    gone = city.unit("市住房建设")
    Unit.objects.filter(pk=gone.pk).update(valid_to=TODAY)
    with scope(officer):
        with pytest.raises(Incomplete) as refusal:
            operations.add_member(made.force, MemberDraft(gone.pk, "王五"), first=TODAY, actor=officer)
        assert list(refusal.value.fields) == ["unit"]
        assert queries.ended_units(made.members, TODAY) == {gone.pk}


def test_a_member_is_corrected_but_never_turned_into_somebody_else(city: City, officer: Actor, made: Force) -> None:
    one = made.members[0]
    with scope(officer):
        operations.set_member(one, MemberDraft(one.unit_id, one.name, "head", "副局长", "0755-2"), actor=officer)
        row = ForceMember.objects.get(pk=one.pk)
        assert (row.role_shown, row.post) == ("组长", "副局长")
        assert secrets.texts_of("orgs.forcemember", "phone", [row.pk]) == {row.pk: "0755-2"}
        with pytest.raises(Refused):
            operations.set_member(one, MemberDraft(one.unit_id, "另一人"), actor=officer)


def test_a_task_force_that_ends_lets_everybody_go(officer: Actor, made: Force) -> None:
    with scope(officer):
        operations.end_force(made.force, last=TODAY, actor=officer)
        assert members(made.force, TODAY + timedelta(days=1)) == []
        with pytest.raises(Conflict):
            operations.end_force(made.force, last=TODAY + timedelta(days=9), actor=officer)
        with pytest.raises(Refused):
            operations.end_force(made.force, last=date(2023, 1, 1), actor=officer)


def test_an_office_has_one_task_force_of_a_name(city: City, officer: Actor, made: Force) -> None:
    office = city.unit("市安委办").pk
    with scope(officer), pytest.raises(Incomplete) as refusal:
        operations.found_force(
            office, name="治本攻坚专班 ", host=office, since=TODAY, until=date(2024, 1, 1), actor=officer
        )
    assert sorted(refusal.value.fields) == ["name", "until"]


@pytest.mark.parametrize(
    ("role", "unit"),
    [(Role.OFFICE_LEADER, "市安委办"), (Role.OFFICE_OFFICER, "龙华区安委办"), (Role.DEPARTMENT_OFFICER, "市住房建设")],
)
def test_nobody_but_its_office_runs_it(city: City, made: Force, role: Role, unit: str) -> None:
    actor = city.actor(role, unit)
    one, draft = made.members[0], MemberDraft(city.unit("市住房建设").pk, "王五")
    with scope(actor):
        for act in (
            lambda: operations.found_force(made.force.office_id, name="另", host=1, since=TODAY, actor=actor),
            lambda: operations.add_member(made.force, draft, first=TODAY, actor=actor),
            lambda: operations.set_member(one, draft, actor=actor),
            lambda: operations.end_member(one, last=TODAY, actor=actor),
            lambda: operations.end_force(made.force, last=TODAY, actor=actor),
            lambda: operations.fill_duties(made.force, [one.pk], first=TODAY, last=TODAY, actor=actor),
            lambda: operations.set_duty(made.force, TODAY, one.pk, actor=actor),
            lambda: operations.swap_duties(made.force, TODAY, MONDAY, actor=actor),
        ):
            with pytest.raises(NotAllowed):
                act()


# The roster


def roster(made: Force, first: date = MONDAY, last: date = MONDAY + timedelta(days=13)) -> list[tuple[int, str]]:
    with unscoped(reason="test data"):
        return [(day.day, one.name[:4]) for day, one in queries.duties(made.force, first, last).items()]


def test_turns_run_over_working_days_and_keep_what_stands(officer: Actor, made: Force) -> None:
    set_special_days([(date(2024, 10, 22), False, "放假"), (date(2024, 10, 26), True, "调休")])
    first, second = made.members
    with scope(officer):
        operations.set_duty(made.force, date(2024, 10, 23), second.pk, actor=officer)
        set_ = operations.fill_duties(
            made.force, [first.pk, second.pk], first=MONDAY, last=date(2024, 10, 28), actor=officer
        )
    assert len(set_) == 5
    assert roster(made) == [
        (21, "市住房建"),
        (23, "市消防救"),
        (24, "市消防救"),
        (25, "市住房建"),
        (26, "市消防救"),
        (28, "市住房建"),
    ]
    entry = AuditEntry.objects.filter(verb="fill_duties").latest("seq")
    assert json.loads(entry.facts)["days"] == 5


def test_who_has_left_is_passed_over_and_off_the_roster(officer: Actor, made: Force) -> None:
    first, second = made.members
    people = [first.pk, second.pk]
    with scope(officer):
        operations.fill_duties(made.force, people, first=MONDAY, last=date(2024, 10, 23), actor=officer)
        operations.end_member(first, last=MONDAY + timedelta(days=1), actor=officer)
        assert roster(made) == [(21, "市住房建"), (22, "市消防救")]
        operations.fill_duties(made.force, people, first=date(2024, 10, 23), last=date(2024, 10, 24), actor=officer)
        assert roster(made)[2:] == [(23, "市消防救"), (24, "市消防救")]
        with pytest.raises(Incomplete) as refusal:
            operations.set_duty(made.force, date(2024, 10, 25), first.pk, actor=officer)
        assert list(refusal.value.fields) == ["member"]


def test_two_days_are_swapped(officer: Actor, made: Force) -> None:
    first, second = made.members
    tuesday = MONDAY + timedelta(days=1)
    with scope(officer):
        operations.fill_duties(made.force, [first.pk, second.pk], first=MONDAY, last=tuesday, actor=officer)
        operations.swap_duties(made.force, MONDAY, tuesday, actor=officer)
        assert roster(made) == [(21, "市消防救"), (22, "市住房建")]
        with pytest.raises(Incomplete) as refusal:
            operations.swap_duties(made.force, MONDAY, date(2024, 10, 23), actor=officer)
        assert list(refusal.value.fields) == ["other"]
        with pytest.raises(Incomplete):
            operations.swap_duties(made.force, MONDAY, MONDAY, actor=officer)
        operations.end_member(second, last=MONDAY, actor=officer)
        operations.set_duty(made.force, MONDAY, first.pk, actor=officer)
        assert roster(made) == [(21, "市住房建"), (22, "市住房建")]
        operations.set_duty(made.force, MONDAY, 0, actor=officer)
    assert Duty._unfiltered().count() == 1


def test_nobody_is_swapped_into_a_day_after_they_left(officer: Actor, made: Force) -> None:
    first, second = made.members
    with scope(officer):
        operations.set_duty(made.force, MONDAY, second.pk, actor=officer)
        operations.set_duty(made.force, date(2024, 10, 23), first.pk, actor=officer)
        operations.end_member(second, last=MONDAY, actor=officer)
        with pytest.raises(Refused):
            operations.swap_duties(made.force, MONDAY, date(2024, 10, 23), actor=officer)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(MONDAY, MONDAY - timedelta(days=1), "last"), (MONDAY, MONDAY + timedelta(days=400), "last")],
)
def test_a_span_that_is_turned_round_or_endless_is_refused(
    officer: Actor, made: Force, first: date, last: date, field: str
) -> None:
    with scope(officer), pytest.raises(Incomplete) as refusal:
        operations.fill_duties(made.force, [made.members[0].pk], first=first, last=last, actor=officer)
    assert list(refusal.value.fields) == [field]


def test_somebody_of_another_task_force_takes_no_turn(officer: Actor, made: Force) -> None:
    with scope(officer), pytest.raises(Incomplete) as refusal:
        operations.fill_duties(made.force, [987_654], first=MONDAY, last=MONDAY, actor=officer)
    assert list(refusal.value.fields) == ["members"]

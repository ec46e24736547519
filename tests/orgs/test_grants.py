"""Roles: when they count, who may give them, and what does not go together."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.factories.orgs import SINCE, WORKS_AT, City
from tests.orgs.reading import ledger

from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotAllowed, Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import GrantRow, Person
from zhiben.orgs.operations import add_unit, end_grant, grant, set_active
from zhiben.orgs.queries import actor_of, administrators_missing, unit_of
from zhiben.orgs.vocab import ADMINISTRATORS, Role, UnitKind

FIRST, LAST = date(2024, 3, 1), date(2024, 3, 31)
NOON = datetime(2024, 3, 15, 12, tzinfo=clock.TZ)
HOUSING = "市住房建设"
STREETS = ("民治街道", "粤海街道", "南园街道")


def newcomer(username: str = "newcomer") -> Person:
    return Person.objects.create(username=username, name="新人", password="!")


def roles(person: Person, at: datetime) -> list[str]:
    return [held.role for held in actor_of(person, at).grants]


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        (datetime.combine(FIRST, time(), clock.TZ) - timedelta(microseconds=1), False),
        (datetime.combine(FIRST, time(), clock.TZ), True),
        (datetime.combine(LAST, time.max, clock.TZ), True),
        (clock.day_end(LAST), False),
    ],
)
def test_grant_counts_from_its_first_day_to_the_end_of_its_last(city: City, moment: datetime, counts: bool) -> None:
    person = newcomer()
    end = LAST + timedelta(days=1)
    row = grant(person, Role.DEPARTMENT_OFFICER, unit=city.unit(HOUSING), actor=SYSTEM, valid_from=FIRST, valid_to=end)
    assert roles(person, moment) == ["department_officer"] * counts
    assert row.standing(moment.date()).key == ("in_force" if counts else "not_yet" if moment < NOON else "ended")
    assert row.last_day == LAST


def test_one_person_acts_for_several_units(city: City) -> None:
    person = newcomer()
    for name in ("龙华区住房建设", "南山区住房建设"):
        grant(person, Role.DEPARTMENT_OFFICER, unit=city.unit(name), actor=SYSTEM, valid_from=SINCE)
    actor = actor_of(person, NOON)
    assert [held.unit for held in actor.grants] == [city.unit("龙华区住房建设").pk, city.unit("南山区住房建设").pk]
    assert unit_of(actor) == city.unit("龙华区住房建设").pk
    covered = [any(held.covers(city.site(street).coordinates) for held in actor.grants) for street in STREETS]
    assert covered == [True, True, False]


def test_inactive_person_holds_nothing_until_let_in_again(city: City) -> None:
    person = city.person(Role.OFFICE_OFFICER, "市安委办")
    set_active(person, active=False, actor=SYSTEM)
    assert actor_of(person.pk).grants == ()
    set_active(person, active=True, actor=SYSTEM)
    assert [held.role for held in actor_of(person.pk).grants] == ["office_officer"]
    assert [verb for verb, _who, _facts in ledger(person)] == ["grant", "deactivate", "activate"]


@pytest.mark.parametrize("later", [date(2024, 3, 1), date(2024, 9, 1)])
@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN),
        (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN),
        (Role.AUDIT_ADMIN, Role.OFFICE_OFFICER),
        (Role.AUDITOR, Role.SYSTEM_ADMIN),
    ],
)
def test_administrator_is_nothing_else_on_any_day(city: City, held: Role, wanted: Role, later: date) -> None:
    person, unit = newcomer(), city.unit("市安委办")
    grant(person, held, unit=unit, actor=SYSTEM, valid_from=later)
    with clock.at(NOON), pytest.raises(Refused, match="三员分立") as refusal:
        grant(person, wanted, unit=unit, actor=SYSTEM, valid_from=FIRST)
    assert refusal.value.code == "administrators_are_exclusive"
    assert GrantRow.objects.filter(person=person).count() == 1


def test_administrator_may_follow_upon_an_earlier_role(city: City) -> None:
    person, unit = newcomer(), city.unit("市安委办")
    grant(person, Role.OFFICE_OFFICER, unit=unit, actor=SYSTEM, valid_from=SINCE, valid_to=FIRST)
    grant(person, Role.AUDIT_ADMIN, unit=unit, actor=SYSTEM, valid_from=FIRST)
    before, after = (actor_of(person, datetime.combine(day, time(), clock.TZ)) for day in (SINCE, FIRST))
    assert [[held.role for held in actor.grants] for actor in (before, after)] == [["office_officer"], ["audit_admin"]]
    assert [len(actor.reading_grants()) for actor in (before, after)] == [1, 0]


def test_missing_administrators_are_named(city: City) -> None:
    city.person(Role.SECURITY_ADMIN, "市安委办")
    assert administrators_missing() == ["系统管理员", "审计管理员"]


def test_enterprise_contact_has_a_site_and_covers_nothing_else(city: City) -> None:
    person, unit = newcomer(), city.unit("粤海街道")
    with pytest.raises(Refused, match="须指定所属场所"):
        grant(person, Role.ENTERPRISE_CONTACT, unit=unit, actor=SYSTEM)
    own, other = city.site("民治街道"), city.site("粤海街道")
    held = city.actor(Role.ENTERPRISE_CONTACT, "粤海街道", site=own).grants[0]
    assert (held.covers(own.coordinates), held.covers(other.coordinates)) == (True, False)


def test_dates_must_not_be_turned_round(city: City) -> None:
    with pytest.raises(Refused, match="先起后止"):
        grant(newcomer(), Role.AUDITOR, unit=city.unit(HOUSING), actor=SYSTEM, valid_from=LAST, valid_to=LAST)


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.OFFICE_LEADER, HOUSING),
        (Role.OFFICE_OFFICER, "民治街道"),
        (Role.DEPARTMENT_OFFICER, "市安委办"),
        (Role.DISTRICT_OFFICER, HOUSING),
        (Role.STREET_OFFICER, "龙华区"),
        (Role.INSPECTOR, "示例企业"),
    ],
)
def test_role_is_held_at_its_kind_of_unit_only(city: City, role: Role, unit: str) -> None:
    street = city.territories["民治街道"]
    city.units["示例企业"] = add_unit("示例企业", kind=UnitKind.ENTERPRISE, territory=street, valid_from=FIRST)
    person = newcomer()
    with pytest.raises(Refused) as refusal:
        grant(person, role, unit=city.unit(unit), actor=SYSTEM)
    assert refusal.value.text == f"{unit}的人员不能担任“{role.label}”"
    assert not GrantRow.objects.filter(person=person).exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SECURITY_ADMIN, Role.ENTERPRISE_CONTACT)])
def test_nobody_but_the_security_administrator_gives_roles(city: City, role: Role) -> None:
    actor = city.actor(role, WORKS_AT.get(role, "市安委办"))
    person = newcomer()
    with pytest.raises(NotAllowed, match="须为安全管理员"):
        grant(person, Role.AUDITOR, unit=city.unit(HOUSING), actor=actor)
    row = grant(person, Role.AUDITOR, unit=city.unit(HOUSING), actor=SYSTEM)
    with pytest.raises(NotAllowed, match="须为安全管理员"):
        end_grant(row, actor=actor)
    assert row.standing(clock.today()).key == "in_force"


def test_security_administrator_gives_roles_to_others_only(city: City) -> None:
    administrator = city.person(Role.SECURITY_ADMIN, "市安委办")
    actor = actor_of(administrator)
    with pytest.raises(NotAllowed, match="不能给本人授权"):
        grant(administrator, Role.OFFICE_LEADER, unit=city.unit("市安委办"), actor=actor)
    person = newcomer()
    row = grant(person, Role.OFFICE_LEADER, unit=city.unit("市安委办"), actor=actor, valid_from=FIRST)
    facts = {"grant": row.pk, "role": "office_leader", "unit": row.unit_id, "from": "2024-03-01", "to": None}
    assert ledger(person) == [("grant", administrator.pk, facts)]


def test_grant_ends_with_the_day_and_only_once(city: City) -> None:
    person = city.person(Role.DEPARTMENT_OFFICER, HOUSING)
    row = GrantRow.objects.get(person=person)
    with clock.at(NOON):
        end_grant(row, actor=SYSTEM)
        assert (roles(person, NOON - timedelta(days=1)), roles(person, NOON)) == (["department_officer"], [])
        with pytest.raises(Conflict, match="已经终止"):
            end_grant(row, actor=SYSTEM)
    assert ledger(person)[1:] == [("end_grant", 0, {"grant": row.pk, "on": "2024-03-15"})]


def test_grant_ended_before_it_began_never_counts(city: City) -> None:
    person = newcomer()
    row = grant(person, Role.AUDITOR, unit=city.unit(HOUSING), actor=SYSTEM, valid_from=LAST)
    with clock.at(NOON):
        end_grant(row, actor=SYSTEM)
    assert roles(person, datetime.combine(LAST, time(12), clock.TZ)) == []


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_administrators_read_no_business_data(city: City, role: Role) -> None:
    actor: Actor = city.actor(role, "市安委办")
    assert actor.reading_grants() == ()


def test_database_keeps_administrators_apart(city: City) -> None:
    """Whatever an operation might forget."""
    person, unit = newcomer(), city.unit("市安委办")
    given = {"person": person, "unit": unit, "territory": unit.territory, "valid_from": SINCE, "exclusive": True}
    GrantRow.objects.create(role=Role.SYSTEM_ADMIN, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantRow.objects.create(role=Role.AUDIT_ADMIN, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantRow.objects.create(role=Role.OFFICE_OFFICER, **given)

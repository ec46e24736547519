"""代理: what a substitute holds, for how long, and who never is one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from tests.factories.orgs import SINCE, City
from tests.orgs.reading import ledger

from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotAllowed, Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import GrantRow, Person, Substitution
from zhiben.orgs.operations import end_substitution, grant, set_active, substitute
from zhiben.orgs.queries import actor_of
from zhiben.orgs.queries.holders import standing_in
from zhiben.orgs.vocab import ADMINISTRATORS, Role

FIRST, LAST = date(2024, 3, 1), date(2024, 3, 31)
NOON = datetime(2024, 3, 15, 12, tzinfo=clock.TZ)
Pair = tuple[Person, Person]


@pytest.fixture
def pair(city: City) -> Pair:
    return city.person(Role.OFFICE_LEADER, "市安委办"), city.person(Role.OFFICE_OFFICER, "市安委办")


def held(person: Person, at: datetime = NOON) -> list[tuple[str, int]]:
    return [(one.role, one.substitute_for) for one in actor_of(person, at).grants]


@pytest.mark.parametrize(
    ("moment", "stands_in"),
    [
        (datetime.combine(FIRST, time(), clock.TZ) - timedelta(microseconds=1), False),
        (datetime.combine(FIRST, time(), clock.TZ), True),
        (datetime.combine(LAST, time.max, clock.TZ), True),
        (clock.day_end(LAST), False),
    ],
)
def test_substitute_holds_the_colleagues_grants_on_both_days_and_between(
    pair: Pair, moment: datetime, stands_in: bool
) -> None:
    leader, officer = pair
    substitute(leader, officer, first=FIRST, last=LAST, actor=SYSTEM)
    expected = [("office_officer", 0), ("office_leader", leader.pk)]
    assert held(officer, moment) == expected[: 1 + stands_in]
    assert held(leader, moment) == [("office_leader", 0)]


def test_what_is_held_for_others_is_not_passed_on(city: City, pair: Pair) -> None:
    leader, officer = pair
    third = city.person(Role.INSPECTOR, "市安委办")
    substitute(leader, officer, first=FIRST, last=LAST, actor=SYSTEM)
    substitute(officer, third, first=FIRST, last=LAST, actor=SYSTEM)
    assert held(third) == [("inspector", 0), ("office_officer", officer.pk)]


def test_closed_account_passes_nothing_on(pair: Pair) -> None:
    leader, officer = pair
    substitute(leader, officer, first=FIRST, last=LAST, actor=SYSTEM)
    set_active(leader, active=False, actor=SYSTEM)
    assert held(officer) == [("office_officer", 0)]


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_administrators_neither_stand_in_nor_are_stood_in_for(city: City, pair: Pair, role: Role) -> None:
    administrator = city.person(role, "市安委办")
    for person, by in ((administrator, pair[1]), (pair[1], administrator)):
        with pytest.raises(Refused, match="不得代理，也不得由人代理"):
            substitute(person, by, first=FIRST, last=LAST, actor=SYSTEM)


def test_auditor_stands_in_for_nobody(city: City, pair: Pair) -> None:
    leader, officer = pair
    auditor = city.person(Role.AUDITOR, "市安委办")
    with pytest.raises(Refused, match="审计员只查阅、不办理业务，不得代理他人"):
        substitute(officer, auditor, first=FIRST, last=LAST, actor=actor_of(officer))
    row = substitute(leader, officer, first=FIRST, last=LAST, actor=SYSTEM)
    Substitution.objects.filter(pk=row.pk).update(substitute=auditor)
    assert held(auditor) == [("auditor", 0)]
    with clock.at(NOON):
        assert standing_in([leader.pk]) == []


def test_substitute_becomes_no_administrator_meanwhile(city: City, pair: Pair) -> None:
    leader, _officer = pair
    person = Person.objects.create(username="deputy", name="副手", password="!")
    substitute(leader, person, first=FIRST, last=LAST, actor=SYSTEM)
    with pytest.raises(Refused, match="三员分立"):
        grant(person, Role.AUDIT_ADMIN, unit=city.unit("市安委办"), actor=SYSTEM, valid_from=LAST)
    grant(person, Role.AUDIT_ADMIN, unit=city.unit("市安委办"), actor=SYSTEM, valid_from=LAST + timedelta(days=1))
    assert held(person) == [("office_leader", leader.pk)]


@pytest.mark.parametrize("passes_on", [True, False])
def test_rows_that_came_in_otherwise_mix_nobody_with_an_administrator(city: City, pair: Pair, passes_on: bool) -> None:
    administrator, officer = city.person(Role.SECURITY_ADMIN, "市安委办"), pair[1]
    person, by = (administrator, officer) if passes_on else (officer, administrator)
    row = substitute(*pair, first=FIRST, last=LAST, actor=SYSTEM)
    row.person, row.substitute = person, by
    row.save()
    assert held(by) == [("office_officer" if passes_on else "security_admin", 0)]


@pytest.mark.parametrize(
    ("first", "last"), [(LAST, FIRST), (FIRST, FIRST + timedelta(days=367))], ids=["turned round", "too long"]
)
def test_wrong_days_are_refused(pair: Pair, first: date, last: date) -> None:
    with pytest.raises(Refused, match="先起后止，且不超过一年"):
        substitute(*pair, first=first, last=last, actor=SYSTEM)


def test_nobody_stands_in_for_themselves(pair: Pair) -> None:
    with pytest.raises(Refused, match="不能由本人代理本人"):
        substitute(pair[0], pair[0], first=FIRST, last=LAST, actor=SYSTEM)


def test_one_names_ones_own_substitute_and_the_security_administrator_anybodys(city: City, pair: Pair) -> None:
    leader, officer = pair
    security = city.actor(Role.SECURITY_ADMIN, "市安委办")
    for actor in (actor_of(leader), security):
        substitute(leader, officer, first=FIRST, last=LAST, actor=actor)
    for actor in (actor_of(officer), city.actor(Role.SYSTEM_ADMIN, "市安委办")):
        with pytest.raises(NotAllowed, match="由本人或安全管理员登记"):
            substitute(leader, officer, first=FIRST, last=LAST, actor=actor)


def test_substitution_ends_with_the_day_and_only_once(pair: Pair) -> None:
    leader, officer = pair
    row = substitute(leader, officer, first=FIRST, last=LAST, actor=SYSTEM)
    with clock.at(NOON):
        end_substitution(row, actor=actor_of(leader))
        assert held(officer) == [("office_officer", 0)]
        with pytest.raises(Conflict, match="已经结束"):
            end_substitution(row, actor=actor_of(leader))
    facts = {"substitution": row.pk, "substitute": officer.pk}
    assert ledger(leader)[1:] == [
        ("substitute", 0, {**facts, "from": "2024-03-01", "to": "2024-03-31"}),
        ("end_substitution", leader.pk, {**facts, "on": "2024-03-15"}),
    ]


def test_substitution_passes_on_what_is_in_force_that_day_only(city: City, pair: Pair) -> None:
    leader, officer = pair
    GrantRow.objects.filter(person=leader).update(valid_to=date(2024, 3, 10))
    grant(leader, Role.AUDITOR, unit=city.unit("市住房建设"), actor=SYSTEM, valid_from=SINCE)
    substitute(leader, officer, first=FIRST, last=LAST, actor=SYSTEM)
    assert held(officer) == [("office_officer", 0), ("auditor", leader.pk)]

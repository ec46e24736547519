"""The founded city: its numbers, what shows that it is fictional, and who sees what."""

from __future__ import annotations

import pytest
from stdnum.cn import uscc
from tests.demonstration.conftest import PASSWORD

from zhiben.demonstration import city as founding
from zhiben.demonstration import texts
from zhiben.demonstration.build import STREETS, Plan
from zhiben.demonstration.city import City
from zhiben.foundation import audit
from zhiben.foundation.scope import scope, unscoped
from zhiben.orgs import queries
from zhiben.orgs.models import GrantRow, Person, Sector, Site, Unit
from zhiben.orgs.vocab import ADMINISTRATORS, Role, UnitKind

pytestmark = pytest.mark.either

NAMED = {
    "office": Role.OFFICE_OFFICER,
    "office2": Role.OFFICE_OFFICER,
    "leader": Role.OFFICE_LEADER,
    "department": Role.DEPARTMENT_OFFICER,
    "bureau": Role.DEPARTMENT_OFFICER,
    "district": Role.DISTRICT_OFFICER,
    "district.office": Role.OFFICE_OFFICER,
    "street": Role.STREET_OFFICER,
    "inspector": Role.INSPECTOR,
    "enterprise": Role.ENTERPRISE_CONTACT,
    "auditor": Role.AUDITOR,
    "sysadmin": Role.SYSTEM_ADMIN,
    "secadmin": Role.SECURITY_ADMIN,
    "auditadmin": Role.AUDIT_ADMIN,
}


def test_city_has_its_units_streets_sectors_and_sites(founded: City) -> None:
    assert (len(founded.leads), len(founded.districts), len(founded.streets)) == (42, 11, 79)
    assert len(founded.streets) == STREETS
    assert len(founded.sites) == 79 * founding.SITES_PER_STREET == 1580
    assert Sector.objects.count() == 45
    assert len(queries.units_under(founded.office)) == 42 + 11


def test_everything_invented_is_labelled(founded: City) -> None:
    assert Unit.objects.filter(demonstration=False).count() == 0
    with unscoped(reason="test"):
        assert Site.objects.filter(demonstration=False).count() == 0
        assert Site.objects.exclude(name__startswith="示例").count() == 0


def test_codes_pass_the_check_and_show_that_nobody_has_them(founded: City) -> None:
    with unscoped(reason="test"):
        sites = list(Site.objects.order_by("pk"))
    coded = [site.uscc for site in sites if site.uscc]
    assert all(uscc.is_valid(code) and "DEM0" in code for code in coded)
    assert len(set(coded)) == len(coded)
    assert [site.local_id for site in sites if not site.uscc][:2] == ["示例-00007", "示例-00014"]


def test_sites_lie_where_their_street_and_sector_are(founded: City) -> None:
    street = founded.streets[30]
    department = queries.unit(street.district.departments[founding.line_of(texts.sector_at(2))])
    first = 30 * founding.SITES_PER_STREET
    site = founded.sites[first + 2]
    with unscoped(reason="test"):
        place, _sector = queries.site_places([site])[site]
    assert (place.street, place.district) == (street.id, street.district.id)
    assert department.coordinates.covers(place)


def test_printed_log_ins_have_the_roles_they_are_printed_for(founded: City) -> None:
    rows = GrantRow.objects.filter(person__username__in=NAMED).values_list("person__username", "role")
    assert dict(rows) == NAMED
    assert sorted(founded.logins.values()) == sorted(NAMED)


def test_people_share_one_password_that_opens(founded: City) -> None:
    people = list(Person.objects.all())
    assert len({person.password for person in people}) == 1
    assert people[0].check_password(PASSWORD)


def test_administrators_hold_nothing_else(founded: City) -> None:
    held = GrantRow.objects.filter(role__in=ADMINISTRATORS)
    assert sorted(held.values_list("role", flat=True)) == sorted(ADMINISTRATORS)
    assert GrantRow.objects.filter(person__in=held.values("person")).count() == 3


def test_enterprise_sees_its_own_site_and_no_other(founded: City, whole: Plan) -> None:
    actor = queries.actor_named("enterprise")
    with scope(actor):
        assert list(Site.objects.values_list("pk", flat=True)) == [founded.sites[whole.contacts[0]]]


def test_colleagues_are_told_apart_by_their_number(founded: City) -> None:
    street, line = founded.home
    unit = street.district.departments[line]
    people = [founded.actor(Role.DEPARTMENT_OFFICER, unit, number) for number in range(4)]
    assert len({actor.id for actor in people}) == 3
    assert people[3] == people[0]


def test_founding_is_in_the_ledger(founded: City) -> None:
    assert audit.verify().ok
    verbs = audit.ledger.AuditEntry.objects.values_list("verb", flat=True)
    people = sum(len(group) for group in founded.people.values())
    counted = {verb: list(verbs).count(verb) for verb in ("add_units", "add_sites", "add_person", "grant")}
    assert counted == {"add_units": 2, "add_sites": 1, "add_person": people, "grant": people + 1}


@pytest.mark.parametrize("number", [1, 99_999])
def test_fictional_code_is_valid(number: int) -> None:
    assert uscc.is_valid(founding.fictional_code(number))


def test_unit_kinds_are_as_many_as_the_city_has(founded: City) -> None:
    kinds = {kind: Unit.objects.filter(kind=kind).count() for kind in UnitKind}
    lines = len({founding.line_of(sector) for sector in texts.SECTORS})
    assert kinds == {
        UnitKind.COMMITTEE_OFFICE: 12,
        UnitKind.DEPARTMENT: 42 + 11 * lines,
        UnitKind.DISTRICT: 11,
        UnitKind.STREET: 79,
        UnitKind.ENTERPRISE: len(founded.enterprises),
    }


def test_printed_log_ins_can_follow_one_hazard(founded: City, whole: Plan) -> None:
    first = next(story for story in whole.hazards if story.site == whole.contacts[0] and story.by_enterprise)
    with scope(queries.actor_named("enterprise")):
        place, _sector = queries.site_places([founded.sites[first.site]])[founded.sites[first.site]]
    for username in ("street", "bureau", "department", "district", "district.office", "office", "leader", "inspector"):
        actor = queries.actor_named(username)
        assert any(grant.covers(place) for grant in actor.grants), username


def test_one_person_works_for_two_units(founded: City) -> None:
    username, second = founding.TWO_POSTS
    rows = GrantRow.objects.filter(person__username=username).order_by("pk").values_list("unit__name", flat=True)
    assert list(rows) == ["市应急管理局", queries.unit(founded.leads[second]).name] == ["市应急管理局", "市气象局"]

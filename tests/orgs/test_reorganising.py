"""A street passes from one district to another: who sees what before and after, and what stays as it was."""

from __future__ import annotations

import json
from datetime import date

import pytest
from tests.factories.orgs import SINCE, City

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import GrantRow, Site, Territory, TerritoryAlias, Unit
from zhiben.orgs.operations import grant, reorganise, reorganising, restamps
from zhiben.orgs.queries import actor_of, streets
from zhiben.orgs.vocab import Role

ON = date(2024, 7, 1)
STREET = "民治街道"


def move(city: City, street: str = STREET, to: str = "南山区") -> Territory:
    with clock.at(clock.day_start(ON)):
        return reorganise(city.territories[street], to=city.territories[to], on=ON, actor=SYSTEM)


def sites_of(actor: Actor) -> list[int]:
    with scope(actor):
        return list(Site.objects.values_list("pk", flat=True))


def named_streets(city: City, district: str, on: date) -> list[str]:
    with clock.at(clock.day_start(on)):
        return [card.name for card in streets(city.territories[district].pk)]


def test_row_of_the_street_is_closed_and_another_opened(city: City) -> None:
    old = city.territories[STREET]
    new = move(city)
    old.refresh_from_db()
    assert (old.valid_from, old.valid_to, old.managing_parent.name) == (SINCE, ON, "龙华区")
    assert (new.code, new.valid_from, new.valid_to, new.legal_parent.name) == (old.code, ON, None, "龙华区")
    assert (new.managing_parent.name, new.district, new.street) == ("南山区", city.territories["南山区"].pk, new.pk)


def test_street_stands_under_either_district_on_its_days(city: City) -> None:
    move(city)
    days = (date(2024, 6, 30), ON)
    assert [STREET in named_streets(city, "龙华区", day) for day in days] == [True, False]
    assert [STREET in named_streets(city, "南山区", day) for day in days] == [False, True]


def test_site_changes_hands(city: City) -> None:
    site = city.site(STREET)
    losing, gaining, own = (
        city.person(Role.DISTRICT_OFFICER, "龙华区"),
        city.person(Role.DISTRICT_OFFICER, "南山区"),
        city.person(Role.STREET_OFFICER, STREET),
    )
    assert [sites_of(actor_of(p)) for p in (losing, gaining, own)] == [[site.pk], [], [site.pk]]
    move(city)
    assert [sites_of(actor_of(p)) for p in (losing, gaining, own)] == [[], [site.pk], [site.pk]]


def test_units_and_grants_still_to_come_or_to_end_follow_and_past_ones_do_not(city: City) -> None:
    person, unit = city.person(Role.STREET_OFFICER, STREET), city.unit(STREET)
    dates = [(SINCE, ON), (SINCE, date(2025, 1, 1)), (date(2025, 1, 1), None)]
    rows = [
        grant(person, Role.INSPECTOR, unit=unit, actor=SYSTEM, valid_from=first, valid_to=end) for first, end in dates
    ]
    old, new = city.territories[STREET], move(city)
    moved = [GrantRow.objects.get(pk=row.pk).territory_id for row in rows]
    assert moved == [old.pk, new.pk, new.pk]
    assert GrantRow.objects.get(pk=rows[1].pk).coordinates == new.coordinates
    assert Unit.objects.get(pk=unit.pk).coordinates == new.coordinates


def test_other_spellings_and_what_the_law_places_within_follow(city: City) -> None:
    town = move(city, "鮜门镇", "大鹏新区")
    assert list(TerritoryAlias.objects.filter(territory=town).values_list("name", flat=True)) == ["鲘门镇"]
    within = city.territories["中英街管理局"]
    street = move(city, "沙头角街道", "福田区")
    within.refresh_from_db()
    assert (within.legal_parent_id, within.managing_parent.name) == (street.pk, "盐田区")


def test_every_room_that_registered_restamps_its_rows(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reorganising, "_restamps", [])
    asked: list[tuple[int, int]] = []

    @restamps
    def room(old: int, new: Territory) -> int:
        asked.append((old, new.pk))
        return 7

    city.site(STREET)
    old, new = city.territories[STREET], move(city)
    assert asked == [(old.pk, new.pk)]
    entry = AuditEntry.objects.get(verb="reorganise")
    facts = {"from": old.managing_parent_id, "to": new.managing_parent_id, "on": "2024-07-01", "new": new.pk}
    assert json.loads(entry.facts) == {**facts, "units": 1, "grants": 0, "sites": 1, "records": 7}
    assert (entry.model, entry.record) == ("orgs.territory", old.pk)


def test_street_moves_neither_twice_nor_to_where_it_is(city: City) -> None:
    with pytest.raises(Refused, match="已由龙华区管理"):
        move(city, to="龙华区")
    move(city)
    city.territories[STREET].refresh_from_db()
    with pytest.raises(Refused, match="已于2024-07-01停用"):
        move(city)


@pytest.mark.parametrize(
    ("role", "unit", "may"),
    [
        (Role.SYSTEM_ADMIN, "市安委办", True),
        (Role.OFFICE_OFFICER, "市安委办", True),
        (Role.OFFICE_OFFICER, "龙华区安委办", False),
        (Role.SECURITY_ADMIN, "市安委办", False),
        (Role.DISTRICT_OFFICER, "南山区", False),
    ],
)
def test_city_alone_reorganises(city: City, role: Role, unit: str, may: bool) -> None:
    street, to = city.territories[STREET], city.territories["南山区"]
    try:
        reorganise(street, to=to, on=ON, actor=city.actor(role, unit))
    except NotAllowed:
        assert not may
    assert Territory.objects.filter(code=street.code).count() == 1 + may

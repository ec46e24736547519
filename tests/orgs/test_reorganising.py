"""A street passes from one district to another: who sees what before and after, and what stays as it was."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from tests.factories.campaign import task
from tests.factories.hazards import Cast as HazardCast
from tests.factories.hazards import hazard
from tests.factories.orgs import SINCE, City

from zhiben.campaign.models import KeyTask
from zhiben.dispatch.models import Round
from zhiben.documents.models import OfficialDocument
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import begin_many, perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.scope.models import Levels, unfiltered
from zhiben.hazards.models import Hazard
from zhiben.hazards.queries import by_district
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotAllowed, Refused
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import GrantRow, Site, Territory, TerritoryAlias, Unit
from zhiben.orgs.operations import grant, reorganise
from zhiben.orgs.queries import actor_of, streets
from zhiben.orgs.vocab import Role

ON = date(2024, 7, 1)
STREET = "民治街道"
REOPENED = {"trigger": "second_look", "evidence": "防护再次缺失"}


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


@pytest.fixture
def records(city: City) -> dict[str, Any]:
    """What lies in the street, or is led or assisted by its office: open and finished."""
    with clock.at(clock.day_start(date(2024, 3, 1))):
        cast = HazardCast(city)
        found: dict[str, Any] = {state: hazard(cast, state) for state in ("draft", "rectifying", "closed", "rejected")}
        found["led"] = task(city, lead=STREET)
        found["done"] = task(city, "done", lead=STREET)
        found["assisted"] = task(city, lead="市住房建设", assisting=(STREET,))
        found["cast"] = cast
    return found


def test_every_table_with_level_columns_follows_the_street(city: City, records: dict[str, Any]) -> None:
    bulletin = OfficialDocument(kind="bulletin", title="街道简报", office=city.unit(STREET), paper_json="{}")
    bulletin.place_at(city.territories[STREET].coordinates)
    one = Round(cycle="half_month", period_first=date(2024, 6, 1), period_last=date(2024, 6, 15))
    one.office = city.unit(STREET)
    one.place_at(city.territories[STREET].coordinates)
    with clock.at(clock.day_start(date(2024, 6, 1))), scope(SYSTEM):
        begin_many([bulletin], SYSTEM)
        begin_many([one], SYSTEM)
    old, new = city.territories[STREET].pk, move(city)
    tables = [model for model in apps.get_models() if issubclass(model, Levels) and model is not Territory]
    stayed = {model.__name__: unfiltered(model).filter(street=old).count() for model in tables}
    assert stayed == dict.fromkeys(stayed, 0)
    gone: dict[str, int] = {
        model.__name__: unfiltered(model).filter(street=new.pk, district=new.district).count() for model in tables
    }
    followed = {"KeyTask": 2, "Hazard": 4, "Round": 1, "OfficialDocument": 1, "Participation": 1, "Unit": 2}
    assert {name: gone[name] for name in followed} == followed
    entry = AuditEntry.objects.get(verb="reorganise")
    facts = {"from": city.territories["龙华区"].pk, "to": new.managing_parent_id, "on": "2024-07-01", "new": new.pk}
    counts = {"units": 2, "grants": gone["GrantRow"], "sites": 1, "records": 8}
    assert json.loads(entry.facts) == {**facts, **counts}
    assert (entry.model, entry.record) == ("orgs.territory", old)


def test_records_are_seen_by_the_gaining_side_and_no_longer_by_the_losing(city: City, records: dict[str, Any]) -> None:
    losing, gaining, own, stranger = (
        city.person(role, unit)
        for role, unit in (
            (Role.DISTRICT_OFFICER, "龙华区"),
            (Role.DISTRICT_OFFICER, "南山区"),
            (Role.STREET_OFFICER, STREET),
            (Role.DISTRICT_OFFICER, "福田区"),
        )
    )

    def seen() -> list[tuple[int, int]]:
        found = []
        for person in (losing, gaining, own, stranger):
            with scope(actor_of(person)):
                found.append((Hazard.objects.count(), KeyTask.objects.count()))
        return found

    assert seen() == [(4, 3), (0, 0), (4, 3), (0, 0)]
    move(city)
    assert seen() == [(0, 0), (4, 3), (4, 3), (0, 0)]


def test_hazard_closed_before_and_reopened_after_is_with_the_street_and_its_new_district(
    city: City, records: dict[str, Any]
) -> None:
    closed: Hazard = records["closed"]
    people = [city.person(Role.STREET_OFFICER, STREET), city.person(Role.DISTRICT_OFFICER, "南山区")]
    move(city)
    with clock.at(clock.day_start(date(2024, 7, 2))):
        with scope(SYSTEM), pytest.raises(Conflict, match="刚被他人改动"):
            perform(closed, "reopen", city.actor(Role.DEPARTMENT_OFFICER, "市住房建设"), **REOPENED)
        bureau = city.actor(Role.DEPARTMENT_OFFICER, "南山区住房建设")
        with scope(bureau):
            perform(Hazard.objects.get(pk=closed.pk), "reopen", bureau, **REOPENED)
    for person in people:
        with scope(actor_of(person)):
            assert Hazard.objects.get(pk=closed.pk).state == "rectifying"
    with scope(records["cast"].enterprise):
        assert Hazard.objects.filter(pk=closed.pk).exists()


def test_an_order_that_is_not_in_force_yet_is_not_carried_out(city: City) -> None:
    street = city.territories[STREET]
    with clock.at(clock.day_start(ON) - timedelta(seconds=1)), pytest.raises(Refused, match="自2024-07-01起生效"):
        reorganise(street, to=city.territories["南山区"], on=ON, actor=SYSTEM)
    street.refresh_from_db()
    assert street.valid_to is None


def test_an_order_carried_out_late_changes_no_day_gone_by(city: City, records: dict[str, Any]) -> None:
    act = clock.day_start(ON) + timedelta(days=9)

    def districts(as_of: datetime) -> list[tuple[str, int]]:
        with unscoped(reason="test"):
            return [(line.name, line.valid) for line in by_district(Cut(as_of))]

    before = districts(act)
    with clock.at(act):
        reorganise(city.territories[STREET], to=city.territories["南山区"], on=ON, actor=SYSTEM)
    assert districts(act) == before == [("龙华区", 2)]
    assert districts(act + timedelta(seconds=1)) == [("南山区", 2)]


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

"""A small city for rounds: a province, a city with three districts of one street each, the city's office, a
district's
office, two bureaus; and who works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tests.factories.replayed import replayed

from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates, Grant
from zhiben.orgs import operations as orgs
from zhiben.orgs.models import Line, Person, Territory, Unit
from zhiben.orgs.vocab import TerritoryKind, UnitKind

SINCE = date(2020, 1, 1)
NOW = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
DISTRICTS = ("福田区", "罗湖区", "深汕特别合作区")


@dataclass(frozen=True)
class City:
    """The units by name, the territories by name."""

    territories: dict[str, Territory]
    units: dict[str, Unit]

    def place(self, name: str) -> Coordinates:
        return self.units[name].coordinates

    def actor(self, unit: str, role: str, identifier: int = 0) -> Actor:
        """Somebody of `unit` in `role`; the id tells people apart."""
        held = self.units[unit]
        number = identifier or 1000 + held.pk * 10 + len(role)
        return Actor(number, f"{unit}{role}", (Grant(number, role, held.coordinates, held.pk),))

    @property
    def officer(self) -> Actor:
        return self.actor("市安委办", "office_officer")

    @property
    def leader(self) -> Actor:
        return self.actor("市安委办", "office_leader")


def _territory(name: str, kind: TerritoryKind, parent: Territory | None, level: str, code: str) -> Territory:
    row = Territory(code=code, name=name, kind=kind, legal_parent=parent, managing_parent=parent, valid_from=SINCE)
    if parent is not None:
        row.place_at(parent.coordinates)
    row.save()
    if level:
        setattr(row, level, row.pk)
        row.save()
    return row


def _unit(name: str, kind: UnitKind, territory: Territory, line: Line | None = None, position: int = 0) -> Unit:
    row = Unit(
        name=name,
        kind=kind,
        territory=territory,
        line_node=line,
        valid_from=SINCE,
        position=position,
        demonstration=True,
    )
    row.place_at(territory.coordinates)
    if line is not None:
        row.line, row.subline = line.levels
    row.save()
    return row


@replayed
def build() -> City:
    """The city in the test's database."""
    territories: dict[str, Territory] = {}
    province = _territory("广东省", TerritoryKind.PROVINCE, None, "province", "44")
    city = territories["深圳市"] = _territory("深圳市", TerritoryKind.CITY, province, "city", "4403")
    for place, name in enumerate(DISTRICTS):
        kind = TerritoryKind.DISTRICT if place < 2 else TerritoryKind.FUNCTIONAL_ZONE
        district = territories[name] = _territory(name, kind, city, "district", f"4403{place:02}")
        street = _territory(f"{name}一街道", TerritoryKind.STREET, district, "street", f"4403{place:02}001")
        territories[street.name] = street
    units = {
        "市安委办": _unit("市安委办", UnitKind.COMMITTEE_OFFICE, city),
        "福田区安委办": _unit("福田区安委办", UnitKind.COMMITTEE_OFFICE, territories["福田区"]),
    }
    for place, name in enumerate(("市住房建设局", "市交通运输局")):
        line = Line.objects.create(name=name.removeprefix("市"))
        units[name] = _unit(name, UnitKind.DEPARTMENT, city, line, position=place)
    units["福田区一街道办事处"] = _unit("福田区一街道办事处", UnitKind.STREET, territories["福田区一街道"])
    for name in DISTRICTS:
        units[f"{name}政府"] = _unit(f"{name}政府", UnitKind.DISTRICT, territories[name])
    return City(territories, units)


def more_bureaus(city: City, number: int) -> tuple[str, ...]:
    """So many more bureaus of the city; their names."""
    names = tuple(f"市示例{place}局" for place in range(1, number + 1))
    for place, name in enumerate(names, start=10):
        line = Line.objects.create(name=name.removeprefix("市"))
        city.units[name] = _unit(name, UnitKind.DEPARTMENT, city.territories["深圳市"], line, position=place)
    return names


def columns(place: Coordinates) -> dict[str, Any]:
    """Level columns of a place, for rows made by hand."""
    return {name: value for name, value in place.constraints() if name != "site"}


def member(city: City, unit: str, role: str) -> Person:
    """An account of `unit` in `role`, for pages."""
    row = Person.objects.create(username=f"{unit}-{role}", name=f"{unit}{role}")
    orgs.grant(row, role, unit=city.units[unit], actor=SYSTEM, valid_from=SINCE)
    return row

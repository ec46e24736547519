"""A small Shenzhen: the whole tree, a few lines and sectors, units at three levels, and people by role.

`city()` builds it once per test and returns it; `.actor(role, unit)` is a person's kernel actor.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count

from tests.factories.replayed import replayed

from zhiben.foundation.scope import unscoped
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import Line, Person, Sector, Site, Territory, Unit
from zhiben.orgs.operations import add_line, add_sector, add_site, add_unit, grant, seed_shenzhen
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role, UnitKind

SINCE = date(2023, 1, 1)
_number = count(1)

PER_DISTRICT = {
    "福田区": 10,
    "罗湖区": 10,
    "盐田区": 4,
    "南山区": 8,
    "宝安区": 10,
    "龙岗区": 11,
    "龙华区": 6,
    "坪山区": 6,
    "光明区": 6,
    "大鹏新区": 3,
    "深汕特别合作区": 4,
}
"""Shenzhen's 78 streets and towns by the district that manages them, without 中英街管理局 (domain, part 8)."""


@dataclass
class City:
    """What was built, by name."""

    territories: dict[str, Territory]
    lines: dict[str, Line]
    sectors: dict[str, Sector]
    units: dict[str, Unit] = field(default_factory=dict)

    def unit(self, name: str) -> Unit:
        """A unit by name."""
        return self.units[name]

    def person(self, role: str, unit: str, **given: object) -> Person:
        """A new person with one grant for a unit."""
        number = next(_number)
        person = Person.objects.create(username=f"user{number}", name=f"人员{number}", password="!")
        site = given.get("site")
        grant(
            person,
            role,
            unit=self.units[unit],
            site=site if isinstance(site, Site) else None,
            actor=SYSTEM,
            valid_from=SINCE,
        )
        return person

    def actor(self, role: str, unit: str, **given: object) -> Actor:
        """A new person's actor."""
        return actor_of(self.person(role, unit, **given))

    def site(self, street: str = "民治街道", sector: str = "房屋建筑施工") -> Site:
        """A new site with a local id."""
        number = next(_number)
        with unscoped(reason="test data"):
            return add_site(
                f"示例场所{number}",
                territory=self.territories[street],
                sector=self.sectors[sector],
                local_id=f"T-{number:04d}",
                actor=SYSTEM,
            )


LINES = {"住房建设": "房屋建筑施工", "应急管理": "工贸通用", "消防救援": "高层建筑消防", "交通运输": "道路客运"}
WORKS_AT = {
    Role.DEPARTMENT_OFFICER: "市住房建设",
    Role.DISTRICT_OFFICER: "龙华区",
    Role.STREET_OFFICER: "民治街道",
}
"""Where a role is held that the city's office, 市安委办, does not have."""
DISTRICTS = ("龙华区", "南山区", "福田区")


@replayed
def city() -> City:
    """Shenzhen with four lines (住房建设, 应急管理, 消防救援, 交通运输), each at the city and in 龙华, 南山, 福田.

    Units: 市安委办; 龙华区安委办 …; 市住房建设 …; 龙华区住房建设 …; 龙华区 …; 民治街道 (龙华), 粤海街道 (南山).
    """
    seed_shenzhen(actor=SYSTEM, on=SINCE)
    territories = {t.name: t for t in Territory.objects.all()}
    lines = {name: add_line(name) for name in LINES}
    sectors = {s: add_sector(s, line=lines[name], valid_from=SINCE) for name, s in LINES.items()}
    built = City(territories, lines, sectors)
    shenzhen = territories["深圳市"]
    _unit(built, "市安委办", UnitKind.COMMITTEE_OFFICE, shenzhen, lines["应急管理"])
    for name, line in lines.items():
        _unit(built, f"市{name}", UnitKind.DEPARTMENT, shenzhen, line)
    for district in DISTRICTS:
        place = territories[district]
        _unit(built, f"{district}安委办", UnitKind.COMMITTEE_OFFICE, place, lines["应急管理"])
        _unit(built, district, UnitKind.DISTRICT, place, None)
        for name, line in lines.items():
            _unit(built, f"{district}{name}", UnitKind.DEPARTMENT, place, line)
    for street in ("民治街道", "粤海街道", "南园街道"):
        _unit(built, street, UnitKind.STREET, territories[street], None)
    return built


def _unit(built: City, name: str, kind: str, territory: Territory, line: Line | None) -> None:
    built.units[name] = add_unit(name, kind=kind, territory=territory, line=line, valid_from=SINCE)


__all__ = ["City", "Role", "city"]

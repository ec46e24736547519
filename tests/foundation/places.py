"""A country of invented nodes, with records and grants scattered over it at random: two cities of the same shape, so
that a district or a line alone never says where something lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.factories.orgs import SINCE

from zhiben.campaign.models import KeyTask
from zhiben.campaign.vocab import ASSISTING
from zhiben.foundation.scope.models import Participation
from zhiben.kernel import clock
from zhiben.kernel.rights import EVERYWHERE, Coordinates, Grant
from zhiben.orgs.models import Line, Sector, Site, Territory, Unit
from zhiben.orgs.vocab import TerritoryKind, UnitKind

SEEDS = (1, 2, 3)
STATES = ("assigned", "under_way", "done")
LINES = (Coordinates(), Coordinates(line=501), Coordinates(line=501, subline=511), Coordinates(line=502))


@dataclass(frozen=True)
class Country:
    """Every place there is, and one row of each table that records must point to."""

    territories: tuple[Coordinates, ...]
    territory: Territory
    sector: Sector
    unit: Unit

    def somewhere(self, chance: Random) -> Coordinates:
        """A place on both axes, at any depth of either."""
        return both(chance.choice(self.territories), chance.choice(LINES))


def both(block: Coordinates, line: Coordinates) -> Coordinates:
    """A place on both axes."""
    return Coordinates(block.province, block.city, block.district, block.street, line.line, line.subline)


def country() -> Country:
    """One province, two cities with two districts of two streets each."""
    places = [Coordinates(province=1)]
    for city in (11, 12):
        places.append(Coordinates(1, city))
        for district in (city * 10 + 1, city * 10 + 2):
            places.append(Coordinates(1, city, district))
            places += [Coordinates(1, city, district, district * 10 + street) for street in (1, 2)]
    territory = Territory.objects.create(code="99", name="示例市", kind=TerritoryKind.CITY, valid_from=SINCE)
    line = Line.objects.create(name="示例条线")
    unit = Unit.objects.create(
        name="示例单位", kind=UnitKind.DEPARTMENT, line_node=line, territory=territory, valid_from=SINCE
    )
    return Country(tuple(places), territory, Sector.objects.create(name="示例领域"), unit)


def grants(land: Country, chance: Random, *, sites: Sequence[int] = ()) -> list[Grant]:
    """None to four grants: places on both axes, the nation, blind administrators, single sites."""
    held = []
    for number in range(chance.randrange(5)):
        at = land.somewhere(chance)
        if chance.random() < 0.08:
            at = EVERYWHERE
        elif sites and chance.random() < 0.3:
            at = Coordinates(site=chance.choice(sites))
        held.append(Grant(number, "officer", at, unit=number, reads=chance.random() < 0.85))
    return held


def made_sites(land: Country, chance: Random, number: int) -> list[Site]:
    """Sites anywhere."""
    rows = []
    for index in range(number):
        row = Site(name=f"示例场所{index}", local_id=f"R-{index}", territory=land.territory, sector=land.sector)
        row.place_at(land.somewhere(chance))
        rows.append(row)
    return Site._unfiltered().bulk_create(rows)


def made_tasks(land: Country, chance: Random, number: int) -> list[KeyTask]:
    """Tasks anywhere, in three states, many due on the same day; to half of them others take part, some twice."""
    rows = []
    for index in range(number):
        row = KeyTask(
            number=f"R-{index}",
            title=f"任务{index}",
            returns=chance.randrange(3),
            target="完成",
            lead_unit=land.unit,
            due=date(2024, 3, 1) + timedelta(days=chance.randrange(9)),
            state=chance.choice(STATES),
            changed_at=clock.now(),
        )
        row.place_at(land.somewhere(chance))
        rows.append(row)
    KeyTask._unfiltered().bulk_create(rows)
    parts = []
    for row in rows:
        for unit in range(chance.choice((0, 0, 1, 2))):
            part = Participation(
                model="campaign.keytask", record=row.pk, part=ASSISTING, unit=unit, state=row.state, due=row.due
            )
            part.place_at(land.somewhere(chance))
            parts.append(part)
    Participation.objects.bulk_create(parts)
    return rows

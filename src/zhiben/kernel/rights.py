"""Who somebody is and where a record lies, on two crossing axes (块 territory, 条 line). Pure comparison; SQL for the
same question is built in foundation.scope and held equal by a test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

TERRITORY_LEVELS = ("province", "city", "district", "street")
LINE_LEVELS = ("line", "subline")


class Level(IntEnum):
    """How deep a territory lies; a grant's level is that of its territory."""

    NATION = 0
    PROVINCE = 1
    CITY = 2
    DISTRICT = 3
    STREET = 4


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A place on both axes: node ids per level, 0 where the record has no node at that level; `site` for one
    enterprise's place."""

    province: int = 0
    city: int = 0
    district: int = 0
    street: int = 0
    line: int = 0
    subline: int = 0
    site: int = 0

    @property
    def level(self) -> Level:
        """The deepest territory level that is set."""
        depth = 0
        for number, name in enumerate(TERRITORY_LEVELS, start=1):
            if getattr(self, name):
                depth = number
        return Level(depth)

    @property
    def territory(self) -> Coordinates:
        """The same place whatever its line."""
        return replace(self, line=0, subline=0)

    def constraints(self) -> Iterator[tuple[str, int]]:
        """The levels that are set, as (name, node id)."""
        for name in (*TERRITORY_LEVELS, *LINE_LEVELS, "site"):
            if value := getattr(self, name):
                yield name, value

    def covers(self, other: Coordinates) -> bool:
        """True when every level set here has the same node there: `other` lies in this subtree on both axes."""
        # Asked for every record of every batch: spelled out, for walking over the fields takes ten times as long.
        return (
            self.province in (0, other.province)
            and self.city in (0, other.city)
            and self.district in (0, other.district)
            and self.street in (0, other.street)
            and self.line in (0, other.line)
            and self.subline in (0, other.subline)
            and self.site in (0, other.site)
        )


EVERYWHERE = Coordinates()


@dataclass(frozen=True, slots=True)
class Grant:
    """A role over a subtree of both axes. `unit` is the unit it is exercised for; `substitute_for` a person id when
    it is held as 代理; `reads` is False for the exclusive administrators."""

    id: int
    role: str
    at: Coordinates
    unit: int = 0
    substitute_for: int = 0
    reads: bool = True

    @property
    def level(self) -> Level:
        """The level of the grant's territory."""
        return self.at.level

    def covers(self, place: Coordinates) -> bool:
        """True when `place` lies in this grant's subtree on both axes."""
        return self.at.covers(place)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work, with the grants in force at the moment; foundation and kernel know no more of people."""

    id: int
    name: str
    grants: tuple[Grant, ...] = ()

    @property
    def people(self) -> frozenset[int]:
        """The person and everyone for whom it stands in: whoever must differ from one must differ from all."""
        return frozenset({self.id, *(grant.substitute_for for grant in self.grants)} - {0})

    @property
    def units(self) -> frozenset[int]:
        """Every unit for which the person holds a grant, own or lent."""
        return frozenset({grant.unit for grant in self.grants} - {0})

    def holding(self, role: str, place: Coordinates, level: Level | None = None) -> Grant | None:
        """The first grant of `role` (at exactly `level`, if given) that covers `place`, or None."""
        for grant in self.grants:
            if grant.role == role and (level is None or grant.level == level) and grant.covers(place):
                return grant
        return None

    def acting_at(self, *places: Coordinates) -> Grant | None:
        """The grant under which the person acts at the first of `places` that one covers, an own one before another's
        that is held as 代理; for what no permission has already told the grant of."""
        for place in places:
            for grant in self.grants:
                if grant.covers(place):
                    return grant
        return None

    def reading_grants(self) -> tuple[Grant, ...]:
        """The grants that let the person read business data."""
        return tuple(g for g in self.grants if g.reads)


SYSTEM = Actor(0, "系统", (Grant(0, "system", EVERYWHERE),))
"""The clock and migrations act as this; its moves are in the ledger like anybody's."""

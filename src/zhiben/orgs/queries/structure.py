"""The organisation itself for its page: units by kind with line and territory, districts with their streets under who
manages them and under whom the law places them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhiben.kernel import clock
from zhiben.orgs.models import Territory, Unit
from zhiben.orgs.queries.dated import in_force
from zhiben.orgs.queries.territory_cards import DISTRICT_KINDS
from zhiben.orgs.vocab import TerritoryKind, UnitKind


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit with the names of its line and territory."""

    name: str
    short_name: str
    line: str
    territory: str
    demonstration: bool


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """All units of a kind, with the kind's label."""

    kind: str
    units: tuple[UnitLine, ...]


@dataclass(frozen=True, slots=True)
class Street:
    """A street of a district; `legal` is the legal parent where that is not who manages it, "" otherwise."""

    name: str
    kind: str
    counted: bool
    legal: str


@dataclass(frozen=True, slots=True)
class District:
    """A district or functional zone with what it manages; `legal` is empty where the law knows no such district."""

    name: str
    code: str
    kind: str
    managing: str
    legal: str
    streets: tuple[Street, ...]

    @property
    def counted(self) -> int:
        """How many of its streets are counted."""
        return sum(street.counted for street in self.streets)


def unit_groups() -> list[UnitGroup]:
    """The units in force by kind, in the office's order. Enterprises stand with their sites, not here."""
    rows = Unit.objects.filter(in_force(clock.today())).exclude(kind=UnitKind.ENTERPRISE)
    found: dict[str, list[UnitLine]] = {kind: [] for kind in UnitKind}
    for row in rows.select_related("line_node", "territory").order_by("position", "pk"):
        line = row.line_node.name if row.line_node else ""
        found[row.kind].append(UnitLine(row.name, row.short_name, line, row.territory.name, row.demonstration))
    return [UnitGroup(UnitKind(kind).label, tuple(units)) for kind, units in found.items() if units]


def district_tree() -> list[District]:
    """The districts of the cities that have an office, each with what it manages, in the official order."""
    cities = Unit.objects.filter(kind=UnitKind.COMMITTEE_OFFICE).values("city")
    rows = Territory.objects.filter(in_force(clock.today()), city__in=cities, district__gt=0)
    heads: list[Territory] = []
    managed: dict[int, list[Territory]] = {}
    for row in rows.select_related("legal_parent", "managing_parent").order_by("position", "code"):
        if row.kind in DISTRICT_KINDS:
            heads.append(row)
        else:
            managed.setdefault(row.district, []).append(row)
    return [_district(head, managed.get(head.pk, ())) for head in heads]


def _district(head: Territory, managed: Iterable[Territory]) -> District:
    return District(
        head.name,
        head.code,
        TerritoryKind(head.kind).label,
        head.managing_parent.name if head.managing_parent else "",
        head.legal_parent.name if head.legal_parent else "",
        tuple(_street(row) for row in managed),
    )


def _street(row: Territory) -> Street:
    elsewhere = row.legal_parent is not None and row.legal_parent_id != row.managing_parent_id
    legal = row.legal_parent.name if elsewhere and row.legal_parent else ""
    return Street(row.name, TerritoryKind(row.kind).label, row.counted, legal)

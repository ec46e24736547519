"""How much there is in each street of what accidents come from, year by year, and of which streets nobody has said so.
Nothing is filled in: a size that nobody told is None."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from zhiben.accidents.models import StreetExposure
from zhiben.accidents.vocab import SIZES
from zhiben.kernel.rights import TERRITORY_LEVELS, Coordinates
from zhiben.orgs import queries as orgs

EARLIEST = 1990


def first_year() -> int:
    """The first year of which sizes are kept."""
    return EARLIEST


@dataclass(frozen=True, slots=True)
class Exposure:
    """The sizes of a street in a year, None where not known, where they are from and when they were told."""

    street: int
    year: int
    employees: int | None
    enterprises: int | None
    high_risk: int | None
    construction: int | None
    road_km: Decimal | None
    source: str
    told_at: datetime


def exposures(years: Collection[int], ground: Coordinates | None = None) -> dict[tuple[int, int], Exposure]:
    """By street and year, what the open scope shows; with a `ground`, of the streets on it, whoever asks and whatever
    the scope shows."""
    rows = StreetExposure.objects.all() if ground is None else StreetExposure._unfiltered().filter(**_on(ground))
    return {
        (row.street, row.year): _exposure(row) for row in rows.filter(year__in=list(years)).order_by("year", "street")
    }


def exposures_missing(
    years: Collection[int], size: str = "employees", ground: Coordinates | None = None
) -> list[tuple[int, int]]:
    """Of the streets of today, those and the years without this size, year by year; a size of 0 counts as missing, for
    nothing can be compared by it. Raises ValueError for an unknown size."""
    if size not in SIZES:
        raise ValueError(f"no size of a street: {size}")
    held = exposures(years, ground)
    cards = [card for card in orgs.streets() if ground is None or ground.covers(card.coordinates)]
    asked = ((card.id, year) for year in sorted(years) for card in cards)
    return [key for key in asked if (one := held.get(key)) is None or not getattr(one, size)]


def exposure_of(street: int, year: int) -> StreetExposure | None:
    """The row of a street and year, if the scope shows one."""
    return StreetExposure.objects.filter(street=street, year=year).first()


def _on(ground: Coordinates) -> dict[str, int]:
    return {name: value for name in TERRITORY_LEVELS if (value := getattr(ground, name))}


def _exposure(row: StreetExposure) -> Exposure:
    return Exposure(row.street, row.year, **row.sizes, source=row.source, told_at=row.told_at)  # type: ignore[arg-type]

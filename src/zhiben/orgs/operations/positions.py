"""Where a site lies, in degrees (WGS 84): what cannot be is said, what is far from its district's other sites is asked
about, and what stood before stays in the ledger."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from zhiben.foundation import audit
from zhiben.kernel import clock, earth
from zhiben.kernel.earth import Point
from zhiben.kernel.errors import Incomplete, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import policy
from zhiben.orgs.models import Site
from zhiben.orgs.vocab import FAR_OFF, PositionFrom

LATITUDES, LONGITUDES = (Decimal(3), Decimal(54)), (Decimal(73), Decimal(136))
"""Between these lies China, give or take a degree."""

STEP = Decimal("0.00001")
"""Coordinates are kept to about a metre."""

COLUMNS = ("latitude", "longitude", "position_from", "position_by", "position_at")
FEWEST, MOST = 3, 500
"""So many sites with coordinates tell where a district is; more than that are not looked at."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with two coordinates: at which of them, and in words."""

    column: str
    code: str
    sentence: str


def fault_of(latitude: Decimal | None, longitude: Decimal | None) -> Fault | None:
    """What keeps these from being a place in China; None for a place, and for nothing at all."""
    if latitude is None and longitude is None:
        return None
    if latitude is None or longitude is None:
        lacking = "latitude" if latitude is None else "longitude"
        return Fault(lacking, "half_a_place", N_("纬度、经度要么都填，要么都不填"))
    if _within(latitude, LATITUDES) and _within(longitude, LONGITUDES):
        return None
    if _within(longitude, LATITUDES) and _within(latitude, LONGITUDES):
        return Fault("latitude", "swapped", N_("纬度、经度填反了：深圳一带纬度约22.6，经度约114"))
    column = "longitude" if _within(latitude, LATITUDES) else "latitude"
    return Fault(column, "not_in_china", N_("不在我国范围内：纬度应为3至54，经度应为73至136（WGS84，度）"))


def must_be_a_place(latitude: Decimal | None, longitude: Decimal | None) -> None:
    """Raise Incomplete for what is no place in China."""
    if fault := fault_of(latitude, longitude):
        raise Incomplete(fault.sentence, fields={fault.column: fault.sentence})


def _within(value: Decimal, bounds: tuple[Decimal, Decimal]) -> bool:
    return value.is_finite() and bounds[0] <= value <= bounds[1]


def centres(districts: Collection[int], *, but: int = 0) -> dict[int, Point]:
    """By district the median place of its sites whose coordinates are known, whatever the scope; districts of which
    too few are known are left out."""
    found = {}
    for district in districts:
        rows = Site._unfiltered().filter(district=district, latitude__isnull=False).exclude(pk=but)
        known = [row for row in rows.order_by("pk").only("latitude", "longitude")[:MOST] if row.point]
        points = [row.point for row in known if row.point]
        if len(points) >= FEWEST:
            middle = Point(median(one.latitude for one in points), median(one.longitude for one in points))
            found[district] = middle
    return found


def far_from(centre: Point | None, latitude: Decimal, longitude: Decimal) -> str:
    """How far a place is from a district's centre, in words, where that is too far to go unasked; "" otherwise."""
    if centre is None:
        return ""
    distance = earth.metres(centre, Point(float(latitude), float(longitude)))
    return earth.in_words(distance) if distance > FAR_OFF else ""


def origin(how: PositionFrom, actor: Actor, *, known: bool = True) -> dict[str, Any]:
    """The columns that tell how coordinates came, or that there are none."""
    if not known:
        return {"position_from": "", "position_by": 0, "position_at": None}
    return {"position_from": how.value, "position_by": actor.id, "position_at": clock.now()}


def set_position(
    site: Site,
    latitude: Decimal | None,
    longitude: Decimal | None,
    *,
    how: PositionFrom = PositionFrom.ENTERED,
    confirmed: bool = False,
    actor: Actor,
) -> Site:
    """Say where a site lies, or that this is not known; `confirmed`: it is right though far off. Raises NotAllowed
    outside the person's area, Incomplete for what cannot be or is far off, Refused for a double."""
    policy.must_enter_sites(actor, site.coordinates)
    if site.merged_into_id:
        raise Refused(N_("该登记已并入另一场所，不再改动"))
    must_be_a_place(latitude, longitude)
    if latitude is not None and longitude is not None:
        latitude, longitude = latitude.quantize(STEP), longitude.quantize(STEP)
        if not confirmed:
            _must_be_near(site, latitude, longitude)
    known = latitude is not None
    values = {"latitude": latitude, "longitude": longitude, **origin(how, actor, known=known)}
    with audit.batch():
        standing = Site._unfiltered().select_for_update(of=("self",)).get(pk=site.pk)
        if (standing.latitude, standing.longitude) == (latitude, longitude):
            return site
        facts = {"from": {name: getattr(standing, name) for name in COLUMNS}, "to": values}
        Site._unfiltered().filter(pk=site.pk).update(**values)
        grant = policy.entering(actor, site.coordinates)
        audit.record("place_site", actor, subject=("orgs.site", site.pk), facts=facts, grant=grant)
    for name, value in values.items():
        setattr(site, name, value)
    return site


def place_site(site: int, latitude: Decimal | None, longitude: Decimal | None, *, actor: Actor) -> Site:
    """Take over where somebody stood as a site's coordinates, whatever the scope; of a double those of the site into
    which it was merged. Raises what `set_position` raises, save that nothing is too far off."""
    found = Site._unfiltered().select_related("merged_into").filter(pk=site).first()
    if found is None:
        raise NotFound(N_("没有这个场所"))
    kept = found.merged_into or found
    return set_position(kept, latitude, longitude, how=PositionFrom.ARRIVAL, confirmed=True, actor=actor)


def _must_be_near(site: Site, latitude: Decimal, longitude: Decimal) -> None:
    told = far_from(centres([site.district], but=site.pk).get(site.district), latitude, longitude)
    if told:
        sentence = N_("离本区其他场所约{distance}。请核对；确实在那里的，勾选后再保存").format(distance=told)
        raise Incomplete(sentence, fields={"confirmed": sentence})

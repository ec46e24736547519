"""Stock and flow side by side as of any day, how long open hazards have been known in each district, and the rows
behind every number of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiben.foundation.pages import actor_of, keep_query, start_of
from zhiben.foundation.rendering.charts import Series, column_chart
from zhiben.foundation.rendering.outlines import Shape, outline_map
from zhiben.foundation.rendering.tilemap import Tile, tile_map
from zhiben.hazards.lifecycle import HAZARD
from zhiben.hazards.queries import flow
from zhiben.hazards.queries.flow import BANDS, COUNTS, EXCEPTIONS, LINES, RATES, SIDES, Look
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

EARLIEST = date(2000, 1, 1)
"""Before this day there is nothing to count."""

SHOWN = 100
"""How many rows behind a number one page lists."""

SHADES = ("#bdd5e8", "#86b1d3", "#e6c35c", "#e58a78", "#a8322f")
"""Of the bands, from fresh to long known."""


@dataclass(frozen=True, slots=True)
class Asked:
    """As of which day's end, or now; and from which year on one looks. Both as they were asked, for the links."""

    as_of: datetime
    year: int
    query: str

    def look(self, side: str) -> Look:
        """One side of the comparison."""
        return Look(self.as_of, self.year, side)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The comparison, the bands and their drawings; of a day or year that cannot be asked for, the form says why."""
    form = {"as_of": request.GET.get("as_of", ""), "year": request.GET.get("year", "")}
    try:
        asked = _asked(request)
    except Refused as refusal:
        return render(request, "hazards/flow.html", {**form, "sentence": refusal.text}, status=422)
    found = {side: flow.counts(asked.look(side)) for side in SIDES}
    areas = _areas(asked, actor_of(request))
    context = {
        "asked": asked,
        **form,
        "year": asked.year,
        "sides": SIDES,
        "lines": LINES,
        "found": found,
        "counts": COUNTS,
        "exceptions": EXCEPTIONS,
        "rates": [(one, {side: flow.rate(one, found[side]) for side in SIDES}) for one in RATES],
        "bands": BANDS,
        "areas": areas,
        "totals": {key: sum(area.bands[key] for area in areas) for key in BANDS},
        "chart": _chart(areas) if areas else "",
        "map": _map(areas),
        "unmapped": _unmapped(areas),
    }
    return render(request, "hazards/flow.html", context)


@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """The hazards behind a number, as they stood then."""
    asked, start = _asked(request), start_of(request)
    title, found = _behind(request, asked)
    total = found.order_by().count()
    listed = list(found.order_by("found_on", "pk")[start : start + SHOWN])
    context = {
        "title": title,
        "asked": asked,
        "rows": [(row, HAZARD.by_state[row.state_then]) for row in listed],
        "sites": orgs.site_names(row.site_id for row in listed),
        "territories": orgs.territory_names({row.district_then for row in listed}),
        "total": total,
        "start": start,
        "next": start + SHOWN if start + SHOWN < total else 0,
        "kept": keep_query(request, "start"),
    }
    return render(request, "hazards/flow_rows.html", context)


def _behind(request: HttpRequest, asked: Asked) -> tuple[str, Any]:
    """What a number is called, and its rows. Raises NotFound for what is no number of the page."""
    asked_for = request.GET
    if (key := asked_for.get("what", "")) in LINES and (side := asked_for.get("side", "")) in SIDES:
        return f"{_(SIDES[side])}：{_(LINES[key].label)}", LINES[key].rows(asked.look(side))
    if (band := asked_for.get("band", "")) not in (*BANDS, ""):
        raise NotFound(N_("没有这一栏数字"))
    found: Any = flow.open_then(asked.as_of)
    title = _("未销号的重大事故隐患")
    if band:
        found, title = found.filter(BANDS[band].found(flow.last_day(asked.as_of))), f"{title}：{_(BANDS[band].label)}"
    known = {str(area.id): area for area in orgs.districts()}
    if district := asked_for.get("district", ""):
        if district not in known:
            raise NotFound(N_("没有这一栏数字"))
        found, title = found.filter(district_then=int(district)), f"{known[district].short_name} {title}"
    return title, found


def _asked(request: HttpRequest) -> Asked:
    """Raises Refused for a day or year that is none, or is still to come."""
    day, year = request.GET.get("as_of", ""), request.GET.get("year", "")
    try:
        chosen = date.fromisoformat(day) if day else clock.today()
    except ValueError:
        raise Refused(N_("“{day}”不是日期，请按“2024-10-15”的样子填写"), day=day) from None
    if not EARLIEST <= chosen <= clock.today():
        raise Refused(N_("{day}没有数据，请填写不晚于今天的日期"), day=clock.in_words(chosen))
    allowed = {str(chosen.year), str(chosen.year + 1)}
    if year and year not in allowed:
        raise Refused(N_("“{year}”不能作为划分存量的年份，请填写截至日期的当年或次年"), year=year)
    as_of = clock.day_end(chosen) if day else clock.now() + timedelta(microseconds=1)
    query = "&".join(f"{name}={value}" for name, value in (("as_of", day), ("year", year)) if value)
    return Asked(as_of, int(year or chosen.year), query)


@dataclass(frozen=True, slots=True)
class Area:
    """A district with its open hazards by band; `tile` is where it stands on the schematic map."""

    id: int
    name: str
    bands: dict[str, int]
    tile: tuple[float, float] | None

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.bands.values())


def _areas(asked: Asked, actor: Actor) -> list[Area]:
    """The districts that the person reads, and those beside them that had open hazards in the scope; in official
    order."""
    found, none = flow.ages(asked.as_of), dict.fromkeys(BANDS, 0)
    read = {grant.at.district for grant in actor.reading_grants()}
    known = [card for card in orgs.districts() if card.id in found or read & {0, card.id}]
    return [Area(card.id, card.short_name, {**none, **found.get(card.id, {})}, card.tile) for card in known]


def _chart(areas: Sequence[Area]) -> str:
    series = [
        Series(_(band.label), tuple(float(area.bands[band.key]) for area in areas), colour)
        for band, colour in zip(BANDS.values(), SHADES, strict=True)
    ]
    title = _("各区未销号重大事故隐患，按发现至今的时间")
    return column_chart([area.name for area in areas], series, unit=_("项"), stacked=True, title=title)


def _unmapped(areas: Sequence[Area]) -> list[str]:
    """Districts without an outline, where the office has brought some: until then the map is schematic."""
    own = orgs.outlines()
    return [area.name for area in areas if area.id not in own] if own else []


def _map(areas: Sequence[Area]) -> str:
    """On the office's own outlines where it has brought them for all that is shown; else the schematic map, or nothing
    where no district has a place on it."""
    own = orgs.outlines()
    if areas and all(area.id in own for area in areas):
        shapes = [Shape(area.name, own[area.id].rings, float(area.total), str(area.total)) for area in areas]
        sources = "；".join(sorted({own[area.id].source for area in areas}))
        return outline_map(shapes, legend=_("未销号（项）"), source=sources, title=_("各区未销号重大事故隐患"))
    tiles = [Tile(area.name, *area.tile, float(area.total), str(area.total)) for area in areas if area.tile]
    return tile_map(tiles, legend=_("未销号"), unit=_("项"), title=_("各区未销号重大事故隐患")) if tiles else ""

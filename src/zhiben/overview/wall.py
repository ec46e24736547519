"""What hangs on the wall, within the open scope: six figures, a schematic map, how far hazards have come, eight weeks,
the latest. Everything is taken at one moment, which stands beside each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhiben.foundation.measures import Figure
from zhiben.foundation.rendering import tilemap
from zhiben.foundation.scope import current
from zhiben.hazards import queries as hazards
from zhiben.hazards.queries import rhythm
from zhiben.kernel import clock
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import Period, week_of
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.overview import queries
from zhiben.overview.happened import Happened, happened

FIGURES = ("D1.reported", "D1.rate", "A5.tasks", "tasks.done", "C1.coverage", "C5.confirmed")
"""The figures on top, those that exist."""
WEEKS = 8
LATEST, COUNTED = 4, 499
"""So many of the latest stand on the wall, so many are counted."""
LOOKS_BACK = timedelta(days=7)
BANDS = 5
LINE = 4
"""So many characters of a name stand in one line of a tile."""
STAGES = {
    "reported": N_("上报（有效）"),
    "confirmed": N_("现场确认"),
    "declared": N_("报整改完成"),
    "reviewed": N_("复核通过"),
    "closed": N_("销号"),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A district on the schematic map: its name in one or two lines, its place, what it has (None: it lies outside what
    the person sees), and the band of shade; `apart` when it adjoins none."""

    name: str
    column: float
    row: float
    value: int | None
    band: int
    apart: bool = False

    @property
    def lines(self) -> list[str]:
        """The name as the tile has it."""
        half = (len(self.name) + 1) // 2
        return [self.name] if len(self.name) <= LINE else [self.name[:half], self.name[half:]]


@dataclass(frozen=True, slots=True)
class Stage:
    """How many have come so far, and which part of all."""

    title: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A week with its two heights, as parts of the highest; `running` while it is not over."""

    period: Period
    found: int
    closed: int
    found_share: float
    closed_share: float
    running: bool


@dataclass(frozen=True, slots=True)
class Wall:
    """All of it, as of one moment."""

    as_of: datetime
    figures: Sequence[Figure]
    tiles: Sequence[Tile]
    ranges: Sequence[tuple[int, str]]
    stages: Sequence[Stage]
    bars: Sequence[Bar]
    latest: Happened


def wall() -> Wall:
    """The wall at this moment."""
    cut = queries.present()
    tiles, ranges = _map(cut)
    return Wall(
        as_of=clock.now(),
        figures=queries.figures(FIGURES, cut),
        tiles=tiles,
        ranges=ranges,
        stages=_stages(cut),
        bars=_bars(cut),
        latest=happened(clock.now() - LOOKS_BACK, LATEST, counted=COUNTED),
    )


def _map(cut: Cut) -> tuple[list[Tile], list[tuple[int, str]]]:
    """Late hazards by district: the tiles, and what each shade means. Of districts that the person does not see nothing
    is said, least of all that they have none."""
    late = {line.district: line.overdue for line in hazards.by_district(cut)}
    placed = [
        (card, card.tile, late.get(card.id, 0) if _sees(card.id) else None) for card in orgs.districts() if card.tile
    ]
    counts = [float(count) for _card, _place, count in placed if count is not None]
    limits = tilemap.classes(counts, BANDS)
    places = [place for _card, place, _count in placed]
    tiles = [
        Tile(
            card.short_name,
            *place,
            count,
            0 if count is None else _band(tilemap.class_of(count, limits), limits),
            apart=not tilemap.adjoins(place, places),
        )
        for card, place, count in placed
    ]
    return tiles, [(_band(number, limits), told) for number, told in enumerate(tilemap.ranges(limits, counts))]


def _sees(district: int) -> bool:
    """Whether some of a district lies in what the person reads."""
    actor = current().actor
    return actor is SYSTEM or any(grant.at.district in (0, district) for grant in actor.reading_grants())


def _band(number: int, limits: Sequence[float]) -> int:
    """Few classes take shades spread over the whole scale; one alone takes the lightest."""
    return tilemap.spread(number, len(limits), BANDS, alone=0)


def _stages(cut: Cut) -> list[Stage]:
    found = rhythm.stages(cut)
    whole = found[0][1]
    return [Stage(STAGES[key], count, count / whole if whole else 0.0) for key, count in found]


def _bars(cut: Cut) -> list[Bar]:
    weeks = rhythm.weeks(_weeks(clock.today()), cut)
    most = max([1, *(max(week.found, week.closed) for week in weeks)])
    return [
        Bar(
            week.period,
            week.found,
            week.closed,
            week.found / most,
            week.closed / most,
            running=week.period.last >= clock.today(),
        )
        for week in weeks
    ]


def _weeks(today: date) -> list[Period]:
    return [week_of(today - timedelta(days=7 * back)) for back in range(WEEKS - 1, -1, -1)]

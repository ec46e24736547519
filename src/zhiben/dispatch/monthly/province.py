"""The city in the province's ranking: its place by every indicator as first published, beside the month before, what a
better place takes, and how near the next one behind is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Count, Max, QuerySet

from zhiben.analysis import rank_gain
from zhiben.analysis.rank_gain import Margin, Step
from zhiben.dispatch.models import ProvincialRank, Round
from zhiben.dispatch.monthly import editions
from zhiben.dispatch.monthly.editions import Beside, Published, Shelf
from zhiben.dispatch.monthly.standings import within_reach
from zhiben.dispatch.vocab import Edition
from zhiben.kernel.rights import Level
from zhiben.orgs import queries as orgs

WHOLE = re.compile("合计|总计|平均|全省")
"""Words in the name of a row that is of the whole province."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The city by one indicator: as first published, with its place among `of`, its value shared by `tied` others;
    `revised` is the last edition if it says otherwise; `before` the month before, first with first."""

    ours: Published
    rank: int
    of: int
    tied: int
    revised: Published | None
    beside: Beside | None
    rank_before: int
    step: Step | None
    margin: Margin | None
    behind: str


def ranking(one: Round) -> tuple[date | None, list[Ranked]]:
    """The last month up to the round's own of which there is a ranking, and the city by each of its indicators.
    (None, []) without one, and for an office below the city."""
    if one.coordinates.level is not Level.CITY:
        return None, []
    city = one.coordinates.city
    rows = ProvincialRank.objects.filter(city=city, month__lte=one.period_first)
    last = rows.order_by("-month").values_list("month", flat=True).first()
    if last is None:
        return None, []
    shelf = shelved(rows.filter(month__in=(last, _before(last))))
    return last, list(ranked(shelf, orgs.territory(city).name, last))


def shelved(rows: QuerySet[ProvincialRank]) -> Shelf:
    """Every edition of every figure."""
    return editions.shelved(_published(row) for row in rows.order_by("pk"))


def taken(one: Round) -> str:
    """What of the ranking has been taken in that a round's papers read: the last month, how many rows, the newest of
    them. Another text means another ranking."""
    if one.coordinates.level is not Level.CITY:
        return ""
    rows = ProvincialRank.objects.filter(city=one.coordinates.city, month__lte=one.period_first)
    told = rows.aggregate(month=Max("month"), rows=Count("pk"), newest=Max("pk"))
    return f"{told['month']:%Y-%m}:{told['rows']}:{told['newest']}" if told["rows"] else ""


def _published(row: ProvincialRank) -> Published:
    counts = None if row.numerator is None or row.denominator is None else (row.numerator, row.denominator)
    return Published(
        row.region,
        row.indicator,
        row.month,
        Edition(row.edition),
        row.published_on,
        row.value,
        counts,
        row.rank,
        row.fewer_is_better,
        row.share,
    )


def _before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def ranked(shelf: Shelf, city: str, month: date) -> Iterator[Ranked]:
    """The city by each of a month's indicators, beside the month before it on the shelf."""
    before = _before(month)
    for indicator in sorted({key[1] for key in shelf if key[0] == city and key[2] == month}):
        field = field_of(shelf, indicator, month)
        ours = next((place for place, row in enumerate(field) if row.region == city), None)
        if ours is None:
            continue
        standings = [_standing(row) for row in field]
        steps, margin = rank_gain.steps(standings, ours), rank_gain.margin(standings, ours)
        last = editions.latest(shelf, city, indicator, month)
        yield Ranked(
            ours=field[ours],
            rank=rank_in(field, ours),
            of=len(field),
            tied=sum(one.value == standings[ours].value for one in standings) - 1,
            revised=last if last and last.value != field[ours].value else None,
            beside=editions.compared(shelf, city, indicator, (month, before)),
            rank_before=_rank_of(field_of(shelf, indicator, before), city),
            step=_step(steps, field[ours]),
            margin=margin,
            behind=field[margin.by].region if margin else "",
        )


def _step(steps: Sequence[Step], ours: Published) -> Step | None:
    if not steps:
        return None
    return within_reach(steps[0], ours.counts) if ours.counts and not ours.fewer_is_better else steps[0]


def field_of(shelf: Shelf, indicator: str, month: date) -> list[Published]:
    """Every city's figure of a month, as first published, that has a value; rows of sums and means are no cities."""
    regions = sorted({key[0] for key in shelf if key[1:] == (indicator, month) and not WHOLE.search(key[0])})
    found = (editions.comparable(shelf, region, indicator, month) for region in regions)
    return [row for row in found if row is not None and row.value is not None]


def _standing(row: Published) -> rank_gain.Standing:
    """More is better: of an indicator of which fewer is better, what lies below 0. Counts tell the work where the
    proportion grows with it."""
    sign = -1 if row.fewer_is_better else 1
    counted = row.counts if row.counts and row.counts[1] and sign > 0 else None
    return rank_gain.Standing(Fraction(*counted) if counted else sign * Fraction(row.value or 0) / 100, counted)


def rank_in(field: Sequence[Published], ours: int) -> int:
    """The place as it was printed, else from the values."""
    return field[ours].rank or rank_gain.rank([_standing(row) for row in field], ours)


def _rank_of(field: Sequence[Published], city: str) -> int:
    return next((rank_in(field, place) for place, row in enumerate(field) if row.region == city), 0)

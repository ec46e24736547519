"""By which indicators of the campaign the province's own table has the city first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import QuerySet

from zhiben.campaign import queries as campaign
from zhiben.dispatch.models import ProvincialRank
from zhiben.kernel import clock
from zhiben.kernel.measure import Cut
from zhiben.orgs import queries as orgs


def first_by(measures: str, cut: Cut) -> QuerySet[ProvincialRank]:
    """The city's rows, one an indicator, by which it is first: of the indicators that take their figure from a measure
    whose id begins so, the newest month of the cut's year, in the newest edition published by then, as printed. Without
    a printed place nobody is first."""
    names = campaign.provincial_names(measures)
    day = (cut.as_of - timedelta(microseconds=1)).astimezone(clock.TZ).date()
    return ProvincialRank.objects.filter(pk__in=_newest(names, day)).filter(rank=1)


def _newest(names: Collection[str], day: date) -> list[int]:
    rows = ProvincialRank.objects.filter(
        indicator__in=names, month__year=day.year, published_on__lte=day, region__in=_own_names()
    )
    newest: dict[tuple[int, str], int] = {}
    for pk, city, indicator in rows.order_by("month", "published_on", "pk").values_list("pk", "city", "indicator"):
        newest[city, indicator] = pk
    return list(newest.values())


def _own_names() -> set[str]:
    cities = set(ProvincialRank.objects.order_by().values_list("city", flat=True).distinct())
    return set(orgs.territory_names(cities).values())

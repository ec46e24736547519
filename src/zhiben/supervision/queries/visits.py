"""Reads of visits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import QuerySet

from zhiben.supervision.models import Round, Visit, VisitMember


def visits_of(one: Round) -> QuerySet[Visit]:
    """The visits of a round that stand, in the order of their beginning."""
    return Visit.objects.filter(round=one).exclude(state="void").order_by("arrived_at", "pk")


def sites_visited_since(moment: datetime, sites: Collection[int]) -> dict[int, datetime]:
    """Of these sites those that were visited at or after a moment, each with the last time."""
    rows = Visit._unfiltered().filter(arrived_at__gte=moment).exclude(state="void").order_by("arrived_at")
    wanted = set(sites)
    return {site: at for site, at in rows.values_list("site", "arrived_at") if site in wanted}


def prepare_visits(found: Sequence[Visit]) -> None:
    """Read who is there, of many visits with one query."""
    by_visit: dict[int, set[int]] = {one.pk: set() for one in found}
    for visit, person in VisitMember._unfiltered().filter(visit__in=list(by_visit)).values_list("visit", "person"):
        by_visit[visit].add(person)
    for one in found:
        one.__dict__["_people"] = frozenset(by_visit[one.pk])

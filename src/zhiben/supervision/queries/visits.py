"""Reads of visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.supervision.models import Round, Visit, VisitMember


def visits_of(one: Round) -> QuerySet[Visit]:
    """The visits of a round that stand, in the order of their beginning."""
    return Visit.objects.filter(round=one).exclude(state="void").order_by("arrived_at", "pk")


def visits_lately() -> QuerySet[Visit]:
    """The visits in scope that stand, the latest first."""
    return Visit.objects.exclude(state="void").select_related("site", "office").order_by("-arrived_at", "-pk")


def visit_of(pk: int) -> Visit:
    """One visit in scope, with who is there. Raises NotFound."""
    found = Visit.objects.filter(pk=pk).select_related("office").first()
    if found is None:
        raise NotFound(N_("没有找到该督导检查"))
    prepare_visits([found])
    return found


def members_of(visit: Visit) -> list[VisitMember]:
    """Who was there, in the order in which they came."""
    return list(VisitMember.objects.filter(visit=visit).order_by("arrived_at", "pk"))


def sites_visited_since(moment: datetime) -> dict[int, datetime]:
    """The sites that were visited at or after a moment, whatever the scope, each with the last time."""
    rows = Visit._unfiltered().filter(arrived_at__gte=moment).exclude(state="void").order_by("arrived_at")
    return dict(rows.values_list("site", "arrived_at"))


def prepare_visits(found: Sequence[Visit]) -> None:
    """Read who is there, of many visits with one query."""
    by_visit: dict[int, set[int]] = {one.pk: set() for one in found}
    for visit, person in VisitMember._unfiltered().filter(visit__in=list(by_visit)).values_list("visit", "person"):
        by_visit[visit].add(person)
    for one in found:
        one.__dict__["_people"] = frozenset(by_visit[one.pk])

"""Reads of visits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from zhiben.hazards import queries as hazards
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.supervision.models import Round, Visit, VisitMember

COUNTED = Q(far_reason="") | Q(far_accepted_at__isnull=False)
"""Visits whose check-in needs nobody's acceptance, or has it."""


def visits_of(one: Round) -> QuerySet[Visit]:
    """The visits of a round that stand, in the order of their beginning."""
    return Visit.objects.filter(round=one).exclude(state="void").order_by("arrived_at", "pk")


def counted_of(one: Round) -> QuerySet[Visit]:
    """The visits of a round that count as covering: those that stand, and of those that began far from the site the
    ones that the office has accepted."""
    return visits_of(one).filter(COUNTED)


def far_of(one: Round) -> QuerySet[Visit]:
    """The visits of a round that began far from the site and wait for the office."""
    return visits_of(one).exclude(COUNTED).select_related("site")


def far_waiting(offices: Collection[int]) -> QuerySet[Visit]:
    """The visits in scope that began far from the site and wait for one of these offices, the oldest first."""
    rows = Visit.objects.filter(office__in=list(offices)).exclude(state="void").exclude(COUNTED)
    return rows.select_related("site").order_by("arrived_at", "pk")


def confirmed_of(one: Round) -> tuple[int, int]:
    """Of a round that goes to hazards: how many visits stand, and at how many the hazard was confirmed by two."""
    records = list(visits_of(one).order_by().values_list("site_record", flat=True))
    states = hazards.record_states({record for record in records if record})
    return len(records), sum(1 for record in records if states.get(record) == "signed")


def visits_lately() -> QuerySet[Visit]:
    """The visits in scope that stand, the latest first."""
    return Visit.objects.exclude(state="void").select_related("site", "office").order_by("-arrived_at", "-pk")


def visit_to(target: int) -> Visit | None:
    """The visit to a target that stands, to whoever is in on the target, with who is there; None before anybody is."""
    found = Visit._unfiltered().filter(target=target).exclude(state="void").first()
    if found is not None:
        prepare_visits([found])
    return found


def readable(visits: Collection[int]) -> set[int]:
    """Those of some visits (ids) that the open scope shows: a finding may be read where its visit is not."""
    return set(Visit.objects.filter(pk__in=visits).values_list("pk", flat=True))


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
    rows = (
        Visit._unfiltered().filter(arrived_at__gte=moment).exclude(state="void").filter(COUNTED).order_by("arrived_at")
    )
    return dict(rows.values_list("site", "arrived_at"))


def prepare_visits(found: Sequence[Visit]) -> None:
    """Read who is there, and how confirmations on site stand, of many visits with two queries at most."""
    records = {one.site_record for one in found if one.site_record}
    states = hazards.record_states(records) if records else {}
    by_visit: dict[int, list[VisitMember]] = {one.pk: [] for one in found}
    for row in VisitMember._unfiltered().filter(visit__in=list(by_visit)).order_by("pk"):
        by_visit[row.visit_id].append(row)
    for one in found:
        one.__dict__["_record_state"] = states.get(one.site_record, "")
        one.__dict__["_members"] = by_visit[one.pk]
        one.__dict__["_people"] = frozenset(row.person for row in by_visit[one.pk])

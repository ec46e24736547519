"""Reads of listed areas: how they stand, how every month was looked at, and the visit by which one may be accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zhiben.insight.listings import Listing
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.periods import months_after
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.supervision.models import AreaMeasure, AreaMeeting, AreaMonth, ListedArea, Visit
from zhiben.supervision.queries.visits import COUNTED
from zhiben.supervision.vocab import LEAST_TEAM, Kind

UNDER_WAY = ("listed", "planned", "treating", "inspecting")
"""States of an area that is looked at every month."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a listed area: how many visits, and why there was none; whether one was due at all (by a default of
    this product not in the month in which it was listed, unless that was on its first day)."""

    first: date
    visits: int
    reason: str
    is_due: bool = True

    @property
    def goes_on(self) -> bool:
        """Whether it is the month of today."""
        return self.first == clock.today().replace(day=1)

    @property
    def is_missed(self) -> bool:
        """A visit was due, it is over, nobody was there, and nobody said why."""
        return self.is_due and not self.visits and not self.reason and not self.goes_on


def areas() -> QuerySet[ListedArea]:
    """The areas in scope, the latest first."""
    return ListedArea.objects.select_related("office").order_by("-pk")


def area_of(pk: int) -> ListedArea:
    """One area in scope. Raises NotFound."""
    found = areas().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该挂牌区域"))
    return found


def listings(at: Coordinates) -> list[Listing]:
    """What was listed on a ground and is, or was until it was accepted; whatever the scope shows."""
    rows = ListedArea._unfiltered().filter(since__isnull=False, state__in=(*UNDER_WAY, "accepted"))
    found = []
    for area in rows.order_by("since", "pk"):
        if area.since is not None and at.covers(area.coordinates):
            off = area.changed_at.astimezone(clock.TZ).date() if area.state == "accepted" else None
            found.append(Listing(tuple(area.streets), area.since, off, area.title, area.decision))
    return found


def measures_of(area: ListedArea) -> list[AreaMeasure]:
    """The measures of an area's plan, in their order."""
    return list(AreaMeasure.objects.filter(area=area).order_by("position"))


def meetings_of(area: ListedArea) -> list[int]:
    """The meetings held about an area, by id."""
    return list(AreaMeeting.objects.filter(area=area).order_by("-pk").values_list("meeting", flat=True))


def visits_to(area: ListedArea) -> QuerySet[Visit]:
    """The visits in scope to an area's streets, in rounds for listed areas, that stand and count, the latest first."""
    rows = Visit.objects.filter(street__in=area.streets, office=area.office_id)
    return _that_count(rows).select_related("site").order_by("-arrived_at", "-pk")


def _that_count(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    return rows.filter(COUNTED, kind=Kind.LISTED_AREA).exclude(state="void")


def months_of(area: ListedArea) -> list[Month]:
    """Every month since an area was listed, until it was taken off the list or until now, the latest first."""
    return months_of_each([area])[area.pk]


def months_of_each(found: Sequence[ListedArea]) -> dict[int, list[Month]]:
    """The same of many areas by id, with two queries. Visits are counted whatever the scope: who sees an area sees how
    often it was visited, and not where and by whom."""
    streets = {street for area in found for street in area.streets}
    rows = _that_count(Visit._unfiltered().filter(street__in=streets)).order_by()
    went: Counter[tuple[int, int, date]] = Counter(
        (office, street, at.astimezone(clock.TZ).date().replace(day=1))
        for office, street, at in rows.values_list("office", "street", "arrived_at")
    )
    told: dict[int, dict[date, str]] = {area.pk: {} for area in found}
    for pk, month, reason in AreaMonth.objects.filter(area__in=list(told)).values_list("area", "month", "reason"):
        told[pk][month] = reason
    return {area.pk: _months(area, went, told[area.pk]) for area in found}


def _months(area: ListedArea, went: Counter[tuple[int, int, date]], told: dict[date, str]) -> list[Month]:
    if area.since is None:
        return []
    ended = area.changed_at if area.state == "accepted" else None
    last = ended.astimezone(clock.TZ).date() if ended else clock.today()
    found, month = [], area.since.replace(day=1)
    while month <= last:
        visits = sum(went[area.office_id, street, month] for street in area.streets)
        found.append(Month(month, visits, told.get(month, ""), is_due=month >= area.since))
        month = months_after(month, 1)
    return found[::-1]


def acceptance_visit(area: ListedArea) -> Visit | None:
    """The latest signed visit by two at least since acceptance was asked for, whatever the scope; None where there is
    none."""
    if area.asked_at is None:
        return None
    rows = _that_count(Visit._unfiltered().filter(street__in=area.streets, office=area.office_id, state="closed"))
    rows = rows.filter(arrived_at__gte=area.asked_at, team_size__gte=LEAST_TEAM)
    return rows.order_by("-arrived_at", "-pk").first()

"""Reads of the campaign's frame: its years, its actions, its indicators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from zhiben.campaign.models import Campaign, CampaignAction, Indicator, Mechanism, Target, YearGoal
from zhiben.foundation.measures import Figure, evaluate
from zhiben.kernel import clock, measure
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import half_month_of
from zhiben.orgs import queries as orgs


def campaigns() -> list[Campaign]:
    """The campaigns with their goals, actions, indicators and targets, the city's office first."""
    order = {card.id: place for place, card in enumerate(orgs.offices())}
    rows = Campaign.objects.prefetch_related(
        Prefetch("goals", YearGoal.objects.order_by("year")),
        Prefetch("actions", CampaignAction.objects.order_by("position")),
        Prefetch("actions__indicators", Indicator.objects.order_by("pk")),
        Prefetch("actions__indicators__targets", Target.objects.order_by("year")),
    )
    return sorted(rows, key=lambda one: (order.get(one.office_id, len(order)), -one.first_year))


def only_years() -> range:
    """The years of the campaign, where there is one and no other."""
    found = list(Campaign.objects.order_by("pk").values_list("first_year", "last_year")[:2])
    return range(found[0][0], found[0][1] + 1) if len(found) == 1 else range(0)


def office_years(office: int) -> range:
    """From the first to the last year of an office's own campaigns; none where it has none."""
    years = [year for one in Campaign.objects.filter(office=office) for year in one.years]
    return range(min(years), max(years) + 1) if years else range(0)


def campaign_above(office: int) -> Campaign | None:
    """The campaign of an office within whose territory another one lies."""
    rows = list(Campaign.objects.exclude(office=office).order_by("pk"))
    places = orgs.unit_coordinates({office, *(one.office_id for one in rows)})
    return next((one for one in rows if places[one.office_id].covers(places[office])), None)


def reached(names: Iterable[str]) -> dict[str, Figure]:
    """What the named figures of ours come to at this moment, within the open scope; unknown names are left out."""
    now, known = clock.now(), measure.registered()
    cut = Cut(now + timedelta(microseconds=1), half_month_of(now.astimezone(clock.TZ).date()))
    return {name: evaluate(known[name], cut) for name in sorted(set(names) & set(known))}


def actions(as_of: datetime) -> QuerySet[CampaignAction]:
    """The actions that were listed at a moment, those without a name too."""
    return CampaignAction.objects.filter(founded_at__lt=as_of).order_by("campaign", "position")


def provincial_names(measures: str) -> set[str]:
    """What the province's table calls the indicators that take their figure from a measure whose id begins so."""
    rows = Indicator.objects.filter(measure__startswith=measures).exclude(provincial_name="")
    return set(rows.values_list("provincial_name", flat=True))


def mechanisms_by_key(keys: Iterable[str]) -> QuerySet[Mechanism]:
    """Some of the standing mechanisms, in the city's order."""
    return Mechanism.objects.filter(key__in=list(keys)).order_by("position")

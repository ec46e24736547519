"""For which of the five years before the campaign there are accident cases."""

from __future__ import annotations

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import ExtractYear

from zhiben.accidents.models import AccidentCase, Revision
from zhiben.accidents.vocab import VALID
from zhiben.campaign import queries as campaign
from zhiben.foundation.lifecycle.models import standing
from zhiben.kernel.measure import Cut

YEARS, FIRST_YEAR = 5, 2024
"""How many years before the campaign are looked at; and when it began, where no campaign is registered."""


def years_before() -> range:
    """The years that are analysed: five, up to the one before the campaign."""
    begun = next(iter(campaign.only_years()), FIRST_YEAR)
    return range(begun - YEARS, begun)


def years_held(cut: Cut) -> QuerySet[AccidentCase]:
    """One case, the first that was entered, for each of these years with any valid one, by the day that was told of it
    before the cut."""
    years = years_before()
    told = Revision._unfiltered().filter(case=OuterRef("pk"), since__lt=cut.as_of).order_by("-number")
    rows = standing(AccidentCase.objects.all(), VALID, cut.as_of).annotate(
        year=ExtractYear(Subquery(told.values("occurred_on")[:1]))
    )
    within = rows.filter(year__gte=years.start, year__lt=years.stop)
    firsts = list(within.order_by().values("year").annotate(least=Min("pk")).values_list("least", flat=True))
    return standing(AccidentCase.objects.all(), VALID, cut.as_of).filter(pk__in=firsts)

"""For which of the five years before the campaign there are accident cases."""

from __future__ import annotations

from django.db.models import Min, QuerySet
from django.db.models.functions import ExtractYear

from zhiben.accidents.models import AccidentCase
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
    """One case, the first that was entered, for each of these years with any valid one at the cut."""
    years = years_before()
    rows = standing(AccidentCase.objects.all(), VALID, cut.as_of).filter(
        occurred_on__year__gte=years.start, occurred_on__year__lt=years.stop
    )
    by_year = rows.order_by().annotate(year=ExtractYear("occurred_on")).values("year").annotate(least=Min("pk"))
    firsts = list(by_year.values_list("least", flat=True))
    return standing(AccidentCase.objects.all(), VALID, cut.as_of).filter(pk__in=firsts)

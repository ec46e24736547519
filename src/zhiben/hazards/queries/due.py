"""Which hazards fell due in a half-month, and which of them were not declared rectified in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from zhiben.foundation.lifecycle.models import standing, was_in_when_due
from zhiben.hazards.lifecycle import HAZARD
from zhiben.hazards.models import Hazard
from zhiben.hazards.vocab import UNDECLARED, VALID
from zhiben.kernel.periods import half_month_ended

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhiben.kernel.measure import Cut


def fell_due(cut: Cut) -> QuerySet[Hazard]:
    """Valid hazards of any level and year whose deadline, as it stood at the cut, lay in its half-month."""
    period = cut.period or half_month_ended(cut.as_of)
    return standing(Hazard.objects.all(), VALID, cut.as_of, due__gte=period.first, due__lte=period.last)


def missed(cut: Cut) -> QuerySet[Hazard]:
    """Those of them that were not declared rectified when the deadline's day ended, or are not at the cut because they
    were sent back."""
    return fell_due(cut).filter(was_in_when_due(HAZARD, UNDECLARED) | Q(state_then__in=UNDECLARED))

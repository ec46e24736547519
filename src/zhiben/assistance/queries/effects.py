"""Whether help helps: what came of advice, hazards before and after, what those say who were helped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, Count, Q, Sum

from zhiben.assistance.models import Advice, HelpRequest
from zhiben.assistance.vocab import EFFECT_MONTHS, Outcome
from zhiben.hazards.queries.around import number_found
from zhiben.kernel.periods import months_after


@dataclass(frozen=True, slots=True)
class Effect:
    """Of requests that were followed up: how many, their hazards before and after, satisfaction (None for none), advice
    in all, and how much of it was adopted, done, not adopted."""

    requests: int
    before: int
    after: int
    satisfaction: float | None
    advice: int
    adopted: int
    done: int
    not_adopted: int


def around(site: int, visited: date) -> tuple[int, int]:
    """How many hazards were found at a site in the months before a visit, and in those after it; on its own day none is
    counted to either side."""
    first, last = months_after(visited, -EFFECT_MONTHS), months_after(visited, EFFECT_MONTHS)
    day = timedelta(days=1)
    return number_found(site, first, visited - day), number_found(site, visited + day, last)


def effect_of(sectors: Iterable[int] = ()) -> Effect:
    """Over the open scope, of some sectors where any are given."""
    rows = HelpRequest.objects.filter(state__in=("followed_up", "closed"))
    wanted = list(sectors)
    rows = rows.filter(sector__in=wanted) if wanted else rows
    told = rows.aggregate(n=Count("pk"), b=Sum("before"), a=Sum("after"), s=Avg("satisfaction"))
    count = {str(one): Count("pk", filter=Q(outcome=one)) for one in Outcome}
    advice = Advice.objects.filter(request__in=rows.order_by().values("pk")).aggregate(all=Count("pk"), **count)
    return Effect(
        told["n"],
        told["b"] or 0,
        told["a"] or 0,
        told["s"],
        advice["all"],
        advice[Outcome.ADOPTED],
        advice[Outcome.DONE],
        advice[Outcome.NOT_ADOPTED],
    )

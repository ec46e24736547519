"""Reads of requests for help and of visits: the queue by its rule, what waits for whom, the visits of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from zhiben.assistance import policy
from zhiben.assistance.lifecycle import ANSWERED_IN, HELP, WAITING
from zhiben.assistance.models import Advice, HelpRequest, HelpVisit
from zhiben.assistance.queries.experts import high_risk_sectors
from zhiben.assistance.vocab import Outcome
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle import Waiting
from zhiben.foundation.lifecycle import waiting as wait
from zhiben.hazards import queries as hazards
from zhiben.hazards.vocab import REVIEWED, VALID
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision import queries as supervision
from zhiben.supervision.vocab import Kind

OPEN = tuple(state for state in VALID if state not in REVIEWED)
"""States of a hazard that has not been put right."""

SHORTEST = 89
"""Days that any three months have at least: those from the first of February."""


def requests() -> QuerySet[HelpRequest]:
    """The requests within the open scope, the newest first."""
    return HelpRequest.objects.select_related("site", "sector", "expert").order_by("-asked_at", "-pk")


def request_of(pk: int) -> HelpRequest:
    """One request. Raises NotFound."""
    found = requests().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该帮扶申请"))
    return found


def open_alike(site: int, field: str) -> list[HelpRequest]:
    """The requests of a site for the same field of knowledge that are not done with, the newest first."""
    return list(requests().filter(site=site, field__iexact=field.strip()).exclude(state__in=HELP.final))


def arranged_for(request: HelpRequest) -> date:
    """The day for which the visit was arranged last, by the ledger; the request itself tells the day of the visit once
    that was made."""
    arranged = next(line for line in reversed(audit.of(request)) if line.verb == "arrange")
    return date.fromisoformat(arranged.facts["day"])


@dataclass(frozen=True, slots=True)
class Queued:
    """A request that waits, with what its place in the queue follows from."""

    request: HelpRequest
    high_risk: bool
    majors: int
    days: int


def queue(now: datetime, most: int = 500) -> list[Queued]:
    """The requests that nobody has arranged yet, of the first so many, in the order of the rule: sectors of high risk
    first, then those with more major hazards open, then those that wait longer."""
    rows = list(requests().filter(state__in=WAITING).order_by("asked_at", "pk")[:most])
    risky, today = high_risk_sectors(), now.astimezone(clock.TZ).date()
    majors = open_majors({row.site_id for row in rows}, now)
    found = [
        Queued(
            row,
            row.sector_id in risky,
            majors.get(row.site_id, 0),
            (today - row.asked_at.astimezone(clock.TZ).date()).days,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (not one.high_risk, -one.majors, one.request.asked_at, one.request.pk))


def open_majors(sites: set[int], now: datetime) -> dict[int, int]:
    """By site how many of its major hazards are not put right."""
    as_of = now + timedelta(microseconds=1)  # what happens at this very moment counts
    rows = hazards.major(OPEN, as_of).filter(site__in=sites).order_by().values("site")
    return {row["site"]: row["count"] for row in rows.annotate(count=Count("pk"))}


def waiting_for(actor: Actor, limit: int) -> list[Waiting]:
    """The requests whose next step is this person's; one that was advised waits until its effect can be told."""
    # No three months are shorter: those that surely wait longer do not crowd out the others.
    early = Q(state="advised", day__gt=clock.today() - timedelta(days=SHORTEST))
    rows = requests().exclude(state__in=("closed", "declined")).exclude(early).order_by("asked_at", "pk")
    return wait(rows[:limit], actor)


def advice_waiting(actor: Actor, limit: int) -> list[Waiting]:
    """Advice that the enterprise, or whoever asked for help, has not answered yet, and what was adopted and should be
    done by now."""
    unanswered = Q(outcome="") | Q(outcome=Outcome.ADOPTED, due__lt=clock.today())
    rows = Advice.objects.filter(unanswered, request__state__in=ANSWERED_IN).select_related("request__site")
    found = [one for one in rows.order_by("due", "pk")[:limit] if policy.is_asked(actor, one.request)]
    return [Waiting(one, N_("答复建议")) for one in found]


def visits() -> QuerySet[HelpVisit]:
    """The visits within the open scope that stand, the latest first."""
    return HelpVisit.objects.filter(void_at__isnull=True).select_related("site", "sector").order_by("-day", "-pk")


def visits_in_year(cut: Cut) -> QuerySet[HelpVisit]:
    """Visits to sites of high-risk sectors in the year of a cut, entered by then and not taken back by then."""
    last = date(cut.year, 12, 31)
    standing = Q(void_at__isnull=True) | Q(void_at__gte=cut.as_of)
    rows = HelpVisit.objects.filter(standing, high_risk=True, entered_at__lt=cut.as_of)
    return rows.filter(day__gte=date(cut.year, 1, 1), day__lte=last).select_related("site").order_by("day", "pk")


def supervised_at(site: int) -> list[Any]:
    """The visits of supervision to a site within the open scope, in rounds that help, that no help has named yet."""
    named = HelpVisit._unfiltered().filter(void_at__isnull=True, supervised__isnull=False).values("supervised")
    rows = supervision.visits_lately().filter(site=site, kind=Kind.HELP).exclude(pk__in=named)
    return list(rows)


def visit_of(pk: int) -> Any:
    """One visit, whether it stands or not. Raises NotFound."""
    found = HelpVisit.objects.select_related("site", "sector", "request").filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该次帮扶"))
    return found

"""The sets behind the figures of supervision: what the city's own office has visited and found within the year of a
cut, as it stood then, and which papers told of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from zhiben.documents import queries as documents
from zhiben.documents.vocab import Kind as Paper
from zhiben.foundation.lifecycle.models import standing
from zhiben.foundation.scope import current
from zhiben.kernel import clock
from zhiben.kernel.measure import Cut
from zhiben.orgs import queries as orgs
from zhiben.supervision.lifecycle.findings import STANDING
from zhiben.supervision.models import Finding, Given, ListedArea, Visit, VisitMember
from zhiben.supervision.vocab import Kind

BEGUN = ("under_way", "closed")
"""States of a visit that stands."""


def visited(cut: Cut, kind: Kind) -> QuerySet[Visit]:
    """Visits of rounds of the city's office that began within the year of the cut and stood then."""
    since = datetime(cut.year, 1, 1, tzinfo=clock.TZ)
    rows = Visit.objects.filter(kind=kind, arrived_at__gte=since, arrived_at__lt=cut.as_of)
    return standing(rows.filter(round__district=0, round__street=0), BEGUN, cut.as_of)


def covering(cut: Cut, kind: Kind) -> QuerySet[Visit]:
    """Those of them that cover: at which nobody had checked in far from the site by then whom the office had not
    accepted by then. Who comes, and what is accepted, later changes nothing of it."""
    far = VisitMember._unfiltered().filter(visit=OuterRef("pk"), far=True)
    come = far.annotate(came=Coalesce("told_at", "arrived_at")).filter(came__lt=cut.as_of)
    return visited(cut, kind).filter(~Exists(come.exclude(far_accepted_at__lt=cut.as_of)))


def found(cut: Cut, kind: Kind) -> QuerySet[Finding]:
    """What was found at them and stood then."""
    rows = Finding.objects.filter(visit__in=visited(cut, kind).values("pk"))
    return standing(rows, STANDING, cut.as_of).order_by("pk")


def streets(cut: Cut) -> QuerySet[Any]:
    """The streets, towns and special units of that day, those of whose records the person of the open scope reads."""
    opened, day = current(), (cut.as_of - timedelta(microseconds=1)).astimezone(clock.TZ).date()
    cards = orgs.streets(on=day) if opened.everything else orgs.streets_read_by(opened.actor, on=day)
    return orgs.territories_by_id([card.id for card in cards]).order_by("district", "position", "code")


def streets_covered(cut: Cut) -> QuerySet[Any]:
    """Those of them in which somebody was on a comprehensive round."""
    return streets(cut).filter(pk__in=covering(cut, Kind.COMPREHENSIVE).values("street"))


def districts_covered(cut: Cut) -> QuerySet[Any]:
    """The districts in which somebody was on a comprehensive round."""
    return orgs.territories_by_id(covering(cut, Kind.COMPREHENSIVE).filter(district__gt=0).values("district"))


def sites_visited(cut: Cut) -> QuerySet[Any]:
    """The sites in which somebody was on a comprehensive round, each once."""
    return orgs.sites_by_id(covering(cut, Kind.COMPREHENSIVE).values("site"))


LISTED = ("listed", "planned", "treating", "inspecting", "accepted")
"""States of an area that was listed, whatever became of it."""


def streets_listed(cut: Cut) -> QuerySet[Any]:
    """The streets of the areas that the city's office listed within the year of the cut, each once."""
    rows = ListedArea.objects.filter(office__district=0, office__street=0, since__year=cut.year)
    listed = standing(rows, LISTED, cut.as_of).values_list("streets", flat=True)
    ids = sorted({street for streets in listed for street in streets})
    return orgs.territories_by_id(ids).order_by("district", "position", "code")


def papers(cut: Cut, kind: Kind, paper: Paper, **who: Any) -> QuerySet[Any]:
    """Papers of one kind that were issued within the year of the cut, stood then, and tell of what was found on rounds
    of one kind of the city's office; `who` narrows by the unit that answers (lookups on how a finding was given)."""
    since = datetime(cut.year, 1, 1, tzinfo=clock.TZ)
    told = Given._unfiltered().filter(finding__visit__kind=kind, **who)
    told = told.filter(finding__visit__round__district=0, finding__visit__round__street=0)
    rows = documents.standing(cut.as_of).filter(kind=paper, issued_at__gte=since)
    return rows.filter(pk__in=told.values("letter")).order_by("pk")

"""Reads of schemes: the list, one with its indicators and vetoes, who is scored by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import QuerySet

from zhiben.appraisal import scoring
from zhiben.appraisal.models import Indicator, Run, Scheme, VetoRule
from zhiben.appraisal.vocab import Aggregation, Audience, Kind
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard
from zhiben.orgs.vocab import UnitKind

UNDER_WAY = ("scored", "told", "decided")
"""States of a run in which scoring has begun and is not over."""


def all_schemes() -> QuerySet[Scheme]:
    """All schemes in scope, the newest first."""
    return Scheme.objects.select_related("office", "follows").order_by("-year", "-pk")


def scheme_of(pk: int) -> Scheme:
    """One scheme in scope. Raises NotFound."""
    found = all_schemes().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该考评方案"))
    return found


def indicators_of(scheme: Scheme) -> list[Indicator]:
    """Its indicators in order."""
    return list(Indicator.objects.filter(scheme=scheme).select_related("scheme").order_by("position", "pk"))


def indicator_of(pk: int) -> Indicator:
    """One indicator in scope. Raises NotFound."""
    found = Indicator.objects.filter(pk=pk).select_related("scheme__office").first()
    if found is None:
        raise NotFound(N_("没有找到该指标"))
    return found


def veto_rules_of(scheme: Scheme) -> list[VetoRule]:
    """What vetoes by it."""
    return list(VetoRule.objects.filter(scheme=scheme).order_by("pk"))


def veto_rule_of(pk: int) -> VetoRule:
    """One veto rule in scope. Raises NotFound."""
    found = VetoRule.objects.filter(pk=pk).select_related("scheme__office").first()
    if found is None:
        raise NotFound(N_("没有找到该情形"))
    return found


def weights_in_sum(indicators: Iterable[Indicator]) -> Decimal:
    """What the shares come to; a bonus is no part of them."""
    return sum((one.weight for one in indicators if one.kind != Kind.BONUS), Decimal(0))


def units_of(audience: Audience, office: int, chosen: Sequence[int] = ()) -> list[UnitCard]:
    """The units of one kind that an office scores among each other, of the level below it: all, or some of them."""
    place = orgs.unit(office).coordinates
    found = [one for one in orgs.units(audience.kind) if place.covers(one.coordinates.territory)]
    if audience.kind is UnitKind.DEPARTMENT:
        found = [one for one in found if one.coordinates.level == place.level]
    return [one for one in found if not chosen or one.id in chosen]


def terms_of(scheme: Scheme) -> scoring.Scheme:
    """How its lines become a total and a grade."""
    floors = (scheme.excellent, scheme.good, scheme.passed)
    return scoring.Scheme(Aggregation(scheme.aggregation), floors, scheme.bonus_cap)


def rule_of(indicator: Indicator) -> scoring.Rule:
    """What an indicator says of its points."""
    return scoring.Rule(
        Kind(indicator.kind),
        indicator.weight,
        indicator.worst,
        indicator.best,
        indicator.minimum,
        indicator.per_item,
        indicator.most,
    )


def prepare(rows: Sequence[Scheme]) -> None:
    """Read for many schemes whether a run by them, or by the version before them, is under way."""
    asked = {row.pk for row in rows} | {row.follows_id for row in rows if row.follows_id}
    found = Run._unfiltered().filter(scheme__in=asked, state__in=UNDER_WAY)
    scoring_now = set(found.values_list("scheme", flat=True))
    for row in rows:
        row.__dict__["_scoring"] = bool(scoring_now & {row.pk, row.follows_id})


def versions_of(scheme: Scheme) -> list[Scheme]:
    """All versions of a scheme in scope, the newest first."""
    rows = all_schemes().filter(office=scheme.office_id, name=scheme.name, year=scheme.year)
    return list(rows.order_by("-edition"))

"""Reads of experts and of the sectors that go first."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from zhiben.assistance.models import Expert, HighRisk
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_


def experts(on: date | None = None) -> QuerySet[Expert]:
    """The experts within the open scope, those whose term holds on a day where one is given."""
    rows = Expert.objects.order_by("name", "pk")
    return rows if on is None else rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


def expert_of(pk: int) -> Expert:
    """An expert. Raises NotFound."""
    found = Expert.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有这位专家"))
    return found


def for_field(field: str, on: date) -> list[Expert]:
    """The experts who serve on a day, those who know the field first."""
    return sorted(experts(on), key=lambda one: (not knows(one, field), one.name, one.pk))


def knows(expert: Expert, field: str) -> bool:
    """True where one of the expert's fields is the one asked for, or part of it, or the other way round."""
    return any(one in field or field in one for one in expert.known_for)


def high_risk_sectors() -> frozenset[int]:
    """The sectors (ids) that are marked as high-risk."""
    return frozenset(HighRisk.objects.values_list("sector", flat=True))


def marks() -> dict[int, bool]:
    """By sector that is marked, whether it is so by default."""
    return dict(HighRisk.objects.values_list("sector", "default"))

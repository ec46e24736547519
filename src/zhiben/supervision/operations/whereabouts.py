"""Where somebody was: exact as long as a visit may be asked about, coarse afterwards. What inspections need, how far
from the site somebody was, was reckoned when it was told, and stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from zhiben.foundation import retention
from zhiben.foundation.files.models import Photo
from zhiben.kernel.text import N_
from zhiben.supervision.models import Visit, VisitMember

HALF_A_YEAR = 180
DIGITS = 2
"""Hundredths of a degree are about a kilometre."""
COLUMNS = ("latitude", "longitude")


def _exact(rows: QuerySet[Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows whose position is exact, with what it becomes."""
    placed = rows.exclude(latitude__isnull=True).order_by("pk")
    for pk, *place in placed.values_list("pk", *COLUMNS).iterator():
        coarse = [round(one, DIGITS) for one in place]
        if coarse != place:
            yield pk, dict(zip(COLUMNS, coarse, strict=True))


def _coarsen(until: datetime) -> retention.Forgotten:
    visits, photos = retention.withheld(Visit._meta.label_lower), retention.withheld("foundation.storedfile")
    of_visits, of_members = Visit._unfiltered(), VisitMember._unfiltered()
    sources: tuple[tuple[str, QuerySet[Any], QuerySet[Any]], ...] = (
        ("visit", of_visits.filter(arrived_at__lt=until), of_visits.filter(pk__in=visits)),
        ("member", of_members.filter(arrived_at__lt=until), of_members.filter(visit__in=visits)),
        ("photo", Photo.objects.filter(file__uploaded_at__lt=until), Photo.objects.filter(file__in=photos)),
    )
    names, held = list[str](), 0
    for name, rows, kept in sources:
        for pk, coarse in list(_exact(rows.exclude(pk__in=kept.values("pk")))):
            rows.filter(pk=pk).update(**coarse)
            names.append(f"{name} {pk}")
        held += rows.filter(pk__in=kept.values("pk")).count()
    return retention.forgotten(names, held)


retention.declare(
    retention.Kind(
        *("whereabouts", N_("人员定位和照片位置（到期改为约1公里精度，离场所的距离保留）"), HALF_A_YEAR),
        *(retention.DEFAULT, _coarsen),
        least=30,
        model=Visit._meta.label_lower,
    )
)

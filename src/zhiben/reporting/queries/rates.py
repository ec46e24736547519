"""The rows behind the figures of returns."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from zhiben.foundation.lifecycle.models import was_in
from zhiben.foundation.scope.query import subtree
from zhiben.kernel.measure import Cut
from zhiben.reporting.lifecycle import RETURN
from zhiben.reporting.models import Return


def demanded(cut: Cut) -> QuerySet[Return]:
    """The returns whose time has run out before the cut, in its period or, without one, in its year; those that were
    excused and those of a withdrawn form are left out."""
    rows: QuerySet[Any] = Return.objects.filter(due_at__lte=cut.as_of).exclude(form__state="withdrawn")
    rows = rows.exclude(was_in(RETURN, ("excused",), cut.as_of))
    if cut.period:
        rows = rows.filter(due__range=(cut.period.first, cut.period.last))
    else:
        rows = rows.filter(due__year=cut.year)
    return rows.filter(subtree(cut.home.territory)) if cut.home else rows


def told(cut: Cut) -> QuerySet[Return]:
    """Those of them that the unit had told by the cut."""
    return demanded(cut).filter(told_at__lt=cut.as_of)


def told_in_time(cut: Cut) -> QuerySet[Return]:
    """Those of them that it told before its time ran out."""
    return told(cut).filter(told_at__lt=F("due_at"))


def told_nil(cut: Cut) -> QuerySet[Return]:
    """Those that were nil returns."""
    return told(cut).filter(latest__nil=True)

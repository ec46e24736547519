"""Counts per group over several grants: one indexed query per grant, disjoint and added up, like pages of a list."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from django.db.models import Count, Q, QuerySet

from zhiben.foundation.scope.models import Scoped
from zhiben.foundation.scope.paging import legs
from zhiben.foundation.scope.query import guarded


def counted(rows: QuerySet[Any, Any], group: str, **conditions: Q) -> dict[int, Counter[str]]:
    """How many of `rows` (an unfiltered queryset) the open scope shows, per value of column `group` and condition."""
    model: type[Scoped] = rows.model
    rows = guarded(rows)
    counts = {name: Count("pk", filter=condition or None) for name, condition in conditions.items()}
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for leg in legs(model):
        for row in rows.filter(leg).order_by().values(group).annotate(**counts):
            found[row.pop(group)].update(row)
    return dict(found)

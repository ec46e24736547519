"""When a dated row is in force."""

from __future__ import annotations

from datetime import date

from django.db.models import Q


def in_force(day: date, prefix: str = "") -> Q:
    """Dated rows that are valid on `day`."""
    still = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    return still & Q(**{f"{prefix}valid_from__lte": day})

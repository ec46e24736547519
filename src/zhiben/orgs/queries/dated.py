"""Dated rows on a day, and over a span of days."""

from __future__ import annotations

from datetime import date

from django.db.models import Q


def in_force(day: date, prefix: str = "") -> Q:
    """Dated rows that are valid on `day`."""
    still = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    return still & Q(**{f"{prefix}valid_from__lte": day})


def not_ended(day: date) -> Q:
    """Rows in force on `day` or to come."""
    return Q(valid_to__isnull=True) | Q(valid_to__gt=day)


def overlapping(first: date, end: date | None) -> Q:
    """Rows in force on any day from `first` until before `end` (None: for ever)."""
    begun = Q(valid_from__lt=end) if end else Q()
    return not_ended(first) & begun

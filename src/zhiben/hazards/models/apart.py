"""Constraints that keep people apart: by id, and by the id of whom each stood in for."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import CheckConstraint, F, Q


def apart(name: str, ones: Sequence[str], others: Sequence[str]) -> CheckConstraint:
    """None of the id columns `ones` equals one of `others`; 0 stands for nobody."""
    condition = Q()
    for one in ones:
        for other in others:
            condition &= Q(**{one: 0}) | ~Q(**{one: F(other)})
    return CheckConstraint(condition=condition, name=name)

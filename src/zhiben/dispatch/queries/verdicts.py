"""How units stood beside one another, as it was stored when rounds closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zhiben.analysis.naming import Counts, Limits, Verdict
from zhiben.dispatch import queries
from zhiben.dispatch.models import Round, UnitVerdict
from zhiben.dispatch.vocab import Class
from zhiben.kernel.periods import months_after

ORDER = {one: place for place, one in enumerate(Class)}


def verdicts(one: Round) -> list[UnitVerdict]:
    """Of one round, class by class and within a class in the register's order: nobody is ranked within a band."""
    rows = UnitVerdict.objects.filter(round=one)
    return sorted(rows, key=lambda row: (ORDER[Class(row.placed)], row.unit_id))


def has_verdicts(one: Round) -> bool:
    """Whether units were judged when it closed."""
    return UnitVerdict.objects.filter(round=one).exists()


def just_before(one: Round) -> Round | None:
    """The frozen round of the period right before this one, which alone makes two on end."""
    found = queries.previous(one)
    return found if found and found.declared.after(found.period).first == one.period_first else None


def stored(one: Round) -> dict[int, Verdict]:
    """The verdicts of a round as the method reads them."""
    return {row.unit_id: _verdict(row) for row in UnitVerdict.objects.filter(round=one) if row.is_judged}


def counts_of_the_year_before(one: Round) -> list[list[Counts]]:
    """What was counted in each round of the same office within the year before this one, the oldest first."""
    rounds = queries.frozen_before(one).order_by().filter(period_first__gte=months_after(one.period_first, -12))
    found: dict[date, list[Counts]] = {first: [] for first in rounds.values_list("period_first", flat=True)}
    rows = UnitVerdict.objects.filter(round__in=rounds, at_once__gt=0).select_related("round").order_by("pk")
    for row in rows:
        found[row.round.period_first].append(_counts(row))
    return [told for _first, told in sorted(found.items()) if told]


def tally(rows: Sequence[UnitVerdict]) -> list[tuple[Class, int]]:
    """How many units came into each class, those that nobody came into left out."""
    counted = ((one, sum(row.placed == one for row in rows)) for one in Class)
    return [(one, count) for one, count in counted if count]


def _counts(row: UnitVerdict) -> Counts:
    return Counts(row.due, row.missed, row.carried)


def _verdict(row: UnitVerdict) -> Verdict:
    named = row.placed if row.placed in (Class.AT_ONCE, Class.AGAIN) else ""
    others = row.others_missed, row.others_due
    return Verdict(_counts(row), others, Limits(row.at_once, row.again), named)

"""The frozen figures of the ends of months: of this month and of those before, with the ids behind them, each as it was
last restated. A half-month that ends with the month froze the same figures, and the report rate besides."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from operator import attrgetter
from typing import Any

from django.db.models import Q

from zhiben.dispatch import restating
from zhiben.dispatch.cycles import HALF_MONTH, MONTH
from zhiben.dispatch.models import Round
from zhiben.dispatch.restating import Restatement
from zhiben.dispatch.vocab import FROZEN
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.measures.freezing import unpacked
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.kernel.periods import Period, month_of

MONTHS = 6
"""How many months a trend shows, this one included."""

IDS = ("D1.reported", "hazards.closed", "hazards.overdue", "tasks.done", "tasks.overdue")
"""Measures whose records are told when they change."""


@dataclass(frozen=True)
class MonthEnd:
    """What stood at the end of a month: (numerator, denominator) by measure and slice."""

    period: Period
    counts: Mapping[tuple[str, str], tuple[int, int | None]]

    def numerator(self, name: str, slice_: str) -> int | None:
        """A count; 0 where the measure was frozen and nothing lay in the slice, None where it was not frozen."""
        found = self.counts.get((name, slice_))
        if found is not None:
            return found[0]
        return 0 if (name, "") in self.counts else None

    def share(self, name: str, slice_: str) -> tuple[int, int] | None:
        """Both counts of a frozen fraction; None where it was not frozen."""
        found = self.counts.get((name, slice_))
        if found is None:
            return (0, 0) if (name, "") in self.counts else None
        return (found[0], found[1] or 0)


def month_ends(one: Round, without: Collection[str] = ()) -> list[MonthEnd]:
    """Those up to and with the round's own, oldest first; months of which nothing was frozen are left out. `without`:
    names of restatements that are passed over."""
    rounds = _rounds(one)
    bundles = [each.bundle for found in rounds.values() for each in found]
    by_bundle: dict[str, dict[tuple[str, str], tuple[int, int | None]]] = {}
    for bundle, name, slice_, numerator, denominator in _standing(bundles, without, ["numerator", "denominator"]):
        by_bundle.setdefault(bundle, {})[name, slice_] = (numerator, denominator)
    return [
        MonthEnd(period, {key: told for each in found for key, told in by_bundle.get(each.bundle, {}).items()})
        for period, found in sorted(rounds.items(), key=lambda pair: pair[0].first)
    ]


def _standing(
    bundles: Collection[str], without: Collection[str], columns: Sequence[str], *asked: Q
) -> Iterator[tuple[Any, ...]]:
    """(closing's bundle, measure, slice, *columns) of what some closings froze, each figure as it was last restated."""
    restated = restating.standing(bundles, without)
    closings = {name: bundle for bundle, told in restated.items() for name in told.values()}
    rows = FrozenMeasure.objects.filter(*asked, bundle__in=[*bundles, *closings])
    for name, measure, *told in rows.values_list("bundle", "measure", "slice", *columns):
        bundle = closings.get(name, name)
        if restated.get(bundle, {}).get(measure, bundle) == name:
            yield (bundle, measure, *told)


def _rounds(one: Round) -> dict[Period, list[Round]]:
    """The rounds by the month that they end; the month's own figures are taken where both have them."""
    months = [one.period]
    while len(months) < MONTHS:
        months.append(month_of(months[-1].first - timedelta(days=1)))
    ends = {month.last: month for month in months}
    rows = Round.objects.filter(
        cycle__in=(HALF_MONTH.name, MONTH.name), office=one.office_id, period_last__in=list(ends)
    ).filter(state__in=FROZEN)
    found: dict[Period, list[Round]] = {}
    for each in rows.order_by("period_last", "cycle"):
        found.setdefault(ends[each.period_last], []).append(each)
    return found


def restatements(one: Round) -> list[Restatement]:
    """What was restated of all that `month_ends` reads, oldest first: of the month's own figures, of the half-month's
    that ends with it where the month has none, of the months before. `source` is the month's state at the time."""
    rounds = _rounds(one)
    touched = restating.standing([each.bundle for found in rounds.values() for each in found])
    told: list[Restatement] = []
    for found in rounds.values():
        for place, each in enumerate(found):
            if each.bundle in touched:
                hidden = _frozen_in(found[place + 1 :])
                told += [way for way in restating.restatements(each) if way.measure not in hidden]
    lines = audit.of(one) if told else []
    return sorted((replace(each, source=_state_at(lines, each.seq)) for each in told), key=attrgetter("seq"))


def month_read(one: Round, of: Round, measure: str) -> Period | None:
    """The month at whose end a month reads a figure of another round; None when it reads none, or one of its own in its
    place."""
    for month, found in _rounds(one).items():
        for place, each in enumerate(found):
            if each.pk == of.pk and measure not in _frozen_in(found[place + 1 :]):
                return month
    return None


def month_of_label(one: Round) -> dict[str, Period]:
    """By the label of each round that a month reads, the month that ends with it."""
    return {each.period.label: month for month, found in _rounds(one).items() for each in found}


def _frozen_in(rounds: Sequence[Round]) -> set[str]:
    rows = FrozenMeasure.objects.filter(bundle__in=[each.bundle for each in rounds], slice="")
    return set(rows.values_list("measure", flat=True)) if rounds else set()


def _state_at(lines: Sequence[audit.Line], seq: int) -> str:
    return next((line.target for line in reversed(lines) if line.seq < seq and line.target), "")


Records = Mapping[tuple[str, str], frozenset[int]]
"""The ids behind a measure's slices."""


def records_at(one: Round, period: Period, without: Collection[str] = ()) -> Records:
    """The ids behind the counts whose changes are told, at the end of a month; empty where nothing was frozen.
    `without`: as of `month_ends`."""
    rows = Round.objects.filter(
        cycle__in=(HALF_MONTH.name, MONTH.name), office=one.office_id, period_last=period.last, state__in=FROZEN
    )
    # The month's own round before a half-month's: "month" comes after "half_month".
    found = rows.order_by("-cycle").first()
    if found is None:
        return {}
    told = _standing([found.bundle], without, ["numerator_ids"], Q(measure__in=IDS), ~Q(slice=""))
    return {(name, slice_): frozenset(unpacked(bytes(ids))) for _bundle, name, slice_, ids in told}

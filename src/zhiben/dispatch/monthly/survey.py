"""The whole month at once: every unit of the office with its places, its trend and what changed, so that 54 papers take
as many readings of the database as one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from zhiben.dispatch import closing
from zhiben.dispatch.models import Round
from zhiben.dispatch.monthly import changes, figures, indicators, standings
from zhiben.dispatch.monthly.changes import Changed
from zhiben.dispatch.monthly.figures import MonthEnd
from zhiben.dispatch.monthly.indicators import Indicator
from zhiben.dispatch.monthly.standings import Place
from zhiben.dispatch.restating import Restatement
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard
from zhiben.orgs.vocab import UnitKind


@dataclass(frozen=True)
class Group:
    """Units that are measured alike: the districts (or streets) by their hazards, the departments by their tasks."""

    indicators: tuple[Indicator, ...]
    kinds: tuple[changes.Kind, ...]
    slice_of: Callable[[UnitCard], str]
    units: list[UnitCard] = field(default_factory=list)
    places: dict[str, dict[int, Place]] = field(default_factory=dict)


@dataclass(frozen=True)
class Survey:
    """What is known of a month. `ends` are the ends of months, this one last; `before` says that there is one before
    this; `restated` is what has been restated, since it began, of this month or of those before."""

    round: Round
    ends: Sequence[MonthEnd]
    groups: tuple[Group, Group]
    changed: Mapping[int, Sequence[Changed]]
    names: Mapping[tuple[str, int], str]
    restated: Sequence[Restatement]

    @property
    def units(self) -> list[UnitCard]:
        """Every unit that gets a paper, districts before departments."""
        return [card for group in self.groups for card in group.units]

    @property
    def before(self) -> MonthEnd | None:
        """The end of the month right before, if anything of it was frozen."""
        return month_before(self.round, self.ends)

    def group_of(self, unit: int) -> Group:
        """The group in which a unit stands."""
        return next(group for group in self.groups if any(card.id == unit for card in group.units))

    def own(self, unit: int) -> list[Place]:
        """A unit's place by each indicator of its group."""
        return [by_unit[unit] for by_unit in self.group_of(unit).places.values() if unit in by_unit]

    def told(self, found: Changed) -> list[str]:
        """What the first of some changed records are called."""
        named = (self.names.get((found.kind.measure, pk), "") for pk in found.ids[: changes.NAMED])
        return [name for name in named if name]


def survey(one: Round) -> Survey:
    """Everything that the papers of a closed month say. The caller reads as the office."""
    ends = figures.month_ends(one)
    places, leaders = groups_at(one, ends[-1])
    changed = changed_at(one, ends, (places, leaders))
    names = changes.called(one, (each for found in changed.values() for each in found))
    restated = [each for each in figures.restatements(one) if each.at.astimezone(clock.TZ).date() >= one.period_first]
    return Survey(one, ends, (places, leaders), changed, names, restated)


def groups_at(one: Round, end: MonthEnd) -> tuple[Group, Group]:
    """The units of the office beside their peers at the end of a month. The caller reads as the office."""
    level = closing.level_below(one)
    places = Group(indicators.OF_PLACES, changes.OF_PLACES, lambda card: f"{level}-{getattr(card.coordinates, level)}")
    leaders = Group(indicators.OF_LEADERS, changes.OF_LEADERS, lambda card: f"unit-{card.id}")
    for card in orgs.units_under(one.office_id):
        (leaders if card.kind == UnitKind.DEPARTMENT else places).units.append(card)
    for group in (places, leaders):
        _place(group, end)
    return places, leaders


def month_before(one: Round, ends: Sequence[MonthEnd]) -> MonthEnd | None:
    """The end of the month right before the round's, if anything of it was frozen."""
    day = one.period_first - timedelta(days=1)
    return next((end for end in ends if end.period.last == day), None)


def _same_year(one: Round, before: MonthEnd) -> bool:
    return before.period.last.year == one.period_last.year


def _place(group: Group, end: MonthEnd) -> None:
    for indicator in group.indicators:
        counts = {card.id: indicator.counts(end, group.slice_of(card)) for card in group.units}
        group.places[indicator.key] = standings.places(
            indicator, {unit: told for unit, told in counts.items() if told is not None}
        )


def changed_at(
    one: Round, ends: Sequence[MonthEnd], groups: tuple[Group, Group], without: Collection[str] = ()
) -> dict[int, list[Changed]]:
    """What came and went since the month before, by unit; empty without that month. `without`: as of the figures."""
    before = month_before(one, ends)
    if before is None:
        return {}
    now, then = (figures.records_at(one, period, without) for period in (one.period, before.period))
    # Hazards are counted by the year in which they were reported: with the year, all of them leave the count.
    compared = groups if _same_year(one, before) else groups[1:]
    return {
        card.id: changes.changed(group.kinds, group.slice_of(card), now, then)
        for group in compared
        for card in group.units
    }

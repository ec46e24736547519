"""Closing a round: its measures frozen with their rows, and the units that facts name, each with the items beside
the name.

Everything is taken as of the period's last moment and for what lay with the issuing office then, whoever presses the
button, and whenever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from zhiben.campaign import queries as campaign
from zhiben.dispatch import cycles
from zhiben.dispatch.goals import goals
from zhiben.dispatch.lifecycle import ROUND
from zhiben.dispatch.models import NamedItem, NamedUnit, Round
from zhiben.dispatch.vocab import Reason
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.foundation.measures import Slicing, counted, freeze
from zhiben.foundation.scope.query import taking_part
from zhiben.hazards import queries as hazards
from zhiben.kernel import clock, measure
from zhiben.kernel.measure import Cut, Measure
from zhiben.kernel.rights import Actor, Coordinates, Grant, Level
from zhiben.orgs import queries as orgs

if TYPE_CHECKING:
    from zhiben.foundation.measures.models import FrozenMeasure

Facts = dict[tuple[int, Reason], list[Any]]
"""The records behind each (unit, reason)."""


def cut_of(one: Round) -> Cut:
    """Everything up to 24:00 of the period's last day."""
    return Cut(one.period.ends, one.period)


def reader(one: Round) -> Actor:
    """The issuing office itself as the one who reads: figures do not depend on who closes. A district's office reads
    the whole city, to find what has left the district since the cut; `_own` leaves the rest out."""
    place = replace(_home(one), district=0, street=0)
    return Actor(0, one.office.name, (_grant(one, place),))


def _home(one: Round) -> Coordinates:
    """Where the office lies now: its street may have come to another district since the cut."""
    return one.coordinates.territory


def home_then(one: Round) -> Coordinates:
    """Where the office lay at the cut, as the round's own past has it; of a round opened later, as its territory's."""
    home = _home(one)
    if home.level is Level.CITY:
        return home
    rows = StateInterval.objects.filter(machine=ROUND.name, record=one.pk, since__lt=cut_of(one).as_of)
    then = rows.order_by("since", "pk").last()
    if then is None:
        return orgs.unit_coordinates([one.office_id], on=one.period_last)[one.office_id].territory
    return replace(home, district=then.district or 0, street=then.street or 0)


def _grant(one: Round, place: Coordinates) -> Grant:
    return Grant(0, "office", place, unit=one.office_id)


def _own(one: Round, home: Coordinates, rows: Any) -> Any:
    """Those of `rows` that lay with the office at the cut (`home`), or in which a unit of its territory takes part."""
    if home.level is Level.CITY:
        return rows
    # Who takes part is told by today's places, so it is asked with today's place of the office.
    return rows.filter(_lying_in(home) | taking_part(rows.model, [_grant(one, _home(one))]))


def _lying_in(home: Coordinates) -> Q:
    level = "street" if home.street else "district"
    return Q(**{f"{level}_then": getattr(home, level)})


def owned(one: Round, declared: Measure) -> Measure:
    """The measure, counting only what lay with the round's office."""
    home = home_then(one)
    led = declared.id in cycles.LED and home.level is not Level.CITY

    def own(rows: Callable[[Cut], Any]) -> Callable[[Cut], Any]:
        if led:
            return lambda cut: rows(replace(cut, home=home)).filter(_lying_in(home))
        return lambda cut: _own(one, home, rows(cut))

    base = declared.denominator
    return replace(declared, numerator=own(declared.numerator), denominator=own(base) if base else None)


def areas(one: Round) -> list[orgs.TerritoryCard]:
    """The territories right below the office's own at the cut: districts of a city, streets of a district, in official
    order; of a street itself."""
    place = home_then(one)
    if place.level is Level.CITY:
        return orgs.districts(city=place.city)
    if place.level is Level.STREET:
        return [orgs.territory(place.street)]
    return orgs.streets(district=place.district, on=one.period_last)


def slicing(one: Round, measure_id: str) -> Slicing:
    """How a measure is broken down in this round."""
    if measure_id in (*cycles.TASKS, *cycles.JUDGED):
        return Slicing("unit_then", "unit")
    level = level_below(one)
    return Slicing(f"{level}_then", level, frozenset(area.id for area in areas(one)))


def level_below(one: Round) -> str:
    """What the office's territory is divided into."""
    return "district" if one.coordinates.level is Level.CITY else "street"


def freeze_figures(one: Round) -> None:
    """Freeze each of the cycle's measures, whole and broken down. The caller has opened the scope of `reader`."""
    known = measure.registered()
    for name in (*one.declared.measures, *_of_goals(one)):
        freeze_one(one, known[name], one.bundle)


def _of_goals(one: Round) -> list[str]:
    """What else tells how far the campaign's actions have come, for the city's office: others have no figures of
    their own for it."""
    if one.coordinates.level is not Level.CITY:
        return []
    wanted = {goal.measure for goal in goals(one)} & set(measure.registered())
    return sorted(wanted - set(one.declared.measures))


def freeze_one(one: Round, declared: Measure, bundle: str) -> None:
    """Freeze one measure as of the round's cut under a name. The caller has opened the scope of `reader`."""
    freeze(counted_of(one, declared, bundle))


def counted_of(one: Round, declared: Measure, bundle: str) -> list[FrozenMeasure]:
    """What is frozen of one measure, broken down if it is the cycle's own. The caller has opened the scope of
    `reader`."""
    by = slicing(one, declared.id) if declared.id in one.declared.measures else None
    return counted(owned(one, declared), cut_of(one), bundle=bundle, by=by)


def named_rows(one: Round) -> Iterator[NamedUnit | NamedItem]:
    """Unsaved rows: each unit with a fact against it, followed by the items. The caller has opened the scope of
    `reader`."""
    cut = cut_of(one)
    facts = facts_of(one, cut, map(Reason, one.declared.reasons))
    names = orgs.unit_names([unit for unit, _ in facts])
    order = {reason: place for place, reason in enumerate(one.declared.reasons)}
    for unit, reason in sorted(facts, key=lambda key: (order[key[1]], -len(facts[key]), key[0])):
        records = facts[unit, reason]
        named = NamedUnit(round=one, unit_id=unit, unit_name=names[unit], reason=reason.value, count=len(records))
        named.place_at(one.coordinates)
        yield named
        yield from (item(named, record, cut.as_of) for record in sorted(records, key=_by_due))


def facts_of(one: Round, cut: Cut, reasons: Iterable[Reason]) -> Facts:
    """What stood against units of the office as of `cut`, for some reasons. The caller has opened the scope of
    `reader`."""
    found = {Reason.OVERDUE_TASKS: campaign.overdue(cut.as_of), Reason.OVERDUE_HAZARDS: hazards.overdue(cut.as_of)}
    if cut.period:
        found[Reason.MISSING_REPORT] = campaign.missing_reports(cut.period, cut.as_of)
    facts: Facts = {}
    home = home_then(one)
    for reason in reasons:
        for record in _own(one, home, found[reason]).exclude(unit_then=None):
            facts.setdefault((record.unit_then, reason), []).append(record)
    return _of_the_office(one, facts)


def _of_the_office(one: Round, facts: Facts) -> Facts:
    within = units_of_the_office(one, [unit for unit, _ in facts])
    return {key: records for key, records in facts.items() if key[0] in within}


def units_of_the_office(one: Round, units: Sequence[int]) -> set[int]:
    """Only units that lay in the office's own territory: a district does not name the city's bureaus. A street's unit
    goes with its street."""
    then, now = home_then(one), _home(one)
    places, today = orgs.unit_coordinates(units, on=one.period_last), orgs.unit_coordinates(units)
    return {u for u in units if then.covers(places[u]) or (then.level is Level.STREET and now.covers(today[u]))}


def _by_due(record: Any) -> tuple[date, int]:
    return (record.due_then, record.pk)


def item(named: NamedUnit, record: Any, as_of: datetime) -> NamedItem:
    """An unsaved item beside a name: the record as it stood at the cut. Only what is still overdue has days."""
    label = type(record)._meta.label_lower
    late = days_late(record, as_of) if named.reason in (Reason.OVERDUE_TASKS, Reason.OVERDUE_HAZARDS) else 0
    return NamedItem(
        named=named,
        model=label,
        record=record.pk,
        number=record.number,
        title=record.title[:300],
        due=record.due_then,
        state=type(record).machine.label(record.state_then),
        days_late=late,
    )


def days_late(record: Any, as_of: datetime) -> int:
    """How many days after its due day of then a record stood at the cut."""
    last_day = (as_of - timedelta(microseconds=1)).astimezone(clock.TZ).date()
    late: timedelta = last_day - record.due_then
    return max(late.days, 0)

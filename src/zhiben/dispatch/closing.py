"""Closing a round: its measures frozen with their rows, and the units that facts name, each with the items beside
the name.

Everything is taken as of the period's last moment and in the issuing office's own scope, whoever presses the button.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Model, Q

from zhiben.campaign import queries as campaign
from zhiben.dispatch import cycles
from zhiben.dispatch.models import NamedItem, NamedUnit, Round
from zhiben.dispatch.vocab import Reason
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.foundation.measures import Slicing, freeze_sliced
from zhiben.hazards import queries as hazards
from zhiben.kernel import clock, measure
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Actor, Coordinates, Grant, Level
from zhiben.orgs import queries as orgs

Facts = dict[tuple[int, Reason], list[Any]]
"""The records behind each (unit, reason)."""


def cut_of(one: Round) -> Cut:
    """Everything up to 24:00 of the period's last day."""
    return Cut(one.period.ends, one.period)


def office_actor(one: Round) -> Actor:
    """The issuing office itself as the one who reads: figures do not depend on who closes."""
    place = replace(one.coordinates, line=0, subline=0)
    return Actor(0, one.office.name, (Grant(0, "office", place, unit=one.office_id),))


def areas(one: Round) -> list[orgs.TerritoryCard]:
    """The territories right below the office's own: districts of a city, streets of a district, in official order."""
    place = one.coordinates
    return orgs.districts(city=place.city) if place.level is Level.CITY else orgs.streets(district=place.district)


def slicing(one: Round, measure_id: str) -> Slicing:
    """How a measure is broken down in this round."""
    if measure_id in cycles.TASKS:
        return Slicing("lead_unit_id", "unit")
    column = "district" if one.coordinates.level is Level.CITY else "street"
    return Slicing(column, column, frozenset(area.id for area in areas(one)))


def freeze_figures(one: Round) -> None:
    """Freeze each of the cycle's measures, whole and broken down. The caller has opened the office's scope."""
    known = measure.registered()
    for name in one.declared.measures:
        freeze_sliced(known[name], cut_of(one), bundle=one.bundle, by=slicing(one, name))


def named_rows(one: Round) -> Iterator[Model]:
    """Unsaved rows: each unit with a fact against it, followed by the items. The caller has opened the office's
    scope."""
    cut = cut_of(one)
    facts = _of_the_office(one, _facts(cut))
    names = orgs.unit_names([unit for unit, _ in facts])
    states = _states_then([record for records in facts.values() for record in records], cut.as_of)
    order = {reason: place for place, reason in enumerate(one.declared.reasons)}
    for unit, reason in sorted(facts, key=lambda key: (order[key[1]], -len(facts[key]), key[0])):
        records = facts[unit, reason]
        named = NamedUnit(round=one, unit_id=unit, unit_name=names[unit], reason=reason.value, count=len(records))
        yield named
        yield from (_item(named, record, states, cut.as_of) for record in sorted(records, key=_by_due))


def _facts(cut: Cut) -> Facts:
    facts: Facts = {}
    for task in campaign.overdue(cut.as_of):
        facts.setdefault((task.lead_unit_id, Reason.OVERDUE_TASKS), []).append(task)
    for hazard in hazards.overdue(cut.as_of):
        if hazard.responsible_unit_id:
            facts.setdefault((hazard.responsible_unit_id, Reason.OVERDUE_HAZARDS), []).append(hazard)
    missing = campaign.missing_reports(cut.period, cut.as_of) if cut.period else {}
    tasks = {task.pk: task for task in campaign.tasks_by_id([pk for pks in missing.values() for pk in pks])}
    for unit, pks in missing.items():
        facts[unit, Reason.MISSING_REPORT] = [tasks[pk] for pk in pks if pk in tasks]
    return {key: records for key, records in facts.items() if records}


def _of_the_office(one: Round, facts: Facts) -> Facts:
    """Only units of the office's own territory: a district does not name the city's bureaus."""
    home: Coordinates = office_actor(one).grants[0].at
    places = orgs.unit_coordinates([unit for unit, _ in facts])
    return {key: records for key, records in facts.items() if home.covers(places[key[0]])}


def _by_due(record: Any) -> tuple[date, int]:
    return (record.due or date.max, record.pk)


def _item(named: NamedUnit, record: Any, states: dict[tuple[str, int], str], as_of: datetime) -> NamedItem:
    label = type(record)._meta.label_lower
    state = states.get((type(record).machine.name, record.pk), record.state)
    last_day = (as_of - timedelta(microseconds=1)).astimezone(clock.TZ).date()
    due = getattr(record, "due_then", record.due)
    late = (last_day - due).days if named.reason != Reason.MISSING_REPORT else 0
    return NamedItem(
        named=named,
        model=label,
        record=record.pk,
        number=record.number,
        title=record.title[:300],
        due=due,
        state=type(record).machine.label(state),
        days_late=max(late, 0),
    )


def _states_then(records: Iterable[Any], as_of: datetime) -> dict[tuple[str, int], str]:
    """The state of each record just before `as_of`, by (machine, record)."""
    by_machine: dict[str, set[int]] = {}
    for record in records:
        by_machine.setdefault(type(record).machine.name, set()).add(record.pk)
    found: dict[tuple[str, int], str] = {}
    for name, pks in by_machine.items():
        for part in _parts(sorted(pks)):
            rows = StateInterval.objects.filter(
                Q(until__isnull=True) | Q(until__gte=as_of), machine=name, record__in=part, since__lt=as_of
            )
            found |= {(name, row.record): row.state for row in rows.order_by("since")}
    return found


def _parts(pks: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    return (pks[start : start + size] for start in range(0, len(pks), size))

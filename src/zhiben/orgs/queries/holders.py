"""Who is at work for a unit in which role on a day, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhiben.foundation.scope.query import subtree
from zhiben.kernel import clock
from zhiben.kernel.rights import Coordinates
from zhiben.orgs.models import GrantRow, Person, Substitution
from zhiben.orgs.queries.dated import in_force, not_ended
from zhiben.orgs.vocab import ADMINISTRATORS, LOOKING_ON


@dataclass(frozen=True, slots=True)
class StandsIn:
    """`substitute` holds what `person` holds from `first` to `last`, both included."""

    person: int
    substitute: int
    name: str
    first: date
    last: date


def holders(units: Iterable[int], roles: Iterable[str]) -> list[int]:
    """The people, by id, who today hold one of `roles` for one of `units` themselves; closed accounts hold none."""
    return sorted(set().union(*holders_by_unit(units, roles).values()))


def holders_by_unit(units: Iterable[int], roles: Iterable[str]) -> dict[int, set[int]]:
    """The same by the unit for which they hold it; units for which nobody does are left out."""
    held = GrantRow.objects.filter(
        in_force(clock.today()), unit__in=list(units), role__in=list(roles), person__is_active=True
    )
    found: dict[int, set[int]] = {}
    for unit, person in held.values_list("unit", "person"):
        found.setdefault(unit, set()).add(person)
    return found


def held_among(people: Iterable[int], units: Iterable[int]) -> list[tuple[int, int]]:
    """(person, unit) for each of `people` who today holds a role for one of `units`; closed accounts hold none."""
    held = GrantRow.objects.filter(in_force(clock.today()), person__in=list(people), unit__in=list(units))
    return list(held.filter(person__is_active=True).values_list("person", "unit").distinct())


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody who today holds a role for a unit, with both names."""

    person: int
    name: str
    unit: int
    unit_name: str


def holding_below(at: Coordinates, role: str) -> list[Holding]:
    """Who today holds a role for a unit on the ground of a place, by unit and name; closed accounts hold none."""
    held = GrantRow.objects.filter(in_force(clock.today()), role=role, person__is_active=True)
    rows = held.filter(subtree(at.territory)).order_by("unit__position", "unit", "person__name", "person")
    told = rows.values_list("person", "person__name", "unit", "unit__name").distinct()
    return [Holding(*row) for row in told]


def grounds_held(people: Iterable[int]) -> dict[int, list[Coordinates]]:
    """By person where they hold a role today, for whichever unit, an enterprise's contact at its site; people without
    any are left out."""
    found: dict[int, list[Coordinates]] = {}
    for row in GrantRow.objects.filter(in_force(clock.today()), person__in=list(people)):
        found.setdefault(row.person_id, []).append(row.coordinates)
    return found


def people_of(unit: int) -> list[tuple[int, str]]:
    """The people, by id with their names, who today hold a role for a unit."""
    held = GrantRow.objects.filter(in_force(clock.today()), unit=unit, person__is_active=True)
    return list(held.order_by("person").values_list("person", "person__name").distinct())


@dataclass(frozen=True, slots=True)
class SameName:
    """Open accounts, by id, under one name in one unit."""

    unit: int
    people: tuple[int, ...]


def same_names() -> list[SameName]:
    """Where several accounts that today hold a role for one unit bear one name."""
    held = GrantRow.objects.filter(in_force(clock.today()), person__is_active=True)
    found: dict[tuple[int, str], list[int]] = {}
    for unit, name, person in held.order_by("unit", "person").values_list("unit", "person__name", "person").distinct():
        found.setdefault((unit, name), []).append(person)
    return [SameName(unit, tuple(people)) for (unit, _name), people in found.items() if len(people) > 1]


def standing_in(people: Iterable[int]) -> list[tuple[int, int]]:
    """(substitute, person) for everyone who today stands in for one of `people`."""
    today = clock.today()
    rows = Substitution.objects.filter(
        in_force(today), person__in=list(people), person__is_active=True, substitute__is_active=True
    )
    rows = rows.exclude(substitute__in=GrantRow.objects.filter(in_force(today), role__in=LOOKING_ON).values("person"))
    return list(rows.order_by("pk").values_list("substitute", "person"))


def substitutes_of(person: int) -> list[StandsIn]:
    """Who stands in for somebody today or will do so, the next one first."""
    rows = Substitution.objects.filter(not_ended(clock.today()), person=person, substitute__is_active=True)
    return [
        StandsIn(row.person_id, row.substitute_id, row.substitute.name, row.valid_from, row.last_day or row.valid_from)
        for row in rows.select_related("substitute").order_by("valid_from", "pk")
    ]


def people_at_work() -> list[int]:
    """The people, by id, who today hold a role that reads business, or stand in for somebody."""
    today = clock.today()
    held = GrantRow.objects.filter(in_force(today)).exclude(role__in=ADMINISTRATORS).values("person")
    lent = Substitution.objects.filter(in_force(today)).values("substitute")
    active = Person.objects.filter(is_active=True)
    return list((active.filter(pk__in=held) | active.filter(pk__in=lent)).order_by("pk").values_list("pk", flat=True))

"""Whom an office may send out, in one of the roles of those who go: inspectors on its ground, its own people, and
people of units that are named for joint work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard
from zhiben.orgs.vocab import Role
from zhiben.supervision import policy

MOST_UNITS = 20
"""So many units may be asked for beside the office's own people."""


def units_named(at: Coordinates, names: Sequence[str]) -> tuple[list[UnitCard], list[str]]:
    """The units of those names on the ground of a place, and the names that are none."""
    found: dict[int, UnitCard] = {}
    unknown = []
    for name in [each.strip() for each in names if each.strip()][:MOST_UNITS]:
        card = orgs.unit_named(name)
        if card is None or not at.territory.covers(card.coordinates):
            unknown.append(name)
        else:
            found[card.id] = card
    return list(found.values()), unknown


def who_may_go(
    office: int, units: Sequence[UnitCard], *, standing: Iterable[tuple[int, int]] = ()
) -> dict[tuple[int, int], str]:
    """By (person, unit) how each is called; `standing` are offered whatever they hold today."""
    inspectors = orgs.holding_below(orgs.unit(office).coordinates, Role.INSPECTOR)
    found = {(each.person, each.unit): _called(each.name, each.unit_name) for each in inspectors}
    asked = [office, *(card.id for card in units)]
    held = orgs.holders_by_unit(asked, [role.value for role in policy.GOING_OUT])
    pairs = [(person, unit) for unit in asked for person in sorted(held.get(unit, ()))]
    pairs[:0] = standing
    people = orgs.person_names({person for person, _unit in pairs})
    names = orgs.unit_names({unit for _person, unit in pairs})
    for person, unit in pairs:
        found.setdefault((person, unit), _called(people[person], names[unit]))
    return found


def _called(name: str, unit: str) -> str:
    return N_("{name}（{unit}）").format(name=name, unit=unit)

"""Names for the plain ids that foundation keeps. An upper room fills in the two functions; foundation itself knows no
people and no units."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from zhiben.kernel.text import N_

Naming = Callable[[Iterable[int]], dict[int, str]]
"""Names by id; an id that nobody knows is left out."""


def _nobody(_ids: Iterable[int]) -> dict[int, str]:
    return {}


_people: Naming = _nobody
_units: Naming = _nobody


def install(*, people: Naming, units: Naming) -> None:
    """Let `people` and `units` name ids from here on."""
    global _people, _units
    _people, _units = people, units


def names_of(people: Iterable[int]) -> dict[int, str]:
    """Everybody's name for a page, asked for together; never stored in the ledger. 0 is the system."""
    ids = set(people)
    known = _people(ids)
    return {one: known.get(one) or (f"#{one}" if one else N_("系统")) for one in ids}


def unit_names_of(units: Iterable[int]) -> dict[int, str]:
    """Units' names for a page, asked for together; empty for what is no unit."""
    ids = set(units)
    known = _units(ids)
    return {one: known.get(one, "") for one in ids}


def name_of(person: int) -> str:
    """A person's name for a page."""
    return names_of([person])[person]


def unit_name_of(unit: int) -> str:
    """A unit's name for a page."""
    return unit_names_of([unit])[unit]

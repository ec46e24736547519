"""Names for the plain ids that foundation keeps. An upper room fills in the two functions; foundation itself knows no
people and no units."""

from __future__ import annotations

from collections.abc import Callable

Naming = Callable[[int], str]


def _number(identifier: int) -> str:
    return f"#{identifier}" if identifier else "系统"


def _unit_number(identifier: int) -> str:
    return f"#{identifier}" if identifier else ""


_person: Naming = _number
_unit: Naming = _unit_number


def install(*, person: Naming, unit: Naming) -> None:
    """Let `person` and `unit` name ids from here on."""
    global _person, _unit
    _person, _unit = person, unit


def name_of(person: int) -> str:
    """A person's name for a page; never stored in the ledger."""
    return _person(person)


def unit_name_of(unit: int) -> str:
    """A unit's name for a page."""
    return _unit(unit)

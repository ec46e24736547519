"""Who may decide on a request to list areas together, written by hand from the office's rules: the leader of the very
office that asks enters what the committee has decided. People are those of `tests.oracles.people`."""

from __future__ import annotations

STATES = ("proposed", "approved", "dropped")

Table = dict[str, dict[str, str]]

OF_CITY: Table = {"approve": {"proposed": "lV"}, "drop": {"proposed": "lV"}}

PROPOSED_BY_V: Table = {"approve": {"proposed": "l"}, "drop": {"proposed": "l"}}
"""V, who stands in for the leader, has proposed it, and decides nothing about it."""

OF_DISTRICT: Table = {"approve": {"proposed": "L"}, "drop": {"proposed": "L"}}
"""The district's office: the city's does not act for it."""

TARGET = {"approve": "approved", "drop": "dropped"}

NEEDS: dict[str, tuple[str, ...]] = {"approve": ("decision", "on"), "drop": ("reason",)}

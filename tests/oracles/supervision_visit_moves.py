"""Who may move a visit, written by hand from the office's rules: those who are there sign it once they are two, and an
officer of the office that sent them declares it void. People are those of `tests.oracles.people`."""

from __future__ import annotations

STATES = ("under_way", "closed", "void")

Table = dict[str, dict[str, str]]

TWO_THERE: Table = {
    "join": {"under_way": "id"},
    "close": {"under_way": "id"},
    "void": {"under_way": "OCS", "closed": "OCS"},
}
"""i and d are there, for the city's office."""

ONE_THERE: Table = {"join": {"under_way": "i"}, "void": {"under_way": "OCS", "closed": "OCS"}}
"""i is there alone."""

TARGET = {"join": "", "close": "closed", "void": "void"}

NEEDS: dict[str, tuple[str, ...]] = {
    "join": (),
    "close": ("conclusion", "counterpart?", "signatures?", "refused?"),
    "void": ("reason",),
}

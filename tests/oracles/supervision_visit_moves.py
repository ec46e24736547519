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

FAR_OFF: Table = TWO_THERE | {"accept_distance": {"under_way": "OCS", "closed": "OCS"}}
"""They checked in far from the site, which somebody of the office who was not there may accept."""

O_THERE_FAR_OFF: Table = {
    "join": {"under_way": "O"},
    "void": {"under_way": "OCS", "closed": "OCS"},
    "accept_distance": {"under_way": "C", "closed": "C"},
}
"""O was there alone, far from the site; S stands in for O."""

WITH_HAZARD: Table = TWO_THERE | {"confirm_hazard": {"under_way": "id"}}
"""They are at a hazard that is to be confirmed."""

WELL_PLACED: Table = TWO_THERE | {"take_position": {"under_way": "OCS", "closed": "OCS"}}
"""Their position is good enough to be the site's."""

ONE_THERE: Table = {"join": {"under_way": "i"}, "void": {"under_way": "OCS", "closed": "OCS"}}
"""i is there alone."""

TARGET = {
    "join": "",
    "confirm_hazard": "",
    "accept_distance": "",
    "take_position": "",
    "close": "closed",
    "void": "void",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "join": (),
    "close": ("conclusion", "counterpart?", "signatures?", "refused?", "witness?"),
    "confirm_hazard": ("conclusion", "position", "files"),
    "accept_distance": ("reason",),
    "take_position": (),
    "void": ("reason",),
}

"""Who may move a finding of a visit, written by hand from the office's rules: those who were there strike it as long
as the visit is not signed; then the office that sent them says what becomes of it, the unit that it was given to
answers, and the office looks again, by somebody else than who answered. People are those of `tests.oracles.people`."""

from __future__ import annotations

STATES = ("recorded", "struck", "handed", "noted", "enlisted", "proposed", "issued", "answered", "settled")

Table = dict[str, dict[str, str]]

TAKEN_BACK: Table = {"take_back": dict.fromkeys(("proposed", "issued", "answered"), "OClVS")}
"""With its paper: by those who may make that void or take it back, the office's leader too."""

UNSIGNED: Table = {
    "strike": {"recorded": "id"},
    **TAKEN_BACK,
    "answer": {"issued": "t"},
    **{move: {"answered": "OCS"} for move in ("settle", "send_back")},
}
"""i and d are there; it was given to t's unit."""

SIGNED: Table = {
    **{move: {"recorded": "OCS"} for move in ("hand_on", "note", "enlist", "propose")},
    "issue": {"proposed": "OCS"},
    **TAKEN_BACK,
    "answer": {"issued": "t"},
    **{move: {"answered": "OCS"} for move in ("settle", "send_back")},
}

HANDED_OVER: Table = {move: row for move, row in SIGNED.items() if move not in ("hand_on", "note", "enlist")}
"""An enforcement unit is asked to act on it: the office closes it in no other way meanwhile; a unit may answer too."""

ANSWERED_BY_O: Table = SIGNED | {move: {"answered": "C"} for move in ("settle", "send_back")}
"""O has answered for the unit once, and S stands in for O: neither looks again."""

TARGET = {
    "strike": "struck",
    "hand_on": "handed",
    "note": "noted",
    "enlist": "enlisted",
    "propose": "proposed",
    "issue": "issued",
    "take_back": "recorded",
    "answer": "answered",
    "settle": "settled",
    "send_back": "issued",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "strike": ("reason",),
    "hand_on": (),
    "note": ("reason",),
    "enlist": ("task",),
    "propose": ("unit", "due"),
    "issue": ("due",),
    "take_back": ("reason",),
    "answer": ("text", "files"),
    "settle": ("conclusion",),
    "send_back": ("reason", "due"),
}

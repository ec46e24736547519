"""Who may move a hand-over to enforcement, written by hand from the office's rules: once the letter is out, the unit
that it went to signs for it or gives it back, decides whether it takes the case, and tells what came of it; the office
that handed over withdraws it until then, or takes it back with its letter. People are those of
`tests.oracles.people`."""

from __future__ import annotations

STATES = ("sent", "received", "filed", "not_filed", "concluded", "returned", "withdrawn")

Table = dict[str, dict[str, str]]

AFTER: Table = {
    **{move: {"received": "t"} for move in ("file", "not_file")},
    "conclude": {"filed": "t"},
    "withdraw": {"sent": "OCS"},
    "take_back": {"sent": "OClVS"},
}

LETTER_DRAFTED: Table = AFTER
"""t's unit has not had the letter yet."""

LETTER_OUT: Table = AFTER | {move: {"sent": "t"} for move in ("receive", "give_back")}

TARGET = {
    "receive": "received",
    "give_back": "returned",
    "file": "filed",
    "not_file": "not_filed",
    "conclude": "concluded",
    "withdraw": "withdrawn",
    "take_back": "withdrawn",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "receive": ("receipt_no", "day"),
    "give_back": ("reason",),
    "file": ("case_no", "day"),
    "not_file": ("reason", "day"),
    "conclude": ("result", "day"),
    "withdraw": ("reason",),
    "take_back": ("reason",),
}

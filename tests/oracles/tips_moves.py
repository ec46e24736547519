"""Who moves a tip, written by hand from the office's rules. An office's officer around it takes it or not, merges it,
gives it to a unit and back, answers and closes; the unit to which it was given verifies it, itself and nobody above it,
and never by who has verified it before; who told it (Y, by number and code) is content, or has it verified again within
the term. Where a second look differed, an office begins anew. Enterprises, streets that were not asked, leaders and
auditors move nothing. People are those of `tests.oracles.people`."""

from __future__ import annotations

STATES = ("received", "accepted", "verifying", "verified", "answered", "closed", "declined", "merged")

Table = dict[str, dict[str, str]]

OFFICES = "ocOCS"

ALLOWED: Table = {
    "accept": {"received": OFFICES},
    "decline": {"received": OFFICES},
    "merge": {"received": OFFICES, "accepted": OFFICES},
    "assign": {"accepted": OFFICES},
    "reassign": {"verifying": OFFICES},
    "verify": {"verifying": "p"},
    "send_back": {"verified": OFFICES},
    "answer": {"verified": OFFICES},
    "close": {"answered": OFFICES},
    "confirm": {"answered": "Y"},
    "reopen": {"answered": "Y", "closed": "Y"},
}
"""Given to the district's department; the term runs."""

WITH_STREET: Table = {**ALLOWED, "verify": {"verifying": "s"}}
WITH_DISTRICT: Table = {**ALLOWED, "verify": {"verifying": "d"}}
WITH_CITY: Table = {**ALLOWED, "verify": {"verifying": "P"}}
VERIFIED_BY_P: Table = {move: row for move, row in ALLOWED.items() if move != "verify"}
TOO_LATE: Table = {move: row for move, row in ALLOWED.items() if move != "reopen"}
DIFFERING: Table = {**ALLOWED, "reinvestigate": {"answered": OFFICES, "closed": OFFICES}}

TARGET: dict[str, str | None] = {
    "accept": "accepted",
    "decline": "declined",
    "merge": "merged",
    "assign": "verifying",
    "reassign": None,
    "verify": "verified",
    "send_back": "verifying",
    "answer": "answered",
    "close": "closed",
    "confirm": "closed",
    "reopen": "accepted",
    "reinvestigate": "accepted",
    "withdraw_accept": "received",
    "withdraw_decline": "received",
    "withdraw_assign": "accepted",
    "withdraw_answer": "verified",
    "withdraw_close": "answered",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "accept": ("sector",),
    "decline": ("reason",),
    "merge": ("other", "reason"),
    "assign": ("unit", "note?"),
    "reassign": ("unit", "reason"),
    "verify": ("conclusion", "account", "files?", "site?", "elsewhere?", "title?", "hazard?"),
    "send_back": ("reason",),
    "answer": ("text",),
    "close": (),
    "confirm": (),
    "reopen": (),
    "reinvestigate": ("reason",),
}

JUST: dict[str, tuple[str, Table]] = {
    move: (source, {**ALLOWED, f"withdraw_{move}": {str(TARGET[move]): "O"}})
    for move, source in {
        "accept": "received",
        "decline": "received",
        "assign": "accepted",
        "answer": "verified",
        "close": "answered",
    }.items()
}
"""By the move that O has just made, where it came from, and who may move now."""

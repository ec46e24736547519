"""Who looks again at a tip that was verified, written by hand: an inspector, an officer of an office, a department or a
district around it, of another unit than the one that has verified it, and never who has verified it. People are those
of `tests.oracles.people`; the tip was verified by p."""

from __future__ import annotations

STATES = ("drawn", "agrees", "differs", "unclear")

Table = dict[str, dict[str, str]]

LOOKERS = "diPocOCS"

ALLOWED: Table = {"agree": {"drawn": LOOKERS}, "differ": {"drawn": LOOKERS}, "cannot_tell": {"drawn": LOOKERS}}

VERIFIED_BY_D: Table = {move: {"drawn": "piPocOCS"} for move in ALLOWED}
"""The unit was d's, and d has verified it."""

TARGET = {
    "agree": "agrees",
    "differ": "differs",
    "cannot_tell": "unclear",
    "withdraw_agree": "drawn",
    "withdraw_differ": "drawn",
    "withdraw_cannot_tell": "drawn",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "agree": ("note", "position?", "files"),
    "differ": ("note", "position?", "files"),
    "cannot_tell": ("note", "position?"),
}

JUST: dict[str, Table] = {
    move: {**ALLOWED, f"withdraw_{move}": {TARGET[move]: "i"}} for move in ("agree", "differ", "cannot_tell")
}
"""By what i has just told, who may move now."""

"""Who moves a request for help, written by hand from the office's rules: an office officer or an officer of the site's
department takes it or not, chooses expert and day, tells of the visit and its advice, follows up when three months are
over, and closes; who made the last step takes it back. Nobody is punished by any of them. People are those of
`tests.oracles.people`."""

from __future__ import annotations

STATES = ("requested", "accepted", "declined", "arranged", "visited", "advised", "followed_up", "closed")

Table = dict[str, dict[str, str]]

ARRANGERS = "pPocOCS"

ALLOWED: Table = {
    "accept": {"requested": ARRANGERS},
    "decline": {"requested": ARRANGERS},
    "arrange": {"accepted": ARRANGERS},
    "visit": {"arranged": ARRANGERS},
    "advise": {"visited": ARRANGERS},
    "follow_up": {"advised": ARRANGERS},
    "close": {"followed_up": ARRANGERS},
}

TOO_EARLY: Table = {move: row for move, row in ALLOWED.items() if move != "follow_up"}
"""While the three months after the visit are not over nobody follows up."""

TARGET = {
    "accept": "accepted",
    "decline": "declined",
    "arrange": "arranged",
    "visit": "visited",
    "advise": "advised",
    "follow_up": "followed_up",
    "close": "closed",
    "withdraw_accept": "requested",
    "withdraw_decline": "requested",
    "withdraw_arrange": "accepted",
    "withdraw_visit": "arranged",
    "withdraw_advise": "visited",
    "withdraw_follow_up": "advised",
    "withdraw_close": "followed_up",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "accept": (),
    "decline": ("reason",),
    "arrange": ("expert", "day"),
    "visit": ("day", "record", "supervised?", "files?"),
    "advise": (),
    "follow_up": ("satisfaction", "note"),
    "close": (),
}

JUST: dict[str, tuple[str, Table]] = {
    move: (source, {**ALLOWED, f"withdraw_{move}": {TARGET[move]: "O"}})
    for move, source in {
        "accept": "requested",
        "decline": "requested",
        "arrange": "accepted",
        "visit": "arranged",
        "advise": "visited",
        "follow_up": "advised",
        "close": "followed_up",
    }.items()
}
"""By the move that O has just made, where it came from, and who may move now."""

"""Who may move a round of supervision, written by hand from the office's rules: the officers of the office who keep
its list prepare it, its leader approves what somebody else has prepared. People are those of `tests.oracles.people`;
O keeps the list, and S, who stands in for O, does not."""

from __future__ import annotations

STATES = ("planned", "framed", "approved", "under_way", "closed", "cancelled")

Table = dict[str, dict[str, str]]

TO_BE_DRAWN: Table = {
    "amend": {"planned": "O"},
    "freeze": {"planned": "O"},
    "thaw": {"framed": "O", "approved": "O"},
    "approve": {"framed": "lV"},
    "draw": {"approved": "O"},
    "replace": {"under_way": "O"},
    "name": {"under_way": "O"},
    "close": {"under_way": "O"},
    "cancel": {"planned": "O", "framed": "O", "approved": "O"},
}
"""Of the city's office; targets are drawn."""

TAKEN_WHOLE: Table = {move: row for move, row in TO_BE_DRAWN.items() if move != "draw"} | {
    "take_all": {"approved": "O"}
}
"""All that stands in the frame is visited."""

KEPT_BY_V: Table = {"approve": {"framed": "l"}}
"""V, who stands in for the leader, has prepared it, and is no officer."""

OF_DISTRICT: Table = {move: dict.fromkeys(row, "o") for move, row in TO_BE_DRAWN.items()} | {"approve": {"framed": "L"}}
"""The district's office, where o keeps the list: the city's does not act for it."""

TARGET = {
    "amend": "",
    "freeze": "framed",
    "thaw": "planned",
    "approve": "approved",
    "draw": "under_way",
    "take_all": "under_way",
    "replace": "",
    "name": "",
    "close": "closed",
    "cancel": "cancelled",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "amend": (),
    "freeze": (),
    "thaw": ("reason",),
    "approve": ("approval_no?",),
    "draw": ("public_value",),
    "take_all": (),
    "replace": ("seal",),
    "name": ("seal",),
    "close": (),
    "cancel": ("reason",),
}

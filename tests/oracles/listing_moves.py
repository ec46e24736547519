"""Who may make which move of a listing from which state: written by hand from the rules of the office (3.7 of the
domain text), never from the declaration. People are those of `tests.oracles.people`; O has drafted the verdict of the
city's listing, o that of the district's."""

STATES = (
    "proposed",
    "approved",
    "noticed",
    "acceptance_requested",
    "accepted",
    "delisted",
    "kept_listed",
    "refused",
    "dropped",
)

BY_CITY: dict[str, dict[str, str]] = {
    "approve": {"proposed": "lV"},
    "refuse": {"proposed": "lV"},
    "drop": {"proposed": "OCS"},
    "notice": {"approved": "OCS"},
    "file": dict.fromkeys(("noticed", "acceptance_requested", "accepted", "kept_listed"), "OCS"),
    "publish": dict.fromkeys(("noticed", "acceptance_requested", "kept_listed", "delisted"), "OCS"),
    "progress": {"noticed": "es", "kept_listed": "es"},
    "request_acceptance": {"noticed": "es", "kept_listed": "es"},
    "inspect": {"acceptance_requested": "OCS"},
    "accept": {"acceptance_requested": "C"},
    "keep": {"acceptance_requested": "C"},
    "delist": {"accepted": "lV"},
}

PROPOSED_BY_V = {**BY_CITY, "approve": {"proposed": "l"}, "refuse": {"proposed": "l"}}
INSPECTED_BY_V = {
    "inspector_one": {**BY_CITY, "accept": {"acceptance_requested": "OCS"}, "delist": {"accepted": "l"}},
    "inspector_two": {**BY_CITY, "delist": {"accepted": "l"}},
}
"""V had proposed the listing, or was one of the two who inspected it, as an officer."""

BY_DISTRICT: dict[str, dict[str, str]] = {
    "approve": {"proposed": "L"},
    "refuse": {"proposed": "L"},
    "drop": {"proposed": "oc"},
    "notice": {"approved": "oc"},
    "file": dict.fromkeys(("noticed", "acceptance_requested", "accepted", "kept_listed"), "oc"),
    "publish": dict.fromkeys(("noticed", "acceptance_requested", "kept_listed", "delisted"), "oc"),
    "progress": {"noticed": "es", "kept_listed": "es"},
    "request_acceptance": {"noticed": "es", "kept_listed": "es"},
    "inspect": {"acceptance_requested": "oc"},
    "accept": {"acceptance_requested": "c"},
    "keep": {"acceptance_requested": "c"},
    "delist": {"accepted": "L"},
}

VERDICT = {"accept": "accept", "keep": "keep"}
"""Moves that only the verdict drafted by the first inspector opens."""

TARGET = {
    "approve": "approved",
    "refuse": "refused",
    "drop": "dropped",
    "file": "",
    "publish": "",
    "progress": "",
    "notice": "noticed",
    "request_acceptance": "acceptance_requested",
    "inspect": "acceptance_requested",
    "accept": "accepted",
    "keep": "kept_listed",
    "delist": "delisted",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "approve": ("decision",),
    "refuse": ("reason",),
    "drop": ("reason",),
    "notice": ("document?",),
    "file": ("to", "on"),
    "publish": ("medium", "on"),
    "progress": ("text", "files?"),
    "request_acceptance": ("evidence", "files?"),
    "inspect": ("record", "verdict"),
    "accept": (),
    "keep": (),
    "delist": ("document?",),
}
"""The facts of each move; a question mark for what may be left out."""

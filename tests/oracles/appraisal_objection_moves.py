"""Who may move an objection, written by hand: the office looks at it, a leader decides who neither scored nor looked at
it and stands in for nobody who did; the unit t takes it back. People are those of `tests.oracles.people`."""

STATES = ("raised", "accepted", "rejected", "upheld", "dismissed", "withdrawn")

Table = dict[str, dict[str, str]]

_LOOKED_AT: Table = {
    "accept": {"raised": "OCS"},
    "reject": {"raised": "OCS"},
    "look_again": {"accepted": "lV", "rejected": "lV"},
    "take_back": {"raised": "t"},
}

TOLD: Table = {**_LOOKED_AT, "uphold": {"accepted": "lV"}, "dismiss": {"accepted": "lV", "rejected": "lV"}}
SCORED_BY_V: Table = {**_LOOKED_AT, "uphold": {"accepted": "l"}, "dismiss": {"accepted": "l", "rejected": "l"}}
LOOKED_AT_BY_L: Table = _LOOKED_AT
"""By the leader l, for whom V stands in: neither decides."""

DECIDED: Table = {}
"""The run is decided: nothing moves any more."""

TARGET = {
    "accept": "accepted",
    "reject": "rejected",
    "uphold": "upheld",
    "dismiss": "dismissed",
    "look_again": "raised",
    "take_back": "withdrawn",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "accept": ("points", "opinion"),
    "reject": ("opinion",),
    "uphold": (),
    "dismiss": ("decision",),
    "look_again": ("reason",),
    "take_back": (),
}

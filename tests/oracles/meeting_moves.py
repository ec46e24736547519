"""Who may make which move of a task force's meeting, written by hand: the officers of the office to which the task
force belongs, those of the district's for a district's. People are those of `tests.oracles.people`."""

STATES = ("called", "held", "minuted", "cancelled")

OF_CITY: dict[str, dict[str, str]] = {
    "hold": {"called": "OCS"},
    "settle": {"held": "OCS"},
    "reopen": {"minuted": "OCS"},
    "cancel": {"called": "OCS"},
}

OF_DISTRICT: dict[str, dict[str, str]] = {
    "hold": {"called": "oc"},
    "settle": {"held": "oc"},
    "reopen": {"minuted": "oc"},
    "cancel": {"called": "oc"},
}

TARGET = {"hold": "held", "settle": "minuted", "reopen": "held", "cancel": "cancelled"}

NEEDS: dict[str, tuple[str, ...]] = {"hold": (), "settle": (), "reopen": ("reason",), "cancel": ("reason",)}

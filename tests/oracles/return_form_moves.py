"""Who may make which move of a form, written by hand: the office's own officers issue, discard and end it, its
leader withdraws it; by its day it is ended by the clock. People are those of `tests.oracles.people`."""

STATES = ("drafted", "issued", "superseded", "ended", "withdrawn", "discarded")

OF_CITY: dict[str, dict[str, str]] = {
    "issue": {"drafted": "OCS"},
    "discard": {"drafted": "OCS"},
    "supersede": {"issued": "OCS"},
    "end": {"issued": "OCS"},
    "withdraw": {"issued": "lV", "superseded": "lV"},
}

OF_DISTRICT: dict[str, dict[str, str]] = {
    "issue": {"drafted": "oc"},
    "discard": {"drafted": "oc"},
    "supersede": {"issued": "oc"},
    "end": {"issued": "oc"},
    "withdraw": {"issued": "L", "superseded": "L"},
}

TARGET = {
    "issue": "issued",
    "discard": "discarded",
    "supersede": "superseded",
    "end": "ended",
    "withdraw": "withdrawn",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "issue": (),
    "discard": (),
    "supersede": (),
    "end": (),
    "withdraw": ("reason",),
}

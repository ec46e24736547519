"""Who may make which move of an official document, written by hand; offices above and below do not act for each
other. People are those of `tests.oracles.people`."""

STATES = ("drafted", "approved", "issued", "withdrawn")

OF_CITY: dict[str, dict[str, str]] = {
    "revise": {"drafted": "OCS"},
    "approve": {"drafted": "l"},
    "issue": {"approved": "OCS"},
    "withdraw_issue": {"issued": "l"},
}

OF_DISTRICT: dict[str, dict[str, str]] = {
    "revise": {"drafted": "oc"},
    "approve": {"drafted": "L"},
    "issue": {"approved": "oc"},
    "withdraw_issue": {"issued": "L"},
}

TARGET = {"revise": "drafted", "approve": "approved", "issue": "issued", "withdraw_issue": "withdrawn"}

NEEDS: dict[str, tuple[str, ...]] = {
    "revise": (),
    "approve": (),
    "issue": (),
    "withdraw_issue": ("reason", "correction"),
}

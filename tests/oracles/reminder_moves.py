"""Who may move a reminder, written by hand from the office's rules: the officers of the office that sends it; tasks
follow a letter that is with the units; only who was not answered in time goes up the ladder, or says why not; it ends
when everybody has answered. People are those of `tests.oracles.people`."""

STATES = ("open", "escalated", "settled")

Table = dict[str, dict[str, str]]

DRAFTED: Table = {}
"""Nothing follows from a letter that is not out yet."""

ISSUED: Table = {
    "open_task": {"open": "OCS", "escalated": "OCS"},
    "amend_task": {"open": "OCS", "escalated": "OCS"},
}

LATE: Table = {**ISSUED, "escalate": {"open": "OCS", "escalated": "OCS"}, "hold": {"open": "OCS"}}
"""No letter is in its place: none was begun, or the next one up was taken back."""

FOLLOWED: Table = {**ISSUED, "hold": {"open": "OCS"}}
"""Late, but the next letter up stands."""

ANSWERED: Table = {**ISSUED, "settle": {"open": "OCS", "escalated": "OCS"}}

BY_DISTRICT: Table = {
    "open_task": {"open": "oc", "escalated": "oc"},
    "amend_task": {"open": "oc", "escalated": "oc"},
    "settle": {"open": "oc", "escalated": "oc"},
}
"""Answered, and sent by the district's office: the city's does not act for it."""

TARGET = {"open_task": "", "amend_task": "", "escalate": "escalated", "hold": "", "settle": "settled"}

NEEDS: dict[str, tuple[str, ...]] = {
    "open_task": ("task", "what"),
    "amend_task": ("task", "what"),
    "escalate": ("reason",),
    "hold": ("reason",),
    "settle": ("conclusion",),
}

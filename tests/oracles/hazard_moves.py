"""Who may make which move of a hazard from which state: written by hand from the rules of the office, never from the
declaration.

Columns of people, all around one site (房屋建筑施工) in 民治街道 of 龙华区: e its enterprise contact, s street officer,
d district officer, p officer of the district's sector department, P of the city's, t of a department to which the
hazard was transferred, i inspector, o office officer of the district, O of the city, l office leader of the city,
x officer of another district's sector department, q officer of another street, u auditor.
A letter in a cell: that person may make the move from that state; all others, and all states not named, are refused.
"""

ALLOWED: dict[str, dict[str, str]] = {
    "report": {"draft": "esdpPioO"},
    "verify": {"reported": "pP"},
    "reject": {"reported": "pP", "verified": "pP"},
    "mark_duplicate": {"reported": "pP", "verified": "pP"},
    "start": {"verified": "es"},
    "progress": {"rectifying": "es"},
    "revise_plan": {"rectifying": "es"},
    "declare": {"rectifying": "es"},
    "extend": {"rectifying": "pP"},
    "accept": {"reviewed": "pP"},
    "fail_acceptance": {"reviewed": "pP", "accepted": "pP"},
    "close": {"accepted": "o"},
    "reopen": {"closed": "pPoO"},
    "retract": {"reported": "esdpPioO"},
    "redraft": {"retracted": "esdpPioO"},
}

AFTER_TRANSFER: dict[str, dict[str, str]] = {
    "verify": {"reported": "t"},
    "reject": {"reported": "t", "verified": "t"},
    "mark_duplicate": {"reported": "t", "verified": "t"},
    "extend": {"rectifying": "t"},
    "accept": {"reviewed": "t"},
    "fail_acceptance": {"reviewed": "t", "accepted": "t"},
    "reopen": {"closed": "toO"},
}
"""The same once the hazard was transferred to t: it alone is the sector department then. Other moves stay as above."""

TRANSFER = {"reported": "t", "verified": "t", "rectifying": "t"}
"""Who grants a request to transfer the hazard to t, by which it is transferred."""

RECORDS: dict[str, dict[str, tuple[str, str]]] = {
    "confirm": {"verified": ("dpPi", "dpPi"), "rectifying": ("dpPi", "dpPi"), "declared": ("dpPi", "dpPi")},
    "review": {"declared": ("dpPi", "sdpPi")},
    "send_back": {"declared": ("dpPi", "sdpPi")},
}
"""Two-person moves: who may draft the record, who may sign it as the second (another person each time)."""

STATES = (
    "draft",
    "reported",
    "verified",
    "rectifying",
    "declared",
    "reviewed",
    "accepted",
    "closed",
    "rejected",
    "duplicate",
    "retracted",
)
PEOPLE = "esdpPtioOlxqu"

TARGET = {
    "report": "reported",
    "verify": "verified",
    "reject": "rejected",
    "mark_duplicate": "duplicate",
    "start": "rectifying",
    "progress": "rectifying",
    "revise_plan": "rectifying",
    "extend": "rectifying",
    "declare": "declared",
    "accept": "accepted",
    "fail_acceptance": "rectifying",
    "close": "closed",
    "reopen": "rectifying",
    "retract": "retracted",
    "redraft": "draft",
}
RECORD_TARGET = {"confirm": "", "review": "reviewed", "send_back": "rectifying"}
"""The state after the second signature; "" for the same as before."""

UNDONE = {
    "withdraw_report": ("reported", "draft"),
    "withdraw_verify": ("verified", "reported"),
    "withdraw_start": ("rectifying", "verified"),
    "withdraw_declare": ("declared", "rectifying"),
    "withdraw_accept": ("accepted", "reviewed"),
    "withdraw_close": ("closed", "accepted"),
}
"""Each person's own last move back, until the next person has acted."""

NEEDS: dict[str, tuple[str, ...]] = {
    "report": (),
    "verify": ("criterion", "level", "due", "responsible_unit"),
    "confirm": ("record",),
    "reject": ("reason",),
    "mark_duplicate": ("other",),
    "transfer": ("request",),
    "start": (
        "responsibility",
        "measures",
        "funding",
        "deadline",
        "contingency",
        "plan_goals?",
        "plan_methods?",
        "plan_means?",
        "plan_bodies?",
        "plan_timing?",
        "plan_safety?",
    ),
    "progress": ("text", "percentage", "files?"),
    "revise_plan": ("plan_goals?", "plan_methods?", "plan_means?", "plan_bodies?", "plan_timing?", "plan_safety?"),
    "extend": ("request",),
    "declare": ("measures_done", "funds", "files"),
    "review": ("record",),
    "send_back": ("record",),
    "accept": ("conclusion", "commitments"),
    "fail_acceptance": ("reason",),
    "close": (),
    "reopen": ("trigger", "evidence", "due?"),
    "retract": (),
    "redraft": (),
}
"""The facts of each move; a question mark for what may be left out. Photos of a report and of a record come with it."""

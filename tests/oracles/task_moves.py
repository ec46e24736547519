"""Who may make which move of a key task from which state: written by hand from the rules of the office, never from
the declaration.

Columns of people: o office officer (city), l office leader (city), d officer of the lead department, a officer of an
assisting department, s officer of another department, D office officer of a district, u auditor.
A letter in a cell: that person may make the move from that state; all others, and all states not named, are refused.
"""

ALLOWED: dict[str, dict[str, str]] = {
    "assign": {"drafted": "o"},
    "accept": {"assigned": "d"},
    "object": {"assigned": "d"},
    "start": {"accepted": "d"},
    "report": {"under_way": "da"},
    "nil": {"under_way": "da"},
    "extend": {"under_way": "l"},
    "submit": {"under_way": "d"},
    "return": {"submitted": "o"},
    "verify": {"submitted": "o"},
    "finish": {"verified": "l"},
    "cancel": {"drafted": "l", "assigned": "l", "accepted": "l", "under_way": "l"},
    "replace": {"drafted": "o", "assigned": "o", "accepted": "o", "under_way": "o"},
    "redate": {"under_way": "l", "submitted": "l", "done": "l"},
    "retract": {"drafted": "o"},
    "redraft": {"retracted": "o"},
}

STATES = ("drafted", "assigned", "accepted", "under_way", "submitted", "verified", "done", "cancelled", "retracted")
PEOPLE = "oldasDu"

TARGET = {
    "assign": "assigned",
    "accept": "accepted",
    "object": "drafted",
    "start": "under_way",
    "report": "under_way",
    "nil": "under_way",
    "extend": "under_way",
    "submit": "submitted",
    "return": "under_way",
    "verify": "verified",
    "finish": "done",
    "cancel": "cancelled",
    "replace": "cancelled",
    "redate": "",
    "retract": "retracted",
    "redraft": "drafted",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "assign": ("accept_by?",),
    "accept": ("on",),
    "object": ("reason",),
    "start": ("responsible",),
    "report": (
        *("period", "text", "figures?", "amount?", "note?", "reached?", "reached_on?"),
        *("evidence?", "unit?"),
    ),
    "nil": ("period", "unit?"),
    "extend": ("request",),
    "submit": ("conclusion", "evidence?"),
    "return": ("reason",),
    "verify": ("checked",),
    "finish": (),
    "cancel": ("reason",),
    "replace": ("reason",),
    "redate": ("step", "on", "reason", "evidence"),
    "retract": (),
    "redraft": (),
}
"""The facts of each move; a question mark for what may be left out."""

"""Who says what an alert is, written by hand. People are those of `tests.oracles.people`; the alert lies at the site:
its street, its district, the departments of its line and the offices around it judge it, and no enterprise judges its
own."""

STATES = ("received", "watched", "hazard", "false", "duplicate")

JUDGES = "sdpPocOCS"
"""S stands in for O."""

ALLOWED: dict[str, dict[str, str]] = {
    "watch": {"received": JUDGES},
    "report_hazard": {"received": JUDGES, "watched": JUDGES},
    "mark_duplicate": {"received": JUDGES, "watched": JUDGES},
    "dismiss": {"received": JUDGES, "watched": JUDGES},
}

TARGET = {"watch": "watched", "report_hazard": "hazard", "mark_duplicate": "duplicate", "dismiss": "false"}

NEEDS: dict[str, tuple[str, ...]] = {
    "watch": ("note",),
    "report_hazard": ("title", "criterion?", "description?", "files"),
    "mark_duplicate": ("other",),
    "dismiss": ("reason",),
}

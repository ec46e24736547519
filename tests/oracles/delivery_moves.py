"""Who may make which move of a delivery, written by hand: t works at the unit that the document was sent to, the city's
office issued it. People are those of `tests.oracles.people`."""

STATES = ("sent", "received", "replied", "evaluated")

ALLOWED: dict[str, dict[str, str]] = {
    "receive": {"sent": "t"},
    "reply": {"sent": "t", "received": "t"},
    "record_reply": {"sent": "OCS", "received": "OCS"},
    "evaluate": {"replied": "OCS"},
    "return_reply": {"replied": "OCS"},
}

TARGET = {
    "receive": "received",
    "reply": "replied",
    "record_reply": "replied",
    "evaluate": "evaluated",
    "return_reply": "received",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "receive": (),
    "reply": ("text", "files?"),
    "record_reply": ("text", "files", "by_whom?"),
    "evaluate": ("assessment",),
    "return_reply": ("reason",),
}

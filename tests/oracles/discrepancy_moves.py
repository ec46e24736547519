"""Who clears up a difference between two ledgers, written by hand from the office's rules: the office gives it to a
unit, the unit (or the office for it) says what was done, the office confirms or sends back; settling
a comparison closes what is gone or is the same as another one, opens again what is met again, and tells what became
another kind of difference. People are those of
`tests.oracles.people`."""

STATES = ("open", "assigned", "resolved", "confirmed", "gone")

Table = dict[str, dict[str, str]]

GIVEN: Table = {
    "assign": {"open": "OCS", "assigned": "OCS"},
    "resolve": {"assigned": "tOCS"},
    "confirm": {"resolved": "OCS"},
    "reopen": {"resolved": "OCS", "confirmed": "OCS"},
    "vanish": {"open": "OCS", "assigned": "OCS", "resolved": "OCS"},
    "merge": {"open": "OCS", "assigned": "OCS", "resolved": "OCS"},
    "recur": {"resolved": "OCS", "confirmed": "OCS", "gone": "OCS"},
    "turn": {"open": "OCS", "assigned": "OCS"},
}
"""Of the city's office, given to the unit of t."""

NOT_GIVEN: Table = {**GIVEN, "resolve": {"assigned": "OCS"}}
"""Nobody's yet."""

OF_DISTRICT: Table = {
    "assign": {"open": "oc", "assigned": "oc"},
    "resolve": {"assigned": "toc"},
    "confirm": {"resolved": "oc"},
    "reopen": {"resolved": "oc", "confirmed": "oc"},
    "vanish": {"open": "oc", "assigned": "oc", "resolved": "oc"},
    "merge": {"open": "oc", "assigned": "oc", "resolved": "oc"},
    "recur": {"resolved": "oc", "confirmed": "oc", "gone": "oc"},
    "turn": {"open": "oc", "assigned": "oc"},
}
"""Of the district's office, given to the unit of t."""

TARGET = {
    "assign": "assigned",
    "resolve": "resolved",
    "confirm": "confirmed",
    "reopen": "open",
    "vanish": "gone",
    "merge": "gone",
    "recur": "open",
    "turn": "",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "assign": ("unit", "due", "cause?"),
    "resolve": ("cause", "resolution", "files?"),
    "confirm": (),
    "reopen": ("reason",),
    "vanish": (),
    "merge": ("into",),
    "recur": (),
    "turn": (),
}

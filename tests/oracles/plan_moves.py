"""Who may make which move of a plan's version from which state: written by hand from the rules of the office, never
from the declaration.

The officers of the unit that answers for a plan write it, put it to the units, take it back and send it to review, this
only when every unit has answered or let its day pass and every opinion was dealt with; a leader of an office over the
plan's place sends it back or issues it, and whoever issues a version supersedes the one before. Whoever
stands in for the leader decides on nothing that they prepared themselves. Letters are those of
`tests.oracles.people`; all others, and all states not named, are refused.
"""

STATES = ("drafted", "consulting", "reviewing", "issued", "superseded", "dropped")

TARGET = {
    "consult": "consulting",
    "recall": "drafted",
    "submit": "reviewing",
    "send_back": "drafted",
    "issue": "issued",
    "supersede": "superseded",
    "drop": "dropped",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "consult": ("reply_by",),
    "submit": (),
    "recall": ("reason",),
    "send_back": ("reason",),
    "issue": ("issued_on", "document_no?", "signed?"),
    "supersede": (),
    "drop": ("reason",),
}
"""The facts of each move; a question mark for what may be left out."""

OF_CITY: dict[str, dict[str, str]] = {
    "consult": {"drafted": "O"},
    "recall": {"consulting": "O"},
    "submit": {"consulting": "O"},
    "send_back": {"reviewing": "lV"},
    "issue": {"reviewing": "lV"},
    "supersede": {"issued": "lV"},
    "drop": {"drafted": "O", "consulting": "O"},
}
"""The city's office answers for it."""

WRITTEN_BY_V = {**OF_CITY, "send_back": {"reviewing": "l"}, "issue": {"reviewing": "l"}}
"""The same where V took part in writing it."""

OF_CITY_UNSETTLED = {move: row for move, row in OF_CITY.items() if move != "submit"}
"""The same while an answer or the dealing with an opinion is outstanding."""

OF_DISTRICT: dict[str, dict[str, str]] = {
    "consult": {"drafted": "d"},
    "recall": {"consulting": "d"},
    "submit": {"consulting": "d"},
    "send_back": {"reviewing": "LlV"},
    "issue": {"reviewing": "LlV"},
    "supersede": {"issued": "LlV"},
    "drop": {"drafted": "d", "consulting": "d"},
}
"""The district's government answers for it: the leader of its own office or of the city's decides."""

OF_DEPARTMENT: dict[str, dict[str, str]] = {
    "consult": {"drafted": "P"},
    "recall": {"consulting": "P"},
    "submit": {"consulting": "P"},
    "send_back": {"reviewing": "lV"},
    "issue": {"reviewing": "lV"},
    "supersede": {"issued": "lV"},
    "drop": {"drafted": "P", "consulting": "P"},
}
"""A department of the city answers for a sector's plan."""

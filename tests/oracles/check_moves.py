"""Who may make which move of a drawn report from which state: written by hand from the rules of the office, never from
the declaration. The report is one of the city's department.

Letters as in `people`: a letter in a cell may make the move from that state; all others, and all states not named, are
refused.
"""

from __future__ import annotations

STATES = ("drawn", "true", "insufficient", "supplemented", "untrue")

ALLOWED: dict[str, dict[str, str]] = {
    "confirm": {"drawn": "OCS", "supplemented": "OCS"},
    "ask_more": {"drawn": "OCS", "supplemented": "OCS"},
    "refute": {"drawn": "OCS", "supplemented": "OCS"},
    "supplement": {"insufficient": "P"},
}
"""The city's department P has reported."""

OWN_UNIT: dict[str, dict[str, str]] = {
    "confirm": {"drawn": "CS", "supplemented": "CS"},
    "ask_more": {"drawn": "CS", "supplemented": "CS"},
    "refute": {"drawn": "CS", "supplemented": "CS"},
}
"""The unit for which O works has reported: nobody checks the own unit's."""

OF_DISTRICT: dict[str, dict[str, str]] = {
    "confirm": {"drawn": "OCS", "supplemented": "OCS"},
    "ask_more": {"drawn": "OCS", "supplemented": "OCS"},
    "refute": {"drawn": "OCS", "supplemented": "OCS"},
    "supplement": {"insufficient": "d"},
}
"""The government d has reported, and the city's office has drawn: the district's own does not settle it."""

TARGET = {"confirm": "true", "ask_more": "insufficient", "refute": "untrue", "supplement": "supplemented"}

NEEDS: dict[str, tuple[str, ...]] = {
    "confirm": ("note?",),
    "ask_more": ("note",),
    "refute": ("note",),
    "supplement": ("supplement", "evidence?"),
}

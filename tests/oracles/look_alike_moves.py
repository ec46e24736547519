"""Who may move a look-alike sweep, written by hand from the office's rules: the officers of the very office; those of a
unit that has sites to check tell what they found. It is sent when its list holds a site, and closed when every site was
looked at or excused. The city's office has the sweep, the district has sites."""

from __future__ import annotations

STATES = ("drafted", "sent", "closed", "dropped")

Table = dict[str, dict[str, str]]

_O = "OCS"

ALLOWED: Table = {
    "send": {"drafted": _O},
    "drop": {"drafted": _O},
    "note_check": {"sent": "OCSd"},
    "excuse": {"sent": _O},
    "close": {"sent": _O},
}

WITHOUT_SITES: Table = {move: row for move, row in ALLOWED.items() if move != "send"}
WITH_SITES_LEFT: Table = {move: row for move, row in ALLOWED.items() if move != "close"}

TARGET = {"send": "sent", "drop": "dropped", "note_check": "", "excuse": "", "close": "closed"}

NEEDS: dict[str, tuple[str, ...]] = {
    "send": ("what", "until"),
    "drop": ("reason",),
    "note_check": ("site", "on", "text"),
    "excuse": ("site", "reason"),
    "close": ("conclusion",),
}

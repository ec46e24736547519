"""Who may move a joint study, written by hand from the office's rules: the officers of the very office; those of a
department that takes part write down what they saw, causes and lessons. It is concluded when causes and lessons stand,
and closed when every gap is filled. The city's office has the study, its department of line 1 takes part."""

from __future__ import annotations

STATES = ("under_way", "concluded", "closed")

Table = dict[str, dict[str, str]]

_O, _WITH_DEPARTMENT = "OCS", "OCSP"
_OPEN = {"under_way": _O, "concluded": _O}

ALLOWED: Table = {
    "invite": {"under_way": _O},
    "note_look": {"under_way": _WITH_DEPARTMENT},
    "note_cause": {"under_way": _WITH_DEPARTMENT},
    "write_lessons": {"under_way": _WITH_DEPARTMENT},
    "note_gap": {"under_way": _O},
    "fill_gap": _OPEN,
    "extend": _OPEN,
    "conclude": {"under_way": _O},
    "resume": {"concluded": _O},
    "close": {"concluded": _O},
}

NOT_WRITTEN: Table = {move: row for move, row in ALLOWED.items() if move != "conclude"}
"""Before causes and lessons stand."""

WITH_GAPS: Table = {move: row for move, row in ALLOWED.items() if move != "close"}
"""While a gap is not filled."""

TARGET = {
    "invite": "",
    "note_look": "",
    "note_cause": "",
    "write_lessons": "",
    "note_gap": "",
    "fill_gap": "",
    "extend": "",
    "conclude": "concluded",
    "resume": "under_way",
    "close": "closed",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "invite": ("unit",),
    "note_look": ("on", "who", "text", "files?"),
    "note_cause": ("text", "code?"),
    "write_lessons": ("lessons",),
    "note_gap": ("gap", "told"),
    "fill_gap": ("gap", "how", "task?"),
    "extend": ("until", "reason"),
    "conclude": ("verdict", "conclusion"),
    "resume": ("reason",),
    "close": ("evidence", "files"),
}

"""Who may move an accident case, written by hand from the law's clocks and the office's rules: officers of its line's
departments and of the committee offices record what happens; offices register what governments decide, close, void and
merge. People are those of `tests.oracles.people`; the case happened at the site's street on its line."""

from __future__ import annotations

STATES = ("reported", "investigating", "submitted", "approved", "assessed", "closed", "void", "merged")

Table = dict[str, dict[str, str]]

_RECORDERS, _OFFICES = "pPocOCS", "ocOCS"
_FOLLOWED = ("approved", "assessed")

OPEN: Table = {
    "investigate": {"reported": _RECORDERS},
    "raise_level": dict.fromkeys(("investigating", "submitted"), _RECORDERS),
    "report_up": dict.fromkeys(("reported", "investigating", "submitted", *_FOLLOWED), _RECORDERS),
    "extend": {"investigating": _OFFICES},
    "appraise": {"investigating": _RECORDERS},
    "submit": {"investigating": _RECORDERS},
    "approve": {"submitted": _OFFICES},
    "return_report": {"submitted": _OFFICES},
    "settle": dict.fromkeys(_FOLLOWED, _RECORDERS),
    "unsettle": dict.fromkeys(_FOLLOWED, _RECORDERS),
    "assess": {"approved": _OFFICES},
    "void": dict.fromkeys(("reported", "investigating", "submitted", *_FOLLOWED), _OFFICES),
    "merge": dict.fromkeys(("reported", "investigating", "submitted", *_FOLLOWED), _OFFICES),
    "carry_over": {"reported": _RECORDERS},
}
"""A general accident of which one of the four is still let go: nobody closes it."""

SETTLED: Table = {**OPEN, "close": {"assessed": _OFFICES}}
"""All four are settled."""

EXTREME: Table = {**OPEN, "extend_approval": {"submitted": _OFFICES}}
"""Only of an extreme one the time for the approval is extended."""

JUST_CLOSED: Table = {**SETTLED, "withdraw_close": {"closed": "O"}}
"""O has just closed it, and takes that back alone."""

TARGET = {
    "investigate": "investigating",
    "raise_level": "",
    "report_up": "",
    "extend": "",
    "appraise": "",
    "submit": "submitted",
    "approve": "approved",
    "return_report": "investigating",
    "extend_approval": "",
    "settle": "",
    "unsettle": "",
    "assess": "assessed",
    "close": "closed",
    "withdraw_close": "assessed",
    "void": "void",
    "merge": "merged",
    "carry_over": "approved",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "investigate": ("level", "team"),
    "raise_level": ("level", "team", "reason"),
    "report_up": ("level", "at"),
    "extend": ("days", "reason", "approval"),
    "appraise": ("days", "what"),
    "submit": ("on", "nature", "files?"),
    "approve": ("on", "document"),
    "return_report": ("reason",),
    "extend_approval": ("days", "reason"),
    "settle": ("which", "evidence", "files?"),
    "unsettle": ("which", "reason"),
    "assess": ("on", "conclusion", "published"),
    "close": (),
    "void": ("reason",),
    "merge": ("into", "reason"),
    "carry_over": (),
}

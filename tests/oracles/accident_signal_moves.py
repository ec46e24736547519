"""Who may move a signal of accident supervision, written by hand from the office's rules: the officers of the very
office on whose desk it lies, each answer only for the kind it is meant for. People are those of
`tests.oracles.people`; the city's office has the desk."""

from __future__ import annotations

STATES = (
    *("waiting", "studying", "studied", "not_new", "not_blind", "merged"),
    *("confirmed", "false_alarm", "unclear"),
)

Table = dict[str, dict[str, str]]

_O = "OCS"
_ANY_KIND: Table = {
    "study": {"waiting": _O},
    "finish": {"studying": _O},
    "merge": {"waiting": _O},
    "wait_again": dict.fromkeys(("not_new", "not_blind", "confirmed", "false_alarm", "unclear"), _O),
}
_EITHER = {"waiting": _O, "studying": _O}
_ALERTS = {**_EITHER, "unclear": _O}

OF_NEW_TYPE: Table = {**_ANY_KIND, "not_new": _EITHER}
OF_BLIND_SPOT: Table = {**_ANY_KIND, "not_blind": _EITHER}
OF_ALERT: Table = {**_ANY_KIND, "confirm": _ALERTS, "call_false": _ALERTS, "leave_open": _EITHER}
ALLOWED: Table = OF_NEW_TYPE | OF_BLIND_SPOT | OF_ALERT

TARGET = {
    "study": "studying",
    "finish": "studied",
    "not_new": "not_new",
    "not_blind": "not_blind",
    "merge": "merged",
    "confirm": "confirmed",
    "call_false": "false_alarm",
    "leave_open": "unclear",
    "wait_again": "waiting",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "study": (),
    "finish": (),
    "not_new": ("reason",),
    "not_blind": ("reason",),
    "merge": ("into", "reason"),
    "confirm": ("reason",),
    "call_false": ("reason",),
    "leave_open": ("reason",),
    "wait_again": ("reason",),
}

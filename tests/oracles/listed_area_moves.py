"""Who may move a listed area, written by hand from the office's rules: the leader of the office that lists it decides,
its district plans the treatment, closes measures and asks for acceptance, the office's officers note months and
meetings. People are those of `tests.oracles.people`; the area lies in the district, the city's office lists it."""

from __future__ import annotations

STATES = ("proposed", "listed", "planned", "treating", "inspecting", "accepted", "dropped")

Table = dict[str, dict[str, str]]

_GOING_ON = ("listed", "planned", "treating", "inspecting")

ALLOWED: Table = {
    "list": {"proposed": "lV"},
    "drop": {"proposed": "lV"},
    "submit_plan": {"listed": "doc"},
    "approve_plan": {"planned": "lV"},
    "return_plan": {"planned": "lV"},
    "excuse_month": dict.fromkeys(_GOING_ON, "OCS"),
    "note_meeting": dict.fromkeys(_GOING_ON, "OCS"),
    "close_measure": {"treating": "doc", "inspecting": "doc"},
    "ask_acceptance": {"treating": "doc"},
    "accept": {"inspecting": "lV"},
    "extend": {"inspecting": "lV"},
}

PROPOSED_BY_V: Table = {
    move: {state: who.replace("V", "") for state, who in row.items()} for move, row in ALLOWED.items()
}
"""V, who stands in for the leader, has proposed it, and decides nothing about it."""

TARGET = {
    "list": "listed",
    "drop": "dropped",
    "submit_plan": "planned",
    "approve_plan": "treating",
    "return_plan": "listed",
    "excuse_month": "",
    "note_meeting": "",
    "close_measure": "",
    "ask_acceptance": "inspecting",
    "accept": "accepted",
    "extend": "treating",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "list": ("decision",),
    "drop": ("reason",),
    "submit_plan": ("measures",),
    "approve_plan": (),
    "return_plan": ("reason",),
    "excuse_month": ("month", "reason"),
    "note_meeting": ("meeting",),
    "close_measure": ("position", "result"),
    "ask_acceptance": ("text", "files"),
    "accept": ("conclusion", "despite?"),
    "extend": ("reason", "until"),
}

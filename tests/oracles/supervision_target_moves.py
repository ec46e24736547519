"""Who may move a sealed target, written by hand from the office's rules: its round's keepers give it to a team or take
it off, and nobody but its team reaches it. People are those of `tests.oracles.people`; O keeps the list, i and d are
the team."""

from __future__ import annotations

STATES = ("sealed", "reached", "dropped", "lapsed")

Table = dict[str, dict[str, str]]

ALLOWED: Table = {
    "assign": {"sealed": "O"},
    "drop": {"sealed": "O"},
    "reach": {"sealed": "id", "reached": "id", "lapsed": "id"},
    "lapse": {"sealed": "O"},
}
WITHOUT_TEAM: Table = {move: row for move, row in ALLOWED.items() if move != "reach"}

TARGET = {"assign": "", "drop": "dropped", "reach": "reached", "lapse": "lapsed"}

NEEDS: dict[str, tuple[str, ...]] = {
    "assign": ("team", "opens_on?"),
    "drop": ("seal",),
    "reach": ("salt",),
    "lapse": (),
}

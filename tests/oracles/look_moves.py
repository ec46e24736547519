"""Who takes a second look, written by hand. People are those of `tests.oracles.people`; of the hazard, i had reviewed
it: whoever had a part in it looks no more."""

STATES = ("drawn", "held", "relapsed", "cancelled")

ALLOWED: dict[str, dict[str, str]] = {
    "hold": {"drawn": "dpP"},
    "relapse": {"drawn": "dpP"},
    "cancel": {"drawn": "ocOCS"},
}

TARGET = {"hold": "held", "relapse": "relapsed", "cancel": "cancelled"}

NEEDS: dict[str, tuple[str, ...]] = {
    "hold": ("conclusion", "position", "files"),
    "relapse": ("conclusion", "position", "files"),
    "cancel": ("reason",),
}

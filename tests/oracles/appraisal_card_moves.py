"""Who may move a unit's card, written by hand: the unit t hands it in while the run is open, the office gives it back.
People are those of `tests.oracles.people`."""

STATES = ("asked", "handed_in")

Table = dict[str, dict[str, str]]

OPEN: Table = {"hand_in": {"asked": "t"}, "give_back": {"handed_in": "OCS"}}
SCORED: Table = {}

TARGET = {"hand_in": "handed_in", "give_back": "asked"}

NEEDS: dict[str, tuple[str, ...]] = {"hand_in": (), "give_back": ("reason",)}

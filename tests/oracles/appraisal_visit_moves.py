"""Who may move an assessment visit, written by hand: an officer of the office closes it, another one confirms it, while
points can still be put right. People are those of `tests.oracles.people`."""

STATES = ("drawn", "visited", "confirmed")

Table = dict[str, dict[str, str]]

OPEN: Table = {"close": {"drawn": "OCS"}, "confirm": {"visited": "OCS"}, "look_again": {"visited": "OCS"}}
VISITED_BY_O: Table = {**OPEN, "confirm": {"visited": "C"}}
DECIDED: Table = {}

TARGET = {"close": "visited", "confirm": "confirmed", "look_again": "drawn"}

NEEDS: dict[str, tuple[str, ...]] = {"close": ("on", "evidence"), "confirm": (), "look_again": ("reason",)}

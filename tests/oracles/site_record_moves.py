"""Who may sign or drop a record of two people on site, written by hand. People are those of `tests.oracles.people`; i
has drafted it. Who may sign which kind is told with the hazard's moves."""

STATES = ("drafted", "signed", "dropped")

ALLOWED: dict[str, dict[str, str]] = {"sign": {"drafted": "sdpPi"}, "drop": {"drafted": "pPiocOCS"}}

AFTER_TRANSFER: dict[str, dict[str, str]] = {"sign": {"drafted": "sdpPi"}, "drop": {"drafted": "tiocOCS"}}
"""The same once t has taken the hazard over."""

TARGET = {"sign": "signed", "drop": "dropped"}

NEEDS: dict[str, tuple[str, ...]] = {"sign": (), "drop": ("reason",)}

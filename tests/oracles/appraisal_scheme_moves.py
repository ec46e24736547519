"""Who may move a scheme, written by hand: its office drafts and drops, its leader publishes and ends; nothing is put in
force or out of it while a run by it is being scored. People are those of `tests.oracles.people`."""

STATES = ("drafted", "published", "superseded", "ended", "dropped")

Table = dict[str, dict[str, str]]

IDLE: Table = {
    "publish": {"drafted": "lV"},
    "supersede": {"published": "lV"},
    "end": {"published": "lV"},
    "drop": {"drafted": "OCS"},
}
SCORING: Table = {"drop": {"drafted": "OCS"}}
OF_DISTRICT: Table = {
    "publish": {"drafted": "L"},
    "supersede": {"published": "L"},
    "end": {"published": "L"},
    "drop": {"drafted": "oc"},
}

TARGET = {"publish": "published", "supersede": "superseded", "end": "ended", "drop": "dropped"}

NEEDS: dict[str, tuple[str, ...]] = {"publish": (), "supersede": (), "end": ("reason",), "drop": ("reason",)}

"""Who may move a leader's instruction, written by hand from the office's rules: the officers of the leader's own office
make one letter of it, or file it with the reason, save who wrote it in the leader's place; the leader whose it is may
take it back as long as nobody has acted, or when the letter stands no longer. People are those of
`tests.oracles.people`."""

STATES = ("open", "followed", "noted", "withdrawn")

Table = dict[str, dict[str, str]]

WITHOUT_LETTER: Table = {
    "follow": {"open": "OCS", "noted": "OCS", "followed": "OCS"},
    "note": {"open": "OCS", "followed": "OCS"},
    "withdraw": {"open": "lV", "followed": "lV"},
}
"""No letter was begun, or the one that was stands no longer."""

WITH_LETTER: Table = {}
"""One letter stands: there is no second."""

OF_ANOTHER: Table = {
    "follow": {"open": "OCS", "noted": "OCS", "followed": "OCS"},
    "note": {"open": "OCS", "followed": "OCS"},
}
"""Another leader's of the same office: nobody takes that back for them."""

WRITTEN_BY_O: Table = {
    "follow": {"open": "C", "noted": "C", "followed": "C"},
    "note": {"open": "C", "followed": "C"},
    "withdraw": {"open": "lV", "followed": "lV"},
}
"""O wrote it in the leader's place: neither O nor who stands in for O acts on it, a colleague does."""

OF_DISTRICT: Table = {
    "follow": {"open": "oc", "noted": "oc", "followed": "oc"},
    "note": {"open": "oc", "followed": "oc"},
    "withdraw": {"open": "L", "followed": "L"},
}
"""The district's office: the city's does not act for it."""

TARGET = {"follow": "followed", "note": "noted", "withdraw": "withdrawn"}

NEEDS: dict[str, tuple[str, ...]] = {"follow": (), "note": ("remark",), "withdraw": ()}

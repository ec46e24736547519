"""Who decides on what was asked for, written by hand: a later deadline of a hazard, its transfer to t, more time for a
task of the city. People are those of `tests.oracles.people`."""

STATES = ("asked", "granted", "refused")

DECIDED_BY: dict[str, str] = {
    "extend": "pP",
    "extend, listed by the city": "OCS",
    "extend, listed by the district": "oc",
    "extend, after a transfer": "t",
    "transfer": "t",
}
"""For the requests of a hazard."""

TASK_DECIDED_BY: dict[str, str] = {"of the city": "lV", "asked by V": "l"}
"""V stands in for the leader."""

PRACTICE_DECIDED_BY: dict[str, str] = {"told to the city": "OCS", "told to the district": "oc"}
"""A practice that a unit tells of: the office's officers approve it."""

TARGET = {"grant": "granted", "refuse": "refused"}

NEEDS: dict[str, tuple[str, ...]] = {"grant": (), "refuse": ("reason",)}

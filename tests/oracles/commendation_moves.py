"""Who may move a commendation, written by hand: the office shows it, a leader who did not propose it decides once the
notice is over and every objection is settled; a veto of the year stands in the way of all but dropping it. People are
those of `tests.oracles.people`."""

STATES = ("proposed", "public_notice", "decided", "honoured", "dropped")

Table = dict[str, dict[str, str]]

_DROP: Table = {"drop": {"proposed": "lV", "public_notice": "lV", "decided": "lV"}}

OVER: Table = {**_DROP, "post": {"proposed": "OCS"}, "decide": {"public_notice": "lV"}}
PROPOSED_BY_V: Table = {**OVER, "decide": {"public_notice": "l"}}
BEING_SHOWN: Table = {**_DROP, "post": {"proposed": "OCS"}}
OBJECTED_TO: Table = BEING_SHOWN
VETOED: Table = _DROP
ISSUED: Table = {**OVER, "honour": {"decided": "OCSlV"}}
OF_DISTRICT: Table = {
    "post": {"proposed": "oc"},
    "decide": {"public_notice": "L"},
    "drop": {"proposed": "L", "public_notice": "L", "decided": "L"},
}

TARGET = {"post": "public_notice", "decide": "decided", "honour": "honoured", "drop": "dropped"}

NEEDS: dict[str, tuple[str, ...]] = {"post": (), "decide": (), "honour": (), "drop": ("reason",)}

"""Who may move a run, written by hand: the office scores, its leader tells the units and decides once their time to
object is over and every objection is settled; the notice's issue makes it final. People are those of
`tests.oracles.people`."""

STATES = ("opened", "scored", "told", "decided", "final", "withdrawn")

Table = dict[str, dict[str, str]]

_SCORING: Table = {"score": {"opened": "OCS"}, "rescore": {"scored": "OCS"}, "tell": {"scored": "lV"}}
_ANY_TIME: Table = {"withdraw": {"opened": "lV", "scored": "lV", "told": "lV", "decided": "lV"}}

OVER: Table = {**_SCORING, **_ANY_TIME, "decide": {"told": "lV"}, "reopen": {"scored": "OCS"}}
IN_THE_WINDOW: Table = {**_SCORING, **_ANY_TIME, "reopen": {"scored": "OCS"}}
OPEN_OBJECTION: Table = {**_SCORING, **_ANY_TIME}
NOTICE_DRAFTED: Table = {**_SCORING, "decide": {"told": "lV"}, "reopen": {"scored": "OCS"}}
NOTICE_ISSUED: Table = {**NOTICE_DRAFTED, "conclude": {"decided": "OCSlV"}}
OF_DISTRICT: Table = {
    "score": {"opened": "oc"},
    "rescore": {"scored": "oc"},
    "tell": {"scored": "L"},
    "decide": {"told": "L"},
    "reopen": {"scored": "oc"},
    "withdraw": {"opened": "L", "scored": "L", "told": "L", "decided": "L"},
}

TARGET = {
    "score": "scored",
    "rescore": "",
    "tell": "told",
    "decide": "decided",
    "conclude": "final",
    "reopen": "opened",
    "withdraw": "withdrawn",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "score": (),
    "rescore": (),
    "tell": (),
    "decide": (),
    "conclude": (),
    "reopen": ("reason",),
    "withdraw": ("reason",),
}

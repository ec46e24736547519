"""Whom a part in a hazard keeps away from a later step, whatever roles they hold besides: written by hand from 3.6 of
the domain text. A row is a step, its words the parts that close it: to the same person, and to whoever stands in for
that person or is stood in for; `unit` means anybody of the unit that rectifies or has entered the rectification.
"""

PARTS = ("reporter", "rectifier", "enterer", "first", "second", "accepter", "closer", "unit", "nobody")

KEPT_AWAY: dict[str, str] = {
    "draft a review": "reporter rectifier enterer unit",
    "sign a review": "reporter rectifier enterer unit first",
    "close": "reporter rectifier enterer first second",
    "look again": "reporter rectifier enterer first second accepter closer",
}

COME_LATER: dict[str, str] = {
    "draft a review": "first second accepter closer",
    "sign a review": "second accepter closer",
    "close": "closer",
    "look again": "",
}
"""Parts that nobody can have had yet when the step is taken: there is nothing to try."""

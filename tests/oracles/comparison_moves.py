"""Who settles or throws away a comparison of two ledgers, written by hand from the office's rules: the officers of the
office that compares, and nobody while a pair is doubtful. People are those of `tests.oracles.people`."""

STATES = ("open", "settled", "discarded")

Table = dict[str, dict[str, str]]

ANSWERED: Table = {"settle": {"open": "OCS"}, "discard": {"open": "OCS"}}
"""Of the city's office; every doubtful pair has its answer."""

DOUBTFUL: Table = {"discard": {"open": "OCS"}}
"""One has not."""

OF_DISTRICT: Table = {"settle": {"open": "oc"}, "discard": {"open": "oc"}}
"""Of the district's office: the city's does not act for it."""

TARGET = {"settle": "settled", "discard": "discarded"}

NEEDS: dict[str, tuple[str, ...]] = {"settle": (), "discard": ("reason",)}

"""Who settles or throws away a comparison of two ledgers, and who writes letters of it, written by hand from the
office's rules: the officers of the office that compares, and nobody settles while a pair is doubtful. People are
those of `tests.oracles.people`."""

STATES = ("open", "settled", "discarded")

Table = dict[str, dict[str, str]]

ANSWERED: Table = {"settle": {"open": "OCS"}, "discard": {"open": "OCS"}, "write_letters": {"settled": "OCS"}}
"""Of the city's office; every doubtful pair has its answer."""

DOUBTFUL: Table = {"discard": {"open": "OCS"}, "write_letters": {"settled": "OCS"}}
"""One has not."""

OF_DISTRICT: Table = {"settle": {"open": "oc"}, "discard": {"open": "oc"}, "write_letters": {"settled": "oc"}}
"""Of the district's office: the city's does not act for it."""

TARGET = {"settle": "settled", "discard": "discarded", "write_letters": ""}

NEEDS: dict[str, tuple[str, ...]] = {"settle": (), "discard": ("reason",), "write_letters": ()}

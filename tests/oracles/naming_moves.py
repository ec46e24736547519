"""Who may answer for a named unit, and who decides, written by hand from the office's rules: the unit itself, once and
within its time; for a territory's government also the committee office of that territory, unless it is the one that
names; the issuing office writes down what came late, and decides. People are those of `tests.oracles.people`."""

STATES = ("named", "agreed", "contested", "kept", "struck")

Table = dict[str, dict[str, str]]

DECIDED_BY_CITY: Table = {"keep": {"contested": "OCS"}, "strike": {"contested": "OCS", "kept": "OCS"}}
DECIDED_BY_DISTRICT: Table = {"keep": {"contested": "oc"}, "strike": {"contested": "oc", "kept": "oc"}}

DEPARTMENT_IN_TIME: Table = {"agree": {"named": "t"}, "contest": {"named": "t"}, **DECIDED_BY_CITY}
"""The city names the unit of t; its time is not over."""

GOVERNMENT_IN_TIME: Table = {"agree": {"named": "doc"}, "contest": {"named": "doc"}, **DECIDED_BY_CITY}
"""The city names the unit of d, the district's government."""

GOVERNMENT_BY_DISTRICT: Table = {"agree": {"named": "d"}, "contest": {"named": "d"}, **DECIDED_BY_DISTRICT}
"""The district's own office names the district's government: it does not answer to itself."""

TOO_LATE: Table = {"note_late": {"named": "OCS"}, "note_agreed": {"named": "OCS"}, **DECIDED_BY_CITY}
"""Any of them, once the time is over."""

NOBODY: Table = {}
"""Before the bulletin is drafted nobody is asked."""

APPROVED: Table = {}
"""Once the bulletin is approved nothing about its names changes."""

TARGET = {
    "agree": "agreed",
    "contest": "contested",
    "note_late": "contested",
    "note_agreed": "agreed",
    "keep": "kept",
    "strike": "struck",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "agree": (),
    "contest": ("text", "files?"),
    "note_late": ("text", "files?"),
    "note_agreed": ("files",),
    "keep": ("opinion",),
    "strike": ("opinion",),
}

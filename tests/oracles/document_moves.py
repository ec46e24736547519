"""Who may make which move of an official document, written by hand; offices above and below do not act for each
other. People are those of `tests.oracles.people`; O is who drafted the city's, o the district's; whoever
stands in for a leader signs nothing of the own hand."""

STATES = (
    "drafted",
    "in_review",
    "reviewed",
    "signed",
    "numbered",
    "issued",
    "closed",
    "withdrawn",
    "void",
)

BEFORE_ISSUE = ("drafted", "in_review", "reviewed", "signed", "numbered")

Table = dict[str, dict[str, str]]


def _before_issue(who: str) -> dict[str, str]:
    return dict.fromkeys(BEFORE_ISSUE, who)


def _alone(officers: str, leaders: str, reviewers: str, *, own_numbers: bool, settled: bool, leader: str = "") -> Table:
    """A document by itself; `reviewers` are the officers who did not draft it, nor stand in for who did, `leader` those
    of the leaders who may sign, all unless told."""
    both, leader = officers + leaders, leader or leaders
    own: Table = {"sign": {"reviewed": leader}, "sign_on_paper": {"reviewed": officers}}
    other: Table = {
        "sign_unnumbered": {"reviewed": leader},
        "sign_unnumbered_on_paper": {"reviewed": officers},
    }
    return {
        "revise": {"drafted": officers},
        "submit": {"drafted": officers},
        "remark": _before_issue(both),
        "return_draft": {"in_review": reviewers + leader, "reviewed": reviewers + leader},
        "pass_review": {"in_review": reviewers + leader},
        **(own if own_numbers else other),
        "number": {"signed": officers},
        "issue": {"numbered": officers},
        "close": {"issued": officers if settled else ""},
        "withdraw_issue": {"issued": leader, "closed": leader},
        "void": _before_issue(both),
    }


OF_CITY = _alone("OCS", "lV", "C", own_numbers=True, settled=False)
OF_CITY_SETTLED = _alone("OCS", "lV", "C", own_numbers=True, settled=True)
OF_CITY_BY_OA = _alone("OCS", "lV", "C", own_numbers=False, settled=False)
OF_CITY_DRAFTED_BY_V = _alone("OCS", "lV", "OCS", own_numbers=True, settled=False, leader="l")
OF_DISTRICT = _alone("oc", "L", "c", own_numbers=True, settled=False)

CARRIED: Table = {
    "revise": {"drafted": "OCS"},
    "remark": _before_issue("OCSlV"),
}
"""A bulletin left to itself while its round does not move it."""

CARRIED_ALONG: Table = {
    **OF_CITY,
    "approve": {"drafted": "lV"},
}
"""The same while its round moves it."""

TARGET = {
    "revise": None,
    "remark": None,
    "approve": "numbered",
    "submit": "in_review",
    "return_draft": "drafted",
    "pass_review": "reviewed",
    "sign": "numbered",
    "sign_on_paper": "numbered",
    "sign_unnumbered": "signed",
    "sign_unnumbered_on_paper": "signed",
    "number": "numbered",
    "issue": "issued",
    "close": "closed",
    "withdraw_issue": "withdrawn",
    "void": "void",
    "withdraw_submit": "drafted",
    "withdraw_pass_review": "in_review",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "revise": (),
    "approve": (),
    "submit": (),
    "remark": ("remark",),
    "return_draft": ("remark",),
    "pass_review": ("remark?",),
    "sign": ("opinion?", "photos?"),
    "sign_on_paper": ("signer", "scan"),
    "sign_unnumbered": ("opinion?", "photos?"),
    "sign_unnumbered_on_paper": ("signer", "scan"),
    "number": ("number",),
    "issue": (),
    "close": (),
    "withdraw_issue": ("reason", "correction"),
    "void": ("reason",),
}

"""Who may make which move of a unit's return to the city's office, written by hand: the unit's officer tells, its
district may tell for a street; the officers of the office that asks certify, send back and excuse, save what they told
themselves; a step is taken back by whoever made it last. People are those of `tests.oracles.people`."""

STATES = ("due", "submitted", "returned", "certified", "excused")

_OFFICE = {
    "certify": {"submitted": "O"},
    "send_back": {"submitted": "O"},
    "excuse": {"due": "O", "returned": "O"},
}

OF_STREET: dict[str, dict[str, str]] = {
    **_OFFICE,
    "submit": {"due": "sdoc", "returned": "sdoc"},
    "report_nil": {"due": "sdoc", "returned": "sdoc"},
    "correct": {"certified": "sdoc"},
}

OF_DEPARTMENT: dict[str, dict[str, str]] = {
    **_OFFICE,
    "submit": {"due": "p", "returned": "p"},
    "report_nil": {"due": "p", "returned": "p"},
    "correct": {"certified": "p"},
}

TO_DISTRICT: dict[str, dict[str, str]] = {
    "certify": {"submitted": "o"},
    "send_back": {"submitted": "o"},
    "excuse": {"due": "o", "returned": "o"},
    "submit": {"due": "sdc", "returned": "sdc"},
    "report_nil": {"due": "sdc", "returned": "sdc"},
    "correct": {"certified": "sdc"},
}

WITHDRAWN: dict[str, dict[str, str]] = _OFFICE

TOLD_BY_O: dict[str, dict[str, str]] = {**OF_STREET, "certify": {}}


def just(move: str, source: str, target: str, who: str) -> dict[str, dict[str, str]]:
    """The table of a street's return once `who` has made a move: it can be taken back by them."""
    many = move in ("submit", "report_nil", "excuse")
    back = f"withdraw_{move}" + (f"_to_{source}" if many else "")
    return {**OF_STREET, back: {target: who}}


TARGET = {
    "submit": "submitted",
    "report_nil": "submitted",
    "correct": "submitted",
    "certify": "certified",
    "send_back": "returned",
    "excuse": "excused",
    "withdraw_submit_to_due": "due",
    "withdraw_submit_to_returned": "returned",
    "withdraw_report_nil_to_due": "due",
    "withdraw_report_nil_to_returned": "returned",
    "withdraw_correct": "certified",
    "withdraw_certify": "submitted",
    "withdraw_send_back": "submitted",
    "withdraw_excuse_to_due": "due",
    "withdraw_excuse_to_returned": "returned",
}

NEEDS: dict[str, tuple[str, ...]] = {
    "submit": (),
    "report_nil": (),
    "correct": ("reason",),
    "certify": (),
    "send_back": ("reason",),
    "excuse": ("reason",),
}

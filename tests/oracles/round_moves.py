"""Who may move a dispatch round, written by hand from the office's rules (section 3.7 of the domain text), never
from the
declaration: (state, move, persona) → state after. Every other triple is refused."""

from __future__ import annotations

STATES = ("open", "collecting", "closed", "drafted", "approved", "issued", "withdrawn")
MOVES = (
    *("collect", "close", "draft", "renew", "approve", "issue", "restate", "withdraw_issue", "redraft"),
    *("correct", "word_correction", "approve_correction", "issue_correction"),
)

PERSONAS = (
    "clock",
    "city_office_officer",
    "city_office_leader",
    "department_officer",
    "district_officer",
    "district_office_officer",
    "district_office_leader",
    "street_officer",
    "inspector",
    "enterprise_contact",
    "auditor",
    "province_office_officer",
    "province_office_leader",
    "system_admin",
    "security_admin",
    "audit_admin",
)
"""For a round of the city's office whose period is over. Offices above and below do not act for it."""

ALLOWED: dict[tuple[str, str, str], str] = {
    ("open", "collect", "clock"): "collecting",
    ("open", "collect", "city_office_officer"): "collecting",
    ("collecting", "close", "city_office_officer"): "closed",
    ("closed", "draft", "city_office_officer"): "drafted",
    ("drafted", "renew", "city_office_officer"): "drafted",
    ("drafted", "approve", "city_office_leader"): "approved",
    ("approved", "issue", "city_office_officer"): "issued",
    ("closed", "restate", "city_office_officer"): "closed",
    ("drafted", "restate", "city_office_officer"): "drafted",
    ("approved", "restate", "city_office_officer"): "approved",
    ("issued", "restate", "city_office_officer"): "issued",
    ("issued", "withdraw_issue", "city_office_leader"): "withdrawn",
    ("withdrawn", "redraft", "city_office_officer"): "drafted",
    ("issued", "correct", "city_office_officer"): "issued",
    ("withdrawn", "correct", "city_office_officer"): "withdrawn",
    ("issued", "word_correction", "city_office_officer"): "issued",
    ("withdrawn", "word_correction", "city_office_officer"): "withdrawn",
    ("drafted", "word_correction", "city_office_officer"): "drafted",
    ("approved", "word_correction", "city_office_officer"): "approved",
    ("issued", "approve_correction", "city_office_leader"): "issued",
    ("withdrawn", "approve_correction", "city_office_leader"): "withdrawn",
    ("drafted", "approve_correction", "city_office_leader"): "drafted",
    ("approved", "approve_correction", "city_office_leader"): "approved",
    ("issued", "issue_correction", "city_office_officer"): "issued",
    ("withdrawn", "issue_correction", "city_office_officer"): "withdrawn",
    ("drafted", "issue_correction", "city_office_officer"): "drafted",
    ("approved", "issue_correction", "city_office_officer"): "approved",
}

CORRECTION = {"word_correction": "drafted", "approve_correction": "drafted", "issue_correction": "numbered"}
"""How the correction stands that a move is about; once a bulletin was taken back, a new one may be under way meanwhile.
Something came out after the issue, and every named unit has answered."""

OF_A_MONTH = ("renew",)
"""Moves of a month's round alone: a bulletin follows what comes in by itself."""

NEEDS: dict[str, tuple[str, ...]] = {
    "collect": (),
    "close": (),
    "draft": (),
    "renew": (),
    "approve": (),
    "issue": ("distribution?",),
    "restate": ("measures", "only_these?", "reason"),
    "withdraw_issue": ("reason", "correction"),
    "redraft": (),
    "correct": (),
    "word_correction": ("words?",),
    "approve_correction": (),
    "issue_correction": (),
}
"""The facts of each move; a question mark for what may be left out."""

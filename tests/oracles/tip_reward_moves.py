"""Who decides on a reward and pays it, written by hand: a leader of an office around the tip approves or refuses (what
was approved too), never one who stands in for the leader and has proposed it; an officer records that it was paid,
another than who has proposed it and nobody for them. People are those of `tests.oracles.people`."""

from __future__ import annotations

STATES = ("proposed", "approved", "refused", "paid")

Table = dict[str, dict[str, str]]

ALLOWED: Table = {
    "approve": {"proposed": "LlV"},
    "refuse": {"proposed": "LlV", "approved": "LlV"},
    "pay": {"approved": "ocOCS"},
}
PROPOSED_BY_V: Table = {**ALLOWED, "approve": {"proposed": "Ll"}, "refuse": {"proposed": "Ll", "approved": "Ll"}}
PROPOSED_BY_O: Table = {**ALLOWED, "pay": {"approved": "ocC"}}
JUST_APPROVED: Table = {**ALLOWED, "withdraw_approve": {"approved": "l"}}

TARGET = {"approve": "approved", "refuse": "refused", "pay": "paid", "withdraw_approve": "proposed"}

NEEDS: dict[str, tuple[str, ...]] = {"approve": (), "refuse": ("reason",), "pay": ("voucher",)}

"""The ledger: append-only, each entry's hash taken over the one before, so that an altered, removed or inserted entry
shows."""

from zhiben.foundation.audit.agreement import Mismatch, agrees
from zhiben.foundation.audit.ledger import Entry, batch, record
from zhiben.foundation.audit.verify import Anchor, Verification, anchor, present, verify

__all__ = [
    "Anchor",
    "Entry",
    "Mismatch",
    "Verification",
    "agrees",
    "anchor",
    "batch",
    "present",
    "record",
    "verify",
]

"""The ledger: append-only, each entry's hash taken over the one before, so that an altered, removed or inserted entry
shows."""

from zhiben.foundation.audit.ledger import Entry, batch, record
from zhiben.foundation.audit.verify import Verification, verify

__all__ = ["Entry", "Verification", "batch", "record", "verify"]

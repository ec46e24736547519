"""Triggers that refuse to change or delete an entry of the ledger. They stop mistakes and plain SQL; who can drop a
trigger is found out by `verify`, from the chain."""

from __future__ import annotations

from zhiben.foundation.guards import growing, register

TABLE = "foundation_auditentry"
SENTENCE = "the ledger is append-only"

GUARD = register(growing(TABLE, "seq", SENTENCE))

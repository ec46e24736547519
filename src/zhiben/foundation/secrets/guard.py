"""Triggers that refuse to change or delete a row of who has read what."""

from __future__ import annotations

from zhiben.foundation.guards import growing, register

TABLE = "foundation_disclosure"
SENTENCE = "who has read a secret stays on record"

GUARD = register(growing(TABLE, "id", SENTENCE))

"""Triggers that refuse to change or delete a row of who has read what."""

from __future__ import annotations

from zhiben.foundation.guards import refusing, register

TABLE = "foundation_disclosure"
SENTENCE = "who has read a secret stays on record"

GUARD = register(
    refusing(
        (TABLE,),
        ("disclosure_is_not_changed", f"UPDATE ON {TABLE}", "OLD.id IS NOT NULL", SENTENCE),
        ("disclosure_is_kept", f"DELETE ON {TABLE}", "OLD.id IS NOT NULL", SENTENCE),
        keeps_rows=True,
    )
)

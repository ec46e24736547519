"""What the database itself refuses: a frozen frame to say anything else, and a frame to go."""

from __future__ import annotations

from zhiben.foundation.guards import refusing, register

FRAME = "supervision_frame"
STAYS = "a frozen frame stays as it was frozen"
_KEPT = ("round_id", "number", "text", "digest", "count", "commitment", "frozen_by", "frozen_at")
_CHANGED = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _KEPT)
_WHEN = f"{_CHANGED} OR (OLD.thawed_why <> '' AND NEW.thawed_why <> OLD.thawed_why)"

STAYING = register(refusing((FRAME,), ("frame_stays", f"UPDATE ON {FRAME}", _WHEN, STAYS)))
KEEPING = register(
    refusing((FRAME,), ("frame_is_kept", f"DELETE ON {FRAME}", "OLD.id IS NOT NULL", STAYS), keeps_rows=True)
)

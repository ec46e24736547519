"""What the database itself refuses: a frozen frame to say anything else, and a frame to go."""

from __future__ import annotations

from zhiben.foundation.guards import Guard, register

FRAME = "supervision_frame"
STAYS = "a frozen frame stays as it was frozen"
_KEPT = ("round_id", "number", "text", "digest", "count", "commitment", "frozen_by", "frozen_at")
_CHANGED = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _KEPT)
_WHEN = f"{_CHANGED} OR (OLD.thawed_why <> '' AND NEW.thawed_why <> OLD.thawed_why)"


def _guard(name: str, event: str, when: str, *, keeps_rows: bool) -> Guard:
    back = "OLD" if keeps_rows else "NEW"
    told = f"CREATE TRIGGER {name} BEFORE {event} ON {FRAME}"
    body = f"IF {when} THEN RAISE EXCEPTION '{STAYS}' USING ERRCODE = 'check_violation'; END IF; RETURN {back};"
    return Guard(
        tables=(FRAME,),
        names={"sqlite": [name], "postgresql": [name]},
        up={
            "sqlite": [f"{told} WHEN {when} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"],
            "postgresql": [
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
                f"{told} FOR EACH ROW EXECUTE FUNCTION {name}()",
            ],
        },
        down={
            "sqlite": [f"DROP TRIGGER IF EXISTS {name}"],
            "postgresql": [f"DROP TRIGGER IF EXISTS {name} ON {FRAME}", f"DROP FUNCTION IF EXISTS {name}()"],
        },
        keeps_rows=keeps_rows,
    )


STAYING = register(_guard("frame_stays", "UPDATE", _WHEN, keeps_rows=False))
KEEPING = register(_guard("frame_is_kept", "DELETE", "OLD.id IS NOT NULL", keeps_rows=True))

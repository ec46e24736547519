"""Triggers that refuse to change or delete an entry of the ledger. They stop mistakes and plain SQL; who can drop a
trigger is found out by `verify`, from the chain."""

from __future__ import annotations

from zhiben.foundation.guards import Guard, register

TABLE = "foundation_auditentry"
SENTENCE = "the ledger is append-only"
VERBS = ("UPDATE", "DELETE")

GUARD = register(
    Guard(
        tables=(TABLE,),
        names={"sqlite": [f"{TABLE}_no_{verb.lower()}" for verb in VERBS], "postgresql": [f"{TABLE}_stays"]},
        up={
            "sqlite": [
                f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
                for verb in VERBS
            ],
            "postgresql": [
                f"CREATE OR REPLACE FUNCTION {TABLE}_stays() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$",
                f"CREATE TRIGGER {TABLE}_stays BEFORE UPDATE OR DELETE ON {TABLE} "
                f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_stays()",
            ],
        },
        down={
            "sqlite": [f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb.lower()}" for verb in VERBS],
            "postgresql": [
                f"DROP TRIGGER IF EXISTS {TABLE}_stays ON {TABLE}",
                f"DROP FUNCTION IF EXISTS {TABLE}_stays()",
            ],
        },
        keeps_rows=True,
    )
)

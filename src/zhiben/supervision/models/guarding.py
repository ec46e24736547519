"""What the database itself refuses: a frozen frame to say anything else, and a frame to go; an edition of a checklist
that was used on a visit to change; and anything to be said on a visit once that is signed."""

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

BROUGHT = "supervision_brought"
USED = "an edition that was used on a visit stays as it is"


def _used(edition: str) -> str:
    return f"EXISTS (SELECT 1 FROM {BROUGHT} WHERE edition_id = {edition})"  # noqa: S608 - our own names


_TABLES = ("supervision_item", "supervision_edition", BROUGHT)
EDITIONS = register(
    refusing(
        _TABLES,
        ("item_is_not_added", "INSERT ON supervision_item", _used("NEW.edition_id"), USED),
        ("item_stays", "UPDATE ON supervision_item", f"{_used('OLD.edition_id')} OR {_used('NEW.edition_id')}", USED),
        ("edition_stays", "UPDATE ON supervision_edition", _used("OLD.id"), USED),
        ("brought_stays", f"UPDATE ON {BROUGHT}", "OLD.id IS NOT NULL", USED),
    )
)
EDITIONS_KEPT = register(
    refusing(
        _TABLES,
        ("item_is_kept", "DELETE ON supervision_item", _used("OLD.edition_id"), USED),
        ("brought_is_kept", f"DELETE ON {BROUGHT}", "OLD.id IS NOT NULL", USED),
        keeps_rows=True,
    )
)

SAID = {
    "supervision_answer": ("item_id", "finding_id"),
    "supervision_seenagain": ("finding_id", "hazard"),
    "supervision_taskcheck": ("report_id", "unit_id"),
}
"""The tables of what is said on a visit, each with the columns that say about what."""
SIGNED = "nothing is said on a visit once it is signed"
STANDS = "what was said on a visit stays"


def _signed(row: str) -> str:
    return f"(SELECT state FROM supervision_visit WHERE id = {row}.visit_id) <> 'under_way'"  # noqa: S608 - our own names


def _changed_words(about: tuple[str, ...]) -> str:
    """All but whether it stands."""
    told = ("visit_id", "verdict", "note", "person", "said_at", "key")
    return " OR ".join(
        [f"NEW.{name} <> OLD.{name}" for name in told]
        + [f"COALESCE(NEW.{name}, 0) <> COALESCE(OLD.{name}, 0)" for name in about]
        + ["(NEW.standing AND NOT OLD.standing)"]
    )


SAYING = [
    register(
        refusing(
            (table, "supervision_visit"),
            (f"{table}_in_time", f"INSERT ON {table}", _signed("NEW"), SIGNED),
            (f"{table}_stays", f"UPDATE ON {table}", f"{_signed('OLD')} OR {_changed_words(about)}", STANDS),
        )
    )
    for table, about in SAID.items()
]
SAID_KEPT = register(
    refusing(
        tuple(SAID),
        *((f"{table}_is_kept", f"DELETE ON {table}", "OLD.id IS NOT NULL", STANDS) for table in SAID),
        keeps_rows=True,
    )
)

PHONE = ("supervision_phoneact", "supervision_phoneversion")
TOLD = "what a phone has told stays as it was told"
_SAID = ("visit_id", "person", "key", "kind", "digest", "said", "at", "told_at")
_OTHERWISE = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _SAID)
TELLING = register(refusing(PHONE, *[(f"{one[12:]}_stays", f"UPDATE ON {one}", _OTHERWISE, TOLD) for one in PHONE]))
KEPT_TOLD = register(
    refusing(
        PHONE,
        *[(f"{one[12:]}_is_kept", f"DELETE ON {one}", "OLD.id IS NOT NULL", TOLD) for one in PHONE],
        keeps_rows=True,
    )
)

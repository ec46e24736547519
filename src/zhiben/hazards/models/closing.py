"""What the database itself demands before a hazard may stand as reviewed, accepted or closed: a record of this round,
signed by two people whom the rules keep apart from those who found and mended it. For plain SQL and for mistakes; the
verbs refuse the same in sentences, earlier."""

from __future__ import annotations

from zhiben.foundation.guards import refusing, register

HAZARD, ATTEMPT, RECORD = "hazards_hazard", "hazards_attempt", "hazards_siterecord"
TABLES = (HAZARD, ATTEMPT, RECORD)
PASSED = "('reviewed', 'accepted', 'closed')"
UNREVIEWED = "a hazard stands as reviewed by a record of two independent people only"
SIGNED_STAYS = "a signed site record stays as it was signed"
REVIEW_STAYS = "a review stays as it was recorded"

# Compared as plain numbers: 0 stands for nobody, and no reviewer is nobody.
_BEHIND = (
    "a.reporter, a.reporter_for, a.rectifier, a.rectifier_for, a.rectification_entered_by, a.rectification_entered_for"
)
_REVIEWED = f"""EXISTS (
    SELECT 1 FROM {RECORD} r JOIN {ATTEMPT} a ON a.hazard_id = r.hazard_id AND a.number = r.attempt_no
    WHERE r.hazard_id = NEW.id AND r.attempt_no = NEW.attempt_no AND r.kind = 'review' AND r.state = 'signed'
      AND a.superseded_at IS NULL AND a.declared_at IS NOT NULL
      AND r.first > 0 AND r.second > 0 AND r.second NOT IN (r.first, r.first_for)
      AND r.first NOT IN ({_BEHIND}) AND r.second NOT IN ({_BEHIND})
      AND r.first_unit NOT IN (a.rectifying_unit, a.entering_unit)
      AND r.second_unit NOT IN (a.rectifying_unit, a.entering_unit)
      AND (NOT a.street_reported OR r.first_is_district_department OR r.second_is_district_department))"""  # noqa: S608 - names of ours
_ACCEPTED = f"""(NEW.state <> 'closed' OR EXISTS (
    SELECT 1 FROM {ATTEMPT} a WHERE a.hazard_id = NEW.id AND a.number = NEW.attempt_no
      AND a.superseded_at IS NULL AND a.passed AND a.accepted_at IS NOT NULL
      AND NEW.last_actor NOT IN ({_BEHIND}, a.reviewer_one, a.reviewer_two)))"""  # noqa: S608 - names of ours
_UNFIT = f"NEW.state IN {PASSED} AND NOT ({_REVIEWED} AND {_ACCEPTED})"

_PEOPLE = ("reporter", "rectifier", "reviewer_one", "reviewer_two")
_KEPT = (
    *(f"{person}{stead}" for person in _PEOPLE for stead in ("", "_for")),
    *("rectification_entered_by", "rectification_entered_for", "rectifying_unit", "entering_unit"),
    *("reviewer_one_unit", "reviewer_two_unit", "district_department_reviewed", "street_reported"),
    *("declared_at", "reviewed_at", "passed"),
)
_SAME = " AND ".join(f"NEW.{name} = OLD.{name}" for name in _KEPT)
"""None of them is NULL once a review is recorded, so that `=` is enough and a NULL put there is no match."""


CLOSING = register(
    refusing(
        TABLES,
        (
            "hazard_passes_by_review",
            f"UPDATE OF state, attempt_no ON {HAZARD}",
            f"(NEW.state <> OLD.state OR NEW.attempt_no <> OLD.attempt_no) AND {_UNFIT}",
            UNREVIEWED,
        ),
        ("hazard_begins_unreviewed", f"INSERT ON {HAZARD}", f"NEW.state IN {PASSED}", UNREVIEWED),
        ("signed_record_stays", f"UPDATE ON {RECORD}", "OLD.state = 'signed'", SIGNED_STAYS),
        (
            "review_stays",
            f"UPDATE ON {ATTEMPT}",
            f"(OLD.superseded_at IS NOT NULL AND NEW.superseded_at IS NULL) "
            f"OR (OLD.reviewed_at IS NOT NULL AND NOT COALESCE({_SAME}, FALSE))",
            REVIEW_STAYS,
        ),
    )
)
KEEPING = register(
    refusing(
        TABLES,
        ("signed_record_is_kept", f"DELETE ON {RECORD}", "OLD.state = 'signed'", SIGNED_STAYS),
        ("review_is_kept", f"DELETE ON {ATTEMPT}", "OLD.reviewed_at IS NOT NULL", REVIEW_STAYS),
        keeps_rows=True,
    )
)

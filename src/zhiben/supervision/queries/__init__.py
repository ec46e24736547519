"""Reads of supervision that other rooms may use, within the open scope."""

from zhiben.supervision.queries.coverage import DistrictLine, coverage_of, grounds_of
from zhiben.supervision.queries.findings import (
    finding_of,
    findings_by_id,
    findings_in,
    findings_of,
    given,
    prepare_findings,
)
from zhiben.supervision.queries.rounds import (
    interests,
    prepare,
    round_of,
    rounds,
    standing_frame,
    teams_of,
    thawed_frames,
)
from zhiben.supervision.queries.targets import left_for, prepare_targets, target_of, targets_of
from zhiben.supervision.queries.visits import (
    members_of,
    prepare_visits,
    sites_visited_since,
    visit_of,
    visits_lately,
    visits_of,
)
from zhiben.supervision.queries.waiting import findings_waiting, places_waiting, rounds_waiting, visits_waiting

__all__ = [
    "DistrictLine",
    "coverage_of",
    "finding_of",
    "findings_by_id",
    "findings_in",
    "findings_of",
    "findings_waiting",
    "given",
    "grounds_of",
    "interests",
    "left_for",
    "members_of",
    "places_waiting",
    "prepare",
    "prepare_findings",
    "prepare_targets",
    "prepare_visits",
    "round_of",
    "rounds",
    "rounds_waiting",
    "sites_visited_since",
    "standing_frame",
    "target_of",
    "targets_of",
    "teams_of",
    "thawed_frames",
    "visit_of",
    "visits_lately",
    "visits_of",
    "visits_waiting",
]

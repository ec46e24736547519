"""Reads of supervision that other rooms may use, within the open scope."""

from zhiben.supervision.queries.rounds import prepare, round_of, rounds, standing_frame, teams_of
from zhiben.supervision.queries.targets import prepare_targets, target_of, targets_of
from zhiben.supervision.queries.visits import prepare_visits, sites_visited_since, visits_of

__all__ = [
    "prepare",
    "prepare_targets",
    "prepare_visits",
    "round_of",
    "rounds",
    "sites_visited_since",
    "standing_frame",
    "target_of",
    "targets_of",
    "teams_of",
    "visits_of",
]

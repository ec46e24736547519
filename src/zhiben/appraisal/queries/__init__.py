"""Reads of appraisal that others may use."""

from zhiben.appraisal.queries.honours import approved_practices, board, for_a_bulletin, practices, record_of_quarter
from zhiben.appraisal.queries.runs import (
    all_runs,
    card_of,
    cards_of,
    objection_of,
    objections_of,
    run_of,
    scores_of,
    scores_on,
    scorings_of,
)
from zhiben.appraisal.queries.schemes import all_schemes, indicators_of, scheme_of, units_of, veto_rules_of

__all__ = [
    "all_runs",
    "all_schemes",
    "approved_practices",
    "board",
    "card_of",
    "cards_of",
    "for_a_bulletin",
    "indicators_of",
    "objection_of",
    "objections_of",
    "practices",
    "record_of_quarter",
    "run_of",
    "scheme_of",
    "scores_of",
    "scores_on",
    "scorings_of",
    "units_of",
    "veto_rules_of",
]

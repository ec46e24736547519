"""Reads of accident cases that other rooms may use, within the open scope."""

from zhiben.accidents.clocks import Due, clocks_of
from zhiben.accidents.grading import accident_grade
from zhiben.accidents.queries.cases import (
    any_seen,
    case_of,
    cases_by_id,
    dues_of,
    entered_days,
    falling_due,
    overdue,
    to_be_assessed,
    waiting_for,
)
from zhiben.accidents.queries.doubles import Double, double_of, doubles, doubles_waiting, may_be
from zhiben.accidents.queries.exposures import Exposure, exposures, exposures_missing
from zhiben.accidents.queries.facts import Fact, Facts, facts, hazards_closed_before
from zhiben.accidents.queries.frozen import freezes, still_holds
from zhiben.accidents.queries.lateness import (
    AGES,
    Completeness,
    Known,
    curve,
    entered_curve,
    known_rows,
    provisional,
    provisional_months,
    recorded_on,
    since_when,
)
from zhiben.accidents.queries.narratives import narratives
from zhiben.accidents.queries.schemes import all_schemes, cause_codes, known_causes, to_ask, type_codes, types_in
from zhiben.accidents.queries.years import years_before, years_held

__all__ = [
    "AGES",
    "Completeness",
    "Double",
    "Due",
    "Exposure",
    "Fact",
    "Facts",
    "Known",
    "accident_grade",
    "all_schemes",
    "any_seen",
    "case_of",
    "cases_by_id",
    "cause_codes",
    "clocks_of",
    "curve",
    "double_of",
    "doubles",
    "doubles_waiting",
    "dues_of",
    "entered_curve",
    "entered_days",
    "exposures",
    "exposures_missing",
    "facts",
    "falling_due",
    "freezes",
    "hazards_closed_before",
    "known_causes",
    "known_rows",
    "may_be",
    "narratives",
    "overdue",
    "provisional",
    "provisional_months",
    "recorded_on",
    "since_when",
    "still_holds",
    "to_ask",
    "to_be_assessed",
    "type_codes",
    "types_in",
    "waiting_for",
    "years_before",
    "years_held",
]

"""The verbs of accident cases."""

from zhiben.accidents.operations import effects  # noqa: F401 - the moves' effects are registered with the verbs
from zhiben.accidents.operations.codes import (
    add_code,
    end_code,
    enter_known_codes,
    revise_code,
    set_ways,
    verify_code,
    verify_scheme,
)
from zhiben.accidents.operations.entering import Draft, File, enter, enter_many
from zhiben.accidents.operations.exposing import tell_exposure
from zhiben.accidents.operations.freezing import freeze_data
from zhiben.accidents.operations.merging import merge_cases, tell_apart
from zhiben.accidents.operations.revising import code_causes, draft_of, revise

__all__ = [
    "Draft",
    "File",
    "add_code",
    "code_causes",
    "draft_of",
    "end_code",
    "enter",
    "enter_known_codes",
    "enter_many",
    "freeze_data",
    "merge_cases",
    "revise",
    "revise_code",
    "set_ways",
    "tell_apart",
    "tell_exposure",
    "verify_code",
    "verify_scheme",
]

"""The verbs of the hazard ledger."""

from zhiben.hazards.operations import effects  # noqa: F401 - the moves' effects are registered with the verbs
from zhiben.hazards.operations.criteria import (
    ClauseDraft,
    StandardDraft,
    add_criterion,
    add_standard,
    amend_standard,
    clause_draft,
    end_criterion,
    enter_known_standards,
    revise_criterion,
    standard_draft,
    verify_criterion,
    verify_standard,
)
from zhiben.hazards.operations.entering import Draft, enter_many, report, report_many
from zhiben.hazards.operations.listing import propose_listing
from zhiben.hazards.operations.requesting import ask_extension, ask_transfer, decide_request
from zhiben.hazards.operations.retracting import redraft_hazards, retract_hazards
from zhiben.hazards.operations.signing import RecordDraft, draft_record, draft_records, sign_record, sign_records

__all__ = [
    "ClauseDraft",
    "Draft",
    "RecordDraft",
    "StandardDraft",
    "add_criterion",
    "add_standard",
    "amend_standard",
    "ask_extension",
    "ask_transfer",
    "clause_draft",
    "decide_request",
    "draft_record",
    "draft_records",
    "end_criterion",
    "enter_known_standards",
    "enter_many",
    "propose_listing",
    "redraft_hazards",
    "report",
    "report_many",
    "retract_hazards",
    "revise_criterion",
    "sign_record",
    "sign_records",
    "standard_draft",
    "verify_criterion",
    "verify_standard",
]

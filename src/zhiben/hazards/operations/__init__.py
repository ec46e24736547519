"""The verbs of the hazard ledger."""

from zhiben.hazards.operations import effects  # noqa: F401 - the moves' effects are registered with the verbs
from zhiben.hazards.operations.drafting import amend_draft, report_draft, save_draft
from zhiben.hazards.operations.entering import Draft, enter_many, report, report_many
from zhiben.hazards.operations.listing import propose_listing
from zhiben.hazards.operations.requesting import ask_extension, ask_transfer, decide_request
from zhiben.hazards.operations.retracting import redraft_hazards, retract_hazards
from zhiben.hazards.operations.signing import RecordDraft, draft_record, draft_records, sign_record, sign_records

__all__ = [
    "Draft",
    "RecordDraft",
    "amend_draft",
    "ask_extension",
    "ask_transfer",
    "decide_request",
    "draft_record",
    "draft_records",
    "enter_many",
    "propose_listing",
    "redraft_hazards",
    "report",
    "report_draft",
    "report_many",
    "retract_hazards",
    "save_draft",
    "sign_record",
    "sign_records",
]

"""The verbs of the hazard ledger."""

from zhiben.hazards.operations import effects  # noqa: F401 - the moves' effects are registered with the verbs
from zhiben.hazards.operations.blurring import blur_photo
from zhiben.hazards.operations.chasing import chase
from zhiben.hazards.operations.clock_setting import set_clock
from zhiben.hazards.operations.controlling import order_control
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
from zhiben.hazards.operations.drafting import amend_draft, report_draft, save_draft
from zhiben.hazards.operations.entering import Draft, enter_many, report, report_many
from zhiben.hazards.operations.evidence import export_evidence
from zhiben.hazards.operations.listing import PAPERS, begin_paper, propose_listing
from zhiben.hazards.operations.requesting import ask_extension, ask_transfer, decide_request
from zhiben.hazards.operations.retracting import redraft_hazards, retract_hazards
from zhiben.hazards.operations.second_looks import draw_second_looks
from zhiben.hazards.operations.signals import look_for_signals, set_template_sentences
from zhiben.hazards.operations.signing import (
    RecordDraft,
    draft_record,
    draft_records,
    sign_record,
    sign_records,
    sign_standing,
)
from zhiben.hazards.operations.together import MOST, TOGETHER, act_together, foresee

__all__ = [
    "MOST",
    "PAPERS",
    "TOGETHER",
    "ClauseDraft",
    "Draft",
    "RecordDraft",
    "StandardDraft",
    "act_together",
    "add_criterion",
    "add_standard",
    "amend_draft",
    "amend_standard",
    "ask_extension",
    "ask_transfer",
    "begin_paper",
    "blur_photo",
    "chase",
    "clause_draft",
    "decide_request",
    "draft_record",
    "draft_records",
    "draw_second_looks",
    "end_criterion",
    "enter_known_standards",
    "enter_many",
    "export_evidence",
    "foresee",
    "look_for_signals",
    "order_control",
    "propose_listing",
    "redraft_hazards",
    "report",
    "report_draft",
    "report_many",
    "retract_hazards",
    "revise_criterion",
    "save_draft",
    "set_clock",
    "set_template_sentences",
    "sign_record",
    "sign_records",
    "sign_standing",
    "standard_draft",
    "verify_criterion",
    "verify_standard",
]

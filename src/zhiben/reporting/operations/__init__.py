"""The verbs of returns and outcomes."""

from zhiben.reporting.operations import effects
from zhiben.reporting.operations.batches import import_batch, withdraw_batch
from zhiben.reporting.operations.chasing import chase
from zhiben.reporting.operations.drafting import FormDraft, draft_form, revise, set_asks, set_form
from zhiben.reporting.operations.issuing import issue, must_be_issuable
from zhiben.reporting.operations.opening import end_forms, open_due, open_now, opens_first
from zhiben.reporting.operations.singles import Told, amend, enter, enter_many, void
from zhiben.reporting.operations.tallying import tally_return
from zhiben.reporting.operations.telling import correct, report_nil, save_draft, submit
from zhiben.reporting.operations.together import certify_many, chase_many, report_nil_many, submit_many

__all__ = [
    "FormDraft",
    "Told",
    "amend",
    "certify_many",
    "chase",
    "chase_many",
    "correct",
    "draft_form",
    "effects",
    "end_forms",
    "enter",
    "enter_many",
    "import_batch",
    "issue",
    "must_be_issuable",
    "open_due",
    "open_now",
    "opens_first",
    "report_nil",
    "report_nil_many",
    "revise",
    "save_draft",
    "set_asks",
    "set_form",
    "submit",
    "submit_many",
    "tally_return",
    "void",
    "withdraw_batch",
]

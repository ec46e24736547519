"""The verbs of official documents. What was signed is what is issued; the issued bytes are kept."""

from zhiben.documents.composing import Recipient, Written
from zhiben.documents.escalating import Proposal, proposed
from zhiben.documents.kinds import DocumentKind, declared
from zhiben.documents.models import Delivery
from zhiben.documents.operations.carrying import hold
from zhiben.documents.operations.drafting import Terms, draft, revise, rewrite, write
from zhiben.documents.operations.following import follow
from zhiben.documents.operations.issuing import all_pdf_bytes, docx_bytes, issue, pdf_bytes, withdraw_issue
from zhiben.documents.operations.receiving import DELIVERY_FILES
from zhiben.documents.operations.settings import set_issuing_body
from zhiben.documents.operations.signing import Outcome, approve, sign_each
from zhiben.documents.operations.together import (
    approve_all,
    draft_all,
    issue_all,
    revise_all,
    set_all,
    void_all,
    withdraw_all,
)

__all__ = [
    "DELIVERY_FILES",
    "Delivery",
    "DocumentKind",
    "Outcome",
    "Proposal",
    "Recipient",
    "Terms",
    "Written",
    "all_pdf_bytes",
    "approve",
    "approve_all",
    "declared",
    "docx_bytes",
    "draft",
    "draft_all",
    "follow",
    "hold",
    "issue",
    "issue_all",
    "pdf_bytes",
    "proposed",
    "revise",
    "revise_all",
    "rewrite",
    "set_all",
    "set_issuing_body",
    "sign_each",
    "void_all",
    "withdraw_all",
    "withdraw_issue",
    "write",
]

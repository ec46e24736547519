"""The verbs of reconciliation: of a comparison, of its doubtful pairs, of each difference that is left."""

from zhiben.reconcile.operations.answering import answer_pairs, take_back_answers
from zhiben.reconcile.operations.clearing import assign, assign_many, confirm, reopen, resolve
from zhiben.reconcile.operations.comparing import Draft, compare_ledgers, discard, settle
from zhiben.reconcile.operations.pairing import compare_again
from zhiben.reconcile.operations.writing import write_letters
from zhiben.reconcile.reading import Source

__all__ = [
    "Draft",
    "Source",
    "answer_pairs",
    "assign",
    "assign_many",
    "compare_again",
    "compare_ledgers",
    "confirm",
    "discard",
    "reopen",
    "resolve",
    "settle",
    "take_back_answers",
    "write_letters",
]

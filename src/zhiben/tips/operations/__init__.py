"""The verbs of public tips."""

from zhiben.tips.operations import effects  # noqa: F401 - the moves' effects are registered with the verbs
from zhiben.tips.operations.bounding import give_back, seconds_to_wait, seconds_to_wait_for_all
from zhiben.tips.operations.following import Sight, kept_with, say_satisfied, seen_by_reporter, tell_word, tip_with
from zhiben.tips.operations.following import ask_again as reopen
from zhiben.tips.operations.identity import Identity, purposes_for, read_identity
from zhiben.tips.operations.looking_again import draw_tips
from zhiben.tips.operations.noting import note_words, set_term
from zhiben.tips.operations.rewarding import pay_reward, propose_reward
from zhiben.tips.operations.telling import Bare, Receipt, TipDraft, bare, receipt_of, tell

__all__ = [
    "Bare",
    "Identity",
    "Receipt",
    "Sight",
    "TipDraft",
    "bare",
    "draw_tips",
    "give_back",
    "kept_with",
    "note_words",
    "pay_reward",
    "propose_reward",
    "purposes_for",
    "read_identity",
    "receipt_of",
    "reopen",
    "say_satisfied",
    "seconds_to_wait",
    "seconds_to_wait_for_all",
    "seen_by_reporter",
    "set_term",
    "tell",
    "tell_word",
    "tip_with",
]

"""The verbs of assistance."""

from zhiben.assistance.operations import effects
from zhiben.assistance.operations.advising import advise, answer_advice
from zhiben.assistance.operations.asking import ask
from zhiben.assistance.operations.experts import (
    PHONE,
    ExpertDraft,
    disclose_phone,
    mark_defaults,
    mark_high_risk,
    set_expert,
)
from zhiben.assistance.operations.visiting import PastVisit, enter_visits

__all__ = [
    "PHONE",
    "ExpertDraft",
    "PastVisit",
    "advise",
    "answer_advice",
    "ask",
    "disclose_phone",
    "effects",
    "enter_visits",
    "mark_defaults",
    "mark_high_risk",
    "set_expert",
]

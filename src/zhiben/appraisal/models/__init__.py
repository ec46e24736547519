"""Tables of appraisal."""

from zhiben.appraisal.models.commendation import Commendation, NoticeObjection, Practice
from zhiben.appraisal.models.objections import Correction, Objection
from zhiben.appraisal.models.runs import Card, Entry, Run, VetoEvent
from zhiben.appraisal.models.schemes import Indicator, Scheme, VetoRule
from zhiben.appraisal.models.scores import Score, Scoring
from zhiben.appraisal.models.visits import Visit, VisitItem

__all__ = [
    "Card",
    "Commendation",
    "Correction",
    "Entry",
    "Indicator",
    "NoticeObjection",
    "Objection",
    "Practice",
    "Run",
    "Scheme",
    "Score",
    "Scoring",
    "VetoEvent",
    "VetoRule",
    "Visit",
    "VisitItem",
]

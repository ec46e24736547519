"""The machines of appraisal: schemes, runs, the cards of units, objections, commendations, practices."""

from zhiben.appraisal.lifecycle.commendations import COMMENDATION
from zhiben.appraisal.lifecycle.objections import OBJECTION
from zhiben.appraisal.lifecycle.practices import PRACTICE
from zhiben.appraisal.lifecycle.runs import CARD, RUN
from zhiben.appraisal.lifecycle.schemes import SCHEME

__all__ = ["CARD", "COMMENDATION", "OBJECTION", "PRACTICE", "RUN", "SCHEME"]

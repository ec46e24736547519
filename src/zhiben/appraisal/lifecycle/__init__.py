"""The machines of appraisal: schemes, runs, the cards of units, objections, commendations, practices, visits."""

from zhiben.appraisal.lifecycle.commendations import COMMENDATION
from zhiben.appraisal.lifecycle.objections import OBJECTION
from zhiben.appraisal.lifecycle.practices import PRACTICE
from zhiben.appraisal.lifecycle.runs import CARD, RUN
from zhiben.appraisal.lifecycle.schemes import SCHEME
from zhiben.appraisal.lifecycle.visits import VISIT

__all__ = ["CARD", "COMMENDATION", "OBJECTION", "PRACTICE", "RUN", "SCHEME", "VISIT"]

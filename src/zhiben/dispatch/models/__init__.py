"""Rounds with the units that they name, how units stood beside one another, and the papers beside them; the situation
of weeks; the month's papers of units with the province's ranking; what leaders instructed, and
reminders with the tasks that they changed; a person's own calendar; sections of a bulletin that are being written."""

from zhiben.dispatch.models.instructions import Instruction
from zhiben.dispatch.models.monthly import UnitPaper
from zhiben.dispatch.models.ranking import ProvincialRank
from zhiben.dispatch.models.reminders import Reminder, TaskChange
from zhiben.dispatch.models.rounds import Feed, FollowUp, NamedItem, NamedUnit, Round, SidePaper
from zhiben.dispatch.models.sections import Section
from zhiben.dispatch.models.situation import Chasing, SituationLine
from zhiben.dispatch.models.verdicts import UnitVerdict

__all__ = [
    "Chasing",
    "Feed",
    "FollowUp",
    "Instruction",
    "NamedItem",
    "NamedUnit",
    "ProvincialRank",
    "Reminder",
    "Round",
    "Section",
    "SidePaper",
    "SituationLine",
    "TaskChange",
    "UnitPaper",
    "UnitVerdict",
]

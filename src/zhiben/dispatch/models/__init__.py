"""Rounds with the units that they name and the papers beside them; reminders with the tasks that they changed; a
person's own calendar; the province's ranking
and the month's papers of units."""

from zhiben.dispatch.models.monthly import UnitPaper
from zhiben.dispatch.models.ranking import ProvincialRank
from zhiben.dispatch.models.reminders import Reminder, TaskChange
from zhiben.dispatch.models.rounds import Feed, FollowUp, NamedItem, NamedUnit, Round, SidePaper

__all__ = [
    "Feed",
    "FollowUp",
    "NamedItem",
    "NamedUnit",
    "ProvincialRank",
    "Reminder",
    "Round",
    "SidePaper",
    "TaskChange",
    "UnitPaper",
]

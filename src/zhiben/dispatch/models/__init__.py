"""Rounds with the units that they name and the papers beside them; reminders with the tasks that they changed; a
person's own calendar; the province's ranking."""

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
]

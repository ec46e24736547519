"""Rounds with the units that they name and the papers beside them, the situation of weeks; reminders with the tasks
that they changed; a person's own calendar."""

from zhiben.dispatch.models.reminders import Reminder, TaskChange
from zhiben.dispatch.models.rounds import Feed, FollowUp, NamedItem, NamedUnit, Round, SidePaper
from zhiben.dispatch.models.situation import Chasing, SituationLine

__all__ = [
    "Chasing",
    "Feed",
    "FollowUp",
    "NamedItem",
    "NamedUnit",
    "Reminder",
    "Round",
    "SidePaper",
    "SituationLine",
    "TaskChange",
]

"""Rounds with the units that they name and the papers beside them; reminders with the tasks that they changed."""

from zhiben.dispatch.models.reminders import Reminder, TaskChange
from zhiben.dispatch.models.rounds import FollowUp, NamedItem, NamedUnit, Round, SidePaper

__all__ = ["FollowUp", "NamedItem", "NamedUnit", "Reminder", "Round", "SidePaper", "TaskChange"]

"""Rounds with the units that they name and the papers beside them; reminders with the tasks that they changed; a
person's own calendar; sections of a bulletin that are being written."""

from zhiben.dispatch.models.reminders import Reminder, TaskChange
from zhiben.dispatch.models.rounds import Feed, FollowUp, NamedItem, NamedUnit, Round, SidePaper
from zhiben.dispatch.models.sections import Section

__all__ = ["Feed", "FollowUp", "NamedItem", "NamedUnit", "Reminder", "Round", "Section", "SidePaper", "TaskChange"]

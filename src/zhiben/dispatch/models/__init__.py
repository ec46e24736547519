"""Rounds with the units that they name, how units stood beside one another, and the papers beside them; reminders with
the tasks that they changed; a person's own calendar."""

from zhiben.dispatch.models.reminders import Reminder, TaskChange
from zhiben.dispatch.models.rounds import Feed, FollowUp, NamedItem, NamedUnit, Round, SidePaper
from zhiben.dispatch.models.verdicts import UnitVerdict

__all__ = ["Feed", "FollowUp", "NamedItem", "NamedUnit", "Reminder", "Round", "SidePaper", "TaskChange", "UnitVerdict"]

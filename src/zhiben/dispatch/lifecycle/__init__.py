"""The machines of dispatch: the round, each unit's naming in it, and the reminder."""

from zhiben.dispatch.lifecycle.naming import NAMING
from zhiben.dispatch.lifecycle.reminders import REMINDER
from zhiben.dispatch.lifecycle.rounds import ROUND

__all__ = ["NAMING", "REMINDER", "ROUND"]

"""The machines of dispatch: the round, each unit's naming in it, the leader's instruction, and the reminder."""

from zhiben.dispatch.lifecycle.instructions import INSTRUCTION
from zhiben.dispatch.lifecycle.naming import NAMING
from zhiben.dispatch.lifecycle.reminders import REMINDER
from zhiben.dispatch.lifecycle.rounds import ROUND

__all__ = ["INSTRUCTION", "NAMING", "REMINDER", "ROUND"]

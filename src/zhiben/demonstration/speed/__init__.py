"""The speed goals: a ledger of a hundred thousand hazards served, asked, filled and written to, each beside a yardstick
of the same run."""

from zhiben.demonstration.speed.goals import ALONE, GOALS, taken
from zhiben.demonstration.speed.record import write

__all__ = ["ALONE", "GOALS", "taken", "write"]

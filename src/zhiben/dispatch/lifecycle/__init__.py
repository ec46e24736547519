"""The machines of dispatch: the round, and each unit's naming in it."""

from zhiben.dispatch.lifecycle.naming import NAMING
from zhiben.dispatch.lifecycle.rounds import ROUND

__all__ = ["NAMING", "ROUND"]

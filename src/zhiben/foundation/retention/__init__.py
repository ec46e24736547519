"""How long things are kept: a term for each kind, which the office may set; a daily job that deletes what is past its
term and leaves proof in the ledger; and holds, which keep what somebody still needs."""

from zhiben.foundation.retention.holding import Held, hold, holds, lift, withheld
from zhiben.foundation.retention.kinds import DEFAULT, Forgotten, Kind, declare, deleted, forgotten, in_blocks, known
from zhiben.foundation.retention.running import Line, lines, overdue, run, runs
from zhiben.foundation.retention.terms import days_of, set_days

__all__ = [
    "DEFAULT",
    "Forgotten",
    "Held",
    "Kind",
    "Line",
    "days_of",
    "declare",
    "deleted",
    "forgotten",
    "hold",
    "holds",
    "in_blocks",
    "known",
    "lift",
    "lines",
    "overdue",
    "run",
    "runs",
    "set_days",
    "withheld",
]

"""Numbers and the rows behind them: taken now or as of a day within the open scope, and frozen when a round closes."""

from zhiben.foundation.measures.evaluation import Figure, evaluate
from zhiben.foundation.measures.freezing import (
    Slicing,
    freeze,
    freeze_sliced,
    frozen,
    numerators,
    rows_behind,
    seals,
    sliced,
    unpacked,
)

__all__ = [
    "Figure",
    "Slicing",
    "evaluate",
    "freeze",
    "freeze_sliced",
    "frozen",
    "numerators",
    "rows_behind",
    "seals",
    "sliced",
    "unpacked",
]

"""Numbers and the rows behind them: taken now or as of a day within the open scope, and frozen when a round closes."""

from zhiben.foundation.measures.evaluation import Figure, evaluate
from zhiben.foundation.measures.freezing import (
    Slicing,
    counted,
    freeze,
    frozen,
    numerators,
    rows_behind,
    seals,
    unpacked,
)

__all__ = [
    "Figure",
    "Slicing",
    "counted",
    "evaluate",
    "freeze",
    "frozen",
    "numerators",
    "rows_behind",
    "seals",
    "unpacked",
]

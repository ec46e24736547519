"""Numbers and the rows behind them: taken now or as of a day within the open scope, and frozen when a round closes."""

from zhiben.foundation.measures.evaluation import Figure, evaluate
from zhiben.foundation.measures.freezing import freeze, frozen, rows_behind

__all__ = ["Figure", "evaluate", "freeze", "frozen", "rows_behind"]

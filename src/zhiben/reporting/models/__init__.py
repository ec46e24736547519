"""The tables of returns and outcomes."""

from zhiben.reporting.models.forms import ReturnForm
from zhiben.reporting.models.outcomes import Batch, Penalty, Tally, Work
from zhiben.reporting.models.returns import Return, Vintage

__all__ = ["Batch", "Penalty", "Return", "ReturnForm", "Tally", "Vintage", "Work"]

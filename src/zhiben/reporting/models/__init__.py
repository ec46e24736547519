"""The tables of returns and outcomes."""

from zhiben.reporting.models.outcomes import Batch, Penalty, Tally, Work

__all__ = ["Batch", "Penalty", "Tally", "Work"]

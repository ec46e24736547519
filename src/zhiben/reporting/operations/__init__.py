"""The verbs of returns and outcomes."""

from zhiben.reporting.operations.tallying import tally_return

__all__ = ["tally_return"]

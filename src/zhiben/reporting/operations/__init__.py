"""The verbs of returns and outcomes."""

from zhiben.reporting.operations.batches import import_batch, withdraw_batch
from zhiben.reporting.operations.singles import Told, amend, enter, enter_many, void
from zhiben.reporting.operations.tallying import tally_return

__all__ = ["Told", "amend", "enter", "enter_many", "import_batch", "tally_return", "void", "withdraw_batch"]

"""Words of the campaign that others may use: states of a key task that count together."""

from __future__ import annotations

from zhiben.kernel.text import N_

ASSISTING = "assisting"
"""The part that an assisting unit plays in a task."""

IN_FORCE = ("assigned", "accepted", "under_way", "submitted", "verified", "done")
"""States of tasks that stand in the list: neither being drafted nor cancelled."""

NOT_SUBMITTED = ("assigned", "accepted", "under_way")
"""States in which a task can be overdue."""

LEDGER_VERBS = {"nil_return": N_("零报告")}
"""What the ledger calls acts that are no move."""

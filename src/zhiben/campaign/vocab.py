"""Words of the campaign that others may use: states of a key task that count together."""

from __future__ import annotations

ASSISTING = "assisting"
"""The part that an assisting unit plays in a task."""

IN_FORCE = ("assigned", "accepted", "under_way", "submitted", "verified", "done")
"""States of tasks that stand in the list: neither being drafted nor cancelled."""

NOT_SUBMITTED = ("assigned", "accepted", "under_way")
"""States in which a task can be overdue."""

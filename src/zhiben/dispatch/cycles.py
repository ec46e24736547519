"""The cycles that are run: the half-month, with what it freezes and the facts that get a unit named."""

from __future__ import annotations

from zhiben.dispatch.vocab import Reason
from zhiben.kernel.cycle import Cycle, register
from zhiben.kernel.periods import half_month_of
from zhiben.kernel.text import N_

HAZARDS = (
    "D1.reported",
    "D1.listed",
    "D1.rectified",
    "D1.rate",
    "hazards.on_time",
    "hazards.closed",
    "hazards.waiting",
    "hazards.not_due",
    "hazards.overdue",
    "hazards.overdue_stock",
    "C5.confirmed",
    "C5.reverified",
)
"""Measures of hazards: sliced by the territory below the issuing office."""

TASKS = ("A5.tasks", "tasks.done", "tasks.overdue", "tasks.reported_rate")
"""Measures of key tasks: sliced by lead unit, for a city's department has no district."""

HALF_MONTH = register(
    Cycle(
        name="half_month",
        title=N_("半月调度"),
        period_of=half_month_of,
        measures=(*HAZARDS, *TASKS),
        reasons=(Reason.OVERDUE_TASKS, Reason.OVERDUE_HAZARDS, Reason.MISSING_REPORT),
        paper="bulletin",
    )
)

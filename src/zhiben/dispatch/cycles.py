"""The cycles that are run: the week, the half-month with the facts that get a unit named, and the month; what each of
them freezes."""

from __future__ import annotations

from zhiben.dispatch.vocab import Reason
from zhiben.kernel.cycle import Cycle, register
from zhiben.kernel.periods import half_month_of, month_of, week_of
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

REPORTED = "tasks.reported_rate"
"""Of one half-month's reports: no figure of a month."""

TASKS = ("A5.tasks", "tasks.done", "tasks.overdue", "tasks.not_overdue_rate", REPORTED)
"""Measures of key tasks: sliced by lead unit, for a city's department has no district."""

JUDGED = ("tasks.missed", "hazards.missed")
"""By what they say together, missed of due, units are judged beside one another: sliced by the responsible unit."""

LED = (*TASKS, "tasks.missed")
"""Measures of what a unit answers for: an office below the city's counts in them what its own units carry, and not the
city's tasks in which they assist."""

WEEK = register(
    Cycle(
        name="week",
        title=N_("每周调度"),
        period_of=week_of,
        measures=(),
        closes_itself=True,
        page="dispatch:week",
        by_unit=True,
    )
)

HALF_MONTH = register(
    Cycle(
        name="half_month",
        title=N_("半月调度"),
        period_of=half_month_of,
        measures=(*HAZARDS, *TASKS, *JUDGED),
        reasons=(Reason.OVERDUE_TASKS, Reason.OVERDUE_HAZARDS, Reason.MISSING_REPORT),
        paper="bulletin",
        judged=JUDGED,
        issues=24,
    )
)

MONTH = register(
    Cycle(
        name="month",
        title=N_("每月调度"),
        period_of=month_of,
        measures=(*HAZARDS, *(name for name in TASKS if name != REPORTED)),
        paper="monthly_analysis",
        closes_itself=True,
    )
)

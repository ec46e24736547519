"""The words of dispatch: why a unit is named."""

from __future__ import annotations

from enum import StrEnum

from zhiben.kernel.text import N_


class Reason(StrEnum):
    """A fact for which a unit is named. There is no threshold: one item suffices."""

    OVERDUE_TASKS = "overdue_tasks"
    OVERDUE_HAZARDS = "overdue_hazards"
    MISSING_REPORT = "missing_report"

    @property
    def label(self) -> str:
        """As the bulletin prints it."""
        return REASON_LABELS[self]


REASON_LABELS = {
    Reason.OVERDUE_TASKS: N_("重点任务逾期未办结"),
    Reason.OVERDUE_HAZARDS: N_("重大事故隐患逾期未整改"),
    Reason.MISSING_REPORT: N_("本期未报进展，也未作零报告"),
}

CONFLICTS = {
    "one_round_per_period_and_office": N_("该期调度刚由他人开启，请刷新后查看"),
    "measure_frozen_once": N_("本期刚由他人关闭并冻结，请刷新后查看"),
}
"""What to tell who was slower than somebody else, by the constraint's name."""

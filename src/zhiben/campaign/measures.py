"""The numbers of the key-task list."""

from __future__ import annotations

from zhiben.campaign import queries
from zhiben.kernel.measure import Cut, Measure, register
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


def _units(cut: Cut) -> object:
    return orgs.units_by_id(queries.lead_units(cut.as_of))


register(
    Measure(
        id="A5.tasks",
        title=N_("重点任务"),
        formula=N_("截至时点在清单内（已下达且未取消）的重点任务数"),
        unit=N_("项"),
        numerator=lambda cut: queries.in_force(cut.as_of),
    ),
    Measure(
        id="A5.units",
        title=N_("牵头单位"),
        formula=N_("截至时点清单内任务的牵头单位数（不重复）"),
        unit=N_("个"),
        numerator=_units,
    ),
    Measure(
        id="tasks.done",
        title=N_("办结任务"),
        formula=N_("截至时点已办结的重点任务数"),
        unit=N_("项"),
        numerator=lambda cut: queries.done(cut.as_of),
    ),
    Measure(
        id="tasks.overdue",
        title=N_("逾期任务"),
        formula=N_("完成时限当日24时已过、尚未报送完成的重点任务数"),
        unit=N_("项"),
        numerator=lambda cut: queries.overdue(cut.as_of),
    ),
    Measure(
        id="tasks.reported_rate",
        title=N_("半月报送率"),
        formula=N_("期末推进中的任务里，牵头单位已报送进展或零报告的占比"),
        unit="",
        numerator=queries.reported,
        denominator=queries.expected,
    ),
)

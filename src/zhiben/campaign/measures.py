"""The numbers of the campaign's frame and of the key-task list."""

from __future__ import annotations

from zhiben.campaign import queries
from zhiben.campaign.vocab import Origin, PlanKind
from zhiben.kernel.measure import Cut, Measure, register
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


def _units(cut: Cut) -> object:
    return orgs.units_by_id(queries.lead_units(cut.as_of))


def _plans(kind: PlanKind, title: str, formula: str) -> Measure:
    return Measure(
        id=f"A1.{kind}",
        title=title,
        formula=formula,
        unit=N_("个"),
        numerator=lambda cut: queries.plans_in_force(kind, cut.as_of),
    )


register(
    _plans(PlanKind.MASTER, N_("总体方案"), N_("截至时点已印发、未被修订的总体方案数")),
    _plans(PlanKind.DISTRICT, N_("区子方案"), N_("截至时点已印发、未被修订的区子方案数")),
    _plans(PlanKind.SECTOR, N_("行业领域子方案"), N_("截至时点已印发、未被修订的行业领域子方案数")),
    Measure(
        id="A2.actions",
        title=N_("行动"),
        formula=N_("截至时点各级行动方案所列、由安委办登记的行动数"),
        unit=N_("项"),
        numerator=lambda cut: queries.actions(cut.as_of),
    ),
    Measure(
        id="A2.local",
        title=N_("本市自定行动"),
        formula=N_("上述行动中由本市自定的"),
        unit=N_("项"),
        numerator=lambda cut: queries.actions(cut.as_of).filter(origin=Origin.CITY),
    ),
    Measure(
        id="A5.tasks",
        title=N_("重点任务"),
        formula=N_(
            "截至时点在清单内（已下达且未取消）的重点任务数，分解到区、街道的不另计，因一起事故下达的举一反三排查任务不计；"
            "区、街道安委办的只计由辖区单位牵头或承担的"
        ),
        unit=N_("项"),
        numerator=lambda cut: queries.listed(cut.as_of, cut.home),
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
        formula=N_("截至时点已办结的清单任务数，分解到区、街道的不另计，举一反三排查任务不计"),
        unit=N_("项"),
        numerator=lambda cut: queries.done(cut.as_of, cut.home),
    ),
    Measure(
        id="tasks.overdue",
        title=N_("逾期任务"),
        formula=N_("完成时限当日24时已过、尚未报送完成的重点任务数，含分解到区、街道的"),
        unit=N_("项"),
        numerator=lambda cut: queries.overdue(cut.as_of),
    ),
    Measure(
        id="tasks.not_overdue_rate",
        title=N_("任务未逾期率"),
        formula=N_(
            "截至时点在清单内的重点任务中，没有逾期（完成时限当日24时已过、尚未报送完成）的占比；"
            "分子、分母都只计清单任务，分解到区、街道的不另计，举一反三排查任务不计"
        ),
        unit="",
        numerator=lambda cut: queries.not_overdue(cut.as_of, cut.home),
        denominator=lambda cut: queries.listed(cut.as_of, cut.home),
    ),
    Measure(
        id="tasks.missed",
        title=N_("到期任务未按期办结"),
        formula=N_(
            "完成时限在本半月内的重点任务（含分解到区、街道的）中，时限当日24时尚未报送完成，或者期末因退回仍未报送完成的占比"
        ),
        unit="",
        numerator=queries.missed,
        denominator=queries.fell_due,
    ),
    Measure(
        id="tasks.reported_rate",
        title=N_("半月报送率"),
        formula=N_("期末推进中的任务里，牵头单位已报送进展或零报告的占比"),
        unit="",
        numerator=queries.reported,
        denominator=queries.expected,
    ),
    Measure(
        id="tasks.substantial_rate",
        title=N_("实质报送率"),
        formula=N_("期末推进中的任务里，牵头单位已报送且不是空报的占比；零报告不算空报"),
        unit="",
        numerator=queries.substantial,
        denominator=queries.expected,
    ),
)
register(
    Measure(
        id="notices.read_rate",
        title=N_("联络通知签收率"),
        formula=N_("截至时点发出的联络通知，已由收到单位签收的占比（按单位次）"),
        unit="",
        numerator=queries.read_of_them,
        denominator=queries.notified,
    ),
)

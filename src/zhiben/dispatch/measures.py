"""The numbers of the dispatch rhythm."""

from __future__ import annotations

from zhiben.dispatch import queries
from zhiben.dispatch.queries import firsts, reminders, situation
from zhiben.kernel.measure import Measure, register
from zhiben.kernel.text import N_

register(
    Measure(
        id="B7.rounds",
        title=N_("周调度"),
        formula=N_("末日在本年、截至时点市安委办已关闭并固定了各单位情况的每周调度期数"),
        unit=N_("期"),
        numerator=situation.closed_weeks,
    ),
    Measure(
        id="B15.bulletins",
        title=N_("印发简报"),
        formula=N_("本年市安委办印发、截至时点未撤回的半月调度简报期数"),
        unit=N_("期"),
        numerator=queries.bulletins,
    ),
    Measure(
        id="B15.named_followed",
        title=N_("点名事项下期通报率"),
        formula=N_("其后另有简报印发的各期所点名的事项中，后一期简报已逐项通报办理情况的占比（不含不再点名的）"),
        unit="",
        numerator=queries.named_and_followed,
        denominator=queries.named_then,
    ),
    Measure(
        id="B30.papers",
        title=N_("印发月度分析"),
        formula=N_("本年市安委办印发、截至时点未撤回的月度分析份数，含本市、各区、各部门各一份"),
        unit=N_("份"),
        numerator=queries.monthly_papers,
    ),
    Measure(
        id="BN.reminders",
        title=N_("印发提醒函件"),
        formula=N_("本年市安委办印发、截至时点未撤回的随时调度提醒函件数；逾期未答复而升级的函不重复计"),
        unit=N_("件"),
        numerator=reminders.issued,
    ),
    Measure(
        id="BN.tasks_changed",
        title=N_("因提醒增加或修改任务"),
        formula=N_("本年因市安委办提醒函件增加或修改过、截至时点函未撤回、任务在清单内的重点任务数，一项任务只计一次"),
        unit=N_("项"),
        numerator=reminders.tasks_changed,
    ),
)


def _first(row: str, what: str) -> Measure:
    return Measure(
        id=f"{row}.first",
        title=N_("{what}全省第一").format(what=what),
        formula=N_(
            "行动指标中取自“{row}”各项数据、写明省表名称的，按截至时点已公布的本年最近一期省表（有修订的按修订）写明本市为第1位的项数；"
            "省表没有写明位次的不计"
        ).format(row=row),
        unit=N_("项"),
        numerator=lambda cut: firsts.first_by(f"{row}.", cut),
    )


register(_first("D2", N_("教育培训")), _first("D3", N_("工程治理和帮扶")))

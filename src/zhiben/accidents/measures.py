"""The numbers of accident cases."""

from __future__ import annotations

from zhiben.accidents import queries
from zhiben.kernel.measure import Measure, register
from zhiben.kernel.text import N_

register(
    Measure(
        id="A3.years",
        title=N_("分析的事故年数"),
        formula=N_(
            "治本攻坚行动开始前五个日历年（2019—2023年）中，截至时点有有效事故案件的年数；明细为各年最先登记的一件"
        ),
        unit=N_("年"),
        numerator=queries.years_held,
    ),
)

"""The number of visits that help."""

from __future__ import annotations

from zhiben.assistance import queries
from zhiben.kernel.measure import Measure, register
from zhiben.kernel.text import N_

register(
    Measure(
        id="D3.help",
        title=N_("帮扶高风险企业次数"),
        formula=N_(
            "截至时点本年对高风险行业领域企业的帮扶到场次数：同一场所同一天计1次，是否高风险按登记时该行业领域的标记；"
            "已撤回的不计；明细为各次到场"
        ),
        unit=N_("次"),
        numerator=queries.visits_in_year,
    ),
)

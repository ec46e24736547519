"""The number of enterprises with monitoring and early-warning systems."""

from __future__ import annotations

from zhiben.kernel.measure import Measure, register
from zhiben.kernel.text import N_
from zhiben.monitoring import queries

register(
    Measure(
        id="D3.monitoring",
        title=N_("建有风险监测预警系统的企业"),
        formula=N_(
            "截至时点，至少有一个风险监测预警系统已投用、未停用且已登记的企业数；一家企业有几个系统只计一次，明细为企业"
        ),
        unit=N_("家"),
        numerator=queries.in_operation,
    ),
)

"""What returns tell of the standing mechanism of information reporting. The thresholds are editable defaults of this
product, not rules of any paper."""

from __future__ import annotations

from datetime import datetime, timedelta

from zhiben.kernel import clock
from zhiben.kernel.measure import Cut, percent, ratio
from zhiben.kernel.mechanism import Health, Light, Source, register
from zhiben.kernel.periods import quarter_of
from zhiben.kernel.text import N_
from zhiben.reporting import queries

ON_TIME, NEARLY = 95, 80
"""From so many per cent of returns on time the light is green, and yellow."""


def _returns(at: datetime) -> Health:
    period = quarter_of((at - timedelta(microseconds=1)).astimezone(clock.TZ).date())
    cut = Cut(at, period)
    due, on_time = queries.demanded(cut).count(), queries.told_in_time(cut).count()
    told = queries.returns().filter(told_at__gte=period.begins, told_at__lt=at).count()
    if not due:
        return Health(Light.DARK, N_("{period}还没有到期的报表").format(period=period.label), told)
    line = N_("{period}到期报表{due}份，按时报送{on_time}份，按时率{rate}").format(
        period=period.label, due=due, on_time=on_time, rate=percent(ratio(on_time, due))
    )
    whole = on_time * 100
    light = Light.GREEN if whole >= ON_TIME * due else Light.YELLOW if whole >= NEARLY * due else Light.RED
    return Health(light, line, told)


register(
    Source(
        "reporting",
        N_("信息报送"),
        N_("本季度到期的报表按时报送率95％以上为绿，80％以上为黄，更低为红（默认）"),
        _returns,
        "reporting:desk",
    )
)

"""What supervision knows of its mechanism: visits of the quarter, and findings whose day is over."""

from __future__ import annotations

from datetime import datetime

from zhiben.kernel import clock
from zhiben.kernel.mechanism import Health, Light, Source, register
from zhiben.kernel.periods import quarter_of
from zhiben.kernel.text import N_
from zhiben.supervision import queries


def _visits(at: datetime) -> Health:
    day = at.astimezone(clock.TZ).date()
    made = queries.visits_lately().filter(arrived_at__lt=at)
    if not made.exists():
        return Health(Light.DARK, N_("还没有到场检查过"), 0)
    count = made.filter(arrived_at__gte=quarter_of(day).begins).count()
    late = queries.given(state="issued").filter(due__lt=day).count()
    line = N_("本季度到场检查{count}次；交办的问题逾期未报整改{late}个").format(count=count, late=late)
    return Health(Light.GREEN if count and not late else Light.YELLOW, line, count)


register(
    Source(
        "supervision",
        N_("到场检查和交办的问题"),
        N_("本季度有到场检查、交办的问题没有逾期未报整改的为绿，否则为黄（默认）"),
        _visits,
        "supervision:list",
    )
)

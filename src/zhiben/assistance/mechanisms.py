"""What assistance knows of its mechanism: visits of the quarter, and requests that wait too long."""

from __future__ import annotations

from datetime import datetime, timedelta

from zhiben.assistance import queries
from zhiben.assistance.lifecycle import WAITING
from zhiben.assistance.vocab import PATIENCE
from zhiben.kernel import clock
from zhiben.kernel.mechanism import Health, Light, Source, register
from zhiben.kernel.periods import quarter_of
from zhiben.kernel.text import N_


def _health(at: datetime) -> Health:
    day = at.astimezone(clock.TZ).date()
    made = queries.visits().filter(day__lte=day)
    asked = queries.requests().filter(asked_at__lt=at)
    if not made.exists() and not asked.exists():
        return Health(Light.DARK, N_("还没有帮扶过"), 0)
    count = made.filter(day__gte=quarter_of(day).first).count()
    late = asked.filter(state__in=WAITING, asked_at__lt=at - timedelta(days=PATIENCE)).count()
    line = N_("本季度帮扶到场{count}次；申请满{days}天还没有安排的{late}件").format(
        count=count, days=PATIENCE, late=late
    )
    return Health(Light.GREEN if count and not late else Light.YELLOW, line, count)


register(
    Source(
        "assistance",
        N_("帮扶到场和申请"),
        N_("本季度有帮扶到场、没有满{days}天未安排的申请为绿，否则为黄（默认）").format(days=PATIENCE),
        _health,
        "assistance:list",
    )
)

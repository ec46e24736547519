"""What tips tell of the mechanism of supervision: how many of the quarter there are, and how many are late."""

from __future__ import annotations

from datetime import datetime

from zhiben.kernel import clock
from zhiben.kernel.mechanism import Health, Light, Source, register
from zhiben.kernel.periods import quarter_of
from zhiben.kernel.text import N_
from zhiben.tips import queries


def _tips(at: datetime) -> Health:
    rows = queries.tips().filter(received_at__lt=at)
    if not rows.exists():
        return Health(Light.DARK, N_("还没有收到过举报"), 0)
    count = rows.filter(received_at__gte=quarter_of(at.astimezone(clock.TZ).date()).begins).count()
    late = queries.standing()["late"]
    line = N_("本季度收到举报{count}件；受理、交办、核查、反馈逾期{late}件").format(count=count, late=late)
    return Health(Light.YELLOW if late else Light.GREEN, line, count)


register(
    Source(
        "supervision",
        N_("举报核查"),
        N_("受理、交办、核查、反馈没有逾期的为绿，否则为黄（默认）"),
        _tips,
        "tips:list",
    )
)

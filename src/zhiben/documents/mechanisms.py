"""What official documents know of supervision: its letters and circulars, and replies that are overdue."""

from __future__ import annotations

from datetime import datetime

from zhiben.documents import queries
from zhiben.documents.models import Delivery
from zhiben.documents.vocab import Kind
from zhiben.foundation.scope.beside import beside
from zhiben.kernel import clock
from zhiben.kernel.mechanism import Health, Light, Source, register
from zhiben.kernel.periods import quarter_of
from zhiben.kernel.text import N_

PAPERS = (Kind.REMINDER, Kind.URGING, Kind.CIRCULAR, Kind.INTERVIEW)
"""By which the office presses others."""


def _papers(at: datetime) -> Health:
    quarter = quarter_of(at.astimezone(clock.TZ).date())
    issued = queries.documents().filter(kind__in=PAPERS, state__in=("issued", "closed"), issued_at__lt=at)
    if not issued.exists():
        return Health(Light.DARK, N_("还没有印发过提醒函、督促函、通报或约谈通知"), 0)
    count = issued.filter(issued_at__gte=quarter.begins).count()
    waited_for = beside(Delivery).filter(document__kind__in=PAPERS, document__state="issued", due__lt=at)
    late = waited_for.filter(state__in=("sent", "received")).count()
    line = N_("本季度印发提醒函、督促函、通报、约谈通知{count}件；逾期未答复{late}个单位").format(
        count=count, late=late
    )
    return Health(Light.YELLOW if late else Light.GREEN, line, count)


register(
    Source(
        "supervision",
        N_("提醒函、督促函、通报和约谈通知"),
        N_("没有逾期未答复的为绿，有的为黄（默认）"),
        _papers,
        "documents:list",
    )
)

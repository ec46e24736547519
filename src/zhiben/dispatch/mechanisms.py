"""What dispatch knows of the standing mechanism of that name: whether its rounds are issued in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from zhiben.dispatch import queries
from zhiben.dispatch.cycles import HALF_MONTH
from zhiben.kernel import clock
from zhiben.kernel.mechanism import Health, Light, Source, register
from zhiben.kernel.periods import quarter_of
from zhiben.kernel.text import N_

ISSUED_WITHIN = 7
"""So many days after a period its bulletin is to be issued: an editable default of this product."""


def _rounds(at: datetime) -> Health:
    day = at.astimezone(clock.TZ).date()
    quarter = quarter_of(day)
    of_cycle = queries.rounds().filter(cycle=HALF_MONTH.name)
    rows = of_cycle.filter(period_last__lt=day)
    last = rows.filter(state="issued").order_by("-period_last", "district").first()
    due = rows.filter(period_last__lt=day - timedelta(days=ISSUED_WITHIN))
    late = due.exclude(state__in=("issued", "withdrawn")).count()
    if last is None and not late:
        return Health(Light.DARK, N_("还没有调度过"), 0)
    shown = last.period.label if last else N_("无")
    line = N_("最近印发的一期：{period}；逾期未印发{late}期").format(period=shown, late=late)
    count = of_cycle.filter(period_last__gte=quarter.first, period_first__lte=day).count()
    return Health(Light.GREEN if not late else Light.YELLOW if late == 1 else Light.RED, line, count)


register(
    Source(
        "dispatch",
        N_("半月调度"),
        N_("各期都在期末后7天内印发简报为绿，有一期过期未印发为黄，两期以上为红（默认）"),
        _rounds,
        "dispatch:list",
    )
)

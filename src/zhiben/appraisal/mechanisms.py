"""What appraisal knows of the standing mechanism of commendation: who was honoured in the quarter, and which notices
are over and wait for a decision."""

from __future__ import annotations

from datetime import datetime

from zhiben.appraisal.queries import record_of_quarter
from zhiben.kernel.mechanism import Health, Light, Source, register
from zhiben.kernel.text import N_


def _commendations(at: datetime) -> Health:
    told = record_of_quarter(at)
    count = told["honoured"] + told["practices"]
    if not any(told.values()):
        return Health(Light.DARK, N_("还没有表彰过，也没有推广过经验做法"), 0)
    line = N_("本季度表彰{honoured}个、推广经验做法{practices}条；在办{proposed}个，公示期满未决定{late}个").format(
        **told
    )
    return Health(Light.GREEN if count and not told["late"] else Light.YELLOW, line, count)


register(
    Source(
        "commendation",
        N_("表彰和经验做法"),
        N_("本季度有表彰或推广的经验做法、没有公示期满未决定的为绿，否则为黄（默认）"),
        _commendations,
        "appraisal:board",
    )
)

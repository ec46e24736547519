"""How many of the seven mechanisms run: a figure over what all rooms tell of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from zhiben.campaign import queries as campaign
from zhiben.kernel import clock
from zhiben.kernel.measure import Cut, Measure, register
from zhiben.kernel.text import N_
from zhiben.overview.mechanisms import board


def running(cut: Cut) -> Any:
    """The mechanisms with at least one record of the cut's quarter, within the open scope."""
    # The end of a day belongs to that day; the very present is asked for as it is, of the records themselves.
    at = cut.as_of if cut.as_of > clock.now() else cut.as_of - timedelta(microseconds=1)
    found = board(at)
    return campaign.mechanisms_by_key(one.key for one in found if one.records)


register(
    Measure(
        id="A4.mechanisms",
        title=N_("运行的机制"),
        formula=N_(
            "七项机制（工作专班、调度推进、督导检查、帮扶指导、信息报送、沟通联络、表彰激励）中，"
            "截至时点本季度至少有一条记录的"
        ),
        unit=N_("项"),
        numerator=running,
    )
)

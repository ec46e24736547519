"""The numbers of returns."""

from __future__ import annotations

from zhiben.kernel.measure import Measure, register
from zhiben.kernel.text import N_
from zhiben.reporting import queries

register(
    Measure(
        id="returns.on_time",
        title=N_("报表按时报送率"),
        formula=N_(
            "本年（或所选期内）期限已过的报表填报中，期限当日24时前首次报送（含零报告）的占比；免报的、已撤销报表的不计"
        ),
        unit="",
        numerator=queries.told_in_time,
        denominator=queries.demanded,
    ),
    Measure(
        id="returns.nil",
        title=N_("报表零报告率"),
        formula=N_("上述已报送的报表填报中，现为零报告的占比；零报告不同于未报"),
        unit="",
        numerator=queries.told_nil,
        denominator=queries.told,
    ),
    Measure(
        id="returns.demanded",
        title=N_("到期报表填报"),
        formula=N_(
            "本年（或所选期内）期限已过的报表填报份数：一张报表、一个单位、一期为一份；免报的、已撤销报表的不计"
        ),
        unit=N_("份"),
        numerator=queries.demanded,
    ),
)

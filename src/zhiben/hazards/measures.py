"""The numbers of the hazard ledger. All count major hazards found in the year of the cut, unless they say stock."""

from __future__ import annotations

from zhiben.hazards import queries
from zhiben.hazards.vocab import REVIEWED, VALID
from zhiben.kernel.measure import Measure, register
from zhiben.kernel.text import N_

ITEMS = N_("项")

register(
    Measure(
        id="C5.stock",
        title=N_("重大事故隐患存量"),
        formula=N_("截至时点，发现日期在本年以前的有效重大事故隐患数（不含不予认定和重复）"),
        unit=ITEMS,
        numerator=queries.stock,
    ),
    Measure(
        id="C5.stock_closed",
        title=N_("存量销号"),
        formula=N_("上述存量中，截至时点已销号的数"),
        unit=ITEMS,
        numerator=queries.stock_closed,
    ),
    Measure(
        id="C5.confirmed",
        title=N_("现场确认率"),
        formula=N_("本年有效重大事故隐患中，经两人现场确认至少一次的占比"),
        unit="",
        numerator=queries.confirmed,
        denominator=queries.valid,
    ),
    Measure(
        id="C5.reverified",
        title=N_("复核率"),
        formula=N_("本年已销号重大事故隐患中，销号前经两名复核人现场复核通过的占比；已报整改、待复核的另列"),
        unit="",
        numerator=queries.reviewed_by_two,
        denominator=queries.closed,
    ),
    Measure(
        id="D1.reported",
        title=N_("上报重大事故隐患"),
        formula=N_("本年发现并上报的有效重大事故隐患数（不含不予认定和重复）"),
        unit=ITEMS,
        numerator=queries.valid,
    ),
    Measure(
        id="D1.listed",
        title=N_("挂牌督办"),
        formula=N_("本年有效重大事故隐患中，本年内曾被批准挂牌督办的数（含已摘牌）"),
        unit=ITEMS,
        numerator=queries.listed,
    ),
    Measure(
        id="D1.rectified",
        title=N_("完成整改"),
        formula=N_("本年重大事故隐患中，截至时点复核通过、验收合格或销号的数"),
        unit=ITEMS,
        numerator=lambda cut: queries.in_states(REVIEWED, cut),
    ),
    Measure(
        id="D1.rate",
        title=N_("整改率"),
        formula=N_("本年已销号重大事故隐患 ÷ 本年有效重大事故隐患"),
        unit="",
        numerator=queries.closed,
        denominator=queries.valid,
    ),
    Measure(
        id="hazards.entered",
        title=N_("登记上报"),
        formula=N_("本年发现并上报的重大事故隐患数，含不予认定和重复"),
        unit=ITEMS,
        numerator=lambda cut: queries.in_states((*VALID, "rejected", "duplicate"), cut),
    ),
    Measure(
        id="hazards.closed",
        title=N_("销号"),
        formula=N_("本年重大事故隐患中，截至时点已销号的数"),
        unit=ITEMS,
        numerator=queries.closed,
    ),
    Measure(
        id="hazards.on_time",
        title=N_("按期整改率"),
        formula=N_("本年已销号重大事故隐患中，整改期限当日24时前报整改完成的占比"),
        unit="",
        numerator=queries.closed_on_time,
        denominator=queries.closed,
    ),
    Measure(
        id="hazards.waiting",
        title=N_("待复核销号"),
        formula=N_("本年重大事故隐患中，已报整改完成、尚未销号（待复核、待验收或待销号）的数"),
        unit=ITEMS,
        numerator=lambda cut: queries.in_states(("declared", "reviewed", "accepted"), cut),
    ),
    Measure(
        id="hazards.not_due",
        title=N_("未到期"),
        formula=N_("本年有效重大事故隐患中，尚未报整改完成且整改期限未过（或尚未核定期限）的数"),
        unit=ITEMS,
        numerator=lambda cut: queries.not_due(cut.as_of).filter(queries.this_year(cut)),
    ),
    Measure(
        id="hazards.overdue",
        title=N_("本年逾期未整改"),
        formula=N_("本年有效重大事故隐患中，整改期限当日24时已过、尚未报整改完成的数"),
        unit=ITEMS,
        numerator=lambda cut: queries.overdue(cut.as_of).filter(queries.this_year(cut)),
    ),
    Measure(
        id="hazards.overdue_stock",
        title=N_("存量逾期未整改"),
        formula=N_("往年发现的有效重大事故隐患中，整改期限当日24时已过、尚未报整改完成的数"),
        unit=ITEMS,
        numerator=lambda cut: queries.overdue(cut.as_of).filter(queries.before_the_year(cut)),
    ),
    Measure(
        id="hazards.missed",
        title=N_("到期隐患未按期整改"),
        formula=N_(
            "整改期限在本半月内的有效事故隐患（重大和一般）中，期限当日24时尚未报整改完成，或者期末因退回仍未报整改完成的占比"
        ),
        unit="",
        numerator=queries.missed,
        denominator=queries.fell_due,
    ),
)

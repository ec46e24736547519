"""What is publicly known of the campaign, each with where it is said. What is not known is left for the office to fill
in; nothing here is made up."""

from __future__ import annotations

from zhiben.campaign.vocab import Origin
from zhiben.kernel.text import N_

NAME = N_("安全生产治本攻坚三年行动")
BASIS = N_("安委〔2024〕2号")
FIRST_YEAR, LAST_YEAR = 2024, 2026

TIANJIN = "天津日报2024-03-12（http://epaper.tianjinwe.com/tjrb/html/2024-03/12/content_143086_461197.htm）"
SHENZHEN = N_("深圳市公开报道（三年行动“345”工作模式）")

ACTIONS: tuple[tuple[str, Origin, str], ...] = (
    (N_("主要负责人安全教育培训"), Origin.NATION, TIANJIN),
    (N_("重大事故隐患判定标准体系提升"), Origin.NATION, TIANJIN),
    (N_("重大事故隐患动态清零"), Origin.NATION, TIANJIN),
    (N_("安全科技支撑和工程治理"), Origin.NATION, TIANJIN),
    (N_("从业人员安全素质能力提升"), Origin.NATION, TIANJIN),
    (N_("安全管理体系建设"), Origin.NATION, TIANJIN),
    (N_("安全生产精准执法和帮扶"), Origin.NATION, TIANJIN),
    (N_("全民安全素质提升"), Origin.NATION, TIANJIN),
    ("", Origin.PROVINCE, ""),
    (N_("重点行业领域标本兼治行动"), Origin.CITY, SHENZHEN),
)
"""Name, level, source, in order. Guangdong has nine actions, the name of its ninth was not found."""

GOALS = {2024: N_("清存量"), 2025: N_("控增量"), 2026: N_("建机制")}
"""What the years are for: defaults, to be put into the office's own words."""

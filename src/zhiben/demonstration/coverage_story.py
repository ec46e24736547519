"""Where line, block and chain are covered in the demonstration, and where a gap was left on purpose (示例数据): the
coverage view shows these gaps and no others, and the handbook lists them."""

from __future__ import annotations

from zhiben.campaign.vocab import GapKind

LINKS: dict[tuple[str, int], tuple[str, str]] = {
    ("锂电池生产储存", 4): ("电动自行车", "生产"),
    ("电动自行车", 7): ("电动自行车", "销售"),
    ("道路交通", 6): ("电动自行车", "登记"),
    ("高层建筑消防", 3): ("电动自行车", "停放充电"),
    ("电动自行车", 10): ("电动自行车", "回收"),
    ("城镇燃气", 3): ("瓶装液化石油气", "充装"),
    ("危险货物与泥头车运输", 3): ("瓶装液化石油气", "运输"),
    ("城镇燃气", 7): ("瓶装液化石油气", "配送"),
    ("九小场所与三小场所", 3): ("瓶装液化石油气", "使用"),
    ("危险化学品", 3): ("危险化学品", "生产"),
    ("危险化学品", 4): ("危险化学品", "储存"),
    ("危险货物与泥头车运输", 7): ("危险化学品", "运输"),
    ("学校与校外机构", 3): ("危险化学品", "使用"),
    ("环保设施", 3): ("危险化学品", "处置"),
}
"""The measures, by the sector and the action of the plan, that stand for a link of a chain."""

WITHOUT_MEASURE = (("坪山区", 4), ("深汕特别合作区", 9))
EXCUSED = WITHOUT_MEASURE[1]
EXCUSE = "省级部署的该项工作不涉及本区（示例数据）"
WITHOUT_OWNER = (("建筑幕墙与户外广告", 6),)
WITHOUT_TASK = (("烟花爆竹", 5), ("大鹏新区", 8))
"""Cells, by district or sector and action, of which the plan says nothing (one of them declared not applicable), says
nobody who does it, or which no task carries out."""

CONTESTED, CONTESTER = ("医疗机构", 7), "市气象局"
"""A measure of which one task is led by a unit that the measure does not name."""

LOOSE, LOOSE_OF = 2, "团市委"
"""So many tasks of this unit hang on no measure."""

NEW_SECTOR, NEW_LINE = "低空飞行器", "交通运输"
"""A sector that came up after the plans were issued, and has none yet."""

PLANTED: tuple[tuple[GapKind, str], ...] = (
    (GapKind.NO_PLAN, "低空飞行器 · 行业领域子方案"),
    (GapKind.NO_MEASURE, "坪山区 · 安全科技支撑和工程治理"),
    (GapKind.NO_MEASURE, "电动自行车 · （第9项行动，名称待填）"),
    (GapKind.NO_MEASURE, "瓶装液化石油气 · 检验报废"),
    (GapKind.NO_TASK, "大鹏新区安全生产治本攻坚三年行动子方案 · 8"),
    (GapKind.NO_TASK, "烟花爆竹领域安全生产治本攻坚三年行动子方案 · 5"),
    (GapKind.NO_OWNER, "建筑幕墙与户外广告领域安全生产治本攻坚三年行动子方案 · 6"),
    (GapKind.NO_OWNER, "电动自行车 · 回收"),
    (GapKind.TWO_LEADS, "医疗机构领域安全生产治本攻坚三年行动子方案 · 7"),
    (GapKind.TWO_LEADS, "电动自行车 · 销售"),
    (GapKind.STRAY_TASK, "示例-ZD"),
    (GapKind.STRAY_TASK, "示例-ZD"),
)
"""Every gap as the coverage view names it; tasks by the beginning of their numbers."""

"""Which accidents the demonstration has and how often (示例数据): kinds by sector and type, the causes found in them,
their hours and units; three combinations that are planted; and where each district's work differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Weights = Mapping[str, float]

DAY: tuple[float, ...] = (*(0.3,) * 6, 0.6, 1, 2, 3, 3.6, 2.6, 1.2, 1.6, 2.8, 3.4, 3, 2, 1.2, 0.8, 0.7, 0.5, 0.5, 0.4)
ROAD: tuple[float, ...] = (0.8, 0.6, 0.6, 0.7, 0.9, 1.2, 1.6, 2, 2, *(1.6,) * 8, 2, 2.2, 2, 1.8, 1.6, 1.5, 1.2)
NIGHT: tuple[float, ...] = (2.4, 2.6, 2.8, 2.6, 2, 1.6, *(0.8,) * 11, 1.2, 1.4, 1.4, 1.2, 1.2, 1.6, 2)
"""How often an accident happens in which hour."""

FACTORY = {"private": 62, "foreign": 22, "state": 6, "trader": 10}
SITE = {"private": 58, "state": 34, "foreign": 4, "trader": 4}
SMALL = {"private": 46, "trader": 32, "household": 12, "state": 6, "public": 4}
PLAIN = {"private": 60, "state": 18, "trader": 12, "public": 10}
"""Kinds of enterprise in a hundred."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Accidents of a type in a sector: their share, hours, enterprises, how many in a hundred are contracted work;
    `inner` tells how much more often they happen in the inner districts. A planted one says what it is and has its
    cause always."""

    sector: str
    type: str
    share: float
    hours: tuple[float, ...] = DAY
    enterprises: Weights = field(default_factory=lambda: FACTORY)
    contracted: int = 15
    inner: float = 1.0
    planted: str = ""
    cause: str = ""


KINDS = (
    Kind("房屋建筑施工", "高处坠落", 7.6, DAY, SITE, 55, 0.9),
    Kind("房屋建筑施工", "物体打击", 3.6, DAY, SITE, 50, 0.9),
    Kind("房屋建筑施工", "坍塌", 2.0, DAY, SITE, 50, 0.9),
    Kind("房屋建筑施工", "起重伤害", 2.2, DAY, SITE, 50, 0.9),
    Kind("房屋建筑施工", "触电", 1.6, DAY, SITE, 45, 0.9),
    Kind("市政基础设施施工", "坍塌", 2.0, DAY, SITE, 45),
    Kind("市政基础设施施工", "车辆伤害", 2.0, DAY, SITE, 40),
    Kind("市政基础设施施工", "触电", 1.2, DAY, SITE, 40),
    Kind("市政基础设施施工", "物体打击", 1.2, DAY, SITE, 40),
    Kind("小散工程与零星作业", "高处坠落", 4.2, DAY, SMALL, 35, 1.2),
    Kind("小散工程与零星作业", "触电", 3.0, DAY, SMALL, 35, 1.2),
    Kind("小散工程与零星作业", "物体打击", 1.6, DAY, SMALL, 35, 1.2),
    Kind("工贸通用", "机械伤害", 5.0, DAY, FACTORY, 8, 0.5),
    Kind("工贸通用", "高处坠落", 2.8, DAY, FACTORY, 25, 0.5),
    Kind("工贸通用", "触电", 2.0, DAY, FACTORY, 15, 0.5),
    Kind("工贸通用", "物体打击", 2.6, DAY, FACTORY, 8, 0.5),
    Kind("工贸通用", "灼烫", 1.8, DAY, FACTORY, 5, 0.5),
    Kind("工贸通用", "车辆伤害", 2.0, DAY, FACTORY, 8, 0.5),
    Kind("道路交通", "车辆伤害", 7.2, ROAD, PLAIN, 6, 1.1),
    Kind("危险货物与泥头车运输", "车辆伤害", 5.6, ROAD, PLAIN, 20, 0.8),
    Kind("邮政快递与物流仓储", "车辆伤害", 4.0, ROAD, PLAIN, 20, 0.8),
    Kind("邮政快递与物流仓储", "物体打击", 2.8, DAY, PLAIN, 20, 0.8),
    Kind("邮政快递与物流仓储", "机械伤害", 2.4, DAY, PLAIN, 20, 0.8),
    Kind("九小场所与三小场所", "火灾", 3.4, NIGHT, SMALL, 3, 1.2),
    Kind("高层建筑消防", "火灾", 1.8, NIGHT, PLAIN, 8, 1.8),
    Kind("电动自行车", "火灾", 2.2, NIGHT, SMALL, 2, 1.1),
    Kind("有限空间", "中毒和窒息", 1.6, DAY, FACTORY, 35, 0.7),
    Kind("特种设备", "起重伤害", 1.6, DAY, FACTORY, 25),
    Kind("特种设备", "机械伤害", 1.2, DAY, FACTORY, 25),
    Kind("水务工程", "淹溺", 1.2, DAY, SITE, 40),
    Kind("建筑幕墙与户外广告", "高处坠落", 2.2, DAY, SMALL, 45, 1.8),
    Kind("城镇燃气", "灼烫", 1.2, DAY, SMALL, 4, 1.3),
    Kind("城镇燃气", "火灾", 1.2, DAY, SMALL, 4, 1.3),
    Kind("新型储能与充电设施", "触电", 1.2, DAY, PLAIN, 20),
    Kind("新型储能与充电设施", "火灾", 0.7, NIGHT, PLAIN, 10),
    Kind("轨道交通建设", "起重伤害", 1.2, DAY, SITE, 45),
    Kind("轨道交通建设", "坍塌", 1.2, DAY, SITE, 45),
    Kind("锂电池生产储存", "火灾", 1.2, NIGHT, FACTORY, 4, 0.4),
    Kind("危险化学品", "灼烫", 1.2, DAY, FACTORY, 8, 0.6),
    Kind("危险化学品", "中毒和窒息", 1.0, DAY, FACTORY, 8, 0.6),
    Kind("旅游景区与游乐设施", "淹溺", 1.2, DAY, PLAIN, 5),
    Kind("既有房屋与自建房", "坍塌", 1.2, DAY, SMALL, 30),
    Kind("既有房屋与自建房", "高处坠落", 0.9, DAY, SMALL, 30),
    Kind("九小场所与三小场所", "触电", 1.3, DAY, SMALL, 5, 1.2),
    Kind("九小场所与三小场所", "灼烫", 1.1, DAY, SMALL, 3, 1.2),
    Kind("九小场所与三小场所", "机械伤害", 1.0, DAY, SMALL, 3, 1.2),
    Kind("高层建筑消防", "高处坠落", 1.2, DAY, PLAIN, 20, 1.8),
    Kind("高层建筑消防", "触电", 0.9, DAY, PLAIN, 20, 1.8),
    Kind("电动自行车", "触电", 0.9, NIGHT, SMALL, 2, 1.1),
    Kind("电动自行车", "车辆伤害", 1.1, ROAD, SMALL, 2, 1.1),
    Kind("有限空间", "高处坠落", 0.8, DAY, FACTORY, 35, 0.7),
    Kind("有限空间", "淹溺", 0.7, DAY, FACTORY, 35, 0.7),
    Kind("旅游景区与游乐设施", "高处坠落", 0.9, DAY, PLAIN, 5),
    Kind("旅游景区与游乐设施", "物体打击", 0.8, DAY, PLAIN, 5),
    Kind("道路交通", "物体打击", 1.2, DAY, PLAIN, 15, 1.1),
    Kind("道路交通", "高处坠落", 1.0, DAY, PLAIN, 15, 1.1),
    Kind("危险货物与泥头车运输", "机械伤害", 1.2, DAY, PLAIN, 20, 0.8),
    Kind("危险货物与泥头车运输", "高处坠落", 1.2, DAY, PLAIN, 20, 0.8),
    Kind("建筑幕墙与户外广告", "物体打击", 1.2, DAY, SMALL, 45, 1.8),
    Kind("水务工程", "坍塌", 1.0, DAY, SITE, 40),
    Kind("水务工程", "触电", 0.8, DAY, SITE, 40),
    Kind("锂电池生产储存", "触电", 0.8, DAY, FACTORY, 8, 0.4),
    Kind("锂电池生产储存", "机械伤害", 1.0, DAY, FACTORY, 8, 0.4),
    Kind("特种设备", "高处坠落", 0.9, DAY, FACTORY, 25),
)


def _at(*hours: int) -> tuple[float, ...]:
    return tuple(1.0 if hour in hours else 0.0 for hour in range(24))


PLANTED = (
    Kind(
        *("小散工程与零星作业", "高处坠落", 8.0, _at(18, 19, 20), SMALL, 35, 1.2),
        planted="傍晚外包零星登高",
        cause="M4",
    ),
    Kind(
        *("邮政快递与物流仓储", "车辆伤害", 8.2, _at(1, 2, 3, 4), PLAIN, 20, 1.1),
        planted="凌晨仓储疲劳驾驶",
        cause="H4",
    ),
    Kind(
        *("工贸通用", "机械伤害", 7.8, _at(21, 22, 23), FACTORY, 8, 0.5),
        planted="夜班不停机清理",
        cause="7.09",
    ),
)
"""Three combinations of type, sector, cause and hour that come together far more often than chance would bring them."""

ACTS: dict[str, Weights] = {
    "高处坠落": {"7.11": 40, "7.07": 30, "7.01": 20, "7.10": 5, "": 5},
    "物体打击": {"7.08": 25, "7.01": 35, "7.11": 25, "": 15},
    "坍塌": {"7.06": 40, "7.01": 40, "": 20},
    "起重伤害": {"7.08": 55, "7.01": 35, "": 10},
    "触电": {"7.01": 45, "7.11": 25, "7.03": 20, "": 10},
    "机械伤害": {"7.01": 30, "7.02": 30, "7.09": 10, "7.11": 12, "": 12},
    "车辆伤害": {"7.01": 55, "7.10": 25, "7.03": 10, "": 10},
    "火灾": {"7.13": 35, "7.01": 30, "": 35},
    "灼烫": {"7.13": 35, "7.01": 35, "7.11": 20, "": 10},
    "中毒和窒息": {"7.06": 65, "7.11": 25, "": 10},
    "淹溺": {"7.06": 40, "7.01": 30, "": 30},
}
CONDITIONS: dict[str, Weights] = {
    "高处坠落": {"6.01": 45, "6.04": 15, "6.03": 10, "": 30},
    "坍塌": {"6.01": 30, "6.04": 40, "": 30},
    "触电": {"6.02": 40, "6.01": 35, "": 25},
    "机械伤害": {"6.01": 45, "6.02": 20, "": 35},
    "火灾": {"6.02": 45, "6.04": 20, "": 35},
    "": {"6.02": 25, "6.04": 20, "6.01": 15, "": 40},
}
"""Unsafe acts and conditions by type, in a hundred; the empty one is nothing found."""
ANY_ACT: Weights = {"7.01": 30, "7.02": 8, "7.03": 9, "7.06": 10, "7.07": 8, "7.10": 8, "7.11": 14, "7.13": 5, "": 8}
ANY_SHARE = 0.6
"""Acts that are found in accidents of any type, and in which share of them these are what is found."""

MANAGED: Weights = {"M2": 20, "M3": 20, "M1": 11, "M4": 13, "M5": 9, "H2": 8, "H4": 12, "H1": 7}
SECOND: Weights = {"": 55, "M2": 15, "M3": 15, "M5": 8, "H2": 7}
WATCHED: Weights = {"": 62, "R3": 18, "R4": 10, "R5": 4, "R6": 3, "R1": 2, "R7": 1}
"""Causes in organisation, and on the regulator's side."""

INNER = ("福田区", "罗湖区", "南山区", "盐田区")
UNKNOWN_CAUSES, UNPLACED, DISTRICT_ONLY = 0.05, 0.006, 0.008
"""How many have no cause found, how many lie nobody knows where, or in a district only."""

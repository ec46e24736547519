"""The two schemes of accident types, and how the older one's codes become those of the newer one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhiben.accidents.seed.scheme import SchemeSeed
from zhiben.accidents.vocab import TYPE_1986, TYPE_2025, Layer, Mark
from zhiben.kernel.text import N_

OLD = (
    *("物体打击", "车辆伤害", "机械伤害", "起重伤害", "触电", "淹溺", "灼烫", "火灾", "高处坠落", "坍塌"),
    *("冒顶片帮", "透水", "放炮", "火药爆炸", "瓦斯爆炸", "锅炉爆炸", "容器爆炸", "其他爆炸", "中毒和窒息", "其他伤害"),
)
"""GB/T 6441-1986, in its order."""

NEW = (
    *("物体打击", "厂（场）内车辆致害", "道路（轨道）车辆致害", "机械致害", "起重致害", "触电", "淹溺", "灼烫", "火灾"),
    *("高处坠落", "跌落", "坍塌", "水害", "容器爆炸", "管道爆炸", "可燃气体爆炸", "可燃液体蒸气爆炸", "粉尘爆炸"),
    *("民用爆炸物品爆炸", "烟花爆竹爆炸", "其他可燃固体爆炸", "高温熔融物爆炸", "中毒", "窒息", "滑坡", "泄漏", "其他"),
)
"""GB 6441-2025, in the order of its table."""


def _numbered(labels: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((f"{number:02d}", label) for number, label in enumerate(labels, start=1))


TYPE_SCHEMES = (
    SchemeSeed(
        TYPE_1986,
        Layer.TYPE,
        N_("企业职工伤亡事故分类（1986）"),
        _numbered(OLD),
        "GB/T 6441-1986",
        until=date(2026, 7, 1),
        source=N_("公开仓库所列类别；编号凭记忆，未核对原文"),
        note=N_("用于2026年7月1日以前的历史数据"),
        mark=Mark.MEMORY,
    ),
    SchemeSeed(
        TYPE_2025,
        Layer.TYPE,
        N_("生产安全事故分类与编码（2025）"),
        _numbered(NEW),
        "GB 6441-2025",
        since=date(2026, 7, 1),
        source="https://m.educity.cn/aq/5452359.html；https://www.aq1024.com/post/272.html",
        note=N_("序号为表中顺序；类型的正式编码（WSA开头的8位）未查到，核对原文后补录；另有转载件称2027年1月1日施行"),
    ),
)


@dataclass(frozen=True, slots=True)
class Ways:
    """To which codes of the newer scheme each of the older one's may lead; a person looks at those that lead to
    several, and at those `by_hand`."""

    ways: Mapping[str, tuple[str, ...]]
    by_hand: frozenset[str]


CROSSWALK = Ways(
    {
        "01": ("01",),
        "02": ("02", "03"),
        "03": ("04",),
        "04": ("05",),
        "05": ("06",),
        "06": ("07",),
        "07": ("08",),
        "08": ("09",),
        "09": ("10",),
        "10": ("12",),
        "11": ("12",),
        "12": ("13",),
        "13": ("19",),
        "14": ("19",),
        "15": ("16",),
        "16": ("14",),
        "17": ("14",),
        "18": ("27",),
        "19": ("23", "24"),
        "20": ("27",),
    },
    frozenset({"18"}),
)
"""An engineering choice, not official: 车辆伤害 is 03 on a public road or rail and 02 elsewhere; 其他爆炸 is classified
anew by hand; 中毒和窒息 has split."""

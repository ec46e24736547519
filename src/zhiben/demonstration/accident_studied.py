"""What was made of new types of accident in the demonstration (示例数据): studies with departments, one of them still
under way, and two look-alike sweeps, in the words in which people write them down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

EXAMPLE = "（示例数据）"


@dataclass(frozen=True, slots=True)
class Swept:
    """A look-alike sweep: what is looked for, what is found (in turn), when it is sent, on which days sites are
    checked, until when; closed on the last of these days unless it is `open`. It goes to so many districts, to so many
    sites in each."""

    what: str
    found: tuple[str, ...]
    sent: date
    checked: tuple[date, ...]
    until: date
    open: bool = False
    districts: int = 4
    sites: int = 4
    by_hand: tuple[str, ...] = ()
    """Words of the names of sites that the office lists itself where none is found to be alike."""


@dataclass(frozen=True, slots=True)
class Studied:
    """A joint study of a new type that the story knows by `key`. Days that are None have not come yet."""

    key: str
    title: str
    departments: tuple[str, ...]
    people: str
    opened: date
    until: date
    looked: date
    seen: str
    written: date
    causes: tuple[tuple[str, str], ...]
    lessons: str
    gap: tuple[str, str]
    filled: date | None = None
    how: str = ""
    concluded: date | None = None
    conclusion: str = ""
    letter: bool = False
    closed: date | None = None
    evidence: str = ""
    sweep: Swept | None = None


SEARCHED, SORTED = date(2024, 1, 12), date(2024, 1, 17)
"""The new types of the second half of 2023 are found, and sorted: studied, merged, or nothing new."""
SEARCHED_AGAIN, SORTED_AGAIN = date(2024, 8, 9), date(2024, 8, 12)
SEARCHED_LAST, SORTED_LAST = date(2024, 9, 25), date(2024, 9, 27)

BY_HAND = f"库内或车间内在用搬运机器人，经询问补列{EXAMPLE}"
NOT_NEW = f"与往年同类事故经过相近，只是用词不同，不是新类型{EXAMPLE}"
SAME_KIND = f"与该条属同一种新类型，一并研判{EXAMPLE}"
NOT_BLIND = f"经核对主管部门日常在管，任务的文字没有写到这一类，该类场所已列入下半年督导抽查{EXAMPLE}"
BY_CHANCE = f"逐起核对，发生在不同单位、原因各不相同，属偶然集中{EXAMPLE}"
LATER = f"起数少，还不能判断，再看两个月{EXAMPLE}"
LEFT_EVERY = 6
"""Every so many blind spots still wait for an answer."""
EXCUSED = f"该场所已停业搬离，街道已核实{EXAMPLE}"
SWEPT = f"名单内场所都已检查或说明，发现的问题当场整改完毕{EXAMPLE}"

CABINETS = Studied(
    key="换电柜",
    title="换电柜电池包起火事故",
    departments=("市发展改革委", "市市场监管局", "市消防救援支队"),
    people="市安委办、市发展改革委、市消防救援支队（示例人员）",
    opened=SORTED,
    until=date(2024, 3, 29),
    looked=date(2024, 1, 24),
    seen=f"换电柜设在巷口，紧邻住户门窗，柜格之间没有防火分隔，柜体烟感没有联动断电{EXAMPLE}",
    written=date(2024, 2, 2),
    causes=(
        ("6.01", f"柜格之间没有防火分隔，热失控时引燃相邻柜格{EXAMPLE}"),
        ("M1", f"运营单位没有换电柜选址和巡检规程{EXAMPLE}"),
    ),
    lessons=f"换电柜与住户门窗、疏散通道应保持距离\n柜体烟感应联动断电\n回收的梯次电池包不得进柜{EXAMPLE}",
    gap=("task", "重点任务清单没有写明换电站点由谁逐点排查"),
    filled=date(2024, 2, 21),
    how=f"由该任务一并落实换电站点排查，排查情况半月报送{EXAMPLE}",
    concluded=date(2024, 2, 23),
    conclusion=f"确属新类型：换电柜起火2023年下半年以前没有发生过，全市同类场所应排查{EXAMPLE}",
    letter=True,
    closed=date(2024, 3, 29),
    evidence=f"提醒函已送达，重点任务已落实，举一反三排查已办结{EXAMPLE}",
    sweep=Swept(
        what=f"换电柜、集中充电点与住户门窗和疏散通道的距离，柜格防火分隔，烟感联动断电{EXAMPLE}",
        found=(
            f"现场没有换电柜和集中充电点{EXAMPLE}",
            f"设有集中充电点，已核对巡检记录和断电联动{EXAMPLE}",
            f"一处充电柜距出口过近，已当场移开并拍照留存{EXAMPLE}",
        ),
        sent=date(2024, 3, 1),
        checked=(date(2024, 3, 8), date(2024, 3, 13), date(2024, 3, 20)),
        until=date(2024, 3, 29),
    ),
)
DRONES = Studied(
    key="无人机",
    title="低空作业无人机伤人事故",
    departments=("民航深圳监管局", "市公安局", "市交通运输局"),
    people="市安委办、民航深圳监管局、市公安局（示例人员）",
    opened=SORTED,
    until=date(2024, 3, 29),
    looked=date(2024, 1, 26),
    seen=f"楼顶起降坪没有隔离，取餐人员可以走到旋翼旁；吊运时下方没有警戒{EXAMPLE}",
    written=date(2024, 2, 7),
    causes=(
        ("7.08", f"吊运时下方没有警戒，人员在吊物下停留{EXAMPLE}"),
        ("M1", f"运营单位没有起降坪和吊运作业规程{EXAMPLE}"),
    ),
    lessons=f"起降坪应设隔离并有人看守\n吊运作业下方应设警戒区\n返航高度应逐次核对{EXAMPLE}",
    gap=("other", "起降坪隔离没有统一做法"),
    filled=date(2024, 2, 28),
    how=f"已请民航深圳监管局会同有关部门提出起降坪隔离做法{EXAMPLE}",
    concluded=date(2024, 3, 1),
    conclusion=f"确属新类型：无人机伤人2023年下半年以前没有发生过{EXAMPLE}",
    closed=date(2024, 3, 27),
    evidence=f"起降坪隔离做法已发至运营单位，运营单位书面答复{EXAMPLE}",
)
ROBOTS = Studied(
    key="无人搬运机器人",
    title="无人仓搬运机器人挤压事故",
    departments=("市邮政管理局", "市应急管理局", "市工业和信息化局"),
    people="市安委办、市邮政管理局、市应急管理局（示例人员）",
    opened=SORTED_LAST,
    until=date(2024, 11, 8),
    looked=date(2024, 9, 30),
    seen=f"作业区入口没有联锁，人进入后机器人不停；货架遮挡激光避障{EXAMPLE}",
    written=date(2024, 10, 9),
    causes=(("6.01", f"作业区入口没有联锁停机装置{EXAMPLE}"),),
    lessons=f"人员进入机器人作业区前应全区停机\n货架不得遮挡避障装置{EXAMPLE}",
    gap=("criterion", "无人仓没有重大事故隐患判定标准"),
    sweep=Swept(
        what=f"无人仓和机器人作业区入口联锁、停机按钮、避障装置有没有被遮挡{EXAMPLE}",
        found=(
            f"没有使用搬运机器人{EXAMPLE}",
            f"作业区入口有联锁，现场试停正常{EXAMPLE}",
            f"一处避障装置被货架遮挡，已当场移开{EXAMPLE}",
        ),
        sent=date(2024, 10, 9),
        checked=(date(2024, 10, 11), date(2024, 10, 14)),
        until=date(2024, 11, 8),
        open=True,
        districts=3,
        sites=5,
        by_hand=("精密制造厂", "电池厂", "化工仓储站", "家具厂", "电镀厂", "冷冻食品厂"),
    ),
)
STUDIES = (CABINETS, DRONES, ROBOTS)

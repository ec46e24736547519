"""The accidents of 2024 that are under way when the demonstration is opened (示例数据): each in a state of its own,
clocks that run and two that have run out, two records that may be one accident, two kinds that nobody had seen before.
What is done with them, when and by whom, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhiben.kernel import clock

YEAR = 2024
TEAM = "{district}政府事故调查组（示例数据）"


@dataclass(frozen=True, slots=True)
class Done:
    """At `at` (month, day, hour and minute) a move is made with these facts; by the office of the district, or the
    department. The moves `revise` and `code_causes` are corrections."""

    at: str
    move: str
    facts: dict[str, Any]
    by_office: bool = False

    @property
    def moment(self) -> datetime:
        """When it is."""
        return moment(self.at)


@dataclass(frozen=True, slots=True)
class Case:
    """An accident: when it happened, was learned of, reported and entered; `street` counts on from the home street."""

    happened: str
    learned: str
    reported: str
    entered: str
    street: int
    sector: str
    type: str
    unit: str
    place: str
    narrative: str
    deaths: int = 1
    serious: int = 0
    minor: int = 0
    enterprise: str = "private"
    contractor: bool = False
    after: tuple[Done, ...] = ()


def moment(told: str) -> datetime:
    """The moment of this year that is told as month, day, hour and minute."""
    return datetime.strptime(f"{YEAR}-{told}", "%Y-%m-%d %H:%M").replace(tzinfo=clock.TZ)


def _up(at: str, reached: str, level: str = "city") -> Done:
    return Done(at, "report_up", {"level": level, "at": f"{YEAR}-{reached}"})


def _investigate(at: str, level: str = "district") -> Done:
    return Done(at, "investigate", {"level": level, "team": TEAM})


def _submit(at: str) -> Done:
    return Done(at, "submit", {"on": moment(at).date(), "nature": "liable"})


def _approve(at: str, number: int) -> Done:
    facts = {"on": moment(at).date(), "document": f"示例府函〔{YEAR}〕{number}号"}
    return Done(at, "approve", facts, by_office=True)


def _settle(at: str, which: str, evidence: str) -> Done:
    return Done(at, "settle", {"which": which, "evidence": f"{evidence}（示例数据）"})


def _causes(at: str, *codes: str) -> Done:
    return Done(at, "code_causes", {"codes": codes})


CASES = (
    Case(
        *("03-12 10:20", "03-12 10:35", "03-12 11:15", "03-12 11:40", 4, "房屋建筑施工", "高处坠落"),
        *(
            "示例宏远德诚建筑工程公司",
            "示例路18号在建项目3号楼",
            "上午10时20分许，一名架子工在主楼外脚手架上，"
            "拆除模板时安全带未挂扣，失去平衡坠落，送医抢救无效死亡。发包单位以包代管。",
        ),
        contractor=True,
        after=(
            _up("03-12 13:10", "03-12 12:50"),
            _investigate("03-13 15:10"),
            _causes("05-06 10:10", "7.11", "6.01", "M4"),
            _submit("05-06 16:25"),
            _approve("05-17 10:55", 9112),
            _settle("07-10 10:25", "causes", "调查报告已查明直接和间接原因"),
            _settle("08-07 10:25", "people", "施工单位和项目负责人已行政处罚"),
        ),
    ),
    Case(
        *("05-22 15:05", "05-22 15:30", "05-22 16:10", "05-22 16:40", 11, "有限空间", "中毒和窒息"),
        *(
            "示例金鹏盛达食品厂",
            "示例路206号厂区污水调节池",
            "下午15时05分许，一名清淤工在污水调节池，清掏污泥时池内缺氧窒息倒下，"
            "施救人员未佩戴呼吸器相继倒下。未检测即进入作业点。",
        ),
        serious=2,
        contractor=True,
        after=(
            _up("05-22 18:10", "05-22 17:50"),
            _investigate("05-23 10:20"),
            Done("05-25 09:15", "revise", {"deaths": 3, "serious": 0, "reason": "两名重伤人员经抢救无效死亡，补报"}),
            Done(
                "05-25 10:35",
                "raise_level",
                {"level": "city", "team": "市政府事故调查组（示例数据）", "reason": "死亡人数达到较大事故标准"},
            ),
            _up("05-25 11:40", "05-25 11:20", "province"),
            _causes("07-18 10:10", "7.06", "6.01", "M1", "M4", "R3"),
            _submit("07-19 15:25"),
            _approve("08-02 10:55", 9207),
            _settle("09-18 10:50", "causes", "调查报告已查明原因"),
            _settle("09-18 10:52", "measures", "全市有限空间作业审批已联网核验"),
        ),
    ),
    Case(
        *("07-03 14:10", "07-03 14:20", "07-03 15:00", "07-03 15:30", 23, "工贸通用", "其他伤害"),
        *("示例永兴联创电子厂", "示例路91号厂房三层", "一名装配工在岗位上突然倒地，送医后死亡。"),
        after=(Done("07-17 10:15", "void", {"reason": "经法医鉴定系突发疾病，不属生产安全事故"}, by_office=True),),
    ),
    Case(
        *("08-09 16:40", "08-09 17:00", "08-10 09:10", "08-10 10:00", 1, "工贸通用", "机械伤害"),
        *(
            "示例瑞安鼎力五金制品厂",
            "示例路77号冲压车间",
            "下午16时40分许，一名冲压工在冲压车间，清理卡料时手部被冲床压伤，经手术后伤情稳定。未停机就伸手清理。",
        ),
        deaths=0,
        serious=1,
        after=(_up("08-10 11:20", "08-10 11:00"), _investigate("08-12 10:30"), _causes("09-20 10:15", "7.09", "M2")),
    ),
    Case(
        *("08-14 05:30", "08-14 05:50", "08-14 06:30", "08-14 08:50", 31, "危险货物与泥头车运输", "车辆伤害"),
        *(
            "示例顺程中旭渣土运输公司",
            "示例路口工地出入口",
            "清晨5时30分许，工地出入口，发生一起车辆伤害事故。"
            "一名泥头车驾驶员在右转弯，与直行车辆相撞。附近群众参与救助，当场死亡。",
        ),
        after=(
            _up("08-14 09:10", "08-14 08:10"),
            _investigate("08-15 10:40"),
            _causes("10-08 09:50", "7.10", "H4", "M3"),
            _submit("10-08 15:25"),
        ),
    ),
    Case(
        *("08-20 11:15", "08-20 11:25", "08-20 12:10", "08-20 13:50", 46, "市政基础设施施工", "坍塌"),
        *(
            "示例恒通华信管网工程公司",
            "示例路雨污分流沟槽",
            "上午11时15分许，一名管道工在雨污分流沟槽内，"
            "敷设管道时沟槽侧壁土方突然坍塌，送医抢救无效死亡。现场已封闭并保护。",
        ),
        contractor=True,
        after=(
            _up("08-20 14:20", "08-20 13:40"),
            _investigate("08-21 10:20"),
            Done("09-11 10:35", "appraise", {"days": 15, "what": "沟槽土质和支护受力鉴定"}),
            Done(
                "10-09 10:25",
                "extend",
                {"days": 30, "reason": "涉及多家单位，需延长调查", "approval": f"示例府函〔{YEAR}〕9255号"},
                by_office=True,
            ),
        ),
    ),
    Case(
        *("08-27 09:50", "08-27 10:05", "08-27 10:50", "08-27 11:35", 0, "房屋建筑施工", "触电"),
        *(
            "示例嘉泰东启建设集团",
            "示例路3号项目配电房",
            "上午9时50分许，一名木工在地下室顶板，拆除模板时手持电动工具漏电，经抢救无效死亡。使用了带病的设备。",
        ),
        contractor=True,
        after=(_up("08-27 12:40", "08-27 12:20"), _investigate("08-28 10:20")),
    ),
    Case(
        *("09-05 01:40", "09-05 01:55", "09-05 02:40", "09-05 09:10", 52, "新型储能与充电设施", "火灾"),
        *(
            "示例瑞安永兴换电科技公司",
            "示例巷12号换电站点",
            "凌晨1时40分许，街边换电柜，发生一起火灾事故。"
            "柜格内电池包热失控喷射火焰，引燃相邻柜格，一名便利店值守人员灼伤。",
        ),
        deaths=0,
        serious=1,
        minor=2,
        after=(_up("09-05 09:40", "09-05 04:20"), _investigate("09-06 10:20")),
    ),
    Case(
        *("09-19 22:15", "09-19 22:25", "09-19 23:05", "09-20 09:20", 17, "邮政快递与物流仓储", "机械伤害"),
        *(
            "示例德诚恒通供应链公司",
            "示例路302号无人仓",
            "一名调度员进入无人搬运机器人作业区取掉落料箱，激光避障被货架遮挡，机器人编队未停，将其挤压。",
        ),
        after=(_up("09-20 09:45", "09-20 00:40"), _investigate("09-23 10:30")),
    ),
    Case(
        *("09-27 20:35", "09-27 20:40", "09-27 21:20", "09-30 09:10", 64, "文化娱乐场所", "高处坠落"),
        *(
            "示例联创嘉泰文化娱乐公司",
            "示例广场四层沉浸式密室",
            "一名玩家在密室逃脱的暗道机关处踏空，坠入升降布景井，演员随即中断剧情呼救。",
        ),
        deaths=0,
        serious=1,
        after=(_up("09-30 09:50", "09-27 22:50"), _investigate("09-30 15:20")),
    ),
    Case(
        *("10-09 06:20", "10-09 06:30", "10-09 07:10", "10-09 09:05", 38, "危险货物与泥头车运输", "车辆伤害"),
        *(
            "示例华信顺程混凝土运输公司",
            "示例大道与示例三路交叉口",
            "清晨6时20分许，国道转弯处，发生一起车辆伤害事故。"
            "一名搅拌车驾驶员在右转弯，被右转的大型车辆碰擦卷入。当场死亡。",
        ),
        after=(_up("10-09 09:35", "10-09 08:40"), _investigate("10-10 10:20")),
    ),
    Case(
        *("10-09 07:05", "10-09 07:10", "10-09 07:40", "10-11 09:35", 38, "道路交通", "车辆伤害"),
        *(
            "示例华信顺程混凝土公司",
            "示例大道示例三路路口",
            "清晨7时05分许，一名过街行人在人行横道上，"
            "横过马路时被右转的大型车辆碰擦卷入，当场死亡。有关人员已接受询问。",
        ),
        after=(_up("10-11 09:55", "10-09 09:20"),),
    ),
    Case(
        *("10-14 15:30", "10-14 15:40", "10-14 16:25", "10-14 16:45", 2, "小散工程与零星作业", "高处坠落"),
        *(
            "示例盛达金鹏机电安装队",
            "示例路45号厂房屋面",
            "下午15时30分许，一名空调安装工在厂房铁皮屋顶，更换屋面采光板时踩破采光板坠落，送医抢救无效死亡。",
        ),
        enterprise="trader",
        contractor=True,
    ),
    Case(
        *("10-15 10:05", "10-15 10:15", "10-15 11:00", "10-15 11:35", 58, "工贸通用", "物体打击"),
        *(
            "示例中旭宏远精密机械公司",
            "示例路160号原料仓库",
            "上午10时05分许，一名仓管员在原料仓库，搬运钢材时被倒下的货架压住，伤者住院治疗，无生命危险。",
        ),
        deaths=0,
        serious=1,
        after=(_up("10-15 13:20", "10-15 12:40"),),
    ),
    Case(
        *("10-16 07:35", "10-16 07:50", "10-16 08:20", "10-16 08:35", 3, "房屋建筑施工", "物体打击"),
        *(
            "示例鼎力瑞安建筑劳务公司",
            "示例路21号项目材料堆场",
            "清晨7时35分许，一名杂工在材料堆场，搬运钢管时被高处掉落的钢管砸中，伤者送医治疗。",
        ),
        deaths=0,
        serious=1,
        contractor=True,
    ),
)
"""In the order of their days. The two of 9 October are one accident, which nobody has told yet."""

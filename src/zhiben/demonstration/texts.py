"""Wording of the demonstration's hazards and tasks. All of it is invented (示例数据); only document numbers of
standards are real, and a hazard cites one only when it was in force on the day it was found.

Clauses are those of the catalogue for the standard for industry and trade (应急管理部令第10号); the others' clauses
are examples that the demonstration enters into its catalogue and that say so. Where only a standard's year is known, it
counts from the end of that year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

INDUSTRY, INDUSTRY_SINCE = "GM", date(2023, 5, 15)
FIRE, FIRE_SINCE = "XF-2017", date(2018, 7, 1)
BUILDING, BUILDING_SINCE = "FJ-2022", date(2022, 12, 31)
ROAD, ROAD_SINCE = "DY", date(2023, 12, 31)
"""Standards by their codes in the catalogue."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A sector's determination standard, from when on, what is found and where, what its sites are called; the clause
    of each finding by its code, none where the demonstration enters examples."""

    standard: str
    since: date
    found: tuple[str, ...]
    places: tuple[str, ...]
    sites: str
    clauses: tuple[str, ...] = ()


HAZARDS: dict[str, Wording] = {
    "房屋建筑施工": Wording(
        BUILDING,
        BUILDING_SINCE,
        ("深基坑未按专项方案施工", "脚手架连墙件缺失", "起重机械未经检测即投入使用"),
        ("1号楼", "2号楼", "地下室施工区"),
        "建设工程项目",
    ),
    "高层建筑消防": Wording(
        FIRE,
        FIRE_SINCE,
        ("消防控制室无人值守且系统故障", "疏散楼梯间防火门损坏占比超限"),
        ("A座", "B座", "裙楼"),
        "物业管理处",
    ),
    "九小场所与三小场所": Wording(
        FIRE,
        FIRE_SINCE,
        ("生产经营场所违规住人", "安全出口被封堵"),
        ("一层", "二层", "阁楼"),
        "商铺",
    ),
    "工贸通用": Wording(
        INDUSTRY,
        INDUSTRY_SINCE,
        (
            "未对承包单位的安全生产工作统一协调、管理",
            "特种作业人员未经培训考核合格即上岗",
            "未定期对承租单位进行安全检查",
        ),
        ("生产车间", "仓库", "装配车间"),
        "精密制造厂",
        ("GM-3(1)", "GM-3(2)", "GM-3(1)"),
    ),
    "有限空间": Wording(
        INDUSTRY,
        INDUSTRY_SINCE,
        ("污水处理池作业前未办理审批手续", "未对有限空间进行辨识且未设置警示标志", "有限空间作业现场未设监护人"),
        ("污水处理站", "调节池", "集水井"),
        "电镀厂",
        ("GM-13(2)", "GM-13(1)", "GM-13(2)"),
    ),
    "危险化学品": Wording(
        "HG",
        date(2017, 12, 31),
        ("储罐区未设置紧急切断装置", "未按规定设置可燃气体泄漏检测报警装置"),
        ("甲类仓库", "储罐区", "装卸区"),
        "化工仓储站",
    ),
    "粉尘涉爆": Wording(
        INDUSTRY,
        INDUSTRY_SINCE,
        (
            "干式除尘系统未采取泄爆、惰化或抑爆措施",
            "除尘系统采用重力沉降室除尘",
            "不同类别的可燃性粉尘共用一套除尘系统",
        ),
        ("打磨车间", "抛光车间", "木工车间"),
        "家具厂",
        ("GM-11(3)", "GM-11(5)", "GM-11(2)"),
    ),
    "涉氨制冷": Wording(
        INDUSTRY,
        INDUSTRY_SINCE,
        ("包装间采用氨直接蒸发制冷的空调系统", "快速冻结装置未设置在单独的作业间"),
        ("制冷机房", "速冻车间", "冷库"),
        "冷冻食品厂",
        ("GM-12(1)", "GM-12(2)"),
    ),
    "锂电池生产储存": Wording(
        INDUSTRY,
        INDUSTRY_SINCE,
        ("锂离子电池储存仓库未对故障电池采取有效物理隔离措施",),
        ("电芯仓库", "成品仓库", "化成车间"),
        "电池厂",
        ("GM-8(7)",),
    ),
    "市政基础设施施工": Wording(
        BUILDING,
        BUILDING_SINCE,
        ("高支模未按专项方案搭设", "管沟开挖未采取支护措施"),
        ("一标段", "二标段", "跨河段"),
        "市政工程项目",
    ),
    "大型商业综合体": Wording(
        FIRE,
        FIRE_SINCE,
        ("疏散通道被占用", "自动喷水灭火系统停用"),
        ("一层", "三层", "地下一层"),
        "商业广场",
    ),
    "城镇燃气": Wording(
        "RQ",
        date(2023, 12, 31),
        ("燃气经营场所未设置可燃气体报警装置", "燃气管道被占压"),
        ("储配站", "供应点", "场站周边"),
        "燃气站",
    ),
    "危险货物与泥头车运输": Wording(
        ROAD,
        ROAD_SINCE,
        ("危险货物运输车辆动态监控长期离线", "驾驶员未取得从业资格"),
        ("一车队", "二车队", "停车场"),
        "货物运输公司",
    ),
    "道路客运": Wording(
        ROAD,
        ROAD_SINCE,
        ("客运车辆未按规定维护检测", "未落实动态监控责任"),
        ("一车队", "二车队", "客运班线"),
        "客运公司",
    ),
}
"""The sectors in which the demonstration has sites and hazards; the others have none in it."""


@dataclass(frozen=True, slots=True)
class ExampleClause:
    """A clause that the demonstration enters into its catalogue; no standard's own."""

    standard: str
    code: str
    sector: str
    summary: str


def _examples() -> Iterator[ExampleClause]:
    count = Counter[str]()
    for sector, wording in HAZARDS.items():
        for finding in () if wording.clauses else wording.found:
            count[wording.standard] += 1
            yield ExampleClause(wording.standard, f"示例-{wording.standard}-{count[wording.standard]}", sector, finding)


EXAMPLE_CLAUSES = tuple(_examples())


def clause_for(sector: str, finding: str) -> str:
    """The code of the clause under which a finding falls."""
    wording = HAZARDS[sector]
    if wording.clauses:
        return wording.clauses[wording.found.index(finding)]
    return next(one.code for one in EXAMPLE_CLAUSES if (one.sector, one.summary) == (sector, finding))


SECTORS = tuple(HAZARDS)


def sector_at(place: int) -> str:
    """The sector of a street's site number `place`."""
    return SECTORS[place % len(SECTORS)]


TASK_VERBS = (
    "开展{topic}专项排查整治",
    "完善{topic}安全管理制度",
    "推进{topic}风险监测预警建设",
    "组织{topic}从业人员安全培训",
    "对{topic}重点单位开展帮扶指导",
    "建立{topic}重大隐患动态清零台账",
    "开展{topic}执法检查和案例曝光",
    "推动{topic}老旧设施更新改造",
)

TASK_TOPICS = ("所属单位消防", "办公和窗口场所", "临时搭建与零星作业", "值班值守与应急处置", "燃气和用电安全")
"""What units have tasks on that answer for no sector."""

TASK_TARGETS = ("全覆盖完成", "完成率不低于95%", "完成不少于50家", "形成台账并按月更新", "年内完成并通过验收")

SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = (
    "建国",
    "志强",
    "晓燕",
    "海涛",
    "丽娜",
    "文博",
    "雨桐",
    "俊杰",
    "思远",
    "佳怡",
    "明辉",
    "慧敏",
    "国栋",
    "欣然",
    "鹏飞",
    "晨曦",
    "永康",
    "立新",
    "春生",
    "秋实",
    "家豪",
    "静怡",
    "振华",
    "浩然",
    "文静",
)

PROGRESS = (
    "已完成排查{n}家，发现问题{m}项，正在督促整改",
    "召开推进会1次，检查{n}家，整改问题{m}项",
    "培训{n}人次，其中新上岗{m}人次",
)
MEASURES = ("已更换损坏设备并复位", "已停用并拆除违规设施", "已补办审批并落实现场监护", "已按专项方案整改并经自查合格")
PLAN = {
    "plan_goals": "消除该隐患，恢复到规范要求（示例数据）",
    "plan_methods": "停用相关部位，更换或补设设施，逐项自验",
    "plan_means": "资金由责任单位自筹，材料已采购",
    "plan_bodies": "单位主要负责人牵头，安全管理部门实施",
    "plan_timing": "在整改期限内完成，每周报告进度",
    "plan_safety": "整改期间设专人看护，按应急预案备好器材",
}
CONCLUSIONS = {
    "confirm": "现场核实，与上报情况一致",
    "review": "隐患已消除，现场复核通过",
    "send_back": "部分措施未落实，退回继续整改",
}
"""What two people write down on site, by the kind of their record."""

COPIED = "已委托第三方更换防爆风机两台并重做接地，费用由业主承担（示例数据）"
"""What was done at several sites in the same words, so that there is a signal to be checked."""

SAID_BY_ALL = (*MEASURES, *CONCLUSIONS.values())
"""Sentences that the office lets everybody write alike."""

REPLIES = {
    "overdue_tasks": "该任务已完成主体工作，待第三方验收后报送办结，申请按进度说明（示例数据）",
    "overdue_hazards": "整改已基本完成，因设备到货推迟未能按期报整改完成，正在加快办理（示例数据）",
    "missing_report": "本期进展已另行书面报送，未在系统中填报，已补报（示例数据）",
}
"""What a unit says against being named, by the reason."""

REPLY_KEPT = {
    "overdue_tasks": "截至本期末完成时限已过且未报送完成，维持点名（示例数据）",
    "overdue_hazards": "截至本期末整改期限已过且未报整改完成，维持点名（示例数据）",
    "missing_report": "截至本期末系统内无进展或零报告，维持点名（示例数据）",
}
REPLY_STRUCK = "经核实，单位所述属实，系登记滞后，本期不再点名（示例数据）"
LATE_REPORT = "补报本期进展：已按计划推进，未发现新问题（示例数据）"
ENTERED_LATE = "单位的书面报送单签收于本期末，系统登记滞后（示例数据）"
RESTATED = "按单位书面报送的签收单更正登记时间（示例数据）"

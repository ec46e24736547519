"""What supervision of the demonstration goes out for (示例数据): rounds with their days, grounds and sizes, what was
found, and what units answered. Which sites are drawn is left to the lot; how many, and what they come to, is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhiben.documents.vocab import Kind as Paper
from zhiben.supervision.vocab import Kind


@dataclass(frozen=True, slots=True)
class Told:
    """One round. `districts` and `sectors` by name, none for all; `from_departments` is how many city departments are
    told of what lies with them, `told_on` the day on which papers go out, `settled` whether all of it was looked at
    again by the standing day."""

    kind: Kind
    title: str
    first: date
    last: date
    told_on: date
    size: int
    purpose: str
    public_number: tuple[str, str]
    districts: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    from_departments: int = 0
    settled: bool = True
    occasion: str = ""

    @property
    def paper(self) -> Paper:
        """What its findings are told in."""
        return Paper.CIRCULAR if self.kind == Kind.COMPREHENSIVE else Paper.REMINDER


OVERALL = "攻坚行动部署落实、重大事故隐患自查自改和整改、隐患投诉举报核查"
COMPREHENSIVE = (
    Told(
        Kind.COMPREHENSIVE,
        "2024年第一轮综合督导",
        date(2024, 4, 10),
        date(2024, 4, 29),
        date(2024, 5, 6),
        91,
        OVERALL,
        ("2024年4月9日示例公开数", "7 0 4"),
    ),
    Told(
        Kind.COMPREHENSIVE,
        "2024年第二轮综合督导",
        date(2024, 7, 8),
        date(2024, 7, 26),
        date(2024, 7, 31),
        90,
        OVERALL,
        ("2024年7月5日示例公开数", "2 8 1"),
        ("宝安区", "龙岗区", "龙华区", "光明区", "坪山区", "深汕特别合作区"),
    ),
    Told(
        Kind.COMPREHENSIVE,
        "2024年第三轮综合督导",
        date(2024, 9, 2),
        date(2024, 9, 20),
        date(2024, 9, 25),
        90,
        OVERALL,
        ("2024年8月30日示例公开数", "9 5 3"),
        ("福田区", "罗湖区", "南山区", "盐田区"),
        from_departments=2,
        settled=False,
    ),
)
"""Together 271 sites in all 79 streets: the first round is in each of them, the others in four and six districts."""

SPECIAL = (
    Told(
        Kind.SPECIAL,
        "春季消防安全专项督导",
        date(2024, 3, 4),
        date(2024, 3, 8),
        date(2024, 3, 13),
        12,
        "复工复产后的消防、施工和危险作业安全",
        ("2024年3月1日示例公开数", "1 1 6"),
        sectors=("房屋建筑施工", "高层建筑消防", "九小场所与三小场所", "工贸通用", "有限空间", "大型商业综合体"),
    ),
    Told(
        Kind.SPECIAL,
        "“五一”和汛期专项督导",
        date(2024, 5, 13),
        date(2024, 5, 17),
        date(2024, 5, 22),
        12,
        "汛期施工安全，客运和燃气安全",
        ("2024年5月10日示例公开数", "4 4 0"),
        occasion="flood",
        sectors=("房屋建筑施工", "市政基础设施施工", "城镇燃气", "道路客运", "危险货物与泥头车运输", "有限空间"),
    ),
    Told(
        Kind.SPECIAL,
        "高温台风期间专项督导",
        date(2024, 8, 5),
        date(2024, 8, 9),
        date(2024, 8, 14),
        14,
        "高温和台风期间危险化学品、涉氨制冷和施工安全",
        ("2024年8月2日示例公开数", "6 3 9"),
        occasion="typhoon",
        sectors=(
            "危险化学品",
            "粉尘涉爆",
            "涉氨制冷",
            "锂电池生产储存",
            "房屋建筑施工",
            "市政基础设施施工",
            "工贸通用",
        ),
    ),
    Told(
        Kind.SPECIAL,
        "中秋国庆前专项督导",
        date(2024, 9, 23),
        date(2024, 9, 27),
        date(2024, 9, 30),
        14,
        "节日期间人员密集场所消防、燃气和道路客运安全",
        ("2024年9月20日示例公开数", "5 7 2"),
        occasion="autumn",
        sectors=(
            "高层建筑消防",
            "九小场所与三小场所",
            "大型商业综合体",
            "城镇燃气",
            "道路客运",
            "危险货物与泥头车运输",
            "危险化学品",
        ),
        settled=False,
    ),
)
"""A reminder for each sector that was visited: six, six, seven, seven."""

ROUNDS = tuple(sorted((*COMPREHENSIVE, *SPECIAL), key=lambda one: one.first))

FOUND = (
    "没有建立重大事故隐患自查自改台账",
    "主要负责人没有按要求带队检查",
    "没有组织从业人员学习重大事故隐患判定标准",
    "上次检查提出的问题没有整改到位",
    "安全培训记录与现场人员对不上",
    "应急预案没有演练记录",
    "危险作业没有履行审批和现场监护",
    "外包单位人员没有纳入统一管理",
    "隐患整改没有落实责任人、期限和资金",
    "安全出口堆放杂物",
    "消防设施没有维护保养记录",
    "没有按要求报送隐患排查整改情况",
    "举报奖励渠道没有在场所公示",
    "配电箱私拉乱接",
    "新上岗人员没有经过三级安全教育",
    "街道检查记录没有闭环",
    "重点任务的完成情况没有支撑材料",
)
"""What inspectors wrote down; invented."""

ANSWERS = (
    "已整改，台账和照片附后",
    "已组织补训并建立记录，照片附后",
    "已清理并安排专人每日巡查，照片附后",
    "已落实责任人、期限和资金并整改完成，照片附后",
)

PER_VISIT, EXTRA_EVERY, EXTRAS = 3, 30, 8
"""Three findings at each comprehensive visit, and a fourth at every thirtieth, eight times: 821 in all."""


def findings_at(number: int, kind: Kind) -> tuple[str, ...]:
    """What was found at the visit of that number among those of its kind."""
    if kind != Kind.COMPREHENSIVE:
        return (FOUND[number * 5 % len(FOUND)],)
    extra = number % EXTRA_EVERY == 0 and number < EXTRA_EVERY * EXTRAS
    return tuple(FOUND[(number * 5 + place) % len(FOUND)] for place in range(PER_VISIT + extra))


CONCLUSION = "查阅台账资料，抽查作业现场，与负责人和从业人员谈话（示例数据）"
LOOKED_AT_AGAIN = "现场复查，整改属实（示例数据）"
SENT_BACK = "照片与现场不符，请重新整改（示例数据）"
ADDED = "该行业领域没有抽中，补充一家"
COUNTERPART = "负责人（示例）"
WITHOUT, NO_SIGNAL_EVERY = "地下室无信号（示例）", 12
"""Why there is no position, at one place in so many."""
FAR = {"2024年第三轮综合督导": 10, "中秋国庆前专项督导": 3}
"""By round the number of the visit whose check-in is far from its site; the later one still waits to be accepted."""
DESPITE = "场所已搬到厂区北门，坐标是旧的（示例）"
ACCEPTED = "已核实场所搬迁（示例）"

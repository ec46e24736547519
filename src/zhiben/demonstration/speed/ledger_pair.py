"""Two ledgers of the same hazards as two offices would keep them, with the pairs known: 示例数据 out of a seeded
generator. What the second office writes otherwise is drawn here. Rules of the comparison were made after looking at
what it got wrong here, and so was the generator changed: how well these rows are told is no test of those rules."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

HEADINGS = (
    *("编号", "企业名称", "统一社会信用代码", "区", "街道", "社区", "详细地址", "行业领域", "隐患类别", "隐患描述"),
    *(
        "隐患等级",
        "发现日期",
        "整改期限",
        "整改措施",
        "责任人",
        "联系电话",
        "整改资金（元）",
        "检查单位",
        "检查人",
        "状态",
    ),
)
"""The numbers are each office's own series."""
SEED = 20_260_731
PER_SITE = 4
"""So many hazards a site has, roughly: rows that are alike in all that is said of the site, and are not one."""

DISTRICTS, STREETS, QUARTERS = 10, 8, 6
MARKS = "安宁泰和兴盛达康顺通宏瑞嘉恒信诚华丰荣昌隆鑫源利德明远景新创联腾金银海天龙凤鸣翔飞跃博雅"


def _words(told: str) -> list[str]:
    return told.split()


TRADES = _words("电子 五金 塑胶 印刷 家具 食品 物流 化工 纺织 模具 包装 餐饮 建材 机电 玩具 仓储")
FORMS = _words("有限公司 有限责任公司 股份有限公司 厂 店 经营部")
ROADS = _words("人民 建设 解放 前进 文化 工业 环城 迎宾 学府 滨河 西环 东湖 新风 朝阳 育才 广场")
FIELDS = _words("工贸 危险化学品 建筑施工 消防 道路运输 城镇燃气 特种设备 人员密集场所 渔业 文化旅游")
KINDS = _words("用电安全 消防设施 安全通道 作业管理 教育培训 设备防护 应急预案 危险物品 有限空间 标志标识")
SPOTS = _words("车间 仓库 配电房 宿舍 厨房 楼道 食堂 锅炉房 门厅 货梯间 装卸区 空压机房 喷漆房 地下室")
THINGS = _words("灭火器 配电箱 疏散通道 应急照明 消火栓 防护罩 安全出口 气瓶 电线 报警器 卷帘门 警示牌 通风机 叉车")
FAULTS = _words("过期未检 被杂物堵塞 损坏失效 私拉乱接 未按规定固定 无人管理 数量不足 锈蚀严重 记录缺失 位置不当")
CURES = _words("立即更换 清理通道 限期维修 重新敷设 加装固定 落实专人 补足数量 除锈刷漆 补齐记录 移至合规位置")
LEVELS, STATES = ("一般隐患", "重大隐患"), ("整改中", "已整改", "已销号", "逾期未改")
NAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静磊洋勇艳杰涛明超霞平刚桂文辉玲建国志强海燕春秋冬梅"
CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FIRST = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class Pair:
    """Rows of either ledger, and at the place of each row of the left one the place of its like in the right one, -1
    where there is none."""

    left: list[list[str]]
    right: list[list[str]]
    like: list[int]


def ledgers(rows: int, both: int, *, seed: int = SEED) -> Pair:
    """Two ledgers of so many rows, of which `both` are about the same."""
    rng = random.Random(seed)  # noqa: S311 - invented rows
    sites = [_site(rng) for _ in range(2 * rows // PER_SITE)]
    true = [_entry(rng, rng.choice(sites)) for _ in range(2 * rows - both)]
    left = true[:rows]
    theirs = [*range(both), *range(rows, 2 * rows - both)]
    rng.shuffle(theirs)
    like = [-1] * rows
    for place, entry in enumerate(theirs):
        if entry < both:
            like[entry] = place
    order = list(range(rows))
    rng.shuffle(order)
    ours = [[f"本2025-{place + 1:06}", *left[entry]] for place, entry in enumerate(order)]
    others = [[f"PT{200_000 + 3 * place}", *_rewritten(rng, true[entry])] for place, entry in enumerate(theirs)]
    return Pair(ours, others, [like[entry] for entry in order])


def write(path: Path, rows: list[list[str]]) -> None:
    """As a workbook of one worksheet."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("示例数据")
        for place, row in enumerate([list(HEADINGS), *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell)


def _site(rng: random.Random) -> list[str]:
    district, street = rng.randrange(DISTRICTS), rng.randrange(STREETS)
    place = [f"示例{district + 1}区", f"{MARKS[district]}{MARKS[10 + street]}街道"]
    place.append(f"{MARKS[20 + rng.randrange(QUARTERS)]}{MARKS[street]}社区")
    name = "".join(rng.choices(MARKS, k=rng.choice((2, 2, 3)))) + rng.choice(TRADES) + rng.choice(FORMS)
    address = f"{rng.choice(ROADS)}{rng.choice('东西南北中')}路{rng.randint(1, 399)}号"
    code = "91440300" + "".join(rng.choices(CODE, k=10))
    return [f"示例市{name}", code, *place, address, rng.choice(FIELDS), _person(rng), f"1{rng.randrange(10**10):010}"]


def _person(rng: random.Random) -> str:
    return rng.choice(NAMES) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2))))


def _entry(rng: random.Random, site: list[str]) -> list[str]:
    """What stands in a row but for the number."""
    name, code, district, street, quarter, address, field, person, phone = site
    fault = rng.randrange(len(FAULTS))
    text = f"{rng.randint(1, 9)}号{rng.choice(SPOTS)}{rng.choice(THINGS)}{FAULTS[fault]}"
    if rng.random() < 0.5:
        text += f"，{rng.choice(SPOTS)}{rng.choice(THINGS)}{rng.choice(FAULTS)}"
    found = FIRST + timedelta(rng.randrange(365))
    due = found + timedelta(rng.choice((3, 7, 15, 30)))
    told = [name, code, district, street, quarter, address, field, rng.choice(KINDS), text]
    told += [LEVELS[rng.random() < 0.05], found.isoformat(), due.isoformat(), CURES[fault], person, phone]
    return [*told, str(rng.randint(1, 200) * 50), f"{street}应急办", _person(rng), rng.choice(STATES)]


def _rewritten(rng: random.Random, row: list[str]) -> list[str]:
    """The same entry as the other office keeps it."""
    told = list(row)
    told[0] = _renamed(rng, row[0])
    told[1] = "" if rng.random() < 0.3 else row[1]
    if rng.random() < 0.03:
        told[3] = f"{rng.choice(MARKS[:10])}{rng.choice(MARKS[10:18])}街道"
    told[5] = _readdressed(rng, row[5], row[3])
    told[8] = _retold(rng, row[8])
    form = rng.choice(("{0.year}年{0.month}月{0.day}日", "{0.year}/{0.month}/{0.day}", "{0:%Y.%m.%d}"))
    told[10] = form.format(date.fromisoformat(row[10]) + timedelta(rng.choice((0,) * 19 + (1,))))
    told[11] = form.format(date.fromisoformat(row[11]))
    told[14] = _dialled(rng, row[14])
    if rng.random() < 0.3:
        told[18] = rng.choice(STATES)
    return ["" if place and rng.random() < 0.04 else cell for place, cell in enumerate(told)]


def _renamed(rng: random.Random, name: str) -> str:
    if rng.random() < 0.35:
        name = next((name.removesuffix(form) for form in FORMS[2::-1] if name.endswith(form)), name)
    if rng.random() < 0.25:
        name = name.removeprefix("示例市")
    if rng.random() < 0.04:
        name = _swapped(rng, name)
    if rng.random() < 0.1 and name.startswith("示例市"):
        name = f"示例市（示例）{name[3:]}"
    return name


def _readdressed(rng: random.Random, address: str, street: str) -> str:
    if rng.random() < 0.3:
        address = street + address
    if rng.random() < 0.2:
        address = _wide(address)
    return address.replace("号", "") if rng.random() < 0.1 else address


def _retold(rng: random.Random, text: str) -> str:
    if rng.random() < 0.25:
        text = rng.choice(("现场检查发现", "经查，", "存在")) + text
    if rng.random() < 0.15:
        text = text.split("，")[0]
    if rng.random() < 0.06:
        text = _swapped(rng, text)
    return _wide(text) + "。" if rng.random() < 0.2 else text


def _dialled(rng: random.Random, phone: str) -> str:
    chance = rng.random()
    if chance < 0.03:
        return _swapped(rng, phone)
    return f"{phone[:3]} {phone[3:7]} {phone[7:]}" if chance < 0.2 else phone


def _wide(text: str) -> str:
    return "".join(chr(ord(mark) + 0xFEE0) if mark.isascii() and mark.isalnum() else mark for mark in text)


def _swapped(rng: random.Random, text: str) -> str:
    place = rng.randrange(len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]

"""Personal data taken out of a narrative before anybody indexes, compares or prints it: names as far as rules go,
identity numbers, telephone numbers, plates, mail addresses and other long numbers.

Rules find names behind a title or before what is said of a person only. A name that stands free in a sentence is not
found: a person has to read a text before it leaves the office.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from zhiben.analysis.methods import Method
from zhiben.kernel.text import N_

VERSION = "2"
"""Of the rules; another number when the same text may be masked differently."""

NAME, IDENTITY, TELEPHONE, PLATE, MAIL, NUMBER = (
    N_("姓名"),
    N_("证件号码"),
    N_("电话"),
    N_("车牌"),
    N_("邮箱"),
    N_("号码"),
)
SIGN = re.compile("〔(?:姓名|证件号码|电话|车牌|邮箱|号码)〕")
"""What stands where something was taken out."""

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾"
    "夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施洪季樊兰殷牛葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟"
    "申欧耿关焦俞詹柴路祝左包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝游辛靳欧管柳甄"
)
DOUBLE_SURNAMES = "欧阳|司马|上官|诸葛|司徒|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|长孙|宇文"
TITLES = (
    "姓名|名叫|死者|伤者|伤员|死亡人员|工人|民工|司机|驾驶员|操作工|操作员|员工|职工|法定代表人|法人代表|负责人|项目经理|安全员|班组长|班长|队长|"
    "电工|焊工|钳工|架子工|木工|瓦工|普工|杂工|塔吊司机|信号工|司索工|作业人员|村民|居民|业主|户主|房东|租客|学生|乘客|患者|经营者|老板|同事|工友|"
    "驾驶人|当事人|骑车人|骑行人|骑手|行人|乘车人|搭乘人|车主|外卖员|快递员|保安|遇难者|受害人"
)
NO_NAMES = (
    "高处|高空|高温|高压|高度|高速|高层|高坠|安全|安装|安排|施工|施救|方向|方式|水平|车间|金属|金额|石头|石块|石材|白天|江边|温度|雷击|任何|任务|"
    "何时|何人|严重|严禁|向上|向下|向前|向后|向外|成功|成员|管理|管道|程师|程序|程度|路过|路边|路面|关闭|关于|万元|万余|单独|单位|单人|包括|左手|"
    "左侧|左脚|左腿|游泳|易燃|易爆|尚未|马上|马路|黄色|白色|蓝色|洪水|段时|钱款|武装|毛坯|龙门|范围|牛奶|田间|田地|林地|周围|周边|周日|周一|"
    "余人|余名|季度|夏季|童工|章程|符合|路口|梁上|梁下|梁板|杜绝|许可|谢绝|成立|盛装|管线|管沟|柴油|叶片|齐全|宁可|万一|毕业|申请|申报|金工|"
    "左转|左拐|左边|向左|向右|向东|向西|向南|向北|路上|路段|路人|路中|路侧|路旁|路基|石阶|安保|包工|任职|任意|江苏|江西|江门|安徽|安阳|"
    "安庆|宁夏|宁波|温州|梅州|龙岩|龙岗|龙华|罗湖|成都|金华"
)
"""Words that begin as a surname does."""
ENDS = r"(?=[^\w]|[0-9男女等在于从被因驾将和与及到前正进发站不未经一两二三的对说称表驾骑相受死坠摔家住]|$)"
SPEAKS_OF = r"(?=\s*[（(，,]\s*(?:男|女|[0-9]{1,3}岁|身份证|系|工号|[0-9]{4}年[0-9]{1,2}月(?:[0-9]{1,2}日)?(?:出)?生))"

_WHO = rf"(?!(?:{NO_NAMES}))(?:(?:{DOUBLE_SURNAMES})[\u4e00-\u9fff]{{1,2}}?|[{SURNAMES}][\u4e00-\u9fff]{{1,2}}?)"
_DATE = r"(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_GAP = r"[\s-]?"
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (MAIL, re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")),
    (IDENTITY, re.compile(rf"(?<![0-9A-Za-z])[1-9][0-9]{{5}}{_GAP}{_DATE}{_GAP}[0-9]{{3}}[0-9Xx](?![0-9A-Za-z])")),
    (
        IDENTITY,
        re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}(?![0-9A-Za-z])"),
    ),
    (TELEPHONE, re.compile(rf"(?<![0-9])(?:\+?86{_GAP})?1[3-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}(?![0-9])")),
    (TELEPHONE, re.compile(r"(?<![0-9])(?:\(0[0-9]{2,3}\)|0[0-9]{2,3}[\s-]?)[2-9][0-9]{6,7}(?![0-9])")),
    (
        TELEPHONE,
        re.compile(r"(?P<title>电话|联系|座机|热线)(?P<between>(?:号码)?\s*[:：为是]?\s*)[2-9][0-9]{6,7}(?![0-9])"),
    ),
    (
        PLATE,
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•.\s]?"
            r"[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Z0-9])"
        ),
    ),
    (IDENTITY, re.compile(r"(?<![0-9A-Za-z])[A-Z]{1,2}[0-9]{7,10}(?![0-9A-Za-z])")),
    (NUMBER, re.compile(r"(?<![0-9])(?:[0-9]{4}[ -]){3,4}[0-9]{1,4}(?![0-9])")),
    (NUMBER, re.compile(r"(?<![0-9A-Za-z.])[0-9]{11,}(?![0-9A-Za-z.])")),
    (
        NAME,
        re.compile(r"(?<=姓名)\s*[:：为是]?\s*[\u4e00-\u9fff]{2,4}(?:[·•][\u4e00-\u9fff]{2,6})*(?![\u4e00-\u9fff])"),
    ),
    (NAME, re.compile(rf"[{SURNAMES}]某{{1,2}}")),
    (NAME, re.compile(rf"(?!(?:{NO_NAMES}))[{SURNAMES}](?:师傅|女士|先生|小姐|老师)")),
    (
        NAME,
        re.compile(
            rf"(?P<title>(?:{TITLES})?)[\u4e00-\u9fff]{{2,6}}[·•][\u4e00-\u9fff]{{2,6}}?(?:{ENDS}|(?![\u4e00-\u9fff]))"
        ),
    ),
    (NAME, re.compile(rf"{_WHO}{SPEAKS_OF}")),
    (NAME, re.compile(rf"(?P<title>{TITLES})(?P<between>\s*(?:[:：为是系]|分别为|分别是)?\s*){_WHO}{ENDS}")),
    (NAME, re.compile(rf"(?:(?<![\u4e00-\u9fff])|(?<=[时分日许由])){_WHO}(?=驾驶|驾车|骑)")),
    *((NAME, re.compile(rf"(?<=〔姓名〕[、和与及]){_WHO}{ENDS}")),) * 4,
)
_WIDE = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), 0xFF58)}
)


@dataclass(frozen=True, slots=True)
class Masked:
    """The text with a sign where something was taken out, and how many of each kind."""

    text: str
    taken: Mapping[str, int]


def mask(text: str) -> Masked:
    """Without personal data. Masking again changes nothing; full-width digits and capitals become plain ones."""
    told, taken = text.translate(_WIDE), Counter[str]()
    for kind, rule in _RULES:
        told, times = rule.subn(lambda hit, kind=kind: _sign(hit, kind), told)  # type: ignore[misc]
        taken[kind] += times
    return Masked(told, {kind: times for kind, times in taken.items() if times})


def _sign(hit: re.Match[str], kind: str) -> str:
    before = "".join(hit.groupdict().get(part) or "" for part in ("title", "between"))
    return f"{before}〔{kind}〕"


METHODS = (
    Method(
        key="masking",
        title=N_("个人信息遮盖"),
        version=VERSION,
        reference="GB 11643-1999; GA 36-2018",
        how=N_(
            "事故经过在建索引、比对和打印之前，先遮去身份证号、电话、车牌、邮箱和其他长号码；称谓后面或性别、年龄前面的姓名也遮去，原处"
            "留下“〔姓名〕”等字样。"
        ),
        never=N_("规则找不全单独出现的姓名；材料对外之前仍须有人看过。"),
    ),
)

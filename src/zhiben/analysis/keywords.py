"""Causes suggested from the words of a narrative: rules that anybody can read and change, with an eye to whether what
is said is denied. A rule suggests, a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhiben.analysis.methods import Method
from zhiben.kernel.text import N_

VERSION = "1"
"""Of the rules' reading; another number when the same rule may find something else."""

DENIALS = ("未", "无", "没有", "没", "不", "缺", "非")
NO_DENIALS = (
    "无人机",
    "无缝",
    "无锡",
    "无线",
    "无轨",
    "不慎",
    "不锈钢",
    "不断",
    "不久",
    "不同",
    "未来",
    "非法",
    "非标",
    "缺口",
    "不仅",
    "无法",
)
"""Words that begin as a denial and are none."""
WINDOW = 6
"""Characters before a word in which a denial belongs to it."""
BEHIND = re.compile(
    "(?:均|也|都)?(未(?=佩|系|戴|使用|设|落实|到位|安装|办|开展|进行|执行|取得|实施|关|断|停|搭|配)|不(?=到位|足|全|牢|够|合格)|缺(?=失|少|损)|失效|没(?=有|戴|系))"
)
"""A denial that follows its word at once: 安全带未系, 防护罩缺失."""
STOPS = "，。；！？、,.;!?\n"


@dataclass(frozen=True, slots=True)
class KeywordRule:
    """Suggests `code` where one of `words` (regular expressions) stands. `denied` False: not where it is denied (未发现
    漏电); True: only where it is (未佩戴安全带); None: whether or not."""

    code: str
    title: str
    words: tuple[str, ...]
    denied: bool | None = False


RULES: tuple[KeywordRule, ...] = (
    KeywordRule(
        "ppe",
        N_("未使用个体防护用品"),
        ("安全带", "安全帽", "安全绳", "绝缘手套", "绝缘鞋", "防毒面具", "防护用品", "救生衣"),
        True,
    ),
    KeywordRule("power", N_("带电作业或未断电"), ("断电", "停电", "验电", "挂牌上锁", "切断电源"), True),
    KeywordRule("leakage", N_("漏电或绝缘破损"), ("漏电(?!保护)", "绝缘(?:层)?破损", "线路老化", "带电体裸露")),
    KeywordRule("gas", N_("有限空间未通风检测"), ("通风", "气体检测", "检测气体", "检测"), True),
    KeywordRule("blind_rescue", N_("盲目施救"), ("盲目施救", "贸然施救", "盲目救援", "盲目下井")),
    KeywordRule(
        "guard",
        N_("防护设施缺失"),
        ("防护栏", "栏杆", "防护罩", "防护网", "临边防护", "洞口防护", "围挡", "盖板"),
        True,
    ),
    KeywordRule("shoring", N_("支护放坡不足"), ("支护", "放坡", "支撑", "加固"), True),
    KeywordRule("stopped", N_("设备未停机检修"), ("停机", "停车", "锁定"), True),
    KeywordRule("violation", N_("违章操作"), ("违章", "违规", "违反操作规程", "冒险作业", "擅自")),
    KeywordRule("overload", N_("超载超员超速"), ("超载", "超员", "超速", "超重")),
    KeywordRule("licence", N_("无证上岗"), ("持证", "资格证", "操作证", "上岗证", "证上岗", "取得.{0,8}证"), True),
    KeywordRule("training", N_("未经教育培训"), ("培训", "安全教育", "交底"), True),
    KeywordRule("supervision", N_("现场无人监护"), ("监护", "专人指挥", "专人监管", "旁站", "专人看护"), True),
    KeywordRule("permit", N_("未办作业审批"), ("审批", "作业票", "动火证", "作业许可", "动火审批"), True),
    KeywordRule("plan", N_("无专项方案或未按方案"), ("专项方案", "施工方案", "按方案", "应急预案"), True),
    KeywordRule("contractor", N_("违法发包转包"), ("转包", "违法分包", "违法发包", "以包代管", "挂靠")),
    KeywordRule("battery", N_("锂电池热失控"), ("热失控", "电池.{0,6}(?:起火|爆炸|着火|爆燃)")),
)
"""Shipped with the product; an office adds its own."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rule's `code` and where its word stands, for highlighting; `denial` is what denies it, empty when nothing."""

    code: str
    title: str
    word: str
    start: int
    end: int
    denial: str


def suggest(text: str, rules: Sequence[KeywordRule] = RULES) -> tuple[Suggestion, ...]:
    """What the rules see in a narrative, each rule at its first word that fits, in the order of the text. Raises
    ValueError naming a rule whose words are no expression."""
    told = _without_false_denials(text)
    found = [one for rule in rules if (one := next(_hits(text, told, rule), None))]
    return tuple(sorted(found, key=lambda one: (one.start, one.code)))


def _hits(text: str, told: str, rule: KeywordRule) -> Iterator[Suggestion]:
    try:
        pattern = re.compile("|".join(rule.words))
    except re.error as error:
        raise ValueError(f"the words of {rule.code} are no expression: {error}") from error
    for hit in pattern.finditer(text):
        if hit[0]:
            denial = _denial(told, hit.start(), hit.end())
            if rule.denied is None or rule.denied == bool(denial):
                yield Suggestion(rule.code, rule.title, hit[0], hit.start(), hit.end(), denial)


def _denial(told: str, start: int, end: int) -> str:
    """Before the word within the window and the same clause, or right behind it."""
    before = re.split(f"[{re.escape(STOPS)}]", told[max(0, start - WINDOW) : start])[-1]
    for denial in sorted(DENIALS, key=len, reverse=True):
        if denial in before:
            return denial
    behind = BEHIND.match(told, end)
    return behind[1] if behind else ""


def _without_false_denials(text: str) -> str:
    for word in NO_DENIALS:
        text = text.replace(word, "□" * len(word))
    return text


METHODS = (
    Method(
        key="keywords",
        title=N_("按关键词建议原因"),
        version=VERSION,
        reference="W. Chapman et al. 2001 (NegEx), adapted to Chinese",
        how=N_(
            "每条规则就是一组词，例如“安全带、安全帽”。在经过里找到这些词，再看同一句里前面六个字以内有没有“未、无、没有、不”：有的规则要"
            "有否定才算（未系安全带），有的规则没有否定才算（漏电；“未发现漏电”不算）。规则都摆在明处，可以改；给出的只是建议，由人认定。"
        ),
        never=N_("关键词只作编码建议，不是认定的原因。"),
    ),
)

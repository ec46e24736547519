"""The words by which a printed table says what its rows and columns are: totals, rates, ranks, notes. Comparable forms
of a text are made here and nowhere else."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

NOTHING = frozenset({"", "/", "-", "--", "—", "——", "无"})
"""What people write into a number, date or list cell that has nothing to say."""

LONGEST_NAME = 60
"""A total is not called more than this, padding and line breaks included."""

GRADES = {"小计": 1, "合计": 2, "共计": 2, "累计": 2, "总计": 3}
"""Words of a total row; a higher grade holds the lower ones."""

_TOTAL = re.compile(r"(?P<before>.*?)(?P<word>小计|合计|共计|累计|总计)(?:数|:|\([^()]*\))*")
_LIKELY = re.compile(r"(?:全[国省市区县州盟旗镇乡]|全街道|全部|总体|总数|总和|汇总)(?:情况|:|\([^()]*\))*")
_TOTAL_COLUMN = re.compile(r"(?:小计|合计|共计|总计|计|总数)(?:数|\([^()]*\))*")
_EARLIER = re.compile(r"[上去前][一两]?[年期月周季]|同期")
_ASIDE = re.compile(
    r"[上去前][一两]?[年期月周季](?:度?同期)?(?:数|情况|合计|总计|小计|共计)?$|同[期比]|环比|比上|较上|增减|增幅|降幅|增长(?:[率数量额%(]|$)|"
    r"占比|比重|比例|百分比|平均|均值|排名|位次|率(?:\(.*\))?$"
)
_PERIOD = re.compile(r"本[年月期周季]|当[年月期]|\d月|季度|上半年|下半年|以来|截至")
_NOW = re.compile(r"[本当上][月期周季]")
_COUNTED = re.compile(r"\((?:[起人项家个次件处宗户例]|人次|家次)\)$")
_RATE = re.compile(
    r"率(?:$|[\s(:%第情])|%|‰|百分|比例|比重|占比|比值|倍数|增幅|降幅|升幅|涨幅|幅度|平均|人均|户均|日均|月均|年均|均值|"
    r"密度|强度|指数|系数|单价|价格|标准(?:\(|$)|最高|最低|最大|最小|中位"
)
_ORDER = re.compile(
    r"(?:序号|编号|代码|编码|行次|排名|名次|位次|排序|电话|手机号?|邮编|日期|时间|时限|期限)(?:\(.*\))?$|^(?:年份?|年度|月份)$"
)
_MAYBE = re.compile(r"同期|同比|环比|[较比](?:上|去|前)|得分|评分|分数|分值|增减|增长|变化|进度")
_NOTE = re.compile(
    r"(?:注|备注|说明|附注)(?:\d{0,2}[:.、]|$)|本表|[※*]|"
    r"(?:填表|填报|制表|审核|审批|复核|核准|联系|(?:单位|主要)?负责|分管|经办|电话|(?:资料|数据)?来源|报送|报出|统计|日期|打印)[^合总小计:]{0,8}:"
)
_PART = re.compile(r"\(?其中|#|内?含:")
_OUTLINE = tuple(
    re.compile(pattern)
    for pattern in (r"[一二三四五六七八九十]+[、.]", r"\([一二三四五六七八九十]+\)", r"\d+[、.](?!\d)", r"\(\d+\)")
)
_HEAD = re.compile(
    r"(?:(?:地|辖|市|城)区|区域|区县|县区|省[份市]|(?:牵头|责任|主管|所属|报送|填报|被查|企业)?单位|(?:主管|监管|责任)?部门|项目|指标|"
    r"序号|行业(?:领域)?|领域|类[别型]|街道|乡镇|镇街|街镇|社区|企业|月份|年[份度]|分类|栏次|内容|时间|日期|事项|类目|.{0,4}名称)(?:名称|\(.*\))?"
)
_ROUNDED = re.compile(
    r"\(?(?:单位:?)?[^()]{0,4}[百千万亿]+(?:元|人|人次|吨|户|家|件|次|平方米|亩|起|个)?\)|单位:[百千万亿]"
)


def fold(text: str) -> str:
    """For comparing and for figures: compatibility forms, full-width forms and case made equal."""
    return unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).strip().casefold()


def squeeze(text: str) -> str:
    """For comparing names: as `fold`, and without any space inside (北　京 is 北京)."""
    return re.sub(r"\s+", "", fold(text))


def grade(text: str) -> int:
    """How much a row of this name holds: 0 when it is no total, or a total of another period."""
    found = _TOTAL.fullmatch(squeeze(text)) if len(text) <= LONGEST_NAME and "计" in text else None
    if found is None or found["before"].endswith(("占", "比", "不")) or _EARLIER.search(found["before"]):
        return 0
    if found["word"] == "累计" and _PERIOD.search(found["before"]):
        return 0
    return 1 if found["before"].endswith("本页") else GRADES[found["word"]]


def may_be_total(text: str) -> bool:
    """True for names such as 全市, which are a total in most tables and an entry of its own in others."""
    if len(text) > LONGEST_NAME:
        return False
    name = squeeze(text)
    cumulated = _TOTAL.fullmatch(name)
    if cumulated is not None and cumulated["word"] == "累计":
        return grade(text) == 0 and not _EARLIER.search(cumulated["before"])
    return _LIKELY.fullmatch(name) is not None


def runs_on(text: str) -> bool:
    """True for 累计, which beside 本月 or 本期 says how much it has been since January, and is no sum of rows."""
    return "累计" in squeeze(text)


def is_period(text: str) -> bool:
    """True for 本月, 本期, 当月: one period, to be held against what has run up."""
    return _NOW.match(squeeze(text)) is not None


def is_aside(text: str) -> bool:
    """True for a row that compares (上年同期, 占比, 平均), and so is no part of a sum."""
    return _ASIDE.search(squeeze(text)) is not None


def is_part(text: str) -> bool:
    """True for 其中 and its like: already held by the row above."""
    return _PART.match(squeeze(text)) is not None


def is_total_column(title: str) -> bool:
    """True for a column that holds the sum of columns beside it."""
    return _TOTAL_COLUMN.fullmatch(squeeze(title)) is not None


def is_rate(text: str) -> bool:
    """True for rates, averages, prices and extremes: figures of which no sum is meant."""
    return _RATE.search(squeeze(text)) is not None


def is_order(text: str) -> bool:
    """True for numbers that count nothing: ranks, codes, dates."""
    return _ORDER.search(squeeze(text)) is not None


def may_be_rate(text: str) -> bool:
    """True for titles that stand over counts in some tables and over rates in others."""
    name = squeeze(text)
    return _MAYBE.search(name) is not None and _COUNTED.search(name) is None


def is_note(text: str) -> bool:
    """True for what stands below a table: 注, 填表人, 审核, 联系电话."""
    return _NOTE.match(squeeze(text)) is not None


def is_head_word(text: str) -> bool:
    """True for the word over the names of rows: 地区, 单位, 项目."""
    return _HEAD.fullmatch(squeeze(text)) is not None


def is_rounded(text: str) -> bool:
    """True for a title or line that gives figures in 千, 万 or 亿: they have been rounded."""
    return _ROUNDED.search(squeeze(text)) is not None


def outline(text: str) -> int:
    """The depth that a name's own numbering gives it: 一、 is 1, （一） 2, 1. 3, （1） 4; 0 without numbering."""
    name = squeeze(text)
    return next((depth for depth, pattern in enumerate(_OUTLINE, start=1) if pattern.match(name)), 0)


def indentation(text: str) -> int:
    """How many spaces a name is set in by, a full-width one counting two."""
    lead = text[: len(text) - len(text.lstrip())]
    return sum(2 if mark == "\u3000" else 1 for mark in lead)

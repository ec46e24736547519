"""The questions that are asked. Each is a value; the modules that answer load when they are first asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhiben.accidents.vocab import type_scheme_on
from zhiben.insight.questions import ALL_UNITS, Question, register
from zhiben.insight.vocab import PER_MONTH, Counted, Counting, Order, Rounding
from zhiben.kernel.text import N_

LISTED = 9
"""So many streets are proposed unless somebody chooses another number: as many as the city listed on the accidents of
2023 (published)."""


def _street_risk(today: date) -> dict[str, Any]:
    return {
        "base_year": today.year - 1,
        "k": LISTED,
        "by": Order.EXPECTED.value,
        "rule_years": 3,
        "rule_counts": Counted.FATAL.value,
        "rule_rise": None,
        "rule_least": 1,
        "rule_rounding": Rounding.EXACT.value,
    }


STREET_RISK = register(
    Question(
        key="street-risk",
        title=N_("高风险街道"),
        asks=N_("哪些街道的事故确实比别处多，应提请挂牌？"),
        answer="zhiben.insight.answers.street_risk",
        defaults=_street_risk,
    )
)


def _nothing_done(today: date) -> dict[str, Any]:
    return {"base_year": today.year - 1, "k": LISTED}


NOTHING_DONE = register(
    Question(
        key="nothing-done",
        title=N_("什么也不做会怎样"),
        asks=N_("起数这么少，不采取措施第二年会不会也下降？真有效果看得出来吗？"),
        answer="zhiben.insight.answers.nothing_done",
        defaults=_nothing_done,
    )
)


def _did_it_work(_today: date) -> dict[str, Any]:
    return {
        "decision": None,
        "listed_in": None,
        "nth": 1,
        "streets": None,
        "since": None,
        "counting": Counting.SAME.value,
        "bridge": None,
    }


DID_IT_WORK = register(
    Question(
        key="did-it-work",
        title=N_("整治是否有效"),
        asks=N_("挂牌街道的事故少了，是整治的作用，还是本来就会少？"),
        answer="zhiben.insight.answers.did_it_work",
        defaults=_did_it_work,
    )
)


NEW_TYPES = register(
    Question(
        key="new-types",
        title=N_("新类型事故"),
        asks=N_("近半年的事故里，哪几起和过去都不一样，应请人研判？"),
        answer="zhiben.insight.answers.new_types",
        monthly=False,
    )
)

WARNINGS = register(
    Question(
        key="warnings",
        title=N_("监测预警"),
        asks=N_("近几周、近几个月的事故是不是比应有的多？今后三个月大约多少？"),
        answer="zhiben.insight.answers.warnings",
        defaults=lambda today: {"per_month": PER_MONTH},
        monthly=False,
    )
)
"""Both are asked every day by the room that takes up what they find."""


def _five_years(today: date) -> dict[str, Any]:
    """Types by the scheme in force, unless somebody chooses."""
    return {"base_year": today.year - 1, "scheme": type_scheme_on(today)}


CAUSES = register(
    Question(
        key="causes",
        title=N_("五年事故交叉分析"),
        asks=N_("近五年的事故按区域、行业、类型、原因、时段怎样分布，哪些格子确实偏多？"),
        answer="zhiben.insight.answers.causes",
        of=ALL_UNITS,
        defaults=lambda today: _five_years(today) | {"row": None, "column": None},
    )
)

TOGETHER = register(
    Question(
        key="together",
        title=N_("同时出现的事实"),
        asks=N_("近五年哪些事实总在同一起事故里同时出现，有没有重点任务对着它？"),
        answer="zhiben.insight.answers.together",
        of=ALL_UNITS,
        defaults=_five_years,
    )
)

PREVENTABLE = register(
    Question(
        key="preventable",
        title=N_("可预防份额和隐患台账对照"),
        asks=N_("哪些原因牵涉的事故最多？事故发生前，同一场所曾查出同类隐患并已销号的有多少？"),
        answer="zhiben.insight.answers.preventable",
        of=ALL_UNITS,
        defaults=_five_years,
    )
)

TOPICS = register(
    Question(
        key="topics",
        title=N_("事故经过的主题"),
        asks=N_("近五年的事故经过写的是哪几类事，各有哪些典型案例？"),
        answer="zhiben.insight.answers.topics",
        of=ALL_UNITS,
        defaults=_five_years,
    )
)

"""Words of appraisal: who is scored among whom, how an indicator is scored, what a veto does. Numbers that stand here
are defaults of this product and labelled so (默认); the shares of the example come from the product's own proposal."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role, UnitKind


class Labelled(StrEnum):
    """A choice with its label."""

    @property
    def label(self) -> str:
        """The office's word."""
        return LABELS[self]


class Audience(Labelled):
    """The peers among whom units are scored; groups are never mixed."""

    DISTRICTS = "districts"
    DEPARTMENTS = "departments"
    STREETS = "streets"

    @property
    def kind(self) -> UnitKind:
        """The kind of unit."""
        return UNITS_OF[self]


class Kind(Labelled):
    """How an indicator comes by its points."""

    AUTO = "auto"
    DEDUCTION = "deduction"
    MANUAL = "manual"
    BONUS = "bonus"


class Better(Labelled):
    """Which way an indicator is the better one."""

    MORE = "more"
    LESS = "less"


class Aggregation(Labelled):
    """How points become one: added up, or multiplied between pillars, so that no pillar is bought off by another."""

    SUM = "sum"
    GEOMETRIC = "geometric"


class VetoEffect(Labelled):
    """What a veto (一票否决) does to a score."""

    FORCE_ZERO = "force_zero"
    FORCE_FAIL = "force_fail"
    CAP_GRADE = "cap_grade"


class Grade(Labelled):
    """The four grades, the best first."""

    EXCELLENT = "excellent"
    GOOD = "good"
    PASSED = "passed"
    FAIL = "fail"


class Band(Labelled):
    """Where a unit stands to most of its peers, as far as their intervals of places tell."""

    ABOVE = "above"
    LEVEL = "level"
    BELOW = "below"


class Lack(Labelled):
    """Why an indicator has no points for a unit."""

    NOTHING = "nothing"
    TOO_FEW = "too_few"
    NOT_ASSESSED = "not_assessed"


class Ground(Labelled):
    """Why points were put right."""

    OBJECTION = "objection"
    VISIT = "visit"


LABELS: dict[str, str] = {
    Audience.DISTRICTS: N_("各区"),
    Audience.DEPARTMENTS: N_("各部门"),
    Audience.STREETS: N_("各街道"),
    Kind.AUTO: N_("自动取数"),
    Kind.DEDUCTION: N_("扣分"),
    Kind.MANUAL: N_("人工评分"),
    Kind.BONUS: N_("加分"),
    Better.MORE: N_("高者优"),
    Better.LESS: N_("低者优"),
    Aggregation.SUM: N_("加权相加"),
    Aggregation.GEOMETRIC: N_("类内加权平均，类间几何平均"),
    VetoEffect.FORCE_ZERO: N_("总分计0分"),
    VetoEffect.FORCE_FAIL: N_("定为不合格"),
    VetoEffect.CAP_GRADE: N_("等次不高于"),
    Grade.EXCELLENT: N_("优秀"),
    Grade.GOOD: N_("良好"),
    Grade.PASSED: N_("合格"),
    Grade.FAIL: N_("不合格"),
    Band.ABOVE: N_("明显好于"),
    Band.LEVEL: N_("无明显差异"),
    Band.BELOW: N_("明显差于"),
    Lack.NOTHING: N_("无数据"),
    Lack.TOO_FEW: N_("基数不足"),
    Lack.NOT_ASSESSED: N_("未评分"),
    Ground.OBJECTION: N_("申诉更正"),
    Ground.VISIT: N_("巡查更正"),
}

UNITS_OF: dict[Audience, UnitKind] = {
    Audience.DISTRICTS: UnitKind.DISTRICT,
    Audience.DEPARTMENTS: UnitKind.DEPARTMENT,
    Audience.STREETS: UnitKind.STREET,
}

WHOLE = Decimal(100)
"""What the shares of a scheme come to."""

FLOORS = (Decimal(90), Decimal(80), Decimal(60))
"""From how many points on a unit is 优秀, 良好, 合格: the bands of a published rule, here a default."""

OBJECTION_DAYS = 5
"""So many working days units may object after they were told: a default of this product."""

LONGEST_OBJECTION_DAYS = 30

NOTICE_DAYS = 5
"""So many working days a commendation is shown before it is decided: a default of this product."""

FIRST_PLACES = 3
"""So many of a peer group are proposed for commendation by rule: a default of this product."""

EXAMPLE = (
    (N_("事故防控"), Decimal(20)),
    (N_("重大事故隐患整改"), Decimal(25)),
    (N_("重点任务完成"), Decimal(20)),
    (N_("检查执法"), Decimal(15)),
    (N_("宣传培训"), Decimal(8)),
    (N_("数据质量和时效"), Decimal(7)),
    (N_("创新"), Decimal(5)),
)
"""Seven shares to begin with (示例), this product's own proposal and no rule of anybody's."""

APPRAISED = "appraised"
"""The part of a unit in a scheme by which it is scored, and in its own card."""

RUNS, SPREAD = 1000, 0.25
"""So many times shares are drawn anew, each by up to so much more or less, to see how far ranks depend on them."""

ANSWERING = (Role.DEPARTMENT_OFFICER, Role.DISTRICT_OFFICER, Role.STREET_OFFICER)
"""Who speaks for a unit that is scored, if the role is held for that unit."""

ASKED, TOLD, OBJECTED, DECIDED, FINAL, NOTICED = (
    f"appraisal.{name}" for name in ("asked", "told", "objected", "decided", "final", "noticed")
)
NOTICES = {
    ASKED: N_("考评待自评"),
    TOLD: N_("考评结果告知"),
    OBJECTED: N_("考评申诉待处理"),
    DECIDED: N_("考评申诉已处理"),
    FINAL: N_("考评结果通报"),
    NOTICED: N_("表彰公示"),
}
"""What is said at once to whom it concerns."""

LEDGER_VERBS = {
    "add_indicator": N_("增加指标"),
    "change_indicator": N_("修改指标"),
    "drop_indicator": N_("删去指标"),
    "add_veto_rule": N_("增加一票否决情形"),
    "drop_veto_rule": N_("删去一票否决情形"),
    "assess": N_("评分"),
    "self_assess": N_("自评"),
    "note_veto": N_("登记一票否决事项"),
    "strike_veto": N_("撤去一票否决事项"),
    "check_item": N_("登记巡查结果"),
    "object_commendation": N_("登记公示异议"),
    "settle_commendation_objection": N_("处理公示异议"),
    "change_scheme": N_("修改方案"),
    "draft_decision": N_("起草表彰决定"),
    "draft_notice": N_("起草通报"),
}
"""What the ledger calls acts that are no moves."""

CONFLICTS = {
    "one_scheme_per_version": N_("该方案的这一版刚由他人起草，请刷新后查看"),
    "indicator_name_once": N_("同名指标刚由他人增加，请刷新后查看"),
    "one_card_per_unit": N_("本次考评刚由他人开启，请刷新后查看"),
    "one_entry_per_indicator": N_("该指标刚由他人填写，请刷新后再填"),
    "scoring_once": N_("本次考评刚由他人计分，请刷新后查看"),
    "one_score_per_scoring": N_("本次考评刚由他人计分，请刷新后查看"),
    "one_run_per_scheme_and_period": N_("该期考评刚由他人开启，请刷新后查看"),
    "run_restated_once": N_("该期考评刚由他人重新开启，请刷新后查看"),
    "one_open_objection_per_indicator": N_("该指标已有一件申诉在办理，请刷新后查看"),
    "scheme_followed_once": N_("该方案的新版刚由他人起草，请刷新后查看"),
    "visit_item_in_order": N_("该单位的巡查刚由他人抽取，请刷新后查看"),
    "commended_once_per_run": N_("该单位刚由他人提名，请刷新后查看"),
}
"""What to tell who was slower than somebody else, by the constraint's name."""

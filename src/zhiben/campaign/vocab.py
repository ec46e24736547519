"""Words of the campaign that others may use: states of a key task that count together."""

from __future__ import annotations

from enum import StrEnum

from zhiben.kernel.text import N_
from zhiben.orgs.vocab import UnitKind


class Origin(StrEnum):
    """The level at which an action was decided."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"

    @property
    def label(self) -> str:
        """The office's word."""
        return ORIGINS[self]


ORIGINS = {Origin.NATION: N_("国家"), Origin.PROVINCE: N_("省"), Origin.CITY: N_("市")}


class PlanKind(StrEnum):
    """The whole, a district, a sector: 1+11+45."""

    MASTER = "master"
    DISTRICT = "district"
    SECTOR = "sector"

    @property
    def label(self) -> str:
        """The office's word."""
        return PLAN_KINDS[self]


PLAN_KINDS = {PlanKind.MASTER: N_("总体方案"), PlanKind.DISTRICT: N_("区子方案"), PlanKind.SECTOR: N_("行业领域子方案")}


class Cadence(StrEnum):
    """How often progress on a task is reported."""

    HALF_MONTH = "half_month"
    MONTH = "month"
    QUARTER = "quarter"

    @property
    def label(self) -> str:
        """The office's word."""
        return CADENCES[self]


CADENCES = {Cadence.HALF_MONTH: N_("每半月"), Cadence.MONTH: N_("每月"), Cadence.QUARTER: N_("每季度")}

LAST_MONTHS = {Cadence.HALF_MONTH: range(1, 13), Cadence.MONTH: range(1, 13), Cadence.QUARTER: (3, 6, 9, 12)}
"""The months at whose end a period of each cadence ends."""


class Recurrence(StrEnum):
    """How often a task is to be done again until its due day; each time is a milestone."""

    MONTH = "month"
    QUARTER = "quarter"

    @property
    def label(self) -> str:
        """The office's word."""
        return RECURRENCES[self]


RECURRENCES = {Recurrence.MONTH: N_("每月一次"), Recurrence.QUARTER: N_("每季度一次")}


class Colour(StrEnum):
    """How a task stands, at a glance (亮灯)."""

    LATE = "late"
    STUCK = "stuck"
    AT_RISK = "at_risk"
    ON_TRACK = "on_track"

    @property
    def label(self) -> str:
        """The office's word."""
        return COLOURS[self][0]

    @property
    def tone(self) -> str:
        """The tone it is shown in."""
        return COLOURS[self][1]


COLOURS = {
    Colour.LATE: (N_("滞后"), "danger"),
    Colour.STUCK: (N_("停滞"), "progress"),
    Colour.AT_RISK: (N_("有风险"), "warning"),
    Colour.ON_TRACK: (N_("正常"), "success"),
}

BEHIND_POINTS, NEAR_DAYS, NEAR_SHARE, IDLE_REPORTS, TWICE = 15, 15, 80, 3, 2
"""Defaults of the lights: so many points behind the time elapsed, so many days before the due day with less than so
many percent done, so many empty or nil reports running, so many returns."""

ACCEPT_DAYS = 7
"""Within so many days of its assignment a task is to be accepted, unless the office says otherwise; a default."""

SHORT_TEXT = 10
FILLERS = (
    *("正在推进", "有序推进", "稳步推进", "持续推进", "按计划推进", "正在开展", "正常推进", "推进中", "进展顺利"),
    *("正在", "目前", "各项工作", "本期"),
)
"""A report that is shorter than so many characters, or says nothing beyond these words, says nothing; defaults."""

SAMPLE_PERCENT, SAMPLE_LEAST = 5, 20
"""How many of a half-month's reports are drawn for checking: such a share of them, but at least so many; defaults."""

DEEPEST = 3
"""City, district, street: a task is broken down no further."""

UPPER, CARRYING = "upper", "carrying"
"""The parts that the unit of the task above plays in a part of it, and that the unit of a part plays in the task
above: each sees the other's."""

NAMED = "named"
"""The part in a plan of a unit that one of its measures names."""

PLAN_ASKED, PLAN_OBJECTED, PLAN_ISSUED = "campaign.plan_asked", "campaign.plan_objected", "campaign.plan_issued"
NOTICES = {PLAN_ASKED: N_("方案征求意见"), PLAN_OBJECTED: N_("方案收到意见"), PLAN_ISSUED: N_("方案印发")}
"""What units are told of a plan at once."""

READABLE = ("issued", "superseded")
"""States of a plan's version in which whoever reads the plan reads it; before, it lies on its owner's desk."""

ASSISTING = "assisting"
"""The part that an assisting unit plays in a task."""

RETRACTED = "retracted"
"""Out of the list with the import that had brought it; its number stays used, and an import may bring it again."""

LEADING = (UnitKind.DEPARTMENT, UnitKind.DISTRICT, UnitKind.STREET)
"""The kinds of unit that lead a task."""

IN_FORCE = ("assigned", "accepted", "under_way", "submitted", "verified", "done")
"""States of tasks that stand in the list: neither being drafted nor cancelled."""

OPEN = ("drafted", "assigned", "accepted", "under_way")
"""States in which a task can still be broken down, or set aside."""

NOT_SUBMITTED = ("assigned", "accepted", "under_way")
"""States in which a task can be overdue."""

LEDGER_VERBS = {
    "nil_return": N_("零报告"),
    "break_down": N_("分解任务"),
    "revise_draft": N_("修改拟稿"),
    "draw_sample": N_("抽取样本"),
    "found_campaign": N_("建立行动方案框架"),
    "set_goal": N_("修改年度目标"),
    "set_action": N_("修改行动"),
    "set_indicator": N_("修改行动指标"),
    "found_plan": N_("建立方案"),
    "set_measures": N_("修改方案内容"),
    "keep_measure": N_("保留原措施"),
    "hang_tasks": N_("任务挂接措施"),
    "attach_signed": N_("补传印发件"),
}
"""What the ledger calls acts that are no move."""

CONFLICTS = {
    "one_plan_per_district": N_("该区已有子方案"),
    "one_plan_per_sector": N_("该行业领域已有子方案"),
    "one_master_plan_per_campaign": N_("总体方案已有"),
    "one_version_per_number": N_("刚有他人新起草了一版，请刷新后查看"),
    "one_version_being_prepared": N_("已有一版正在起草、征求意见或待审定"),
    "one_consultation_per_draft_and_unit": N_("已征求过该单位意见"),
    "one_sample_per_office_and_period": N_("本期已抽取过样本，请刷新后查看"),
    "one_check_per_sample_and_report": N_("该报告已在样本中"),
    "one_milestone_per_position": N_("节点刚被他人修改，请刷新后查看"),
    "one_action_per_name": N_("已有同名的行动"),
    "one_indicator_per_name": N_("该行动下已有同名的指标"),
    "one_report_per_task_unit_and_period": N_("本单位刚有他人报送了本期进展，请刷新后查看"),
    "one_open_extension_request_per_task": N_("刚有他人提出了延期申请，请刷新后查看，待批复后再办"),
    "campaign_keytask_number_key": N_("任务编号刚被他人使用，请刷新后核对编号"),
}
"""What to tell who was slower than somebody else, by the constraint's name."""

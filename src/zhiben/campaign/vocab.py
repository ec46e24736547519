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

NAMED = "named"
"""The part in a plan of a unit that one of its measures names."""

ASSISTING = "assisting"
"""The part that an assisting unit plays in a task."""

RETRACTED = "retracted"
"""Out of the list with the import that had brought it; its number stays used, and an import may bring it again."""

LEADING = (UnitKind.DEPARTMENT, UnitKind.DISTRICT, UnitKind.STREET)
"""The kinds of unit that lead a task."""

IN_FORCE = ("assigned", "accepted", "under_way", "submitted", "verified", "done")
"""States of tasks that stand in the list: neither being drafted nor cancelled."""

NOT_SUBMITTED = ("assigned", "accepted", "under_way")
"""States in which a task can be overdue."""

LEDGER_VERBS = {
    "nil_return": N_("零报告"),
    "move_many": N_("批量办理"),
    "merge": N_("并入其他任务"),
    "split": N_("拆分"),
    "save_view": N_("保存视图"),
    "drop_view": N_("删除视图"),
    "found_campaign": N_("建立行动方案框架"),
    "set_goal": N_("修改年度目标"),
    "set_action": N_("修改行动"),
    "set_indicator": N_("修改行动指标"),
}
"""What the ledger calls acts that are no move."""

CONFLICTS = {
    "one_plan_per_district": N_("该区已有子方案"),
    "one_plan_per_sector": N_("该行业领域已有子方案"),
    "one_master_plan_per_campaign": N_("总体方案已有"),
    "one_version_per_number": N_("刚有他人新起草了一版，请刷新后查看"),
    "one_version_being_prepared": N_("已有一版正在起草、征求意见或待审定"),
    "one_consultation_per_draft_and_unit": N_("已征求过该单位意见"),
    "one_milestone_per_position": N_("节点刚被他人修改，请刷新后查看"),
    "one_action_per_name": N_("已有同名的行动"),
    "one_indicator_per_name": N_("该行动下已有同名的指标"),
    "one_report_per_task_unit_and_period": N_("本单位刚有他人报送了本期进展，请刷新后查看"),
    "one_open_extension_request_per_task": N_("刚有他人提出了延期申请，请刷新后查看，待批复后再办"),
    "one_view_per_person_and_name": N_("您已有同名的视图，请另取名称"),
    "campaign_keytask_number_key": N_("任务编号刚被他人使用，请刷新后核对编号"),
}
"""What to tell who was slower than somebody else, by the constraint's name."""

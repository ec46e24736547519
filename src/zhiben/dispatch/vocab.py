"""The words of dispatch: why a unit is named, what became of an item, which papers stand beside a round's bulletin,
what a reminder did to a task."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role


class Reason(StrEnum):
    """Why a unit is named: facts, of which one item suffices, and what differs from all other units beyond chance."""

    OVERDUE_TASKS = "overdue_tasks"
    OVERDUE_HAZARDS = "overdue_hazards"
    MISSING_REPORT = "missing_report"
    STATISTICS = "statistics"

    @property
    def label(self) -> str:
        """As the bulletin prints it."""
        return REASON_LABELS[self]


REASON_LABELS = {
    Reason.OVERDUE_TASKS: N_("重点任务逾期未办结"),
    Reason.OVERDUE_HAZARDS: N_("重大事故隐患逾期未整改"),
    Reason.MISSING_REPORT: N_("本期未报进展，也未作零报告"),
    Reason.STATISTICS: N_("按期办结率明显差于总体"),
}


OVERDUE = (Reason.OVERDUE_TASKS, Reason.OVERDUE_HAZARDS)
"""Facts of the very items that statistics count: whatever stands under one of them as well is one matter."""


class Class(StrEnum):
    """How a unit stands beside the others in one issue, in the order shown: named, in a band, or not judged."""

    AT_ONCE = "at_once"
    AGAIN = "again"
    WORSE = "worse"
    WITHIN = "within"
    BETTER = "better"
    FEW = "few"
    UNREPORTED = "unreported"
    NEW = "new"

    @property
    def label(self) -> str:
        """As pages and papers say it."""
        return CLASSES[self][0]

    @property
    def tone(self) -> str:
        """The tone it is shown in."""
        return CLASSES[self][1]

    @property
    def told(self) -> Class:
        """What goes out of the office: chance puts too many innocent units where they only lean."""
        return Class.WITHIN if self in (Class.WORSE, Class.BETTER) else self


CLASSES = {
    Class.AT_ONCE: (N_("明显差于总体，点名"), "danger"),
    Class.AGAIN: (N_("连续两期偏差，点名"), "danger"),
    Class.WORSE: (N_("未达点名线，略差（内部提示）"), "warning"),
    Class.WITHIN: (N_("未达点名线"), "info"),
    Class.BETTER: (N_("未达点名线，略好（内部提示）"), "success"),
    Class.FEW: (N_("基数不足，不排名"), "neutral"),
    Class.UNREPORTED: (N_("未报"), "neutral"),
    Class.NEW: (N_("新设或撤并，不比较"), "neutral"),
}

NAMED_CLASSES = (Class.AT_ONCE, Class.AGAIN)
JUDGED_CLASSES = (*NAMED_CLASSES, Class.WORSE, Class.WITHIN, Class.BETTER)
"""Of units that are judged; the others stand beside them with the reason why not."""

NEWCOMER_MONTHS = 3
"""A unit that was set up within so many months before the period's end is not judged; a default of this product."""


class Outcome(StrEnum):
    """What had become of a named item when the next round closed; what was finished, late, before it was named is no
    success of naming it."""

    FIXED = "fixed"
    OPEN = "open"
    VOID = "void"
    BEFORE = "before"

    @property
    def label(self) -> str:
        """As the bulletin prints it."""
        return OUTCOME_LABELS[self]


OUTCOME_LABELS = {
    Outcome.FIXED: N_("已办结"),
    Outcome.OPEN: N_("未办结"),
    Outcome.VOID: N_("不再列入"),
    Outcome.BEFORE: N_("点名前已办结"),
}


class Beside(StrEnum):
    """What a paper is that stands beside the round's present bulletin."""

    CORRECTION = "correction"
    EARLIER = "earlier"

    @property
    def label(self) -> str:
        """As pages tell it."""
        return BESIDE_LABELS[self]


BESIDE_LABELS = {Beside.CORRECTION: N_("更正"), Beside.EARLIER: N_("已撤回的原简报")}


class Edition(StrEnum):
    """Whether a month's ranking is as it was published first, or as it was revised later."""

    FIRST = "first"
    REVISED = "revised"

    @property
    def label(self) -> str:
        """As pages and papers tell it."""
        return EDITION_LABELS[self]


EDITION_LABELS = {Edition.FIRST: N_("首次公布"), Edition.REVISED: N_("修订")}


class How(StrEnum):
    """What a reminder did to a task."""

    OPENED = "opened"
    AMENDED = "amended"

    @property
    def label(self) -> str:
        """As pages tell it."""
        return HOW_LABELS[self]


HOW_LABELS = {How.OPENED: N_("增加"), How.AMENDED: N_("修改")}


class Part(StrEnum):
    """A section of the bulletin, in printed order."""

    OVERALL = "overall"
    HAZARDS = "hazards"
    TASKS = "tasks"
    ACTIONS = "actions"
    NAMED = "named"
    PRACTICE = "practice"
    FOLLOWED = "followed"
    NEXT = "next"

    @property
    def label(self) -> str:
        """As pages tell it."""
        return PART_LABELS[self]


PART_LABELS = {
    Part.OVERALL: N_("总体情况"),
    Part.HAZARDS: N_("重大事故隐患整改情况"),
    Part.TASKS: N_("重点任务推进情况"),
    Part.ACTIONS: N_("重点专项行动"),
    Part.NAMED: N_("点名通报"),
    Part.PRACTICE: N_("典型做法"),
    Part.FOLLOWED: N_("上期点名事项办理情况"),
    Part.NEXT: N_("下一步要求"),
}

HOLD_FOR = timedelta(minutes=30)
"""How long a section is held before somebody else may take it over: a default of this product."""

NAMED = "named"
"""The part in which a unit takes part in its own naming, from the draft of the bulletin on."""

ANSWERING = (Role.DEPARTMENT_OFFICER, Role.DISTRICT_OFFICER, Role.STREET_OFFICER, Role.OFFICE_OFFICER)
"""Who answers for a named unit, if the role is held for that unit."""

ASKED, CONTESTED, DECIDED, REMINDED, RAISED, AMENDED, CHASED = (
    f"dispatch.{name}" for name in ("asked", "contested", "decided", "reminded", "raised", "amended", "chased")
)
INSTRUCTED, ACTED = "dispatch.instructed", "dispatch.acted"
NOTICES = {
    ASKED: N_("点名待答复"),
    CONTESTED: N_("点名有异议"),
    DECIDED: N_("异议已处理"),
    REMINDED: N_("调度期久未办理"),
    RAISED: N_("调度期久未办理，已升级"),
    AMENDED: N_("重点任务因提醒有修改"),
    CHASED: N_("周催办"),
    INSTRUCTED: N_("领导批示"),
    ACTED: N_("批示已办理"),
}
"""What is said at once to whom it concerns."""

FROZEN = ("closed", "drafted", "approved", "issued", "withdrawn")
"""States of a round whose figures are frozen."""

LEDGER_VERBS = {"renew_feed": N_("更换日历订阅地址"), "end_feed": N_("停用日历订阅地址"), "chase": N_("发送周催办")}
"""What the ledger calls acts that are no moves; the address itself stays out of it."""

OF_THE_OFFICE = {"orgs.person": ("renew_feed", "end_feed")}
"""Acts that are about the office itself and no business."""

CONFLICTS = {
    "unit_chased_once_per_sending": N_("本周催办刚由他人发送，请刷新后查看"),
    "one_round_per_period_and_office": N_("该期调度刚由他人开启，请刷新后查看"),
    "measure_frozen_once": N_("本期刚由他人关闭并冻结，请刷新后查看"),
    "unit_named_once_per_reason": N_("本期刚由他人关闭并点名，请刷新后查看"),
    "one_verdict_per_unit": N_("本期刚由他人关闭并评定，请刷新后查看"),
    "one_correction_per_batch": N_("该更正刚由他人起草，请刷新后查看"),
    "one_paper_per_unit_and_month": N_("本月的分析刚由他人起草，请刷新后查看"),
    "rank_once_per_edition": N_("同一版次的排名刚由他人导入，请刷新后查看"),
    "rank_first_published_once": N_("该月的首次公布排名刚由他人导入，请刷新后查看"),
    "section_once_per_round": N_("该部分刚由他人开始编辑，请刷新后查看"),
    "reminder_followed_once": N_("该提醒刚由他人升级，请刷新后查看"),
}
"""What to tell who was slower than somebody else, by the constraint's name."""

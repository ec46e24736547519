"""Words of the campaign that others may use: states of a key task that count together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from zhiben.kernel.text import N_
from zhiben.orgs.vocab import UnitKind

LOOK_ALIKE = N_("举一反三")
"""The topic of tasks by which sites are checked because of one accident: given to districts and streets as it happens,
they carry out no plan and are none of the key-task list's own."""


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


class GapKind(StrEnum):
    """What is missing in line, block or chain, or claimed twice."""

    NO_PLAN = "no_plan"
    NO_MEASURE = "no_measure"
    NO_TASK = "no_task"
    NO_OWNER = "no_owner"
    TWO_LEADS = "two_leads"
    STRAY_TASK = "stray_task"

    @property
    def label(self) -> str:
        """The office's word."""
        return GAP_KINDS[self][0]

    @property
    def sentence(self) -> str:
        """What is wrong."""
        return GAP_KINDS[self][1]

    @property
    def advice(self) -> str:
        """What to do about it."""
        return GAP_KINDS[self][2]


GAP_KINDS = {
    GapKind.NO_PLAN: (N_("缺方案"), N_("没有现行方案"), N_("起草方案并印发")),
    GapKind.NO_MEASURE: (N_("缺措施"), N_("没有措施"), N_("修订方案补一条措施，或声明不适用")),
    GapKind.NO_TASK: (N_("缺任务"), N_("措施没有已下达的任务"), N_("在该措施下列出任务并下达")),
    GapKind.NO_OWNER: (N_("缺责任单位"), N_("没有责任单位"), N_("明确一个责任单位")),
    GapKind.TWO_LEADS: (N_("两家牵头"), N_("有两家以上牵头"), N_("定一家牵头，其余改为配合或终止")),
    GapKind.STRAY_TASK: (N_("任务无方案"), N_("任务没有挂在现行方案的措施下"), N_("把任务挂到一条措施下")),
}
"""Of each kind of gap: the word for it, the sentence, what to do."""

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


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the lights turn: so many points behind the time elapsed, so many days before the due day with less than so
    many percent done, so many empty or nil reports running, so many returns. The office may set others; these are
    defaults."""

    behind_points: int = 15
    near_days: int = 15
    near_percent: int = 80
    idle_reports: int = 3
    returns: int = 2


DEFAULT_LIMITS = Limits()
WITHIN = {"behind_points": 100, "near_days": 366, "near_percent": 100, "idle_reports": 24, "returns": 24}
"""The greatest that a limit may be; the least is one."""

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

ABSORBING = "absorbing"
"""The part in a merged task of the unit that leads the one into which it was merged: it reads what was done on it."""

PREPARED = ("drafted", "consulting", "reviewing")
"""States of a plan's version that is not in force yet."""

NAMED = "named"
"""The part in a plan of a unit that one of its measures names."""

PLAN_ASKED, PLAN_OBJECTED, PLAN_ISSUED = "campaign.plan_asked", "campaign.plan_objected", "campaign.plan_issued"
PLAN_HANDED_OVER = "campaign.plan_handed_over"
NOTIFIED, REMINDED = "campaign.notified", "campaign.reminded"
NOTICES = {
    PLAN_ASKED: N_("方案征求意见"),
    PLAN_OBJECTED: N_("方案收到意见"),
    PLAN_ISSUED: N_("方案印发"),
    PLAN_HANDED_OVER: N_("方案移交本单位负责"),
    NOTIFIED: N_("收到联络通知"),
    REMINDED: N_("催办联络通知"),
}
"""What units are told of a plan at once."""

READABLE = ("issued", "superseded")
"""States of a plan's version in which whoever reads the plan reads it; before, it lies on its owner's desk."""

ASSISTING = "assisting"
"""The part that an assisting unit plays in a task."""

RETRACTED = "retracted"
"""Out of the list with the import that had brought it; its number stays used, and an import may bring it again."""

SET_ASIDE = ("cancelled", RETRACTED)
"""States of a task that was taken off the list."""

LEADING = (UnitKind.DEPARTMENT, UnitKind.DISTRICT, UnitKind.STREET)
"""The kinds of unit that lead a task."""

IN_FORCE = ("assigned", "accepted", "under_way", "submitted", "verified", "done")
"""States of tasks that stand in the list: neither being drafted nor cancelled."""

OPEN = ("drafted", "assigned", "accepted", "under_way")
"""States in which a task can still be broken down, or set aside."""

NOT_SUBMITTED = ("assigned", "accepted", "under_way")
"""States in which a task can be overdue."""

INVITED = "invited"
"""The part in a meeting of a unit that was invited."""

ADDRESSED = "addressed"
"""The part in a liaison notice of a unit to which it was sent."""

LEDGER_VERBS = {
    "declare_not_applicable": N_("声明不适用"),
    "take_not_applicable_back": N_("撤回不适用声明"),
    "found_plan": N_("建立方案"),
    "hand_plan_over": N_("变更方案责任单位"),
    "set_measures": N_("修改方案内容"),
    "keep_measure": N_("保留原措施"),
    "hang_tasks": N_("任务挂接措施"),
    "attach_signed": N_("补传印发件"),
    "nil_return": N_("零报告"),
    "set_meeting": N_("填写会议"),
    "add_decision": N_("增加议定事项"),
    "set_decision": N_("修改议定事项"),
    "drop_decision": N_("删去议定事项"),
    "decision_to_task": N_("议定事项转为任务"),
    "link_decision": N_("议定事项关联任务"),
    "unlink_decision": N_("解除议定事项与任务的关联"),
    "begin_official": N_("起草正式纪要公文"),
    "send_notice": N_("发出联络通知"),
    "remind_notice": N_("催办联络通知"),
    "break_down": N_("分解任务"),
    "revise_draft": N_("修改拟稿"),
    "draw_sample": N_("抽取样本"),
    "move_many": N_("批量办理"),
    "merge": N_("并入其他任务"),
    "split": N_("拆分"),
    "save_view": N_("保存视图"),
    "drop_view": N_("删除视图"),
    "found_campaign": N_("建立行动方案框架"),
    "set_goal": N_("修改年度目标"),
    "set_light_limits": N_("修改亮灯界限"),
    "set_action": N_("修改行动"),
    "set_indicator": N_("修改行动指标"),
}
"""What the ledger calls acts that are no move."""

CONFLICTS = {
    "district_cell_not_applicable_once": N_("刚有他人声明了此处不适用，请刷新后查看"),
    "sector_cell_not_applicable_once": N_("刚有他人声明了此处不适用，请刷新后查看"),
    "link_not_applicable_once": N_("刚有他人声明了此环节不适用，请刷新后查看"),
    "one_plan_per_district": N_("该区已有子方案"),
    "one_plan_per_sector": N_("该行业领域已有子方案"),
    "one_master_plan_per_campaign": N_("总体方案已有"),
    "one_version_per_number": N_("刚有他人新起草了一版，请刷新后查看"),
    "one_version_being_prepared": N_("已有一版正在起草、征求意见或待审定"),
    "one_consultation_per_draft_and_unit": N_("已征求过该单位意见"),
    "one_sample_per_office_and_period": N_("本期已抽取过样本，请刷新后查看"),
    "one_check_per_sample_and_report": N_("该报告已在样本中"),
    "one_milestone_per_position": N_("节点刚被他人修改，请刷新后查看"),
    "one_meeting_per_force_and_number": N_("刚有他人登记了一次会议，请刷新后查看"),
    "one_decision_per_position": N_("议定事项刚被他人修改，请刷新后查看"),
    "one_receipt_per_notice_and_unit": N_("该单位已在收文之列，请刷新后查看"),
    "one_action_per_name": N_("已有同名的行动"),
    "one_indicator_per_name": N_("该行动下已有同名的指标"),
    "one_report_per_task_unit_and_period": N_("本单位刚有他人报送了本期进展，请刷新后查看"),
    "one_open_extension_request_per_task": N_("刚有他人提出了延期申请，请刷新后查看，待批复后再办"),
    "one_view_per_person_and_name": N_("您已有同名的视图，请另取名称"),
    "campaign_keytask_number_key": N_("任务编号已被使用（也可能是您看不到的任务），请另编一个，例如加上本单位简称"),
}
"""What to tell who was slower than somebody else, by the constraint's name."""

MECHANISMS = (
    ("task_force", N_("工作专班")),
    ("dispatch", N_("调度推进")),
    ("supervision", N_("督导检查")),
    ("assistance", N_("帮扶指导")),
    ("reporting", N_("信息报送")),
    ("liaison", N_("沟通联络")),
    ("commendation", N_("表彰激励")),
)
"""The mechanisms in the order in which the city names them."""

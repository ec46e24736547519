"""Words of the hazard ledger that others may use: levels, groups of states, parts that units play."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from zhiben.kernel.machine import State
from zhiben.kernel.text import N_


class Grade(StrEnum):
    """How grave a hazard is. Major only by a published determination standard."""

    MAJOR = "major"
    GENERAL = "general"

    @property
    def label(self) -> str:
        """The office's word."""
        return {"major": N_("重大事故隐患"), "general": N_("一般事故隐患")}[self.value]


class Source(StrEnum):
    """How a hazard came to be known (来源)."""

    ENTERPRISE = "enterprise"
    DEPARTMENT = "department"
    STREET = "street"
    SUPERVISION = "supervision"
    ACCIDENT = "accident"
    LAST_YEAR = "last_year"
    UPPER_SYSTEM = "upper_system"
    TIP = "tip"
    MONITORING = "monitoring"

    @property
    def label(self) -> str:
        """The office's word."""
        return {
            "enterprise": N_("企业自查"),
            "department": N_("部门检查"),
            "street": N_("街道排查"),
            "supervision": N_("督导检查"),
            "accident": N_("事故暴露"),
            "last_year": N_("上年结转"),
            "upper_system": N_("上级系统"),
            "tip": N_("投诉举报"),
            "monitoring": N_("监测预警"),
        }[self.value]


class Body(StrEnum):
    """At which level a hazard is listed for supervision (挂牌督办); NONE when it is not."""

    NONE = ""
    DISTRICT = "district"
    CITY = "city"

    @property
    def label(self) -> str:
        """The office's word."""
        return {"": N_("未挂牌"), "district": N_("区级挂牌"), "city": N_("市级挂牌")}[self.value]


class RecordKind(StrEnum):
    """Kinds of site record; each is the move that its second signature makes."""

    CONFIRM = "confirm"
    REVIEW = "review"
    SEND_BACK = "send_back"

    @property
    def label(self) -> str:
        """The office's word."""
        return {"confirm": N_("现场确认记录"), "review": N_("复核通过记录"), "send_back": N_("复核退回记录")}[
            self.value
        ]


class RequestKind(StrEnum):
    """What is asked for; each is the move that granting it makes."""

    EXTEND = "extend"
    TRANSFER = "transfer"

    @property
    def label(self) -> str:
        """The office's word."""
        return {"extend": N_("延期申请"), "transfer": N_("移送申请")}[self.value]


class ControlKind(StrEnum):
    """What holds until a hazard is mended: an interim control, or production suspended in part or whole."""

    INTERIM = "interim"
    PART = "part"
    WHOLE = "whole"
    EVACUATE = "evacuate"
    STOP_USE = "stop_use"

    @property
    def label(self) -> str:
        """The office's word."""
        return {
            "interim": N_("临时管控措施"),
            "part": N_("局部停产停业"),
            "whole": N_("停产停业"),
            "evacuate": N_("撤出作业人员"),
            "stop_use": N_("停止使用设施设备"),
        }[self.value]


class SignalKind(StrEnum):
    """What looks as if an entry might not be what it says; always for a person to check."""

    PHOTO = "photo"
    TEXT = "text"
    BURST = "burst"
    MOVEMENT = "movement"
    ORDER = "order"
    NAME = "name"

    @property
    def label(self) -> str:
        """The office's word."""
        return {
            "photo": N_("照片相同或相近"),
            "text": N_("文字相同或相近"),
            "burst": N_("月末集中销号"),
            "movement": N_("两地间隔过短"),
            "order": N_("销号早于发现"),
            "name": N_("同单位同名账号"),
        }[self.value]


PLAN_PARTS = {
    "plan_goals": N_("目标和任务"),
    "plan_methods": N_("方法和措施"),
    "plan_means": N_("经费和物资"),
    "plan_bodies": N_("机构和人员"),
    "plan_timing": N_("时限和要求"),
    "plan_safety": N_("安全措施和应急预案"),
}
"""The six contents of a treatment plan (治理方案), after Order 16 of 2007 art. 15 and a rule of Hubei."""


class Mark(StrEnum):
    """How far the words of a standard or clause can be trusted until a person has verified them."""

    READ = "read"
    PART = "part"
    MEMORY = "memory"
    SOURCED = "sourced"
    ENTERED = "entered"
    CARRIED = "carried"
    EXAMPLE = "example"

    @property
    def shown(self) -> State:
        """The words, and the tone in which they are shown."""
        label, tone = {
            "read": (N_("已对照副本，待核对原文"), "info"),
            "part": (N_("仅部分对照副本，使用前须核对"), "warning"),
            "memory": (N_("凭记忆整理，使用前须核对"), "warning"),
            "sourced": (N_("有出处，未核对原文"), "info"),
            "entered": (N_("本单位录入，待核对原文"), "info"),
            "carried": (N_("沿用旧记录，待核对"), "warning"),
            "example": (N_("示例数据，非标准原文"), "neutral"),
        }[self.value]
        return State(self.value, label, tone)


NEEDS_CLAUSE = ("verified", "rectifying", "declared", "reviewed", "accepted", "closed")
"""States in which a major hazard rests on a clause of the catalogue."""

VALID = ("reported", "verified", "rectifying", "declared", "reviewed", "accepted", "closed")
"""States of hazards that count: reported, less rejected and duplicate ones."""

DRAFT = "draft"
"""Not reported yet: in no figure, and in no list that does not ask for drafts."""

RETRACTED = "retracted"
"""Out of the ledger with the import that had brought it; its number stays used, and an import may bring it again."""

UNDECLARED = ("reported", "verified", "rectifying")
"""States of valid hazards that are not yet declared rectified: not due, or overdue."""

DECLARED_ON = ("declared", "reviewed", "accepted", "closed")
"""States from the declaration on."""

JUDGED = ("verified", "rectifying", *DECLARED_ON)
"""States of a hazard that was judged by a clause, and stands."""

REVIEWED = ("reviewed", "accepted", "closed")
"""Rectified in the published sense: reviewed on site, accepted or closed."""

CAN_BE_LISTED = ("verified", "rectifying", "declared")
"""States in which a major hazard can be placed on the list."""

CONTROLLED = ("reported", "verified", "rectifying", "declared", "reviewed")
"""States of a hazard in which controls can still be ordered."""

RESUMABLE = ("accepted", "closed", "rejected", "duplicate", "retracted")
"""States of a hazard in which suspended work may begin again: it was accepted, or was none."""

NO_DUE = date(9999, 12, 31)
"""The due day of a hazard that has none yet; a date, so that lists can be ordered by it."""

TRANSFERRED = "transferred"
"""The part of a department to which a hazard was transferred."""

OPEN_LISTING = ("approved", "noticed", "acceptance_requested", "kept_listed")
"""States of a listing from the decision on until two inspectors have accepted what was done."""

ON_THE_LIST = (*OPEN_LISTING, "accepted")
"""The same until it is taken off the list."""

HANDED_ON = "handed_on"
"""The part of a department that had taken a hazard over and has handed it on: it goes on reading."""

ADDRESSED = "addressed"
"""The part of a department that is asked to take a hazard over."""

CHASED = "chase_hazards"
NOTICES = {CHASED: N_("隐患催办")}
"""What people are told at once."""

FEWEST_LOOKS = 10
"""Of fewer second looks no relapse rate is told: a default of this product, no law."""

LEDGER_VERBS = {
    CHASED: N_("站内催办"),
    "listed": N_("挂牌督办"),
    "prolong": N_("随延期决定延长督办期限"),
    "find_relapse": N_("合并场所后发现回潮反弹"),
    "amend_draft": N_("修改草稿"),
    "draw_second_looks": N_("抽取回头看"),
    "begin_paper": N_("起草挂牌公文"),
    "set_clock": N_("设定时限"),
    "move_hazards": N_("批量办理隐患"),
    "set_template_sentences": N_("设定通用语句"),
    "export_evidence": N_("导出证据包"),
    "add_standard": N_("登记判定标准"),
    "amend_standard": N_("更正判定标准"),
    "verify_standard": N_("核对判定标准"),
    "remove_standard": N_("撤销登记判定标准"),
    "add_criterion": N_("登记判定条款"),
    "revise_criterion": N_("修订判定条款"),
    "amend_criterion": N_("更正条款关键词"),
    "end_criterion": N_("终止判定条款"),
    "verify_criterion": N_("核对判定条款"),
    "remove_criterion": N_("撤销登记判定条款"),
}
"""What the ledger calls acts that are no move."""

STANDARD, CRITERION = "hazards.criterionstandard", "hazards.criterion"
OF_THE_OFFICE = {
    STANDARD: ("add_standard", "amend_standard", "verify_standard", "remove_standard"),
    CRITERION: (
        *("add_criterion", "revise_criterion", "amend_criterion", "end_criterion"),
        *("verify_criterion", "remove_criterion"),
    ),
}
"""Acts on the catalogue, which are about the office itself and no business."""

CONFLICTS = {
    "hazards_criterionstandard_code_key": N_("已有相同代号的判定标准，请刷新后核对"),
    "one_edition_of_a_clause_stands": N_("该条款刚被他人修订，请刷新后核对"),
    "one_edition_per_number": N_("该条款刚被他人修订，请刷新后核对"),
    "one_unsigned_site_record_per_hazard": N_("该隐患刚有他人起草了现场记录，请刷新后查看"),
    "one_open_request_per_hazard_and_kind": N_("刚有他人提出了同样的申请，请刷新后查看，待批复后再办"),
    "hazards_hazard_number_key": N_("隐患编号刚被他人使用，请刷新后核对编号"),
    "one_open_second_look_per_hazard": N_("其中有隐患刚被抽中回头看，请重新抽取"),
    "one_signal_per_matter": N_("同一线索刚由他人登记，请刷新后查看"),
    "one_open_listing_per_hazard": N_("该隐患刚有他人提请挂牌，请刷新后查看"),
}
"""What to tell who was slower than somebody else, by the constraint's name."""

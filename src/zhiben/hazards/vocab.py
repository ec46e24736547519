"""Words of the hazard ledger that others may use: levels, groups of states, parts that units play."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

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

REVIEWED = ("reviewed", "accepted", "closed")
"""Rectified in the published sense: reviewed on site, accepted or closed."""

CAN_BE_LISTED = ("verified", "rectifying", "declared")
"""States in which a major hazard can be placed on the list."""

NO_DUE = date(9999, 12, 31)
"""The due day of a hazard that has none yet; a date, so that lists can be ordered by it."""

TRANSFERRED = "transferred"
"""The part of a department to which a hazard was transferred."""

OPEN_LISTING = ("approved", "noticed", "acceptance_requested", "kept_listed")
"""States of a listing from the decision on until two inspectors have accepted what was done."""
HANDED_ON = "handed_on"
"""The part of a department that had taken a hazard over and has handed it on: it goes on reading."""

ADDRESSED = "addressed"
"""The part of a department that is asked to take a hazard over."""

LEDGER_VERBS = {"listed": N_("挂牌督办"), "amend_draft": N_("修改草稿")}
"""What the ledger calls acts that are no move."""

CONFLICTS = {
    "one_unsigned_site_record_per_hazard": N_("该隐患刚有他人起草了现场记录，请刷新后查看"),
    "one_open_request_per_hazard_and_kind": N_("刚有他人提出了同样的申请，请刷新后查看，待批复后再办"),
    "hazards_hazard_number_key": N_("隐患编号刚被他人使用，请刷新后核对编号"),
    "one_open_listing_per_hazard": N_("该隐患刚有他人提请挂牌，请刷新后查看"),
}
"""What to tell who was slower than somebody else, by the constraint's name."""

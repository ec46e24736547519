"""Words of periodic returns: how often, of whom, what a field holds, and how a return stands on a day."""

from __future__ import annotations

from enum import StrEnum

from zhiben.kernel.machine import State
from zhiben.kernel.text import N_


class Labelled(StrEnum):
    """A choice with its label."""

    @property
    def label(self) -> str:
        """The office's word."""
        return LABELS[self]


class Frequency(Labelled):
    """How often a form is to be filled in."""

    ONCE = "once"
    WEEK = "week"
    HALF_MONTH = "half_month"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Audience(Labelled):
    """Of whom a form asks: all units of a kind on the office's ground, or those that are chosen."""

    DEPARTMENTS = "departments"
    DISTRICTS = "districts"
    STREETS = "streets"
    CHOSEN = "chosen"


class FieldKind(Labelled):
    """What a field of a form holds."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    SHARE = "share"
    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    BOOL = "bool"


LABELS: dict[str, str] = {
    Frequency.ONCE: N_("一次"),
    Frequency.WEEK: N_("每周"),
    Frequency.HALF_MONTH: N_("每半月"),
    Frequency.MONTH: N_("每月"),
    Frequency.QUARTER: N_("每季度"),
    Frequency.YEAR: N_("每年"),
    Audience.DEPARTMENTS: N_("各部门"),
    Audience.DISTRICTS: N_("各区"),
    Audience.STREETS: N_("各街道"),
    Audience.CHOSEN: N_("指定单位"),
    FieldKind.INTEGER: N_("整数"),
    FieldKind.DECIMAL: N_("小数"),
    FieldKind.SHARE: N_("占比（分子/分母）"),
    FieldKind.TEXT: N_("文字"),
    FieldKind.CHOICE: N_("选项"),
    FieldKind.DATE: N_("日期"),
    FieldKind.BOOL: N_("是否"),
}

SUMMABLE = (FieldKind.INTEGER, FieldKind.DECIMAL, FieldKind.SHARE)
"""Fields of which a summary adds up the units' values."""

ASKED = "asked"
"""The part in a form of a unit that has to fill it in."""

OPENS_BEFORE = 3
"""So many days before the end of its period a return is there to be filled in: a default of this product, no law."""

NEAR = 3
"""A return that falls due within so many days waits at its unit's desk: a default of this product, no law."""

CHASED = "return_chased"
SENT_BACK = "return_sent_back"

NOTICES = {CHASED: N_("催报"), SENT_BACK: N_("报表退回")}
"""What units are told of their returns at once."""

LEDGER_VERBS = {
    "revise_form": N_("另起新版"),
    "set_form": N_("修改报表"),
    "chase_returns": N_("催报"),
    "move_returns": N_("批量办理报表"),
    "save_return": N_("暂存填报"),
}
"""What the ledger calls acts on forms and returns beside their moves."""

CONFLICTS = {
    "form_edition_once": N_("该报表的新版刚由他人建立，请刷新后查看"),
    "one_return_per_unit_and_period": N_("该单位本期的报表已经生成，请刷新后查看"),
    "return_vintage_once": N_("该报表刚由他人报送，请刷新后查看"),
}
"""What to tell who was slower than somebody else, by the constraint's name."""

OPEN = State("open", N_("待报"), "info")
OVERDUE = State("overdue", N_("逾期未报"), "danger")
ON_TIME = State("on_time", N_("按时"), "success")
LATE = State("late", N_("迟报"), "warning")
NIL = State("nil", N_("零报告"), "success")
RETURNED = State("returned", N_("退回未补"), "danger")
CORRECTED = State("corrected", N_("有更正"), "progress")
EXCUSED = State("excused", N_("免报"))
STOPPED = State("stopped", N_("报表已撤销"))
"""How a return stands on a day; derived, never a state of its machine."""

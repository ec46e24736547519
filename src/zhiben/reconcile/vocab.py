"""The words of reconciliation: where a row of a ledger stands, why two ledgers differ, whose part a unit plays."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from zhiben.kernel.text import N_

TWO_SCALES = N_(
    "“{column}”两表的尺度不同，差一百倍（如{one}和{other}）：左表第{left}行，右表第{right}行。"
    "请统一成百分数或小数。{checked}"
)
"""Of a share told as 95% here and 0.95 there; `checked` says how to compare all the same."""


class Question(StrEnum):
    """What a person is asked before ledgers are compared that look wrong."""

    SAME_FILES = "same_files"
    SAME_AS_LAST = "same_as_last"
    OTHER_LEDGER = "other_ledger"
    TWO_SCALES = "two_scales"
    NONE_MET = "none_met"


class Side(StrEnum):
    """Which of the two ledgers a row is of."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> Side:
        """The ledger that it is compared with."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


class Found(StrEnum):
    """Where a row stands; each stands in exactly one place."""

    AGREE = "agree"
    DIFFER = "differ"
    REVIEW = "review"
    ONLY = "only"
    OUTSIDE = "outside"
    TWICE = "twice"

    @property
    def label(self) -> str:
        """As pages tell it."""
        return FOUND_LABELS[self]


FOUND_LABELS = {
    Found.AGREE: N_("一致"),
    Found.DIFFER: N_("不一致"),
    Found.REVIEW: N_("待核对"),
    Found.ONLY: N_("只在本表"),
    Found.OUTSIDE: N_("期外"),
    Found.TWICE: N_("表内重复"),
}
PAIRED = (Found.AGREE, Found.DIFFER, Found.REVIEW)
"""Where a row stands together with one of the other ledger."""

APART = (Found.ONLY, Found.OUTSIDE, Found.TWICE)
"""Where it stands alone."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the sets as a page shows it: pairs, or rows of one ledger."""

    key: str
    found: Found
    side: Side


TABS = (
    Tab("differ", Found.DIFFER, Side.LEFT),
    Tab("only-left", Found.ONLY, Side.LEFT),
    Tab("only-right", Found.ONLY, Side.RIGHT),
    Tab("review", Found.REVIEW, Side.LEFT),
    Tab("twice-left", Found.TWICE, Side.LEFT),
    Tab("twice-right", Found.TWICE, Side.RIGHT),
    Tab("outside-left", Found.OUTSIDE, Side.LEFT),
    Tab("outside-right", Found.OUTSIDE, Side.RIGHT),
    Tab("agree", Found.AGREE, Side.LEFT),
)
"""What somebody has to do something about stands first."""


class Cause(StrEnum):
    """Why two ledgers differ; decided by a person."""

    OMITTED = "omitted"
    LATE = "late"
    MISTAKEN = "mistaken"
    COUNTED = "counted"
    WRITTEN = "written"
    YEAR = "year"
    TWICE = "twice"
    OTHER = "other"

    @property
    def label(self) -> str:
        """As pages tell it."""
        return CAUSE_LABELS[self]


CAUSE_LABELS = {
    Cause.OMITTED: N_("漏报"),
    Cause.LATE: N_("迟报"),
    Cause.MISTAKEN: N_("错录"),
    Cause.COUNTED: N_("口径不同"),
    Cause.WRITTEN: N_("写法不同"),
    Cause.YEAR: N_("年份笔误"),
    Cause.TWICE: N_("重复"),
    Cause.OTHER: N_("其他"),
}

WORKING_DAYS = 5
"""So many working days a unit has for a discrepancy, unless a person says otherwise: a default of this product, no
law."""

MOST_ROWS = 10_000
"""So many rows of either ledger are compared in a page; the command `zhiben reconcile` compares more."""

BETWEEN = "\x1f"
"""What stands between the cells of a kept row, and in none."""

SHEET_NAME = 100
"""So long a worksheet's name may be."""

EXPLAINED = (Cause.COUNTED, Cause.WRITTEN)
"""What the office has confirmed as such stays different; other differences that are met again are opened again."""

OWNER = "owner"
"""The part of a unit in a discrepancy that was given to it."""

OWN_LEDGER = "hazards"
"""The sheet of the house's own ledger."""

ANSWERED, TAKEN_BACK = "answer_pairs", "take_back_answers"
LEDGER_VERBS = {ANSWERED: N_("核对疑似同一条"), TAKEN_BACK: N_("撤回核对")}
"""What the ledger calls acts that are no move."""

CONFLICTS = {
    "pair_answered_once": N_("其中有的刚由他人核对，请刷新后查看"),
    "one_discrepancy_per_row": N_("差异刚由他人列出，请刷新后查看"),
}
"""What to tell who was slower than somebody else, by the constraint's name."""

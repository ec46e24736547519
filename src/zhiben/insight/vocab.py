"""Words of studies. Anyone may import this."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Labelled as Words


class Order(Words):
    """By what streets are ranked."""

    EXPECTED = "expected"
    EXCESS = "excess"

    @property
    def label(self) -> str:
        """The office's word."""
        return {"expected": N_("预期起数最多（事故多在哪里）"), "excess": N_("超出同类最多（比同类街道差多少）")}[self]


class Counted(Words):
    """Which accidents a local criterion counts."""

    FATAL = "fatal"
    ALL = "all"

    @property
    def label(self) -> str:
        """The office's word."""
        return {"fatal": N_("死亡事故"), "all": N_("全部事故")}[self]


class Rounding(Words):
    """How the mean of the years before is taken by a local criterion."""

    ROUNDED = "rounded"
    EXACT = "exact"

    @property
    def label(self) -> str:
        """The office's word."""
        return {"rounded": N_("四舍五入到两位小数再算升幅"), "exact": N_("按精确值算升幅")}[self]


class Counting(Words):
    """Whether accidents are counted after as they were before."""

    SAME = "same"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        """The office's word."""
        return {"same": N_("前后相同"), "changed": N_("有变化")}[self]


class Sized(Words):
    """By what a street is compared with others."""

    SPF = "spf"
    EMPLOYEES = "employees"
    INDIRECT = "indirect"
    NONE = "none"

    @property
    def label(self) -> str:
        """The office's word."""
        return self.told(_("本范围"))

    def told(self, ground: str) -> str:
        """The same, and what the ground is called."""
        said = {
            "spf": N_("按从业人员、企业数等对%(ground)s街道作回归"),
            "employees": N_("按从业人员和%(ground)s的事故率"),
            "indirect": N_("按登记场所数和%(ground)s各行业的事故率"),
            "none": N_("未作规模调整"),
        }[self]
        return _(said) % {"ground": ground}


PER_MONTH = 2.0
"""So many false alarms a month early warning may raise for all series of a ground together: a default of this product,
which an office may change."""


class Side(Words):
    """By what accidents are told apart."""

    YEAR = "year"
    SEASON = "season"
    MONTH = "month"
    HOURS = "hours"
    DISTRICT = "district"
    STREET = "street"
    SECTOR = "sector"
    TYPE = "type"
    ACT = "act"
    CONDITION = "condition"
    MANAGEMENT = "management"
    REGULATOR = "regulator"
    ENTERPRISE = "enterprise"
    CONTRACTOR = "contractor"

    @property
    def label(self) -> str:
        """The office's word."""
        return {
            "year": N_("年份"),
            "season": N_("季节"),
            "month": N_("月份"),
            "hours": N_("时段"),
            "district": N_("区"),
            "street": N_("街道"),
            "sector": N_("行业领域"),
            "type": N_("事故类型"),
            "act": N_("不安全行为"),
            "condition": N_("不安全状态"),
            "management": N_("组织管理原因"),
            "regulator": N_("监管方面"),
            "enterprise": N_("企业性质"),
            "contractor": N_("承包分包作业"),
        }[self]


CAUSE_SIDES = (Side.ACT, Side.CONDITION, Side.MANAGEMENT, Side.REGULATOR)
"""Sides of which an accident may have several values, or none that anybody has found."""


SMALL_BASE = 20
"""Below so many a share carries the words 小基数."""

RARE, SURE = 0.01, 0.99


def chance_told(chance: float) -> str:
    """A chance that was found by draws, in words: it is never sure."""
    if chance > SURE:
        return _("99%以上")
    return _("不到1%") if chance < RARE else f"{chance:.0%}"


def signed(percent: float) -> str:
    """A figure with its sign."""
    return f"{percent:+g}".replace("-", "−") if percent else "0"

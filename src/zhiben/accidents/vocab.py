"""Words of accident cases that others may use: grades, regimes, departments that hand cases in, kinds of enterprise,
layers of codes, groups of states."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from zhiben.kernel.machine import State
from zhiben.kernel.text import N_


class Grade(StrEnum):
    """How grave an accident is, by rule (事故等级); always keyed by the code, for English words are used
    inconsistently."""

    EXTREME = "extreme"
    MAJOR = "major"
    LARGER = "larger"
    GENERAL = "general"
    MINOR = "minor"

    @property
    def label(self) -> str:
        """The office's word."""
        return {
            "extreme": N_("特别重大事故"),
            "major": N_("重大事故"),
            "larger": N_("较大事故"),
            "general": N_("一般事故"),
            "minor": N_("轻微、未遂"),
        }[self.value]

    @property
    def shown(self) -> State:
        """The word and its tone."""
        tone = {"extreme": "danger", "major": "danger", "larger": "warning", "general": "info", "minor": "neutral"}
        return State(self.value, self.label, tone[self.value])


class Regime(StrEnum):
    """Under whose rules an accident is graded and reported."""

    WORK = "work"
    ROAD = "road"
    FIRE = "fire"

    @property
    def label(self) -> str:
        """The office's word."""
        return {"work": N_("一般生产安全事故"), "road": N_("道路交通事故"), "fire": N_("火灾事故")}[self.value]


class Department(StrEnum):
    """Which department's records a case comes from."""

    POLICE = "police"
    FIRE = "fire"
    TRANSPORT = "transport"
    EMERGENCY = "emergency"
    HOUSING = "housing"
    MARKET = "market"
    WATER = "water"
    OFFICE = "office"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The office's word."""
        return {
            "police": N_("公安交管"),
            "fire": N_("消防救援"),
            "transport": N_("交通运输"),
            "emergency": N_("应急管理"),
            "housing": N_("住房建设"),
            "market": N_("市场监管"),
            "water": N_("水务"),
            "office": N_("安委办"),
            "other": N_("其他部门"),
        }[self.value]


CALLED: dict[Department, tuple[str, ...]] = {
    Department.OFFICE: ("安委办", "安全生产委员会"),
    Department.POLICE: ("公安", "交警", "交通警察"),
    Department.FIRE: ("消防",),
    Department.TRANSPORT: ("交通运输", "交通局"),
    Department.EMERGENCY: ("应急",),
    Department.HOUSING: ("住房", "住建"),
    Department.MARKET: ("市场监", "市监"),
    Department.WATER: ("水务", "水利"),
}
"""Words in the names of units by which a department is known, those that decide first."""

REGIMES = {Department.POLICE: Regime.ROAD, Department.FIRE: Regime.FIRE}
"""Under whose rules a case falls when nobody says: a default of this product."""


def department_called(unit: str) -> Department:
    """The department to which a unit of this name belongs."""
    return next((one for one, words in CALLED.items() if any(word in unit for word in words)), Department.OTHER)


class Enterprise(StrEnum):
    """What kind of enterprise the responsible unit is; empty when nobody has said."""

    STATE = "state"
    PRIVATE = "private"
    FOREIGN = "foreign"
    TRADER = "trader"
    PUBLIC = "public"
    HOUSEHOLD = "household"

    @property
    def label(self) -> str:
        """The office's word."""
        return {
            "state": N_("国有企业"),
            "private": N_("民营企业"),
            "foreign": N_("港澳台及外商投资企业"),
            "trader": N_("个体工商户"),
            "public": N_("机关事业单位"),
            "household": N_("个人和其他组织"),
        }[self.value]


class Layer(StrEnum):
    """What a scheme's codes are about: the type of accident, or a layer of its causes."""

    TYPE = "type"
    ACT = "act"
    CONDITION = "condition"
    FACTOR = "factor"
    MANAGEMENT = "management"
    REGULATOR = "regulator"

    @property
    def label(self) -> str:
        """The office's word."""
        return {
            "type": N_("事故类型"),
            "act": N_("直接原因：不安全行为"),
            "condition": N_("直接原因：不安全状态"),
            "factor": N_("危险和有害因素"),
            "management": N_("组织和管理原因"),
            "regulator": N_("监管方面"),
        }[self.value]


CAUSES = tuple(layer for layer in Layer if layer != Layer.TYPE)
"""The layers of causes."""

TYPE_1986, TYPE_2025 = "type-1986", "type-2025"
"""The two schemes of types, by key."""

NEW_TYPES_SINCE = date(2026, 7, 1)
"""GB 6441-2025 is in force."""


def type_scheme_on(day: date) -> str:
    """The scheme of types in force on a day: what happens then is coded by it first, and counted by it unless somebody
    chooses the other one."""
    return TYPE_2025 if day >= NEW_TYPES_SINCE else TYPE_1986


UNKNOWN_CAUSE = N_("原因未认定")
"""What is shown where no cause was found; it is counted, and never filled in."""

UNPLACED = N_("未定位")
"""What is shown of an accident whose street nobody knows; it is counted, and spread over no street."""


class Mark(StrEnum):
    """How far a scheme or a code can be trusted until a person has verified it."""

    SOURCED = "sourced"
    MEMORY = "memory"
    CHOICE = "choice"
    ENTERED = "entered"

    @property
    def shown(self) -> State:
        """The words, and the tone in which they are shown."""
        label, tone = {
            "sourced": (N_("有出处，未核对原文"), "info"),
            "memory": (N_("凭记忆整理，使用前须核对"), "warning"),
            "choice": (N_("本产品自定，非官方"), "warning"),
            "entered": (N_("本单位录入，待核对原文"), "info"),
        }[self.value]
        return State(self.value, label, tone)


class Reach(StrEnum):
    """How far up an accident was reported, and at which level it is investigated."""

    UNIT = "unit"
    DISTRICT = "district"
    CITY = "city"
    PROVINCE = "province"
    STATE = "state"

    @property
    def label(self) -> str:
        """The office's word."""
        return {
            "unit": N_("事故单位"),
            "district": N_("区（县）"),
            "city": N_("市"),
            "province": N_("省"),
            "state": N_("国务院"),
        }[self.value]


ORDER = list(Reach)
"""All levels, lowest first."""

LEVELS = {
    Grade.EXTREME: Reach.STATE,
    Grade.MAJOR: Reach.PROVINCE,
    Grade.LARGER: Reach.CITY,
    Grade.GENERAL: Reach.DISTRICT,
}
"""At which level an accident is investigated at least (Order 493 art. 19); a general one without casualties may be left
to the unit."""

UPWARDS = (Reach.CITY, Reach.PROVINCE, Reach.STATE)
"""The levels that a report reaches after the department to which the unit reports, lowest first."""


class Settled(StrEnum):
    """The four things that are not let go (四不放过)."""

    CAUSES = "causes"
    PEOPLE = "people"
    MEASURES = "measures"
    TEACHING = "teaching"

    @property
    def label(self) -> str:
        """The office's word."""
        return {
            "causes": N_("事故原因已查清"),
            "people": N_("责任人员已处理"),
            "measures": N_("整改措施已落实"),
            "teaching": N_("有关人员已受教育"),
        }[self.value]


PROVISIONAL = ("reported", "investigating", "submitted")
"""States of a case whose investigation is not finished: what it says may change."""

APPROVED = ("approved", "assessed", "closed")
"""States of a case whose investigation's report was approved."""

VALID = (*PROVISIONAL, *APPROVED)
"""States of cases that count: neither void nor merged into another."""

OPEN = ("reported", "investigating", "submitted", "approved", "assessed")
"""States of cases with which something is still to be done."""

SIZES = {
    "employees": N_("从业人员（人）"),
    "enterprises": N_("企业数（家）"),
    "high_risk": N_("其中高风险企业（家）"),
    "construction": N_("在建工地（个）"),
    "road_km": N_("道路里程（公里）"),
}
"""By what streets are compared, in words."""

PARTS_OF_DAY = {
    "0-5": N_("0—6时"),
    "6-8": N_("6—9时"),
    "9-11": N_("9—12时"),
    "12-13": N_("12—14时"),
    "14-17": N_("14—18时"),
    "18-20": N_("18—21时"),
    "21-23": N_("21—24时"),
}
"""Parts of the day by their first and last full hour, in words: a default of this product."""


def part_of_day(hour: int) -> str:
    """The part of the day in which a full hour lies."""
    return next(key for key in PARTS_OF_DAY if hour <= int(key.partition("-")[2]))


SEASONS = {
    "3-4-5": N_("春（3—5月）"),
    "6-7-8": N_("夏（6—8月）"),
    "9-10-11": N_("秋（9—11月）"),
    "12-1-2": N_("冬（12—2月）"),
}
"""Seasons by their months, in words."""


def season_of(month: int) -> str:
    """The season in which a month lies."""
    return next(key for key in SEASONS if str(month) in key.split("-"))


LABEL = "accidents.accidentcase"
"""How the ledger calls a case."""

LEDGER_VERBS = {
    "tell_case": N_("登记案情"),
    "revise_case": N_("更正案件"),
    "code_causes": N_("认定原因"),
    "add_source": N_("登记部门来源"),
    "tell_source": N_("更新部门来源"),
    "tell_apart": N_("认定不是同一起"),
    "freeze_data": N_("冻结数据"),
    "tell_exposure": N_("登记街道规模"),
    "remove_exposure": N_("撤销街道规模"),
    "add_code": N_("登记代码"),
    "revise_code": N_("修订代码"),
    "end_code": N_("停用代码"),
    "verify_code": N_("核对代码"),
    "verify_scheme": N_("核对代码表"),
    "set_ways": N_("改动新旧对照"),
}
"""What the ledger calls acts that are no move."""

SCHEME, CODE = "accidents.codescheme", "accidents.code"
OF_THE_OFFICE = {SCHEME: ("verify_scheme",), CODE: ("add_code", "revise_code", "end_code", "verify_code", "set_ways")}
"""Acts on code schemes, which are about the office itself and no business."""

CONFLICTS = {
    "accidents_accidentcase_number_key": N_("案件编号刚被他人使用，请刷新后核对"),
    "one_case_per_department_number": N_("该部门的这个编号刚由他人登记，请刷新后核对"),
    "one_verdict_per_pair": N_("这两起案件刚由他人核对，请刷新后查看"),
    "one_report_per_level": N_("该级的报告时间刚由他人登记，请刷新后查看"),
    "one_revision_per_number": N_("该案件刚被他人更正，请刷新后核对"),
    "one_way_between_two_codes": N_("该类型的对照刚被他人改动，请刷新后核对"),
    "one_exposure_per_street_and_year": N_("该街道这一年的规模刚由他人登记，请刷新后核对"),
    "one_code_stands": N_("该代码刚被他人修订，请刷新后核对"),
}
"""What to tell who was slower than somebody else, by the constraint's name."""

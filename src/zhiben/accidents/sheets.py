"""Accident cases as a workbook: a department's records come in as cases or correct them, and go out with the same
columns and where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from stdnum.cn import uscc as credit_code

from zhiben.accidents.models import AccidentCase, Code, SourceRow
from zhiben.accidents.operations.reading import time_in_words
from zhiben.accidents.operations.revising import draft_of
from zhiben.accidents.operations.taking_in import doubts, examine, take_in
from zhiben.accidents.queries.schemes import cause_codes, present_editions
from zhiben.accidents.queries.sources import standing_causes
from zhiben.accidents.vocab import TYPE_1986, TYPE_2025, VALID, Department, Enterprise, Regime
from zhiben.foundation.importing import Directory, amended, register_lookup
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Change, Column, Effect, Row, Sheet, Source, Value, WriteResult, register
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

MOST = Decimal(99_999_999_999)


def _names(scheme: str) -> Directory:
    """The types of a scheme by name and code; what an earlier edition was called means the one that stands."""
    standing = present_editions()
    codes = Code.objects.filter(scheme__key=scheme, pk__in=list(standing))
    words = [(word, standing[one.pk]) for one in codes for word in (one.label, one.code, f"{one.code} {one.label}")]
    return Directory(words)


register_lookup("accident_type_1986", lambda actor: _names(TYPE_1986))
register_lookup("accident_type_2025", lambda actor: _names(TYPE_2025))
register_lookup("accident_cause", lambda actor: Directory([(one.code, one.pk) for one in cause_codes()]))


def rows_out(cases: Iterable[AccidentCase]) -> Iterable[Mapping[str, Value]]:
    """Cases as rows of the sheet, names written out; of one that several departments know, the first of them."""
    listed = list(cases)
    names = _Names(listed)
    for case in listed:
        yield names.row(case)


class _Names:
    """What the ids of many cases are called, read once."""

    def __init__(self, cases: Sequence[AccidentCase]) -> None:
        self.sites = orgs.site_words([case.site_id for case in cases if case.site_id])
        self.places = orgs.territory_names({place for case in cases for place in (case.district, case.street)})
        self.sectors = dict(orgs.sectors())
        codes = Code.objects.all()
        self.codes = {one.pk: one for one in codes}
        self.causes = standing_causes(cases)
        rows = SourceRow.objects.filter(case__in=[case.pk for case in cases]).order_by("-pk")
        self.sources = {row.case_id: row for row in rows}

    def row(self, case: AccidentCase) -> dict[str, Value]:
        """One case."""
        source = self.sources.get(case.pk)
        plain: dict[str, Value] = {
            name: getattr(case, name)
            for name in (
                *("number", "occurred_on", "place", "unit_name", "unit_code", "enterprise", "contractor", "regime"),
                *("deaths", "missing", "serious", "minor", "loss", "legacy_type", "narrative"),
                *("approved_on", "approval_no"),
            )
        }
        return plain | {
            "department": source.department if source else "",
            "source_number": source.number if source else "",
            "time": time_in_words(case.hour, case.minute),
            "district": self.places.get(case.district, "") if not case.site_id else "",
            "street": self.places.get(case.street, "") if not case.site_id else "",
            "site": self.sites.get(case.site_id or 0, ""),
            "sector": self.sectors.get(case.sector_id or 0, ""),
            "type_1986": self._label(case.type_1986_id),
            "type_2025": self._label(case.type_2025_id),
            "causes": self.several(self.causes.get(case.pk, ())),
            "learned_at": clock.to_the_minute(case.learned_at),
            "reported_at": clock.to_the_minute(case.reported_at),
            "grade": case.graded.label,
            "state": case.state_shown.label,
            "place_known": self.places.get(case.street, "") or self.places.get(case.district, ""),
        }

    def _label(self, code: int | None) -> str:
        return self.codes[code].label if code in self.codes else ""

    def several(self, codes: Iterable[int]) -> str:
        """Causes in one cell."""
        return "、".join(self.codes[one].code for one in codes)


TITLES: dict[str, Callable[[Any, _Names], str]] = {
    "causes": lambda value, names: names.several(value),
    "site": lambda value, names: orgs.site_words([value]).get(value, "") if value else "",
    "sector": lambda value, names: names.sectors.get(value or 0, ""),
    "territory": lambda value, names: orgs.territory_names({value}).get(value, "") if value else "",
    "type_1986": lambda value, names: names.codes[value].label if value else "",
    "type_2025": lambda value, names: names.codes[value].label if value else "",
    "learned_at": lambda value, names: clock.to_the_minute(value),
    "reported_at": lambda value, names: clock.to_the_minute(value),
}
"""How what a draft names by id or moment is told in a cell."""


def _told(row: Row, case: AccidentCase, changes: Mapping[str, Any]) -> Effect:
    """What a row changes, in the words of the sheet."""
    names = _Names([case])
    before = draft_of(case)
    named: dict[str, Change] = {}
    plain: dict[str, tuple[Value, Value]] = {}
    for name, value in changes.items():
        was: Any = names.causes.get(case.pk, ()) if name == "causes" else getattr(before, name)
        if say := TITLES.get(name):
            column = {"territory": "street" if row.values.get("street") else "district"}.get(name, name)
            named[column] = Change(column, say(was, names), say(value, names))
        elif name in ("hour", "minute"):
            now = (changes.get("hour", before.hour), changes.get("minute", before.minute))
            named["time"] = Change("time", time_in_words(before.hour, before.minute), time_in_words(*now))
        else:
            plain[name] = (was, value)
    return amended(row, case, str(case), plain, columns=ACCIDENT_CASES.by_key, named=named)


def _take(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    return take_in(rows, actor=actor, source=source, told=_told)


WHERE_FROM = (
    Column(
        "number",
        N_("案件编号"),
        aliases=("系统编号",),
        example="SG2024-0001",
        max_length=40,
        help=N_("由本系统编排，新案件不填"),
    ),
    Column(
        "department",
        N_("报送部门"),
        aliases=("数据来源", "来源部门"),
        kind="choice",
        choices=tuple((one.value, one.label) for one in Department),
        example=Department.EMERGENCY.label,
        help=N_("不填则按导入人所在部门"),
    ),
    Column(
        "source_number",
        N_("部门编号"),
        aliases=("编号", "事故编号", "警情编号", "案卷号"),
        example="YJ-2024-013",
        max_length=60,
        help=N_("报送部门自己的编号，再次导入按它识别；没有的按日期、责任单位和地点识别"),
    ),
)
WHEN_AND_WHERE = (
    Column(
        "occurred_on",
        N_("发生日期"),
        aliases=("事故日期", "事故发生日期", "日期"),
        kind="date",
        required=True,
        example="2024-03-01",
    ),
    Column("time", N_("发生时刻"), aliases=("时刻", "时间"), example="10:30", max_length=20, help=N_("分可不填")),
    Column("district", N_("区"), aliases=("所在区", "辖区"), kind="lookup", lookup="territory", example="龙华区"),
    Column(
        "street",
        N_("街道"),
        aliases=("所在街道", "街镇"),
        kind="lookup",
        lookup="street",
        example="民治街道",
        help=N_("不清楚的不填，计入未定位"),
    ),
    Column("place", N_("地点"), aliases=("事故地点", "发生地点", "地址"), max_length=200, example="示例路1号工地"),
    Column(
        "site",
        N_("场所"),
        aliases=("场所编号",),
        kind="lookup",
        lookup="site",
        help=N_("已登记场所的名称、信用代码或本地编号；填了的按场所定位"),
    ),
)
WHOSE = (
    Column("sector", N_("行业领域"), aliases=("行业",), kind="lookup", lookup="sector", example="工贸通用"),
    Column(
        "unit_name", N_("责任单位"), aliases=("事故单位", "单位名称", "企业名称"), max_length=120, example="示例公司"
    ),
    Column(
        "unit_code",
        N_("统一社会信用代码"),
        aliases=("信用代码",),
        max_length=18,
        example="91440300MA5DEM0006",
        looks=credit_code.is_valid,
    ),
    Column(
        "enterprise",
        N_("企业性质"),
        aliases=("单位性质",),
        kind="choice",
        choices=tuple((one.value, one.label) for one in Enterprise),
        example=Enterprise.PRIVATE.label,
    ),
    Column("contractor", N_("承包分包作业"), aliases=("是否外包",), kind="bool", example="是"),
    Column(
        "regime",
        N_("适用规定"),
        kind="choice",
        choices=tuple((one.value, one.label) for one in Regime),
        example=Regime.WORK.label,
        help=N_("不填则公安交管为道路交通，消防救援为火灾，其他为一般生产安全事故"),
    ),
)
HARM = (
    Column("deaths", N_("死亡人数"), aliases=("死亡",), kind="integer", minimum=0, maximum=100_000, example="1"),
    Column(
        "missing",
        N_("失踪人数"),
        aliases=("失踪", "下落不明"),
        kind="integer",
        minimum=0,
        maximum=100_000,
        help=N_("计入死亡的下落不明人数，与死亡人数分开填"),
    ),
    Column(
        "serious",
        N_("重伤人数"),
        aliases=("重伤",),
        kind="integer",
        minimum=0,
        maximum=100_000,
        example="1",
        help=N_("含急性工业中毒"),
    ),
    Column("minor", N_("轻伤人数"), aliases=("轻伤",), kind="integer", minimum=0, maximum=100_000, example="2"),
    Column(
        "loss",
        N_("直接经济损失（元）"),
        aliases=("直接经济损失",),
        kind="decimal",
        minimum=0,
        maximum=MOST,
        example="1200000",
    ),
    Column(
        "loss_wan",
        N_("直接经济损失（万元）"),
        kind="decimal",
        minimum=0,
        maximum=9_999_999,
        help=N_("与以元计的只填一项"),
    ),
)
CODED = (
    Column(
        "type_1986",
        N_("事故类型（1986）"),
        aliases=("事故类型", "事故类别"),
        kind="lookup",
        lookup="accident_type_1986",
        example="高处坠落",
        help="GB/T 6441-1986",
    ),
    Column(
        "type_2025",
        N_("事故类型（2025）"),
        kind="lookup",
        lookup="accident_type_2025",
        help="GB 6441-2025",
    ),
    Column("legacy_type", N_("原记类型"), max_length=60, example="高坠", help=N_("编码以前的写法，原样保留")),
    Column(
        "causes",
        N_("原因代码"),
        aliases=("事故原因代码",),
        several="accident_cause",
        max_length=300,
        help=N_("代码表中的代码，用顿号隔开；未查明的不填，计为原因未认定"),
    ),
    Column("narrative", N_("事故经过"), aliases=("简要经过", "经过"), max_length=4000, example="作业时坠落"),
)
REPORTED = (
    Column("learned_at", N_("单位接报时间"), max_length=20, example="2024-03-01 10:40"),
    Column("reported_at", N_("部门接报时间"), aliases=("报告时间",), max_length=20, example="2024-03-01 11:20"),
    Column(
        "approved_on",
        N_("批复日期"),
        aliases=("结案批复日期",),
        kind="date",
        help=N_("已批复的历史案件填，补录为已批复；未结案的不填"),
    ),
    Column("approval_no", N_("批复文号"), max_length=60, help=N_("与批复日期一起填")),
    Column("grade", N_("等级"), read_only=True),
    Column("state", N_("状态"), read_only=True),
    Column("place_known", N_("区域"), read_only=True),
)

ACCIDENT_CASES = register(
    Sheet(
        name="accident_cases",
        title=N_("事故案件"),
        columns=(*WHERE_FROM, *WHEN_AND_WHERE, *WHOSE, *HARM, *CODED, *REPORTED),
        key=("number",),
        otherwise=("department", "source_number"),
        write=_take,
        examine=examine,
        doubts=doubts,
        read=lambda actor: rows_out(AccidentCase.objects.filter(state__in=VALID).order_by("number")),
        help=N_(
            "等级由伤亡和损失计算，不填；再次导入只改动该部门这次说得与上次不同的，空格不改动；姓名、证件号、电话导入时自动隐去，仍请核对；疑似重复的在“疑似重复”中由人核对"
        ),
        stands=N_("案件逐件核对：不属实的不予认定，重复的合并"),
    )
)

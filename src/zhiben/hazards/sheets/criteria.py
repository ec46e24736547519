"""The catalogue of determination standards as two workbooks: standards, and their clauses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zhiben.foundation.importing import Directory, register_lookup, values
from zhiben.hazards.models import Criterion, CriterionStandard
from zhiben.hazards.operations.criterion_lists import (
    clause_value,
    standard_value,
    take_criteria,
    take_criteria_back,
    take_standards,
    take_standards_back,
)
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Column, Row, Sheet, Source, Undo, Value, WriteResult, register
from zhiben.kernel.text import N_


def _standards_out(_actor: Actor) -> Iterable[Mapping[str, Value]]:
    columns = [key for key in CRITERION_STANDARDS.by_key if key not in ("superseded_by", "trust", "verified_on")]
    for row in CriterionStandard.objects.select_related("superseded_by").order_by("pk"):
        after = row.superseded_by.code if row.superseded_by else ""
        told: dict[str, Value] = {key: standard_value(row, key) for key in columns}
        yield told | {"superseded_by": after, "trust": row.trust.label, "verified_on": row.verified_on}


def _take_standards(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    return take_standards(rows, actor=actor, columns=CRITERION_STANDARDS.by_key)


CRITERION_STANDARDS = register(
    Sheet(
        name="criterion_standards",
        title=N_("判定标准"),
        columns=(
            Column("code", N_("标准代号"), required=True, example="GM", max_length=20),
            Column(
                "title",
                N_("标准名称"),
                aliases=("判定标准名称",),
                required=True,
                example="工贸企业重大事故隐患判定标准",
                max_length=120,
            ),
            Column("document_no", N_("文号或标准号"), aliases=("标准号",), example="应急管理部令第10号", max_length=60),
            Column("issuing_body", N_("发布机关"), aliases=("发布单位",), example="应急管理部", max_length=80),
            Column("issued_on", N_("发布日期"), kind="date", example="2023-04-14"),
            Column("effective_on", N_("施行日期"), aliases=("实施日期",), kind="date", example="2023-05-15"),
            Column("repealed_on", N_("废止日期"), kind="date", help=N_("仍在施行的不填")),
            Column(
                "superseded_by",
                N_("由其代替"),
                kind="lookup",
                lookup="criterion_standard",
                help=N_("代替本标准的新标准的代号，须已登记"),
            ),
            Column("sectors", N_("适用行业"), max_length=200, example="工贸通用、粉尘涉爆", help=N_("用顿号隔开")),
            Column("source", N_("标准出处"), max_length=300, example="国务院公报2023年第19号"),
            Column("note", N_("标准说明"), max_length=200, example="条款未录入"),
            # Nobody verifies by a workbook.
            Column("trust", N_("可信程度"), read_only=True),
            Column("verified_on", N_("核对日期"), kind="date", read_only=True),
        ),
        key=("code",),
        write=_take_standards,
        read=_standards_out,
        undo=Undo(
            marks=values(
                CriterionStandard,
                *("code", "title", "document_no", "issuing_body", "issued_on", "effective_on", "repealed_on"),
                *("superseded_by", "sectors", "source", "note", "verified_by", "verified_on"),
            ),
            take_back=take_standards_back,
        ),
        help=N_("未查到的留空；已有隐患按其判定的标准，文号和名称不能改动；导入后须由人在页面上核对"),
    )
)


def _clauses_out(_actor: Actor) -> Iterable[Mapping[str, Value]]:
    columns = [key for key in CRITERIA.by_key if key not in ("standard", "trust", "verified_on", "edition")]
    rows = Criterion.objects.filter(valid_to__isnull=True).select_related("standard").order_by("standard", "pk")
    for row in rows:
        told: dict[str, Value] = {key: clause_value(row, key) for key in columns}
        told |= {"standard": row.standard.code, "edition": row.edition, "trust": row.trust.label}
        yield told | {"verified_on": row.verified_on}


def _take_clauses(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    return take_criteria(rows, actor=actor, columns=CRITERIA.by_key)


CRITERIA = register(
    Sheet(
        name="criteria",
        title=N_("判定条款"),
        columns=(
            Column("code", N_("条款代号"), required=True, example="GM-11(3)", max_length=30),
            Column(
                "standard",
                N_("所属标准"),
                kind="lookup",
                lookup="criterion_standard",
                required=True,
                example="GM",
                help=N_("标准代号，须已登记"),
            ),
            Column("article", N_("条"), aliases=("条款",), max_length=30, example="第十一条"),
            Column("item_no", N_("项"), max_length=10, example="3"),
            Column("category", N_("类别"), max_length=40, example="粉尘涉爆"),
            Column(
                "summary",
                N_("判定情形"),
                required=True,
                max_length=300,
                example="干式除尘系统未采取泄爆、惰化或者抑爆措施",
            ),
            Column("keywords", N_("关键词"), max_length=300, example="除尘系统、泄爆", help=N_("用顿号隔开，供查找")),
            Column(
                "valid_from", N_("适用自"), kind="date", help=N_("修订自该日起；不填的，新条款随标准，修订自导入当日起")
            ),
            Column("edition", N_("版次"), kind="integer", read_only=True),
            Column("trust", N_("可信程度"), read_only=True),
            Column("verified_on", N_("核对日期"), kind="date", read_only=True),
        ),
        key=("code",),
        write=_take_clauses,
        read=_clauses_out,
        undo=Undo(
            marks=values(
                Criterion,
                *("code", "edition", "article", "item_no", "category", "summary", "keywords"),
                *("valid_from", "valid_to", "verified_by", "verified_on"),
            ),
            take_back=take_criteria_back,
        ),
        help=N_("改动已有条款会成为新的一版，以前判定的隐患仍按原版；只改关键词的不算修订"),
    )
)

register_lookup(
    "criterion_standard",
    lambda actor: Directory(
        [(name, pk) for pk, *names in CriterionStandard.objects.values_list("pk", "code", "title") for name in names]
    ),
)

"""The workbooks of appraisal: the indicators of a scheme, and what the office says of units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from zhiben.appraisal.models import Entry, Indicator, Scheme
from zhiben.appraisal.operations.importing import (
    examine_assessments,
    examine_indicators,
    runs_called,
    take_assessments,
    take_indicators,
    take_indicators_back,
    value_of_all,
)
from zhiben.appraisal.vocab import Better, Kind
from zhiben.foundation.importing import Directory, register_lookup, values
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Column, Row, Sheet, Source, Undo, Value, WriteResult, register
from zhiben.kernel.text import N_

MOST = Decimal(10**9)
POINTS: dict[str, Any] = {"kind": "decimal", "minimum": Decimal(0), "maximum": Decimal(1000)}


def _drafts(_actor: Actor) -> Directory:
    rows = Scheme.objects.exclude(state="dropped")
    return Directory((str(one), one.pk) for one in rows)


register_lookup("appraisal_scheme", _drafts)
register_lookup("appraisal_run", lambda actor: Directory(runs_called()))


def _indicators_out(_actor: Actor) -> Iterable[Mapping[str, Value]]:
    rows = Indicator.objects.exclude(scheme__state="dropped").select_related("scheme")
    for one in rows.order_by("-scheme__year", "scheme", "position", "pk"):
        yield {**value_of_all(one), "scheme": str(one.scheme)}


def _take_indicators(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    return take_indicators(rows, actor=actor, columns=INDICATORS.by_key)


INDICATORS = register(
    Sheet(
        name="appraisal_indicators",
        title=N_("考评指标"),
        columns=(
            Column(
                "scheme",
                N_("方案"),
                aliases=("考评方案",),
                kind="lookup",
                lookup="appraisal_scheme",
                required=True,
                example="年度考评（2024年，第1版）",
            ),
            Column("position", N_("次序"), kind="integer", minimum=1, maximum=999, example="1"),
            Column("pillar", N_("类别"), required=True, max_length=60, example="重大事故隐患整改"),
            Column("name", N_("指标"), aliases=("指标名称",), required=True, max_length=120, example="整改率"),
            Column(
                "kind",
                N_("计分方式"),
                kind="choice",
                choices=tuple((one.value, one.label) for one in Kind),
                required=True,
                example="自动取数",
            ),
            Column("weight", N_("权重"), aliases=("分值",), required=True, example="25", **POINTS),
            Column(
                "better",
                N_("方向"),
                kind="choice",
                choices=tuple((one.value, one.label) for one in Better),
                example="高者优",
            ),
            Column("measure", N_("取数口径"), max_length=120, example="D1.rate", help=N_("指标目录中的编号或名称")),
            Column("whole", N_("除以口径"), max_length=120, help=N_("计数类口径可再除以另一个计数类口径")),
            Column("worst", N_("零分值"), kind="decimal", minimum=-MOST, maximum=MOST, example="60"),
            Column("best", N_("满分值"), kind="decimal", minimum=-MOST, maximum=MOST, example="100"),
            Column("minimum", N_("最小基数"), kind="integer", minimum=1, maximum=10**9, example="10"),
            Column("per_item", N_("每项扣分"), help=N_("扣分的指标才填"), **POINTS),
            Column("most", N_("最多扣分"), help=N_("不填则扣完为止"), **POINTS),
            Column("guidance", N_("评分说明"), max_length=2000, example="查阅台账，缺一次扣1分"),
        ),
        key=("scheme", "name"),
        write=_take_indicators,
        read=_indicators_out,
        examine=examine_indicators,
        undo=Undo(
            marks=values(
                Indicator,
                *("position", "pillar", "name", "kind", "weight", "better", "measure", "whole", "worst", "best"),
                *("minimum", "per_item", "most", "guidance"),
            ),
            take_back=take_indicators_back,
        ),
        help=N_("只改草拟中的方案；权重合计100（加分另计）在发布时核对；比率的零分值、满分值按百分数填"),
    )
)


def _assessments_out(_actor: Actor) -> Iterable[Mapping[str, Value]]:
    rows = Entry.objects.filter(assessed_at__isnull=False).select_related("card__run__scheme", "indicator")
    for one in rows.order_by("card__run", "card", "indicator__position"):
        numbers = {name: getattr(one, name) for name in ("points", "numerator", "denominator", "value")}
        yield {
            "run": str(one.card.run),
            "unit": one.card.unit_name,
            "indicator": one.indicator.name,
            **{name: None if number is None else number.normalize() for name, number in numbers.items()},
            "note": one.note,
        }


def _take_assessments(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    return take_assessments(rows, actor=actor, columns=ASSESSMENTS.by_key)


ASSESSMENTS = register(
    Sheet(
        name="appraisal_assessments",
        title=N_("考评评分"),
        columns=(
            Column(
                "run",
                N_("考评"),
                kind="lookup",
                lookup="appraisal_run",
                required=True,
                example="年度考评 2024-01-01至2024-12-31",
            ),
            Column("unit", N_("单位"), kind="lookup", lookup="unit", required=True, example="龙华区"),
            Column("indicator", N_("指标"), aliases=("指标名称",), required=True, max_length=120, example="宣传培训"),
            Column("points", N_("评分"), aliases=("得分",), example="7.5", **POINTS),
            Column("numerator", N_("分子"), help=N_("扣分项填项数"), kind="decimal", minimum=Decimal(0), maximum=MOST),
            Column("denominator", N_("分母"), example="50", kind="decimal", minimum=Decimal(0), maximum=MOST),
            Column("value", N_("数值"), kind="decimal", minimum=-MOST, maximum=MOST, help=N_("比率按百分数填，如95.3")),
            Column("note", N_("评分依据"), max_length=2000, example="现场查阅台账"),
        ),
        key=("run", "unit", "indicator"),
        write=_take_assessments,
        read=_assessments_out,
        examine=examine_assessments,
        stands=N_("评分已记入台账，改分请直接改后再导入"),
        help=N_("人工评分、加分和按事实扣分的指标；自动取数的不填；扣分项把项数填在“分子”"),
    )
)

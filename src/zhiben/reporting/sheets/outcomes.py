"""Works and penalties as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Column, Row, Sheet, Source, Value, WriteResult, register
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.reporting.models import Penalty, Work
from zhiben.reporting.operations.singles import FIELDS, examine, take_in
from zhiben.reporting.outcomes import KINDS

STANDS = N_("导入后不能整批撤销：写错的逐条更正，不该有的逐条作废，都写明原因")


def _street() -> Column:
    return Column(
        "street",
        N_("街道"),
        aliases=("街镇", "属地"),
        kind="lookup",
        lookup="street",
        required=True,
        example="民治街道",
    )


def _out(model: type[Any], _actor: Actor) -> Iterable[Mapping[str, Value]]:
    rows = list(model.objects.filter(voided_at__isnull=True).order_by("pk"))
    units = orgs.unit_names({row.unit for row in rows})
    streets = orgs.territory_names({row.street for row in rows})
    for row in rows:
        told = {name: getattr(row, name) for name in FIELDS[model]}
        yield told | {"unit": units.get(row.unit, ""), "street": streets.get(row.street, "")}


def _take_works(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    return take_in(Work, rows, actor=actor, columns=WORKS.by_key)


def _take_penalties(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    return take_in(Penalty, rows, actor=actor, columns=PENALTIES.by_key)


WORKS = register(
    Sheet(
        name="outcome_works",
        title=N_("工程治理记录"),
        columns=(
            Column(
                "kind",
                N_("类别"),
                kind="choice",
                required=True,
                choices=tuple((kind.key, kind.title) for kind in KINDS if kind.singles == "work"),
                example=next(kind.title for kind in KINDS if kind.singles == "work"),
            ),
            Column("number", N_("项目编号"), aliases=("编号",), required=True, max_length=40, example="XF-2024-001"),
            Column(
                "unit",
                N_("填报单位"),
                aliases=("单位", "责任单位"),
                kind="lookup",
                lookup="unit",
                required=True,
                example="民治街道办事处",
            ),
            _street(),
            Column("premises", N_("场所名称"), aliases=("场所",), required=True, max_length=120, example="示例商住楼"),
            Column("address", N_("地址"), required=True, max_length=200, example="示例路1号"),
            Column("content", N_("改造内容"), aliases=("内容",), max_length=300, example="加装简易喷淋和独立烟感"),
            Column("done_on", N_("完成日期"), kind="date", required=True, example="2024-05-20"),
            Column("checked_by", N_("核验人"), required=True, max_length=60, example="王五（示例）"),
        ),
        key=("kind", "number"),
        write=_take_works,
        read=partial(_out, Work),
        examine=partial(examine, Work),
        stands=STANDS,
        help=N_("一处一行；同一编号再次导入即为更正。改造前后的照片在记录页面补充"),
    )
)

PENALTIES = register(
    Sheet(
        name="outcome_penalties",
        title=N_("行政处罚记录"),
        columns=(
            Column(
                "number",
                N_("处罚决定书文号"),
                aliases=("文号", "决定书文号"),
                required=True,
                max_length=60,
                example="（示例）应急罚〔2024〕1号",
            ),
            Column(
                "unit",
                N_("处罚机关"),
                aliases=("执法单位", "处罚单位"),
                kind="lookup",
                lookup="unit",
                required=True,
                example="市应急管理局",
            ),
            _street(),
            Column("party", N_("当事人"), aliases=("被处罚单位",), required=True, max_length=120, example="示例公司"),
            Column(
                "decided_on", N_("决定日期"), aliases=("处罚日期",), kind="date", required=True, example="2024-05-20"
            ),
            Column("sanction", N_("处罚种类"), aliases=("处罚内容",), required=True, max_length=60, example="罚款"),
            Column(
                "amount",
                N_("罚款金额（元）"),
                aliases=("金额", "罚款金额"),
                kind="decimal",
                minimum=0,
                maximum=999_999_999_999,
                example="20000",
            ),
        ),
        key=("number",),
        write=_take_penalties,
        read=partial(_out, Penalty),
        examine=partial(examine, Penalty),
        stands=STANDS,
        help=N_("一份处罚决定书一行；同一文号再次导入即为更正"),
    )
)

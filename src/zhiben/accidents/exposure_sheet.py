"""The workbook of how much there is in each street."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zhiben.accidents.models import StreetExposure
from zhiben.accidents.operations.exposing import examine_exposures, take_exposures, take_exposures_back
from zhiben.accidents.vocab import SIZES
from zhiben.foundation.importing import values
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Column, Row, Sheet, Source, Undo, Value, WriteResult, register
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

MOST = 100_000_000


def _out(_actor: Actor) -> Iterable[Mapping[str, Value]]:
    rows = list(StreetExposure.objects.order_by("year", "district", "street"))
    names = orgs.territory_names({place for row in rows for place in (row.district, row.street)})
    for row in rows:
        yield {
            "district": names.get(row.district, ""),
            "street": names.get(row.street, ""),
            "year": row.year,
            **row.sizes,
            "source": row.source,
        }


def _take(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    return take_exposures(rows, actor=actor, columns=STREET_EXPOSURES.by_key)


STREET_EXPOSURES = register(
    Sheet(
        name="street_exposures",
        title=N_("街道规模"),
        columns=(
            Column("district", N_("区"), read_only=True),
            Column(
                "street",
                N_("街道"),
                aliases=("街镇", "街道名称"),
                kind="lookup",
                lookup="street",
                required=True,
                example="民治街道",
            ),
            Column(
                "year",
                N_("年份"),
                aliases=("年度",),
                kind="integer",
                required=True,
                minimum=1900,
                maximum=2200,
                example="2023",
            ),
            Column(
                "employees",
                N_("从业人员"),
                aliases=("从业人员数", "从业人数"),
                kind="integer",
                minimum=0,
                maximum=MOST,
                example="52000",
            ),
            Column(
                "enterprises",
                N_("企业数"),
                aliases=("企业总数", "企业"),
                kind="integer",
                minimum=0,
                maximum=MOST,
                example="1800",
            ),
            Column(
                "high_risk",
                N_("高风险企业数"),
                aliases=("其中高风险企业数", "高风险企业"),
                kind="integer",
                minimum=0,
                maximum=MOST,
                example="36",
            ),
            Column(
                "construction",
                N_("在建工地"),
                aliases=("在建工地数",),
                kind="integer",
                minimum=0,
                maximum=MOST,
                example="25",
            ),
            Column(
                "road_km",
                N_("道路里程（公里）"),
                aliases=("道路里程", "道路长度"),
                kind="decimal",
                minimum=0,
                maximum=999_999,
                example="86.5",
            ),
            Column(
                "source",
                N_("数据来源"),
                aliases=("来源", "资料来源"),
                required=True,
                max_length=200,
                example="第五次全国经济普查",
            ),
        ),
        key=("street", "year"),
        write=_take,
        examine=examine_exposures,
        read=_out,
        undo=Undo(marks=values(StreetExposure, *SIZES, "source"), take_back=take_exposures_back),
        help=N_("每个街道每年一行；不清楚的空着，空格不改动原有数字；有更正的改了再导入，原来的留在台账"),
    )
)

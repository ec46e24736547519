"""The workbook of the province's ranking, as it came from the province."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zhiben.dispatch.models import ProvincialRank
from zhiben.dispatch.operations.ranking import (
    FEWER,
    KEY,
    doubt_ranking,
    examine_ranking,
    take_ranking,
    take_ranking_back,
)
from zhiben.dispatch.vocab import EDITION_LABELS
from zhiben.foundation.importing import values
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Column, Sheet, Undo, Value, register
from zhiben.kernel.text import N_


def _out(_actor: Actor) -> Iterable[Mapping[str, Value]]:
    for one in ProvincialRank.objects.order_by("month", "indicator", "edition", "published_on", "rank", "pk"):
        shown = "" if one.value is None else f"{one.value.normalize():f}"
        yield {
            "city": one.region,
            "indicator": one.indicator,
            "month": f"{one.month:%Y-%m}",
            "edition": one.edition,
            "published_on": one.published_on,
            "numerator": one.numerator,
            "denominator": one.denominator,
            "value": f"{shown}%" if shown and one.share else shown,
            "rank": one.rank,
            "better": FEWER if one.fewer_is_better else "",
        }


RANKING = register(
    Sheet(
        name="provincial_ranking",
        title=N_("全省排名"),
        columns=(
            Column("city", N_("地市"), aliases=("市", "城市", "地市名称"), required=True, example="深圳市"),
            Column("indicator", N_("指标"), aliases=("指标名称",), required=True, max_length=60, example="隐患整改率"),
            Column("month", N_("月份"), aliases=("期别", "统计月份"), required=True, example="2024-09"),
            Column(
                "edition",
                N_("版次"),
                kind="choice",
                choices=tuple((one.value, label) for one, label in EDITION_LABELS.items()),
                required=True,
                example="首次公布",
            ),
            Column("published_on", N_("公布日期"), kind="date", required=True, example="2024-10-12"),
            Column("numerator", N_("分子"), kind="integer", minimum=0, example="220"),
            Column("denominator", N_("分母"), kind="integer", minimum=0, example="250"),
            Column("value", N_("指标值"), aliases=("数值", "得分"), max_length=20, example="88%"),
            Column("rank", N_("位次"), aliases=("排名", "名次"), kind="integer", minimum=1, example="5"),
            Column(
                "better",
                N_("优劣"),
                kind="choice",
                choices=((FEWER, N_("低者优")), ("more", N_("高者优"))),
                help=N_("不填则高者优"),
            ),
            Column("province", N_("省份"), aliases=("所属省",), help=N_("可不填；不是本省的不导入")),
        ),
        key=KEY,
        write=take_ranking,
        read=_out,
        examine=examine_ranking,
        doubts=doubt_ranking,
        undo=Undo(
            marks=values(
                ProvincialRank, "region", "indicator", "month", "edition", "published_on", "numerator", "denominator"
            ),
            take_back=take_ranking_back,
        ),
        help=N_("首次公布和修订的各留一份，互不覆盖；百分比可写作95.3或95.3%，同一指标不可两种写法混用"),
    )
)

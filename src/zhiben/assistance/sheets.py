"""Experts, and visits of the past, as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zhiben.assistance import queries
from zhiben.assistance.models import Expert
from zhiben.assistance.operations.experts import examine_experts, take_experts, take_experts_back
from zhiben.assistance.operations.visiting import examine_visits, take_visits
from zhiben.foundation.importing import values
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Column, Row, Sheet, Source, Undo, Value, WriteResult, register
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


def _experts_out(_actor: Actor) -> Iterable[Mapping[str, Value]]:
    names = ("name", "employer", "fields", "valid_from", "valid_to")
    for one in queries.experts():
        yield {name: getattr(one, name) for name in names}


def _take_experts(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    return take_experts(rows, actor=actor, columns=EXPERTS.by_key)


def _visits_out(_actor: Actor) -> Iterable[Mapping[str, Value]]:
    rows = list(queries.visits())
    sites = orgs.site_words([row.site_id for row in rows])
    for row in rows:
        told: dict[str, Value] = {"site": sites.get(row.site_id, ""), "day": row.day, "expert": row.expert}
        yield told | {"content": row.content, "high_risk": row.high_risk}


def _take_visits(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    return take_visits(rows, actor=actor)


EXPERTS = register(
    Sheet(
        name="experts",
        title=N_("帮扶专家"),
        columns=(
            Column("name", N_("姓名"), required=True, max_length=40, example="张三（示例）"),
            Column(
                "employer", N_("工作单位"), aliases=("单位",), required=True, max_length=80, example="示例安全技术中心"
            ),
            Column(
                "fields",
                N_("专长"),
                aliases=("专业领域",),
                required=True,
                max_length=200,
                example="粉尘防爆、有限空间",
                help=N_("几项用顿号隔开"),
            ),
            Column("valid_from", N_("任期自"), kind="date", required=True, example="2024-01-01"),
            Column("valid_to", N_("任期至"), kind="date", example="2026-12-31", help=N_("不填为没有期限")),
        ),
        key=("name", "employer"),
        write=_take_experts,
        read=_experts_out,
        examine=examine_experts,
        undo=Undo(
            marks=values(Expert, "name", "employer", "fields", "valid_from", "valid_to", apart="phone"),
            take_back=take_experts_back,
        ),
        help=N_("电话不随表导入导出，在专家页面填写"),
    )
)

HELP_VISITS = register(
    Sheet(
        name="help_visits",
        title=N_("帮扶到场记录"),
        columns=(
            Column(
                "site",
                N_("场所"),
                aliases=("企业", "企业名称", "场所名称"),
                kind="lookup",
                lookup="site",
                required=True,
                example="示例公司",
            ),
            Column("day", N_("到场日期"), aliases=("日期",), kind="date", required=True, example="2024-05-20"),
            Column("expert", N_("专家"), aliases=("帮扶人员",), required=True, max_length=120, example="张三（示例）"),
            Column(
                "content",
                N_("帮扶内容"),
                aliases=("现场情况", "内容"),
                required=True,
                max_length=2000,
                example="指导粉尘清扫和除尘系统接地",
            ),
            Column("high_risk", N_("高风险行业领域"), kind="bool", read_only=True),
        ),
        key=("site", "day"),
        write=_take_visits,
        read=_visits_out,
        examine=examine_visits,
        stands=N_("补录的到场导入后不能整批撤销；同一场所同一天只计一次"),
        help=N_("补录没有经过申请的到场；场所按行业领域计是否高风险。已有的（同一场所同一天）不改动"),
    )
)

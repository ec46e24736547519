"""Checklists as a workbook: a row for each item, with what holds for the whole checklist on its first row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zhiben.foundation.importing import values
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Column, Row, Sheet, Source, Undo, Value, WriteResult, register
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import queries
from zhiben.supervision.models import Item
from zhiben.supervision.operations.checklist_book import (
    examine_checklists,
    take_checklists,
    take_checklists_back,
)
from zhiben.supervision.vocab import About, Becomes


def _take(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    return take_checklists(rows, actor=actor, source=source.name)


def _out(_actor: Actor) -> Iterable[Mapping[str, Value]]:
    """The checklists in use, each in the edition that holds today."""
    today, sectors = clock.today(), dict(orgs.sectors())
    for one in queries.checklists().filter(retired_on__isnull=True):
        edition = next((row for row in queries.editions_of(one) if row.valid_from <= today), None)
        departments = orgs.unit_names(one.departments)
        for item in edition.items.all() if edition else ():
            yield {
                "checklist": one.title,
                "about": one.about,
                "sectors": "、".join(sectors[pk] for pk in one.sectors if pk in sectors),
                "departments": "、".join(departments.values()),
                "kinds": "、".join(one.kind_labels),
                "valid_from": None,
                "note": one.note,
                "section": item.section,
                "text": item.text,
                "clause": item.clause.code if item.clause else "",
                "basis": item.grounds,
                "becomes": item.becomes,
                "office": one.office.name,
                "edition": item.edition.number,
            }


CHECKLISTS = register(
    Sheet(
        name="checklists",
        title=N_("检查表"),
        columns=(
            Column(
                "checklist",
                N_("检查表名称"),
                aliases=("检查表",),
                required=True,
                max_length=80,
                example="房屋建筑施工检查表",
            ),
            Column(
                "text",
                N_("检查内容"),
                aliases=("检查项目", "检查要点", "检查标准"),
                required=True,
                max_length=300,
                example="临边、洞口有防护，防护牢固",
                help=N_("写成应当做到的样子，“不符合”就成为一条问题"),
            ),
            Column("section", N_("部位或环节"), aliases=("检查部位", "类别"), max_length=40, example="作业面"),
            Column(
                "clause",
                N_("判定条款"),
                aliases=("条款代号",),
                max_length=60,
                example="GM-11(3)",
                help=N_("判定标准目录里的条款代号，或文号加条款；没有的填“其他依据”"),
            ),
            Column("basis", N_("其他依据"), aliases=("检查依据",), max_length=200, example="施工组织设计"),
            Column(
                "becomes",
                N_("不符合时作为"),
                kind="choice",
                choices=tuple((one.value, one.label) for one in Becomes),
                example="事故隐患",
                help=N_("不填为事故隐患"),
            ),
            Column(
                "about",
                N_("检查谁"),
                kind="choice",
                choices=tuple((one.value, one.label) for one in About),
                example="场所",
                help=N_("场所，或行业主管部门（三管三必须）；不填为场所"),
            ),
            Column(
                "sectors",
                N_("适用行业领域"),
                aliases=("行业领域",),
                several="sector",
                example="房屋建筑施工",
                help=N_("用顿号隔开；不填为全部"),
            ),
            Column(
                "departments", N_("适用部门"), several="unit", help=N_("检查行业主管部门的填写；不填为该行业的主管部门")
            ),
            Column("kinds", N_("适用督导"), example="综合督导、专项督导", help=N_("用顿号隔开；不填为各种督导")),
            Column("valid_from", N_("施行日期"), kind="date", help=N_("不填为导入当日")),
            Column("note", N_("检查表说明"), max_length=200, example="示例"),
            Column("office", N_("安委办"), read_only=True),
            Column("edition", N_("版次"), kind="integer", read_only=True),
        ),
        key=("checklist", "text"),
        write=_take,
        read=_out,
        examine=examine_checklists,
        undo=Undo(
            marks=values(Item, "edition", "position", "section", "text", "clause", "basis", "becomes"),
            take_back=take_checklists_back,
        ),
        help=N_("一张检查表写全各项，即为它新的一版；以前的检查仍按当时的一版；与上一版相同的不动"),
    )
)

"""Workbooks of the organisation: division lists, units, sectors, chains, sites; and the directories in which other
sheets look names up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from stdnum.cn import uscc as credit_code

from zhiben.foundation.importing import Directory, register_lookup, several_names, values
from zhiben.foundation.importing.lookups import directory
from zhiben.kernel import clock
from zhiben.kernel.errors import CellProblem
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.sheet import Column, Row, Sheet, Source, Undo, Value, WriteResult, register
from zhiben.kernel.text import N_
from zhiben.orgs import policy, queries
from zhiben.orgs.models import LiaisonPerson, SectorLine, Site, SpecialDay, Territory, TerritoryAlias, Unit, UnitAlias
from zhiben.orgs.operations import chain_lists, import_territories, liaisons, lists
from zhiben.orgs.operations.sites import (
    KEYS,
    PLACE,
    import_sites,
    misplaced_sites,
    repeated_sites,
    take_sites_back,
)
from zhiben.orgs.operations.territories import PUBLISHED, examine
from zhiben.orgs.vocab import LiaisonPart, UnitKind


def _territories_out(_actor: Actor) -> Iterable[Mapping[str, Value]]:
    rows = Territory.objects.filter(valid_to__isnull=True).select_related("legal_parent").order_by("pk")
    for row in rows.iterator():
        parent = row.legal_parent
        column = {2: "province", 4: "city", 6: "area", 9: "area"}.get(len(parent.code) if parent else 0, "area")
        yield {"code": row.code, "name": row.name, column: parent.code if parent else "", "valid_from": row.valid_from}


def _take_territories(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    policy.must_manage_organisation(actor)
    return import_territories(rows, actor=actor, source=source)


TERRITORIES = register(
    Sheet(
        name="territories",
        title=N_("行政区划"),
        columns=(
            Column("code", N_("区划代码"), aliases=("code", "代码"), required=True, example="440304001", max_length=12),
            Column("name", N_("名称"), aliases=("name",), required=True, example="南园街道", max_length=60),
            Column("area", N_("上级区县代码"), aliases=("areaCode", "statutory_area_code"), example="440304"),
            Column("city", N_("上级市代码"), aliases=("cityCode",), example="4403"),
            Column("province", N_("上级省代码"), aliases=("provinceCode",), example="44"),
            Column("valid_from", N_("启用日期"), kind="date", example="2023-01-01"),
        ),
        key=("code",),
        write=_take_territories,
        examine=examine,
        lists=PUBLISHED,
        read=_territories_out,
        stands=N_("区划清单是公布的名录，有误时另行导入更正，或作区划调整"),
        help=N_("省2位、市4位、区县6位、街镇9位代码；上级代码取最近一级"),
    )
)


def _units_out(_actor: Actor) -> Iterable[Mapping[str, Value]]:
    for row in Unit.objects.filter(valid_to__isnull=True).select_related("territory", "line_node").order_by("pk"):
        line = row.line_node
        yield {
            "name": row.name,
            "short_name": row.short_name,
            "kind": row.kind,
            "territory": row.territory.name,
            "line": line.name if line else "",
        }


def _take_units(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    return lists.take_units(rows, actor=actor, columns=UNITS.by_key)


def _without_line(rows: Sequence[Row], _actor: Actor) -> list[CellProblem]:
    """A department answers for a line; the database asks for it too."""
    lacking = [row for row in rows if row.values.get("kind") == UnitKind.DEPARTMENT and not row.values.get("line")]
    return [row.problem("line", "required", N_("部门须填条线")) for row in lacking]


UNITS = register(
    Sheet(
        name="units",
        title=N_("成员单位"),
        columns=(
            Column(
                "name", N_("单位名称"), aliases=("单位", "全称"), required=True, example="市住房建设局", max_length=80
            ),
            Column("short_name", N_("简称"), example="住建局", max_length=40),
            Column(
                "kind",
                N_("单位类别"),
                kind="choice",
                required=True,
                choices=tuple((k.value, k.label) for k in UnitKind),
                example=UnitKind.DEPARTMENT.label,
            ),
            Column("territory", N_("所在区域"), kind="lookup", lookup="territory", required=True, example="深圳市"),
            Column("line", N_("条线"), example="住房建设", max_length=60),
        ),
        key=("name",),
        write=_take_units,
        examine=_without_line,
        read=_units_out,
        undo=Undo(marks=values(Unit, "name", "short_name", "valid_to"), take_back=lists.take_units_back),
    )
)


def _sectors_out(_actor: Actor) -> Iterable[Mapping[str, Value]]:
    rows = SectorLine.objects.filter(valid_to__isnull=True).select_related("sector", "line")
    for row in rows.order_by("sector__position", "sector"):
        yield {"name": row.sector.name, "line": row.line.name}


def _take_sectors(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    return lists.take_sectors(rows, actor=actor)


SECTORS = register(
    Sheet(
        name="sectors",
        title=N_("行业领域"),
        columns=(
            Column("name", N_("行业领域"), aliases=("行业",), required=True, example="房屋建筑施工", max_length=60),
            Column("line", N_("主管条线"), aliases=("主管部门条线",), required=True, example="住房建设", max_length=60),
        ),
        key=("name",),
        write=_take_sectors,
        read=_sectors_out,
        undo=Undo(marks=lists.sector_marks, take_back=lists.take_sectors_back),
    )
)


def _links_out(_actor: Actor) -> Iterable[Mapping[str, Value]]:
    for chain in queries.chains():
        for link in chain.links:
            units = "、".join(holder.name for holder in link.holders)
            yield {"chain": chain.name, "link": link.name, "position": link.position, "units": units}


def _take_links(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    known = directory("unit", actor)
    holders = {row.number: sorted({unit for name in _named(row) for unit in known.find(name)}) for row in rows}
    return chain_lists.take_links(rows, holders, actor=actor)


def _named(row: Row) -> list[str]:
    return several_names(str(row.values.get("units") or ""))


def _unable(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    """Who is responsible for a link must be known, and be no enterprise."""
    known, kinds = directory("unit", actor), {card.id: card.kind for card in queries.units()}
    problems = []
    for row, name in ((one, name) for one in rows for name in _named(one)):
        found = known.find(name)
        if len(found) != 1:
            near = "、".join(known.near(name)) or N_("（没有相近的单位）")
            message = N_("没有名为“{name}”的单位，是否指：{near}").format(name=name, near=near)
            problems.append(row.problem("units", "unknown_name", message, expected=near, name=name))
        elif kinds.get(next(iter(found))) == UnitKind.ENTERPRISE:
            problems.append(
                row.problem("units", "cannot_hold", N_("企业不能作为环节责任单位"), expected=N_("部门、区或街道"))
            )
    return problems


CHAINS = register(
    Sheet(
        name="chains",
        title=N_("链条和环节"),
        columns=(
            Column("chain", N_("链条"), required=True, example="电动自行车", max_length=60),
            Column("link", N_("环节"), required=True, example="登记", max_length=60),
            Column(
                "position",
                N_("顺序"),
                aliases=("环节序号",),
                kind="integer",
                required=True,
                minimum=1,
                maximum=99,
                example="3",
            ),
            Column(
                "units",
                N_("责任单位"),
                aliases=("环节责任单位",),
                several="unit",
                example="市公安局",
                help=N_("自导入之日起负责；多个单位用顿号隔开，会作为两家牵头的缺口列出"),
            ),
        ),
        key=("chain", "link"),
        write=_take_links,
        examine=_unable,
        read=_links_out,
        undo=Undo(marks=chain_lists.link_marks, take_back=chain_lists.take_links_back),
        help=N_("每个环节一行；未列责任单位的环节会作为缺口列出"),
    )
)


def _examine_sites(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    return [*repeated_sites(rows, actor), *misplaced_sites(rows, actor)]


def _sites_out(_actor: Actor) -> Iterable[Mapping[str, Value]]:
    for row in queries.sites().select_related("territory", "sector").order_by("pk"):
        yield {
            "name": row.name,
            "uscc": row.uscc,
            "local_id": row.local_id,
            "street": row.territory.name,
            "sector": row.sector.name,
            "address": row.address,
            "latitude": row.latitude,
            "longitude": row.longitude,
        }


SITES = register(
    Sheet(
        name="sites",
        title=N_("场所"),
        columns=(
            Column(
                "name",
                N_("场所名称"),
                aliases=("企业名称", "单位名称"),
                required=True,
                max_length=120,
                example="示例厂",
            ),
            Column(
                "uscc",
                N_("统一社会信用代码"),
                aliases=("信用代码",),
                max_length=18,
                example="91440300MA5DEM0006",
                looks=credit_code.is_valid,
            ),
            Column("local_id", N_("本地编号"), max_length=30, example="LH-0001", help=N_("没有信用代码的小场所填写")),
            Column("street", N_("所在街道"), kind="lookup", lookup="street", required=True, example="民治街道"),
            Column("sector", N_("行业领域"), kind="lookup", lookup="sector", required=True, example="工贸通用"),
            Column("address", N_("地址"), max_length=200, example="某路1号"),
            Column(
                "latitude", N_("纬度"), kind="decimal", example="22.61234", help=N_("WGS84，度；空着的不改动原有坐标")
            ),
            Column("longitude", N_("经度"), kind="decimal", example="114.02345"),
        ),
        key=KEYS,
        write=import_sites,
        examine=_examine_sites,
        read=_sites_out,
        undo=Undo(
            marks=values(Site, "name", "uscc", "local_id", "address", "territory", "sector", "merged_into", *PLACE),
            take_back=take_sites_back,
        ),
    )
)


def _days_out(_actor: Actor) -> Iterable[Mapping[str, Value]]:
    for row in SpecialDay.objects.order_by("day"):
        yield {"day": row.day, "worked": row.worked, "note": row.note}


def _take_days(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    return lists.take_days(rows, actor=actor, columns=WORKDAYS.by_key)


WORKDAYS = register(
    Sheet(
        name="workdays",
        title=N_("调休日历"),
        columns=(
            Column("day", N_("日期"), kind="date", required=True, example="2024-10-12"),
            Column("worked", N_("是否上班"), kind="bool", required=True, example="是"),
            Column("note", N_("说明"), example="调休上班", max_length=60),
        ),
        key=("day",),
        write=_take_days,
        read=_days_out,
        undo=Undo(marks=lists.day_marks, take_back=lists.take_days_back),
        help=N_("只填与星期不一致的日子：放假的工作日填“否”，上班的周末填“是”；未填的按周一至周五上班计算"),
    )
)


def _liaisons_out(actor: Actor) -> Iterable[Mapping[str, Value]]:
    cards = queries.liaison_cards(actor)
    covered = queries.liaison_masks(cards)
    for card in cards:
        for part, one in ((LiaisonPart.FIRST, card.first), (LiaisonPart.DEPUTY, card.deputy)):
            if one is not None:
                yield {
                    "unit": card.name,
                    "part": part,
                    "name": one.name,
                    "post": one.post,
                    "phone": covered.get(one.pk, ""),
                }


def _take_liaisons(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    return liaisons.take_liaisons(rows, actor=actor, columns=LIAISONS.by_key)


LIAISONS = register(
    Sheet(
        name="liaisons",
        title=N_("联络人"),
        columns=(
            Column(
                "unit",
                N_("单位"),
                kind="lookup",
                lookup="unit",
                aliases=("单位名称",),
                required=True,
                example="市应急管理局",
            ),
            Column(
                "part",
                N_("联络角色"),
                kind="choice",
                aliases=("角色", "A/B角"),
                required=True,
                choices=tuple((one.value, one.label) for one in LiaisonPart),
                example=LiaisonPart.FIRST.label,
            ),
            Column(
                "name", N_("姓名"), aliases=("联络员", "联系人"), required=True, example="张三（示例）", max_length=40
            ),
            Column("post", N_("职务"), example="科长", max_length=60),
            Column(
                "phone",
                N_("电话"),
                aliases=("联系电话", "手机"),
                example="0755-00000000",
                max_length=40,
                help=N_("加密保存；导出时遮盖，原样导入即不改动"),
            ),
        ),
        key=("unit", "part"),
        write=_take_liaisons,
        examine=liaisons.examine,
        read=_liaisons_out,
        undo=Undo(
            marks=values(LiaisonPerson, "name", "post", "person", "valid_to", apart="phone"),
            take_back=liaisons.take_liaisons_back,
        ),
        help=N_("每个单位A角、B角各一行；换了姓名的，原联络人自导入之日起为前任；撤销导入时，被改掉的原电话不恢复"),
    )
)


def _units(_actor: Actor) -> Directory:
    rows = Unit.objects.filter(queries.in_force(clock.today()))
    names = [(name, pk) for pk, full, short in rows.values_list("pk", "name", "short_name") for name in (full, short)]
    names += list(UnitAlias.objects.values_list("name", "unit"))
    return Directory([pair for pair in names if pair[0]])


def _places(kinds: Sequence[str]) -> list[tuple[str, int]]:
    rows = Territory.objects.filter(queries.in_force(clock.today()), kind__in=kinds)
    # Street names repeat across the country; those of cities that have an office here are meant. The first office is
    # entered where there is none yet.
    offices = Unit.objects.filter(kind=UnitKind.COMMITTEE_OFFICE)
    ids = dict((rows.filter(city__in=offices.values("city")) if offices.exists() else rows).values_list("pk", "name"))
    aliases = TerritoryAlias.objects.filter(territory__in=list(ids)).values_list("name", "territory")
    return [(name, pk) for pk, name in ids.items()] + list(aliases)


register_lookup("unit", _units)
register_lookup("street", lambda actor: Directory(_places(queries.STREET_KINDS)))
register_lookup("territory", lambda actor: Directory(_places([*queries.STREET_KINDS, *queries.DISTRICT_KINDS, "city"])))
register_lookup("sector", lambda actor: Directory([(name, pk) for pk, name in queries.sectors()]))
register_lookup(
    "site",
    lambda actor: Directory(queries.sites_by_word()),
)

__all__ = ["CHAINS", "LIAISONS", "SECTORS", "SITES", "SYSTEM", "TERRITORIES", "UNITS", "WORKDAYS"]

"""The workbook of monitoring and early-warning systems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from zhiben.foundation import audit
from zhiben.foundation.importing import amended, compare, made
from zhiben.kernel.errors import CellProblem
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.sheet import Column, Row, Sheet, Source, Value, WriteResult, register
from zhiben.kernel.text import N_
from zhiben.monitoring import policy
from zhiben.monitoring.models import MonitoredEnterprise, MonitoringSystem
from zhiben.monitoring.operations import SystemDraft, draft_of, tell_system
from zhiben.monitoring.operations.registering import Ground, faults
from zhiben.monitoring.queries import feeds_behind
from zhiben.orgs import queries as orgs

TOLD = ("name", "code", "street", "sector", "watched", "supplier", "since", "ended_on", "evidence")


def _standing() -> list[MonitoringSystem]:
    """The systems in scope with their enterprises."""
    rows = list(MonitoringSystem.objects.order_by("pk"))
    at = MonitoredEnterprise.objects.in_bulk()
    for row in rows:
        row.enterprise = at[row.enterprise_id]
    return rows


def rows_out(systems: Iterable[MonitoringSystem]) -> Iterable[Mapping[str, Value]]:
    """Rows for an export."""
    rows = list(systems)
    names = orgs.territory_names({pk for row in rows for pk in (row.enterprise.district, row.enterprise.street)})
    sectors, feeds = dict(orgs.sectors()), feeds_behind(rows)
    for row in rows:
        at = row.enterprise
        yield {
            **{name: getattr(row, name) for name in ("watched", "supplier", "since", "ended_on", "evidence")},
            "number": row.number,
            "name": at.name,
            "code": at.code,
            "district": names.get(at.district, ""),
            "street": names.get(at.street, ""),
            "sector": sectors.get(at.sector_id, ""),
            "feed": str(feeds.get(row.feed_id or 0, "")),
        }


def value_of(row: MonitoringSystem, column: str) -> Value:
    """What a system says in a column of the sheet."""
    value: Value = getattr(draft_of(row), column)
    return value


def _draft(row: Row, standing: MonitoringSystem | None) -> SystemDraft:
    """What a row says, over what stands; a blank cell of a day or text is blank."""
    said: dict[str, Any] = {name: row.values[name] for name in TOLD if name in row.values}
    if standing is not None:
        return replace(draft_of(standing), **said)
    blank: dict[str, Any] = {"name": "", "code": "", "street": 0, "sector": 0, "watched": ""}
    return SystemDraft(**{**blank, **{name: value for name, value in said.items() if value is not None}})


def _known(rows: Iterable[MonitoringSystem]) -> dict[tuple[str, str], MonitoringSystem]:
    return {(row.enterprise.code, row.watched): row for row in rows}


def _examine(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    """Rows of enterprises for which the person may not speak, or that say what cannot be."""
    known, ground = _known(_standing()), Ground()
    codes = {one.code: one for one in MonitoredEnterprise.objects.all()}
    elsewhere = set(MonitoredEnterprise._unfiltered().values_list("code", flat=True)) - set(codes)
    problems = []
    for row in rows:
        told = _draft(row, None)
        standing = known.get((told.key, told.watched.strip()))
        draft = _draft(row, standing)
        wrong = faults(draft, ground, standing=standing)
        if not wrong.get("code") and draft.key in elsewhere:
            wrong["code"] = N_("该企业已由其他区域登记，请与上级安委办核对")
        problems += [row.problem(name, "wrong", why) for name, why in wrong.items() if name in row.cells]
        if actor is SYSTEM or not (draft.street and draft.sector):
            continue
        places = [ground.place_of(draft)] + ([codes[draft.key].coordinates] if draft.key in codes else [])
        if ground.has_line(draft.sector) and not all(policy.registering(actor, place) for place in places):
            problems.append(row.problem("street", "outside", N_("该企业不在您的区域或条线内")))
    return problems


def _take(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    standing, ground = _standing(), Ground()
    compared = compare(rows, standing, key=("code", "watched"), value_of=value_of)
    effects = []
    with audit.batch():
        for row in compared.new:
            one = tell_system(_draft(row, None), actor=actor, ground=ground)
            effects.append(made(row, one, str(one)))
        for one, row, changes in compared.changed:
            before = {name: (value_of(one, name), value) for name, value in changes.items()}
            tell_system(_draft(row, one), actor=actor, system=one, ground=ground)
            effects.append(amended(row, one, str(one), before, columns=MONITORING_SYSTEMS.by_key))
    effects.sort(key=lambda one: one.row)
    return WriteResult(len(compared.new), len(compared.changed), len(compared.unchanged), tuple(effects))


MONITORING_SYSTEMS = register(
    Sheet(
        name="monitoring_systems",
        title=N_("监测预警系统"),
        columns=(
            Column("number", N_("系统编号"), read_only=True),
            Column(
                *("name", N_("企业名称")),
                aliases=("企业", "单位名称"),
                required=True,
                max_length=120,
                example="示例化工有限公司",
            ),
            Column(
                *("code", N_("信用代码或本地编号")),
                aliases=("统一社会信用代码", "社会信用代码", "信用代码", "本地编号"),
                required=True,
                max_length=30,
                example="QY-0001",
                help=N_("18位的按统一社会信用代码校验；没有的填本地编号"),
            ),
            Column("district", N_("区"), read_only=True),
            Column(
                *("street", N_("街道")),
                aliases=("街镇", "街道名称"),
                kind="lookup",
                lookup="street",
                required=True,
                example="民治街道",
            ),
            Column(
                *("sector", N_("行业领域")),
                aliases=("行业",),
                kind="lookup",
                lookup="sector",
                required=True,
                example="工贸通用",
            ),
            Column(
                *("watched", N_("监测对象")),
                aliases=("监测内容", "系统类型"),
                required=True,
                max_length=40,
                example="可燃有毒气体",
                help=N_("清单中的一项，见“监测预警 → 监测对象清单”"),
            ),
            Column("supplier", N_("供应单位"), aliases=("建设单位", "厂商"), max_length=120, example="示例物联公司"),
            Column(
                *("since", N_("投用日期")),
                aliases=("投入使用日期", "启用日期"),
                kind="date",
                example="2024-05-20",
                help=N_("尚未投用的空着，不计数"),
            ),
            Column("ended_on", N_("停用日期"), kind="date", help=N_("停用后不再计数")),
            Column(
                *("evidence", N_("佐证")),
                aliases=("佐证材料", "依据"),
                max_length=300,
                example="2024年5月20日验收单",
                help=N_("已投用的必填：验收文号、合同、现场核实等"),
            ),
            Column("feed", N_("接入"), read_only=True),
        ),
        key=("code", "watched"),
        write=_take,
        examine=_examine,
        read=lambda actor: rows_out(_standing()),
        stands=N_("登记的系统可能已有告警；错的改了再导入，或在页面上停用"),
        help=N_("每个企业的每个监测对象一行；同一企业的名称、街道、行业领域各行应一致"),
    )
)

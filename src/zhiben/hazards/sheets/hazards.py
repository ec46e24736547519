"""The hazard ledger as a workbook: rows come in as reported hazards, and go out with the same columns and where they
stand."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from zhiben.foundation import audit
from zhiben.foundation.importing import compare, made, natural_key, used_elsewhere, versions
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import Draft, redraft_hazards, report_many, retract_hazards
from zhiben.hazards.operations.entering import (
    Entering,
    Place,
    entering,
    must_be_found_by,
    must_not_be_own,
    must_report_at,
)
from zhiben.hazards.queries import closed_on
from zhiben.hazards.queries.origin import source_of
from zhiben.hazards.vocab import DRAFT, NO_DUE, RETRACTED, Grade
from zhiben.hazards.vocab import Source as FoundBy
from zhiben.kernel import clock
from zhiben.kernel.errors import BadInput, CellProblem, Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Column, Effect, Row, Sheet, Source, Undo, Value, WriteResult, register
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

NOT_IMPORTABLE = N_("此编号不能用于导入，请核对；已上报的隐患不经导入改动")
"""Said of one's own hazard that an import would change and of a number that somebody else has used: see decision 9."""
STANDS = N_("台账已有同一场所、同一发现日期的这条隐患（{number}），内容与此行不同；已上报的隐患不经导入改动")
"""Said of a row without a number that says otherwise of a hazard what the ledger says."""
OTHERS_ONCE = N_("此编号的隐患已撤销导入，原在另一街道；请另编编号")
"""Said of a number under which a hazard of another street stood: an undone import's come back where they were."""


WITHOUT_NUMBER = ("site", "title", "found_on")
"""What tells which hazard a row is that brings no number."""


@dataclass(frozen=True, slots=True)
class _Met:
    """Rows beside the ledger: those that are new to it, how many it knows as they are, and the hazards by row that an
    undone import had brought once and that come back."""

    new: Sequence[Row]
    unchanged: int
    again: Mapping[int, Hazard]

    def result(self, hazards: Iterable[Hazard]) -> WriteResult:
        """What these hazards, one for each new row, are to the import."""
        effects = tuple(made(row, one, _label(row, one)) for row, one in zip(self.new, hazards, strict=True))
        return WriteResult(len(effects), 0, self.unchanged, effects)


def _label(row: Row, hazard: Hazard) -> str:
    """A number that the ledger has yet to give is not told before it is given."""
    return str(hazard) if _number(row) else hazard.title


@dataclass(frozen=True, slots=True)
class _Planned:
    """New hazards, and what their rows will have done."""

    met: _Met
    entering: Entering
    result: WriteResult

    def write(self) -> WriteResult:
        """Report them."""
        return self.met.result(self.entering.write())


def _plan(rows: Sequence[Row], *, actor: Actor, source: Source) -> _Planned | None:
    """None when an undone import had brought some of them once before: whether they come back, their moves tell."""
    met = _meet(rows, actor)
    if met.again:
        return None
    new = entering([_draft(row) for row in met.new], actor=actor, move="report")
    return _Planned(met, new, met.result(new.hazards))


def _take(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    met = _meet(rows, actor)
    drafts = {row.number: _draft(row) for row in met.new}
    fresh = [number for number in drafts if number not in met.again]
    with audit.batch():
        new = report_many([drafts[number] for number in fresh], actor=actor)
        redraft_hazards([(hazard, drafts[number]) for number, hazard in met.again.items()], actor=actor)
    by_row = {**dict(zip(fresh, new, strict=True)), **met.again}
    return met.result(by_row[row.number] for row in met.new)


def _meet(rows: Sequence[Row], actor: Actor) -> _Met:
    """The rows beside what stands in the ledger, known by their number or else by what they say. Raises BadInput."""
    told = [_as_first_read(row) for row in rows]
    numbered = [row for row in told if _number(row)]
    others = [row for row in told if not _number(row)]
    known = [*Hazard.objects.filter(number__in=[_number(row) for row in numbered])]
    alike = [*_likely(others)] if others else []
    by_number, by_words = (
        compare(part, [one for one in found if one.state != RETRACTED], key=key, value_of=_value)
        for part, found, key in ((numbered, known, ("number",)), (others, alike, WITHOUT_NUMBER))
    )
    problems = [row.problem("number", "not_importable", NOT_IMPORTABLE) for _one, row, _ in by_number.changed]
    problems += [row.problem("title", "not_importable", STANDS.format(number=one)) for one, row, _ in by_words.changed]
    new = sorted((*by_number.new, *by_words.new), key=lambda row: row.number)
    gone = {_key(one, key): one for found, key in ((known, ("number",)), (alike, WITHOUT_NUMBER)) for one in found}
    again = {row.number: one for row in new if (one := gone.get(_key_of(row)))}
    problems += _forbidden(new, again, actor)
    if problems:
        raise BadInput(problems)
    return _Met(new, len(by_number.unchanged) + len(by_words.unchanged), again)


def _likely(rows: Sequence[Row]) -> QuerySet[Hazard]:
    """Hazards that rows without a number may be, drafts aside."""
    drafts = [_draft(row) for row in rows]
    sites, days = {one.site for one in drafts}, {one.found_on for one in drafts}
    return Hazard.objects.filter(site__in=sites, found_on__in=days).exclude(state=DRAFT).order_by("pk")


def _key(hazard: Hazard, columns: Sequence[str]) -> tuple[Hashable, ...]:
    return natural_key(_value(hazard, column) for column in columns)


def _key_of(row: Row) -> tuple[Hashable, ...]:
    columns = ("number",) if _number(row) else WITHOUT_NUMBER
    return natural_key(row.values[column] for column in columns)


def _number(row: Row) -> str:
    return str(row.values.get("number") or "")


def _take_back(effects: Sequence[Effect], actor: Actor) -> None:
    retract_hazards([one.record for one in effects], actor=actor)


def _as_first_read(row: Row) -> Row:
    """What was left open is left open the second time too: a sector to the site, a source to the reporter's role, a
    number to the ledger."""
    left_open = ("sector", "source", "number")
    return replace(row, values={key: value for key, value in row.values.items() if value or key not in left_open})


def _forbidden(rows: Sequence[Row], again: Mapping[int, Hazard], actor: Actor) -> list[CellProblem]:
    places = orgs.site_places(_id(row, "site") for row in rows)
    taken = used_elsewhere(Hazard, [_number(row) for row in rows])
    problems = []
    for row in rows:
        problems += _ill_dated(row)
        try:
            must_not_be_own(_number(row))
        except Refused as refusal:
            problems.append(row.problem("number", refusal.code, refusal.text))
        else:
            if _number(row) in taken:
                problems.append(row.problem("number", "not_importable", NOT_IMPORTABLE))
        problems += _out_of_place(row, places.get(_id(row, "site")), again.get(row.number), actor)
    return problems


def _ill_dated(row: Row) -> list[CellProblem]:
    draft, today = _draft(row), clock.today()
    try:
        must_be_found_by(draft.found_on, draft.source, today)
    except Incomplete as refusal:
        code = "in_the_future" if draft.found_on > today else "not_last_year"
        return [row.problem("found_on", code, refusal.text)]
    return []


def _out_of_place(row: Row, place: Place | None, before: Hazard | None, actor: Actor) -> list[CellProblem]:
    try:
        coordinates, _sector = must_report_at(place, actor)
    except Refused as refusal:
        return [row.problem("site", refusal.code, refusal.text)]
    if before is not None and before.street != coordinates.street:
        return [row.problem("number", "not_importable", OTHERS_ONCE)]
    return []


def _id(row: Row, column: str) -> int:
    return int(str(row.values.get(column) or 0))


def _draft(row: Row) -> Draft:
    found = row.values["found_on"]
    return Draft(
        number=_number(row),
        title=str(row.values["title"]),
        site=_id(row, "site"),
        sector=_id(row, "sector"),
        found_on=found if isinstance(found, date) else date.max,
        criterion=str(row.values.get("criterion") or ""),
        description=str(row.values.get("description") or ""),
        source=str(row.values.get("source") or ""),
    )


def _value(hazard: Hazard, column: str) -> Value:
    values: dict[str, Value] = {
        "number": hazard.number,
        "title": hazard.title,
        "site": hazard.site_id,
        "sector": hazard.sector_id,
        "found_on": hazard.found_on,
        "criterion": hazard.criterion,
        "description": hazard.description,
        "source": source_of(hazard),
    }
    return values.get(column)


def rows_out(hazards: Iterable[Hazard]) -> Iterable[Mapping[str, Value]]:
    """Hazards as rows of the sheet, names written out."""
    listed = list(hazards)
    sites = orgs.site_words([hazard.site_id for hazard in listed])
    sectors = dict(orgs.sectors())
    units = orgs.unit_names(hazard.responsible_unit_id for hazard in listed if hazard.responsible_unit_id)
    places = orgs.territory_names({place for hazard in listed for place in (hazard.district, hazard.street)})
    closed = closed_on(hazard.pk for hazard in listed if hazard.state == "closed")
    for hazard in listed:
        yield {
            "number": hazard.number,
            "title": hazard.title,
            "site": sites.get(hazard.site_id, ""),
            "sector": sectors.get(hazard.sector_id, ""),
            "found_on": hazard.found_on,
            "criterion": hazard.criterion,
            "description": hazard.description,
            "source": source_of(hazard),
            "state": hazard.state_shown.label,
            "due": hazard.due if hazard.due < NO_DUE else None,
            "responsible_unit": units.get(hazard.responsible_unit_id or 0, ""),
            "district": places.get(hazard.district, ""),
            "street": places.get(hazard.street, ""),
            "level": Grade(hazard.level).label if hazard.due < NO_DUE else "",  # nobody has graded it before
            "closed_on": closed.get(hazard.pk),
        }


HAZARDS = register(
    Sheet(
        name="hazards",
        title=N_("重大事故隐患台账"),
        columns=(
            Column(
                "number",
                N_("编号"),
                aliases=("隐患编号", "隐患编码", "序号"),
                example="LH-2024-0001",
                max_length=40,
                help=N_("没有编号的不填，由台账编号；再次导入按场所、隐患和发现日期识别"),
            ),
            Column(
                "title",
                N_("隐患"),
                aliases=("隐患内容", "隐患名称"),
                required=True,
                example="除尘系统未采取泄爆措施",
                max_length=200,
            ),
            Column(
                "site",
                N_("场所"),
                aliases=("企业名称", "单位名称", "统一社会信用代码", "场所编号"),
                kind="lookup",
                lookup="site",
                required=True,
                example="LH-0001",
                help=N_("场所名称、统一社会信用代码或本地编号，须已登记"),
            ),
            Column(
                "sector", N_("行业领域"), kind="lookup", lookup="sector", example="工贸通用", help=N_("不填则按场所")
            ),
            Column(
                "found_on",
                N_("发现日期"),
                aliases=("排查日期", "排查时间", "发现时间"),
                kind="date",
                required=True,
                example="2024-03-01",
            ),
            Column(
                "criterion", N_("判定依据"), aliases=("判定标准",), max_length=200, example="应急管理部令第10号第十一条"
            ),
            Column("description", N_("描述"), max_length=2000, example="二车间除尘器"),
            Column(
                "source",
                N_("来源"),
                aliases=("隐患来源", "来源类别"),
                kind="choice",
                choices=tuple((one.value, one.label) for one in FoundBy),
                example=FoundBy.ENTERPRISE.label,
                help=N_("不填则按导入人的角色"),
            ),
            # States come about by moves, never by an import.
            Column("state", N_("状态"), read_only=True),
            Column("due", N_("整改期限"), kind="date", read_only=True),
            Column("responsible_unit", N_("责任单位"), read_only=True),
            Column("district", N_("区"), read_only=True),
            Column("street", N_("街道"), read_only=True),
            Column("level", N_("等级"), read_only=True),
            Column("closed_on", N_("销号日期"), kind="date", read_only=True),
        ),
        key=("number",),
        otherwise=WITHOUT_NUMBER,
        write=_take,
        plan=_plan,
        read=lambda actor: rows_out(Hazard.objects.exclude(state__in=(DRAFT, RETRACTED)).order_by("number")),
        undo=Undo(marks=versions(Hazard), take_back=_take_back, counted=True),
    )
)

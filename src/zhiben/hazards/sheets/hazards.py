"""The hazard ledger as a workbook: rows come in as reported hazards, and go out with the same columns and where they
stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhiben.foundation import audit
from zhiben.foundation.importing import Comparison, compare, made, used_elsewhere, versions
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import Draft, redraft_hazards, report_many, retract_hazards
from zhiben.hazards.operations.entering import Entering, Place, entering, must_not_be_own, must_report_at
from zhiben.hazards.vocab import NO_DUE, RETRACTED
from zhiben.kernel import clock
from zhiben.kernel.errors import BadInput, CellProblem, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Column, Effect, Row, Sheet, Source, Undo, Value, WriteResult, register
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

NOT_IMPORTABLE = N_("此编号不能用于导入，请核对；已上报的隐患不经导入改动")
"""Said of one's own hazard that an import would change and of a number that somebody else has used: see decision 9."""
OTHERS_ONCE = N_("此编号的隐患已撤销导入，原在另一街道；请另编编号")
"""Said of a number under which a hazard of another street stood: an undone import's come back where they were."""


@dataclass(frozen=True, slots=True)
class _Planned:
    """New hazards, and what their rows will have done."""

    rows: Sequence[Row]
    entering: Entering
    result: WriteResult

    def write(self) -> WriteResult:
        """Report them."""
        return replace(self.result, effects=_made(self.rows, self.entering.write()))


def _plan(rows: Sequence[Row], *, actor: Actor, source: Source) -> _Planned | None:
    """None when an undone import had brought some of them once before: whether they come back, their moves tell."""
    compared, known = _compared(rows, actor)
    if any(str(row.values["number"]) in known for row in compared.new):
        return None
    new = entering([_draft(row) for row in compared.new], actor=actor, move="report")
    effects = _made(compared.new, new.hazards)
    return _Planned(compared.new, new, WriteResult(len(effects), 0, len(compared.unchanged), effects))


def _take(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    compared, known = _compared(rows, actor)
    drafts = {str(row.values["number"]): _draft(row) for row in compared.new}
    again = [(known[number], draft) for number, draft in drafts.items() if number in known]
    with audit.batch():
        new = report_many([draft for number, draft in drafts.items() if number not in known], actor=actor)
        redraft_hazards(again, actor=actor)
    effects = _made(compared.new, [*new, *(hazard for hazard, _draft in again)])
    return WriteResult(len(effects), 0, len(compared.unchanged), effects)


def _compared(rows: Sequence[Row], actor: Actor) -> tuple[Comparison[Hazard], dict[str, Hazard]]:
    """The rows beside what stands in the ledger, and all that bears one of their numbers. Raises BadInput."""
    numbers = [str(row.values["number"]) for row in rows]
    known = {hazard.number: hazard for hazard in Hazard.objects.filter(number__in=numbers)}
    standing = [hazard for hazard in known.values() if hazard.state != RETRACTED]
    compared = compare([_as_first_read(row) for row in rows], standing, key=("number",), value_of=_value)
    problems = [row.problem("number", "not_importable", NOT_IMPORTABLE) for _hazard, row, _changes in compared.changed]
    problems += _forbidden(compared.new, known, actor)
    if problems:
        raise BadInput(problems)
    return compared, known


def _made(rows: Sequence[Row], hazards: Iterable[Hazard]) -> tuple[Effect, ...]:
    by_number = {hazard.number: hazard for hazard in hazards}
    return tuple(made(row, one, str(one)) for row in rows for one in [by_number[str(row.values["number"])]])


def _take_back(effects: Sequence[Effect], actor: Actor) -> None:
    retract_hazards([one.record for one in effects], actor=actor)


def _as_first_read(row: Row) -> Row:
    """A sector left to the site is left to it the second time too."""
    values = {key: value for key, value in row.values.items() if key != "sector" or value is not None}
    return replace(row, values=values)


def _forbidden(rows: Sequence[Row], known: Mapping[str, Hazard], actor: Actor) -> list[CellProblem]:
    places = orgs.site_places(_id(row, "site") for row in rows)
    taken = used_elsewhere(Hazard, [str(row.values["number"]) for row in rows])
    problems = []
    for row in rows:
        found = row.values["found_on"]
        if isinstance(found, date) and found > clock.today():
            problems.append(row.problem("found_on", "in_the_future", N_("发现日期不能晚于今天")))
        try:
            must_not_be_own(str(row.values["number"]))
        except Refused as refusal:
            problems.append(row.problem("number", refusal.code, refusal.text))
        else:
            if row.values["number"] in taken:
                problems.append(row.problem("number", "not_importable", NOT_IMPORTABLE))
        problems += _out_of_place(row, places.get(_id(row, "site")), known.get(str(row.values["number"])), actor)
    return problems


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
        number=str(row.values["number"]),
        title=str(row.values["title"]),
        site=_id(row, "site"),
        sector=_id(row, "sector"),
        found_on=found if isinstance(found, date) else date.max,
        criterion=str(row.values.get("criterion") or ""),
        description=str(row.values.get("description") or ""),
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
    }
    return values.get(column)


def rows_out(hazards: Iterable[Hazard]) -> Iterable[Mapping[str, Value]]:
    """Hazards as rows of the sheet, names written out."""
    listed = list(hazards)
    sites = orgs.site_words([hazard.site_id for hazard in listed])
    sectors = dict(orgs.sectors())
    units = orgs.unit_names(hazard.responsible_unit_id for hazard in listed if hazard.responsible_unit_id)
    for hazard in listed:
        yield {
            "number": hazard.number,
            "title": hazard.title,
            "site": sites.get(hazard.site_id, ""),
            "sector": sectors.get(hazard.sector_id, ""),
            "found_on": hazard.found_on,
            "criterion": hazard.criterion,
            "description": hazard.description,
            "state": hazard.state_shown.label,
            "due": hazard.due if hazard.due < NO_DUE else None,
            "responsible_unit": units.get(hazard.responsible_unit_id or 0, ""),
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
                required=True,
                example="LH-2024-0001",
                max_length=40,
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
            # States come about by moves, never by an import.
            Column("state", N_("状态"), read_only=True),
            Column("due", N_("整改期限"), kind="date", read_only=True),
            Column("responsible_unit", N_("责任单位"), read_only=True),
        ),
        key=("number",),
        write=_take,
        plan=_plan,
        read=lambda actor: rows_out(Hazard.objects.exclude(state=RETRACTED).order_by("number")),
        undo=Undo(marks=versions(Hazard), take_back=_take_back, counted=True),
    )
)

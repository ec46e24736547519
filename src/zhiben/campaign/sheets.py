"""The key-task list as a workbook: imported as drafts or corrections, exported with the same columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations import Draft, draft_tasks
from zhiben.campaign.operations.correcting import UNUSABLE, correct
from zhiben.campaign.vocab import LEADING
from zhiben.foundation.importing import compare
from zhiben.foundation.importing.lookups import Directory, directory
from zhiben.kernel.errors import BadInput, CellProblem
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.sheet import Column, Row, Sheet, Source, Value, WriteResult, register
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role

SEPARATORS = "；;，,/\n"


def _split(text: str) -> list[str]:
    for mark in SEPARATORS:
        text = text.replace(mark, "、")
    return [name.strip() for name in text.split("、") if name.strip()]


def _take(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    if problems := [*_forbidden(rows, actor), *_taken(rows)]:
        raise BadInput(problems)
    units = directory("unit", actor)
    named = [[next(iter(units.find(name))) for name in _assisting(row)] for row in rows]
    return _write(rows, {index: tuple(dict.fromkeys(ids)) for index, ids in enumerate(named)}, actor)


def _assisting(row: Row) -> list[str]:
    return _split(str(row.values.get("assisting") or ""))


def _examine(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    """Who assists must be known and somebody else; an enterprise leads no task."""
    units = directory("unit", actor)
    leading = {card.id for kind in LEADING for card in orgs.units(kind=kind)}
    return [problem for row in rows for problem in _examined(row, units, leading)]


def _examined(row: Row, units: Directory, leading: Collection[int]) -> Iterator[CellProblem]:
    lead = row.values.get("lead_unit")
    if lead and lead not in leading:
        yield row.problem("lead_unit", "cannot_lead", N_("企业和安委办不能牵头重点任务"), expected=N_("部门、区或街道"))
    for name in _assisting(row):
        found = units.find(name)
        if len(found) != 1:
            near = "、".join(units.near(name)) or N_("（没有相近的单位）")
            message = N_("没有名为“{name}”的单位，是否指：{near}").format(name=name, near=near)
            yield row.problem("assisting", "unknown_name", message, expected=near)
        elif lead in found:
            yield row.problem("assisting", "assists_itself", N_("“{name}”已是牵头单位").format(name=name))


def _forbidden(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    if actor is SYSTEM:
        return []
    places = orgs.unit_coordinates({int(str(row.values["lead_unit"])) for row in rows})
    message = N_("只有该单位所在地的安委办工作人员才能列入任务")
    return [
        row.problem("lead_unit", "not_allowed", message)
        for row in rows
        if actor.holding(Role.OFFICE_OFFICER, places[int(str(row.values["lead_unit"]))]) is None
    ]


def _taken(rows: Sequence[Row]) -> list[CellProblem]:
    """Numbers of tasks that the person does not see. They are unique in the whole list; nothing else is told."""
    numbers = [str(row.values["number"]) for row in rows]
    seen = set(KeyTask.objects.filter(number__in=numbers).values_list("number", flat=True))
    taken = set(KeyTask._unfiltered().filter(number__in=numbers).values_list("number", flat=True)) - seen
    return [row.problem("number", "not_correctable", UNUSABLE) for row in rows if row.values["number"] in taken]


def _write(rows: Sequence[Row], assisting: Mapping[int, tuple[int, ...]], actor: Actor) -> WriteResult:
    standing = list(KeyTask.objects.filter(number__in=[str(r.values["number"]) for r in rows]))
    partners = queries.assisting_by_task([task.pk for task in standing])
    helpers = {str(row.values["number"]): assisting[index] for index, row in enumerate(rows)}
    compared = compare([_without_helpers(row) for row in rows], standing, key=("number",), value_of=_value)
    draft_tasks([_draft(row, helpers[str(row.values["number"])]) for row in compared.new], actor=actor)
    altered = {task.pk: changes for task, _row, changes in compared.changed}
    by_number = {task.number: task for task in standing}
    changed, problems = 0, []
    for row in rows:
        task = by_number.get(str(row.values["number"]))
        if task is None:
            continue
        now = partners.get(task.pk, [])
        units = helpers[task.number] if "assisting" in row.values else tuple(now)
        moved = sorted(units) != sorted(now)
        changes = altered.get(task.pk, {})
        if not changes and not moved:
            continue
        changed += 1
        if why := correct(task, changes, units if moved else None, actor=actor):
            where = "number" if why == UNUSABLE else next(iter(changes), "assisting")
            problems.append(row.problem(where, "not_correctable", why))
    if problems:
        raise BadInput(problems)
    return WriteResult(len(compared.new), changed, len(rows) - len(compared.new) - changed)


def _without_helpers(row: Row) -> Row:
    values = {key: value for key, value in row.values.items() if key != "assisting"}
    return replace(row, values=values)


def _draft(row: Row, assisting: tuple[int, ...]) -> Draft:
    values = row.values
    due = values["due"]
    return Draft(
        number=str(values["number"]),
        title=str(values["title"]),
        target=str(values["target"]),
        lead_unit=int(str(values["lead_unit"])),
        due=due if isinstance(due, date) else date.max,
        topic=str(values.get("topic") or ""),
        evidence_required=str(values.get("evidence_required") or ""),
        assisting=assisting,
    )


def _value(task: KeyTask, column: str) -> Value:
    values: dict[str, Value] = {
        "number": task.number,
        "title": task.title,
        "topic": task.topic,
        "target": task.target,
        "lead_unit": task.lead_unit_id,
        "due": task.due,
        "evidence_required": task.evidence_required,
    }
    return values.get(column)


def rows_out(tasks: Iterable[KeyTask]) -> Iterable[Mapping[str, Value]]:
    """Tasks as rows of the sheet, names written out."""
    listed = list(tasks)
    partners = queries.assisting_by_task([t.pk for t in listed])
    names = orgs.unit_names({t.lead_unit_id for t in listed} | {u for units in partners.values() for u in units})
    for task in listed:
        yield {
            "number": task.number,
            "title": task.title,
            "topic": task.topic,
            "target": task.target,
            "lead_unit": names[task.lead_unit_id],
            "assisting": "、".join(names[u] for u in partners.get(task.pk, ())),
            "due": task.due,
            "evidence_required": task.evidence_required,
        }


TASKS = register(
    Sheet(
        name="tasks",
        title=N_("重点任务清单"),
        columns=(
            Column("number", N_("编号"), aliases=("任务编号", "序号"), required=True, example="ZD-0001", max_length=40),
            Column(
                "title",
                N_("任务"),
                aliases=("任务名称", "重点任务", "任务内容"),
                required=True,
                example="开展粉尘涉爆专项排查整治",
                max_length=200,
            ),
            Column("topic", N_("行动或领域"), aliases=("行动", "领域"), max_length=80, example="粉尘涉爆"),
            Column("target", N_("目标"), aliases=("工作目标",), required=True, max_length=400, example="全覆盖完成"),
            Column(
                "lead_unit",
                N_("牵头单位"),
                aliases=("责任单位",),
                kind="lookup",
                lookup="unit",
                required=True,
                example="市应急管理局",
            ),
            Column("assisting", N_("配合单位"), example="市消防救援支队、市住房建设局", help=N_("多个单位用顿号隔开")),
            Column("due", N_("完成时限"), aliases=("时限",), kind="date", required=True, example="2024-12-31"),
            Column(
                "evidence_required",
                N_("佐证要求"),
                max_length=400,
                example="检查记录、照片",
                help=N_("下达前须填写"),
            ),
        ),
        key=("number",),
        write=_take,
        examine=_examine,
        read=lambda actor: rows_out(KeyTask.objects.order_by("number")),
    )
)

"""The key-task list as a workbook: imported as drafts or corrections, exported with the same columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations import Draft, draft_tasks, redraft_tasks, restore_tasks, retract_tasks
from zhiben.campaign.operations.correcting import UNUSABLE, correct
from zhiben.campaign.sheets import hanging
from zhiben.campaign.vocab import CONFLICTS, RETRACTED
from zhiben.foundation.importing import Comparison, amended, compare, made, several_names, used_elsewhere, versions
from zhiben.foundation.importing.lookups import Directory, directory
from zhiben.kernel.errors import BadInput, CellProblem, Conflict
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.sheet import Change, Column, Effect, Row, Sheet, Source, Undo, Value, WriteResult, register
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role


@dataclass(frozen=True, slots=True)
class _Planned:
    """Tasks that are all new and hang below none, and what their rows will have done."""

    rows: Sequence[Row]
    actor: Actor
    result: WriteResult

    def write(self) -> WriteResult:
        """List them. Raises Conflict when somebody has listed one of them meanwhile."""
        written = _write(self.rows, _helpers(self.rows, self.actor), self.actor)
        if written.created != self.result.created:
            raise Conflict(CONFLICTS["campaign_keytask_number_key"])
        return written


def _plan(rows: Sequence[Row], *, actor: Actor, source: Source) -> _Planned | None:
    """What a list of new tasks comes to; None where some stand already, or hang below others: that, writing tells."""
    helpers = _helpers(rows, actor)
    if any(row.values.get("parent") for row in rows) or KeyTask.objects.filter(number__in=list(helpers)).exists():
        return None
    blank = KeyTask()
    labels = (KeyTask.called(str(row.values["number"]), str(row.values["title"])) for row in rows)
    effects = tuple(made(row, blank, label) for row, label in zip(rows, labels, strict=True))
    return _Planned(rows, actor, WriteResult(len(effects), 0, 0, effects))


def _take(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    return _write(rows, _helpers(rows, actor), actor)


def _helpers(rows: Sequence[Row], actor: Actor) -> dict[str, tuple[int, ...]]:
    """By number, who assists. Raises BadInput for rows that the person may not list or correct."""
    if problems := [*_forbidden(rows, actor), *_taken(rows)]:
        raise BadInput(problems)
    units = directory("unit", actor)
    named = {str(row.values["number"]): [next(iter(units.find(name))) for name in _assisting(row)] for row in rows}
    return {number: tuple(dict.fromkeys(ids)) for number, ids in named.items()}


def _assisting(row: Row) -> list[str]:
    return several_names(str(row.values.get("assisting") or ""))


def _examine(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    """Who assists must be known and somebody else; an enterprise leads no task, nor do two units; and what it hangs on
    is as it should be."""
    units = directory("unit", actor)
    leading = {card.id for card in queries.leading_units()}
    found = [problem for row in rows for problem in _examined(row, units, leading)]
    readable = [
        hanging.hung(row, _draft(row, _assisting_ids(row, units)), {}) if _is_readable(row) else None for row in rows
    ]
    return [*found, *hanging.examine(rows, readable)]


def _is_readable(row: Row) -> bool:
    return bool(row.values.get("lead_unit")) and isinstance(row.values.get("due"), date)


def _assisting_ids(row: Row, units: Directory) -> tuple[int, ...]:
    return tuple(next(iter(found)) for name in _assisting(row) if (found := units.find(name)))


def _examined(row: Row, units: Directory, leading: Collection[int]) -> Iterator[CellProblem]:
    lead = row.values.get("lead_unit")
    if lead and lead not in leading:
        yield row.problem("lead_unit", "cannot_lead", N_("企业和安委办不能牵头重点任务"), expected=N_("部门、区或街道"))
    leads = several_names(row.texts.get("lead_unit", ""))
    if len(leads) > 1 and all(units.find(name) for name in leads):
        yield row.problem("lead_unit", "two_leads", N_("一项任务只能有一个牵头单位，其他请填在配合单位"))
    for name in _assisting(row):
        found = units.find(name)
        if len(found) != 1:
            near = "、".join(units.near(name)) or N_("（没有相近的单位）")
            message = N_("没有名为“{name}”的单位，是否指：{near}").format(name=name, near=near)
            yield row.problem("assisting", "unknown_name", message, expected=near, name=name)
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
    taken = used_elsewhere(KeyTask, [str(row.values["number"]) for row in rows])
    return [row.problem("number", "not_correctable", UNUSABLE) for row in rows if row.values["number"] in taken]


def _write(rows: Sequence[Row], assisting: Mapping[str, tuple[int, ...]], actor: Actor) -> WriteResult:
    known = {task.number: task for task in KeyTask.objects.filter(number__in=list(assisting))}
    standing = [task for task in known.values() if task.state != RETRACTED]
    rows, beside = hanging.settled(rows), hanging.standing(standing)
    value_of = partial(_value, beside)
    compared = compare([_without_helpers(row) for row in rows], standing, key=("number",), value_of=value_of)
    effects = _correct(rows, compared, standing, assisting, actor, value_of)  # first: new parts fit the whole's new day
    effects += _enter(compared.new, known, assisting, actor)
    changed = len(effects) - len(compared.new)
    effects.sort(key=lambda one: one.row)
    return WriteResult(len(compared.new), changed, len(rows) - len(effects), tuple(effects))


def _enter(
    rows: Sequence[Row], known: Mapping[str, KeyTask], assisting: Mapping[str, tuple[int, ...]], actor: Actor
) -> list[Effect]:
    """Tasks that are not in the list: new ones, and those that an undone import had brought once before."""
    made_of: dict[str, KeyTask] = {}
    parents = _parents_of(rows)
    for some in hanging.by_depth(rows):
        drafts = {
            str(row.values["number"]): hanging.hung(row, _draft(row, assisting[str(row.values["number"])]), parents)
            for row in some
        }
        again = [(known[number], draft) for number, draft in drafts.items() if number in known]
        new = draft_tasks([draft for number, draft in drafts.items() if number not in known], actor=actor)
        redraft_tasks(again, actor=actor)
        made_of |= {task.number: task for task in (*new, *(task for task, _draft in again))}
        parents |= {number: task.pk for number, task in made_of.items()}
    return [made(row, task, str(task)) for row in rows for task in [made_of[str(row.values["number"])]]]


def _parents_of(rows: Iterable[Row]) -> dict[str, int]:
    """By number, the tasks above that stand already."""
    numbers = {str(row.values["parent"]) for row in rows if row.values.get("parent")}
    return dict(KeyTask.objects.filter(number__in=numbers).values_list("number", "pk")) if numbers else {}


def _correct(
    rows: Sequence[Row],
    compared: Comparison[KeyTask],
    standing: Sequence[KeyTask],
    assisting: Mapping[str, tuple[int, ...]],
    actor: Actor,
    value_of: Callable[[KeyTask, str], Value],
) -> list[Effect]:
    altered = {task.pk: changes for task, _row, changes in compared.changed}
    partners = queries.assisting_by_task([task.pk for task in standing])
    by_number = {task.number: task for task in standing}
    names = orgs.unit_names({unit for units in (*partners.values(), *assisting.values()) for unit in units})
    effects: list[Effect] = []
    problems = []
    for row in rows:
        task = by_number.get(str(row.values["number"]))
        if task is None:
            continue
        now, changes = partners.get(task.pk, []), altered.get(task.pk, {})
        units = assisting[task.number] if "assisting" in row.values else tuple(now)
        moved = sorted(units) != sorted(now)
        if not changes and not moved:
            continue
        before = {key: (value_of(task, key), value) for key, value in changes.items()}
        if why := correct(task, _by_attribute(changes), units if moved else None, actor=actor):
            where = "number" if why == UNUSABLE else next(iter(changes), "assisting")
            problems.append(row.problem(where, "not_correctable", why))
            continue
        was, becomes = ("、".join(names[unit] for unit in some) for some in (now, units))
        named = {"assisting": Change("assisting", was, becomes, list(now))} if moved else {}
        effects.append(amended(row, task, str(task), before, columns=TASKS.by_key, named=named))
    if problems:
        raise BadInput(problems)
    return effects


def _take_back(effects: Sequence[Effect], actor: Actor) -> None:
    retract_tasks([one.record for one in effects if one.created], actor=actor)
    changes = {
        one.record: _by_attribute({c.column: _plain(c) for c in one.changes if c.column != "assisting"})
        for one in effects
    }
    helpers = {one.record: c.was for one in effects for c in one.changes if isinstance(c.was, list)}
    restore_tasks({record: some for record, some in changes.items() if some}, helpers, actor=actor)


def _by_attribute(changes: Mapping[str, Value]) -> dict[str, Value]:
    return {hanging.ATTRIBUTES.get(key, key): value for key, value in changes.items()}


def _plain(change: Change) -> Value:
    """What stood before, in the table's terms; a cell's words do not tell a choice or a record."""
    column = TASKS.by_key[change.column]
    if column.kind == "date":
        return date.fromisoformat(change.before) if change.before else None
    if column.kind == "decimal":
        return Decimal(change.before) if change.before else None
    if column.kind == "lookup":
        return int(str(change.was)) if change.was else None
    return str(change.was or "") if column.kind == "choice" else change.before


def _without_helpers(row: Row) -> Row:
    values = {key: value for key, value in row.values.items() if key != "assisting"}
    return replace(row, values=values)


def _draft(row: Row, assisting: tuple[int, ...]) -> Draft:
    values = row.values
    due = values["due"]
    return Draft(
        number=str(values.get("number") or ""),
        title=str(values.get("title") or ""),
        target=str(values.get("target") or ""),
        lead_unit=int(str(values["lead_unit"])),
        due=due if isinstance(due, date) else date.max,
        topic=str(values.get("topic") or ""),
        evidence_required=str(values.get("evidence_required") or ""),
        assisting=assisting,
    )


def _value(beside: hanging.Standing, task: KeyTask, column: str) -> Value:
    values: dict[str, Value] = {
        "number": task.number,
        "title": task.title,
        "topic": task.topic,
        "target": task.target,
        "lead_unit": task.lead_unit_id,
        "due": task.due,
        "evidence_required": task.evidence_required,
    }
    return values[column] if column in values else beside.value(task, column)


def rows_out(tasks: Iterable[KeyTask]) -> Iterable[Mapping[str, Value]]:
    """Tasks as rows of the sheet, names written out."""
    listed = list(tasks)
    beside = hanging.standing(listed)
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
            **beside.out(task),
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
                aliases=("责任单位", "牵头部门", "责任部门"),
                kind="lookup",
                lookup="unit",
                required=True,
                example="市应急管理局",
            ),
            Column(
                "assisting",
                N_("配合单位"),
                aliases=("配合部门",),
                several="unit",
                example="市消防救援支队、市住房建设局",
                help=N_("多个单位用顿号隔开"),
            ),
            Column("due", N_("完成时限"), aliases=("时限",), kind="date", required=True, example="2024-12-31"),
            Column(
                "evidence_required",
                N_("佐证要求"),
                max_length=400,
                example="检查记录、照片",
                help=N_("下达前须填写"),
            ),
            *hanging.COLUMNS,
        ),
        key=("number",),
        plan=_plan,
        write=_take,
        examine=_examine,
        read=lambda actor: rows_out(KeyTask.objects.exclude(state=RETRACTED).order_by("number")),
        undo=Undo(marks=versions(KeyTask), take_back=_take_back, counted=True),
    )
)

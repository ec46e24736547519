"""What a row of the task list says beyond its wording: on which measure and action the task hangs and below which other
task, how much it is to bring, by which milestones, reported on how often. All of it may be left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q

from zhiben.campaign import queries
from zhiben.campaign.models import CampaignAction, KeyTask, Milestone
from zhiben.campaign.operations import Draft, MilestoneDraft, read_steps, written_steps
from zhiben.campaign.operations.soundness import flaws
from zhiben.campaign.vocab import DEEPEST, RETRACTED, Cadence, Recurrence
from zhiben.foundation.importing import Directory, register_lookup
from zhiben.kernel import clock
from zhiben.kernel.errors import CellProblem, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Column, Row, Value
from zhiben.kernel.text import N_

COLUMNS = (
    Column(
        "measure",
        N_("措施编号"),
        aliases=("所属措施",),
        kind="lookup",
        lookup="measure",
        example="",
        help=N_("写作“方案名称/措施编号”；只有一个方案有此编号的，可以只写编号；已有的任务留空则照原样，不会摘下"),
    ),
    Column(
        "action",
        N_("所属行动"),
        kind="lookup",
        lookup="campaign_action",
        help=N_("不填则取自措施；已有的任务留空则照原样"),
    ),
    Column("amount", N_("目标量"), kind="decimal", minimum=Decimal("0.0001"), example="120"),
    Column("amount_unit", N_("计量单位"), max_length=20, example="家"),
    Column("leader", N_("责任领导"), max_length=200, example="某某"),
    Column("responsible", N_("责任人"), aliases=("联系人",), max_length=200, example="某某"),
    Column(
        "cadence",
        N_("报送频次"),
        kind="choice",
        choices=tuple((one.value, one.label) for one in Cadence),
        help=N_("不填则每半月"),
    ),
    Column(
        "recurrence",
        N_("重复"),
        kind="choice",
        choices=tuple((one.value, one.label) for one in Recurrence),
        help=N_("不填则不重复"),
    ),
    Column("accept_by", N_("签收期限"), kind="date", help=N_("不填的，下达时按默认天数")),
    Column(
        "milestones", N_("节点"), example="方案印发@2024-06-30；验收x2@2024-11-30", help=N_("名称@日期，用分号隔开")
    ),
    Column("parent", N_("上级任务编号"), max_length=40, help=N_("分解任务才填")),
)
ATTRIBUTES = {"measure": "measure_id", "action": "action_id", "parent": "parent_id"}
"""Columns of the table that are not called like those of the sheet."""
KEPT_WHEN_BLANK = ("measure", "action", "responsible", "accept_by", "milestones", "cadence")
"""What an empty cell leaves as it stands: it came to be otherwise than by the workbook."""
FLAWED = {"lead_unit", "assisting", "due", "accept_by", "milestones", "amount", "amount_unit"}


def _measures(_actor: Actor) -> Directory:
    rows = queries.present_wordings().values_list("measure", "measure__number", "version__plan__title")
    return Directory(pair for pk, number, plan in rows for pair in ((f"{plan}/{number}", pk), (number, pk)))


def _actions(_actor: Actor) -> Directory:
    return Directory((name, pk) for pk, name in CampaignAction.objects.exclude(name="").values_list("pk", "name"))


register_lookup("measure", _measures)
register_lookup("campaign_action", _actions)


@dataclass(slots=True)
class Standing:
    """Of many tasks, what their rows call what they hang on; read with one query for each kind."""

    measures: dict[int, str] = field(default_factory=dict)
    actions: dict[int, str] = field(default_factory=dict)
    parents: dict[int, str] = field(default_factory=dict)
    steps: dict[int, list[Milestone]] = field(default_factory=dict)

    def value(self, task: KeyTask, column: str) -> Value:
        """What a task has in a column, in the column's terms."""
        if column == "parent":
            return self.parents.get(task.parent_id or 0, "")
        if column == "milestones":
            return written_steps(self.steps.get(task.pk, []))
        found: Value = getattr(task, ATTRIBUTES.get(column, column))
        return found

    def out(self, task: KeyTask) -> dict[str, Value]:
        """The cells of a task's row, names written out."""
        values = {column.key: self.value(task, column.key) for column in COLUMNS}
        amount = None if task.amount is None else task.amount.normalize()
        return values | {
            "measure": self.measures.get(task.measure_id or 0, ""),
            "action": self.actions.get(task.action_id or 0, ""),
            "amount": amount,
        }


def standing(tasks: Sequence[KeyTask]) -> Standing:
    """What the rows of `tasks` say of what they hang on."""
    found = Standing()
    rows = queries.present_wordings().filter(measure__in={pk for task in tasks if (pk := task.measure_id)})
    for pk, number, plan in rows.values_list("measure", "measure__number", "version__plan__title"):
        found.measures[pk] = f"{plan}/{number}"
    actions = CampaignAction.objects.filter(pk__in={pk for task in tasks if (pk := task.action_id)})
    found.actions = dict(actions.values_list("pk", "name"))
    above = KeyTask.objects.filter(pk__in={pk for task in tasks if (pk := task.parent_id)})
    found.parents = dict(above.values_list("pk", "number"))
    ids = [task.pk for task in tasks]
    for start in range(0, len(ids), 2000):
        for step in Milestone.objects.filter(task__in=ids[start : start + 2000]).order_by("task", "position"):
            found.steps.setdefault(step.task_id, []).append(step)
    return found


def settled(rows: Sequence[Row]) -> list[Row]:
    """Rows that say the same in the same words: milestones by their days, nothing where a blank cell changes
    nothing, the measure's action where the row names none."""
    actions = queries.actions_of_measures(int(str(row.values["measure"])) for row in rows if row.values.get("measure"))
    return [replace(row, values=_settled(row.values, actions)) for row in rows]


def _settled(values: Mapping[str, Value], actions: Mapping[int, int]) -> dict[str, Value]:
    told = {key: value for key, value in values.items() if value not in (None, "") or key not in KEPT_WHEN_BLANK}
    if steps := told.get("milestones"):
        told["milestones"] = written_steps(sorted(read_steps(str(steps)), key=lambda one: one.due))
    if told.get("measure") and not told.get("action"):
        told["action"] = actions.get(int(str(told["measure"]))) or None
    for key in ("amount_unit", "leader", "recurrence"):
        if key in told:
            told[key] = str(told[key] or "")
    return told


def hung(row: Row, draft: Draft, parents: Mapping[str, int]) -> Draft:
    """The draft of a row with what it hangs on; `parents` are the ids of tasks by number."""
    values = row.values
    amount, accept_by = values.get("amount"), values.get("accept_by")
    return replace(
        draft,
        measure=int(str(values.get("measure") or 0)),
        action=int(str(values.get("action") or 0)),
        parent=parents.get(str(values.get("parent") or ""), 0),
        amount=Decimal(str(amount)) if amount is not None else None,
        amount_unit=str(values.get("amount_unit") or ""),
        leader=str(values.get("leader") or ""),
        responsible=str(values.get("responsible") or ""),
        cadence=str(values.get("cadence") or Cadence.HALF_MONTH),
        recurrence=str(values.get("recurrence") or ""),
        accept_by=accept_by if isinstance(accept_by, date) else None,
        milestones=_steps(row),
    )


def _steps(row: Row) -> tuple[MilestoneDraft, ...]:
    try:
        return read_steps(str(row.values.get("milestones") or ""))
    except Refused:
        return ()


def examine(rows: Sequence[Row], drafts: Sequence[Draft | None]) -> Iterator[CellProblem]:
    """What rules have against the rows; `drafts` are theirs, None where a row cannot be read so far."""
    for row in rows:
        try:
            read_steps(str(row.values.get("milestones") or ""))
        except Refused as refusal:
            yield row.problem("milestones", "unreadable_milestone", refusal.text)
    readable = [(row, draft) for row, draft in zip(rows, drafts, strict=True) if draft is not None]
    numbers = [draft.number for _row, draft in readable]
    standing = {task.number: task for task in KeyTask.objects.filter(number__in=numbers)}
    for flaw in flaws([draft for _row, draft in readable], years=queries.only_years()):
        row, draft = readable[flaw.place]
        if flaw.field in FLAWED and not _stands(flaw.field, draft, standing.get(draft.number)):
            yield row.problem(flaw.field, "unsound", flaw.sentence)
    yield from _above(rows)
    yield from _crossed(rows)


def _stands(column: str, draft: Draft, task: KeyTask | None) -> bool:
    """A row that says what stands already is no new fault: a task was once extended, its unit has ended since."""
    if task is None or draft.due != task.due:
        return False
    same = {
        "due": True,
        "lead_unit": draft.lead_unit == task.lead_unit_id,
        "accept_by": draft.accept_by == task.accept_by,
    }
    return same.get(column, False)


@dataclass(frozen=True, slots=True)
class _Known:
    """A task that stands, or is about to: the number of the task above, its due day, its amount."""

    parent: str
    due: date | None
    amount: Decimal | None


def _above(rows: Sequence[Row]) -> Iterator[CellProblem]:
    """Who hangs below whom: no circle, nothing too deep, nothing later or larger than the whole."""
    told = {str(row.values.get("number") or ""): row for row in rows if row.values.get("parent")}
    if not told:
        return
    known = _standing_tasks() | {str(row.values.get("number") or ""): _as_told(row) for row in rows}
    for number, row in told.items():
        above = str(row.values["parent"])
        chain = _chain(number, known)
        if above not in known:
            yield row.problem("parent", "unknown_task", N_("没有编号为“{above}”的任务").format(above=above))
        elif chain is None:
            yield row.problem("parent", "circular", N_("上级任务绕成了圈：{number}").format(number=number))
        elif len(chain) > DEEPEST:
            yield row.problem("parent", "too_deep", N_("任务最多分解到街道一级"))
        elif _later(known[number].due, known[above].due):
            yield row.problem("due", "later_than_whole", N_("分解任务的完成时限不能晚于上级任务"))
    yield from _too_much(told, known)


def _later(part: date | None, whole: date | None) -> bool:
    return part is not None and whole is not None and part > whole


def _crossed(rows: Sequence[Row]) -> Iterator[CellProblem]:
    """Rows that would make a whole due before a part of it that stands, or a part after its whole; of both the day that
    the workbook gives them, if it does. A row that names the task above is examined with it."""
    told = {str(row.values.get("number") or ""): row for row in rows}
    days = {number: due for number, row in told.items() if isinstance(due := row.values.get("due"), date)}
    parts = KeyTask.objects.filter(parent__isnull=False).exclude(state__in=queries.SET_ASIDE)
    pairs = parts.filter(Q(number__in=list(days)) | Q(parent__number__in=list(days))).order_by("number")
    for number, due, above, whole in pairs.values_list("number", "due", "parent__number", "parent__due"):
        if (number in told and told[number].values.get("parent")) or not _later(
            part := days.get(number, due), days.get(above, whole)
        ):
            continue
        if above in days:
            sentence = N_("完成时限不能早于分解任务{number}的（{day}）").format(number=number, day=clock.in_words(part))
            yield told[above].problem("due", "earlier_than_part", sentence)
        else:
            yield told[number].problem("due", "later_than_whole", N_("分解任务的完成时限不能晚于上级任务"))


def _standing_tasks() -> dict[str, _Known]:
    rows = KeyTask.objects.exclude(state__in=("cancelled", RETRACTED))
    found = rows.values_list("number", "parent__number", "due", "amount")
    return {number: _Known(parent or "", due, amount) for number, parent, due, amount in found}


def _as_told(row: Row) -> _Known:
    due, amount = row.values.get("due"), row.values.get("amount")
    number = Decimal(str(amount)) if amount is not None else None
    return _Known(str(row.values.get("parent") or ""), due if isinstance(due, date) else None, number)


def _chain(number: str, known: Mapping[str, _Known]) -> list[str] | None:
    """The task and all above it; None where they go round in a circle."""
    found = [number]
    while (above := known[found[-1]].parent) and above in known:
        if above in found:
            return None
        found.append(above)
    return found


def _too_much(told: Mapping[str, Row], known: Mapping[str, _Known]) -> Iterator[CellProblem]:
    sums: dict[str, Decimal] = {}
    for one in known.values():
        if one.parent and one.amount is not None:
            sums[one.parent] = sums.get(one.parent, Decimal(0)) + one.amount
    last = {str(row.values["parent"]): row for row in told.values()}
    for above, row in last.items():
        whole = known[above].amount if above in known else None
        if whole is not None and sums.get(above, Decimal(0)) > whole:
            sentence = N_("分解的量合计{sum}，超过上级任务的目标量{whole}（{percent}%）")
            told_sum = sums[above]
            percent = int(told_sum * 100 / whole)
            message = sentence.format(sum=f"{told_sum.normalize():f}", whole=f"{whole.normalize():f}", percent=percent)
            yield row.problem("amount", "over_the_whole", message)


def by_depth(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows in rounds: those below no other row of them, those below the first ones, and so on."""
    left = {str(row.values["number"]): row for row in rows}
    while left:
        now = [row for row in left.values() if str(row.values.get("parent") or "") not in left]
        if not now:
            raise ValueError("rows hang below each other in a circle")
        yield now
        for row in now:
            del left[str(row.values["number"])]

"""What a meeting decides, turned into key tasks: each decision is carried out by one task, drafted from its words or
linked to one that is in the list already. A decision that has its task is changed in the task, not in the minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.db.models import Max

from zhiben.campaign import policy
from zhiben.campaign.models import Decision, KeyTask, Meeting
from zhiben.campaign.operations.listing import Draft, draft_tasks
from zhiben.campaign.operations.meeting import must_be_open
from zhiben.foundation import audit
from zhiben.kernel.errors import Conflict, Incomplete, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """One decision: what, by which unit (0: not settled yet), until when, what is to be reached and shown."""

    text: str
    lead_unit: int = 0
    due: date | None = None
    target: str = ""
    evidence_required: str = ""


def add_decision(meeting: Meeting, draft: DecisionDraft, *, actor: Actor) -> Decision:
    """Put a decision into minutes that are not settled. Raises NotAllowed, Refused, Incomplete."""
    grant = policy.must_convene(actor, meeting.force.office_id)
    must_be_open(meeting)
    _must_be_sound(meeting, draft)
    with audit.batch():
        last = Decision.objects.filter(meeting=meeting).aggregate(last=Max("position"))["last"] or 0
        row = Decision.objects.create(meeting=meeting, position=last + 1, **_columns(draft))
        _note("add_decision", meeting, actor, grant, {"decision": row.pk, **asdict(draft)})
    return row


def set_decision(decision: Decision, draft: DecisionDraft, *, actor: Actor) -> Decision:
    """Say a decision otherwise. Raises NotAllowed; Refused where it has its task already."""
    grant = policy.must_convene(actor, decision.meeting.force.office_id)
    _must_be_free(decision)
    must_be_open(decision.meeting)
    _must_be_sound(decision.meeting, draft)
    before = {name: getattr(decision, name) for name in _columns(draft)}
    with audit.batch():
        if not Decision.objects.filter(pk=decision.pk, task__isnull=True).update(**_columns(draft)):
            raise Conflict(N_("刚有他人把这项议定事项转成了任务，请刷新后查看"))
        _note(
            "set_decision", decision.meeting, actor, grant, {"decision": decision.pk, "from": before, **asdict(draft)}
        )
    decision.refresh_from_db()
    return decision


def drop_decision(decision: Decision, *, actor: Actor) -> None:
    """Take a decision out of minutes that are not settled; its place stays empty. Raises NotAllowed, Refused."""
    grant = policy.must_convene(actor, decision.meeting.force.office_id)
    _must_be_free(decision)
    must_be_open(decision.meeting)
    with audit.batch():
        facts = {"decision": decision.pk, "text": decision.text, "position": decision.position}
        if not Decision.objects.filter(pk=decision.pk, task__isnull=True).delete()[0]:
            raise Conflict(N_("刚有他人把这项议定事项转成了任务，请刷新后查看"))
        _note("drop_decision", decision.meeting, actor, grant, facts)


def task_number(decision: Decision) -> str:
    """The number proposed for the task of a decision: 专班, the meeting's year, which meeting, which decision."""
    meeting = decision.meeting
    return f"专班-{meeting.held_on.year}-{meeting.number:02}-{decision.position:02}"


def decisions_to_tasks(meeting: Meeting, numbers: Mapping[int, str], *, actor: Actor) -> list[KeyTask]:
    """Draft a key task from each of the decisions, by id with the numbers that their tasks shall bear; all or none. The
    tasks are drafts, which the office completes and assigns. Raises NotAllowed, Refused before the minutes are settled,
    Incomplete for a number that is missing or used, Conflict where a decision has got its task meanwhile."""
    grant = policy.must_convene(actor, meeting.force.office_id)
    if meeting.state != "minuted":
        raise Refused(N_("纪要定稿以后，才能转为任务"))
    with audit.batch():
        rows = list(Decision.objects.select_for_update().filter(meeting=meeting, pk__in=list(numbers)))
        rows.sort(key=lambda one: one.position)
        if not rows:
            raise Refused(N_("请至少选择一项议定事项"))
        if taken := [str(one.position) for one in rows if one.task_id]:
            raise Conflict(N_("第{which}项已转为任务，请刷新后查看"), which="、".join(taken))
        _must_be_free_numbers({one.pk: numbers[one.pk] for one in rows})
        tasks = draft_tasks([_draft(one, numbers[one.pk].strip()) for one in rows], actor=actor)
        for decision, task in zip(rows, tasks, strict=True):
            _link(decision, task)
        made = {str(decision.pk): task.pk for decision, task in zip(rows, tasks, strict=True)}
        _note("decision_to_task", meeting, actor, grant, {"tasks": made})
    return tasks


def link_decision(decision: Decision, task: KeyTask, *, actor: Actor) -> Decision:
    """Say that a decision is carried out by a task that is in the list already. Raises NotAllowed, Refused."""
    grant = policy.must_convene(actor, decision.meeting.force.office_id)
    _must_be_free(decision)
    if task.state in ("cancelled", "retracted"):
        raise Refused(N_("任务{number}已{state}，不能关联"), number=task.number, state=task.state_shown.label)
    with audit.batch():
        _link(decision, task)
        _note("link_decision", decision.meeting, actor, grant, {"decision": decision.pk, "task": task.pk})
    return decision


def _link(decision: Decision, task: KeyTask) -> None:
    if not Decision.objects.filter(pk=decision.pk, task__isnull=True).update(task=task):
        raise Conflict(N_("刚有他人把这项议定事项转成了任务，请刷新后查看"))
    decision.task = task


def _draft(decision: Decision, number: str) -> Draft:
    assert decision.lead_unit_id and decision.due  # noqa: S101 - minutes are not settled without them
    return Draft(
        number=number,
        title=decision.text,
        target=decision.target,
        lead_unit=decision.lead_unit_id,
        due=decision.due,
        topic=str(decision.meeting.force),
        evidence_required=decision.evidence_required,
    )


def _must_be_free(decision: Decision) -> None:
    if decision.task_id:
        number = KeyTask._unfiltered().filter(pk=decision.task_id).values_list("number", flat=True).get()
        raise Refused(N_("这项议定事项已由任务{number}落实，请在任务中更正或申请延期"), number=number)


def _must_be_free_numbers(numbers: Mapping[int, str]) -> None:
    wrong: dict[str, str] = {}
    asked = [number.strip() for number in numbers.values()]
    used = set(KeyTask._unfiltered().filter(number__in=asked).values_list("number", flat=True))
    for decision, number in numbers.items():
        clean = number.strip()
        if not clean or len(clean) > LONGEST_NUMBER:
            wrong[f"number_{decision}"] = N_("请填写任务编号，不超过{limit}个字").format(limit=LONGEST_NUMBER)
        elif clean in used:
            wrong[f"number_{decision}"] = N_("编号“{number}”已被使用").format(number=clean)
        elif asked.count(clean) > 1:
            wrong[f"number_{decision}"] = N_("两项用了同一个编号")
    if wrong:
        raise Incomplete(N_("请核对任务编号"), fields=wrong)


def _must_be_sound(meeting: Meeting, draft: DecisionDraft) -> None:
    wrong = {}
    if not draft.text.strip():
        wrong["text"] = N_("请填写议定事项")
    if draft.due is not None and draft.due < meeting.held_on:
        wrong["due"] = N_("完成时限不能早于会议日期")
    if draft.lead_unit and draft.lead_unit not in {card.id for card in orgs.units(on=meeting.held_on)}:
        wrong["lead_unit"] = N_("该单位在会议当日已不存在")
    if wrong:
        raise Incomplete(N_("请核对所填内容"), fields=wrong)


def _columns(draft: DecisionDraft) -> dict[str, object]:
    return {
        "text": draft.text.strip(),
        "lead_unit_id": draft.lead_unit or None,
        "due": draft.due,
        "target": draft.target.strip(),
        "evidence_required": draft.evidence_required.strip(),
    }


def _note(verb: str, meeting: Meeting, actor: Actor, grant: Grant | None, facts: dict[str, object]) -> None:
    audit.record(verb, actor, subject=(meeting._meta.label_lower, meeting.pk), facts=facts, grant=grant)

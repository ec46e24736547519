"""What a meeting decides, turned into key tasks: each decision is carried out by one task, drafted from its words or
linked to one that is in the list already. A decision that has its task is changed in the task, not in the minutes;
where the task was set aside, it has none. Whoever writes a decision holds its meeting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db.models import F, Max

from zhiben.campaign import policy, queries
from zhiben.campaign.models import Decision, KeyTask, Meeting
from zhiben.campaign.operations.listing import Draft, draft_tasks
from zhiben.campaign.operations.meeting import held, must_be_open
from zhiben.campaign.operations.soundness import outside
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
    with audit.batch():
        must_be_open(meeting)
        _must_be_sound(meeting, draft)
        last = Decision.objects.filter(meeting=meeting).aggregate(last=Max("position"))["last"] or 0
        row = Decision.objects.create(meeting=meeting, position=last + 1, **_columns(draft))
        _note("add_decision", meeting, actor, grant, {"decision": row.pk, **asdict(draft)})
    return row


def set_decision(decision: Decision, draft: DecisionDraft, *, actor: Actor) -> Decision:
    """Say a decision otherwise. Raises NotAllowed; Refused where it has its task already."""
    grant = policy.must_convene(actor, decision.meeting.force.office_id)
    before = {name: getattr(decision, name) for name in _columns(draft)}
    with audit.batch():
        must_be_open(decision.meeting)
        _must_be_free(decision)
        _must_be_sound(decision.meeting, draft)
        Decision.objects.filter(pk=decision.pk).update(**_columns(draft), task=None)
        facts = {"decision": decision.pk, "from": before, **asdict(draft)}
        _note("set_decision", decision.meeting, actor, grant, facts)
    decision.refresh_from_db()
    return decision


def drop_decision(decision: Decision, *, actor: Actor) -> None:
    """Take a decision out of minutes that are not settled; those after it move up, so that the minutes count without a
    gap. Raises NotAllowed, Refused."""
    grant = policy.must_convene(actor, decision.meeting.force.office_id)
    with audit.batch():
        must_be_open(decision.meeting)
        _must_be_free(decision)
        decision.refresh_from_db(fields=["position", "text"])  # those before it may have been taken out meanwhile
        facts = {"decision": decision.pk, "text": decision.text, "position": decision.position}
        rows = Decision.objects.filter(meeting=decision.meeting_id)
        rows.filter(pk=decision.pk).delete()
        after = rows.filter(position__gt=decision.position).order_by("position")
        for pk in list(after.values_list("pk", flat=True)):  # one by one: no two may have a position for a moment
            rows.filter(pk=pk).update(position=F("position") - 1)
        _note("drop_decision", decision.meeting, actor, grant, facts)


def task_number(decision: Decision) -> str:
    """The number proposed for the task of a decision: 专班, the meeting's year, which meeting, which decision."""
    return _number(decision, decision.position)


def task_numbers(decisions: Sequence[Decision]) -> dict[int, str]:
    """The same for several of a meeting, by id; those whose number is used get one after the last."""
    own = {one.pk: task_number(one) for one in decisions}
    used = set(KeyTask.objects.filter(number__in=own.values()).values_list("number", flat=True))
    again = [one for one in decisions if own[one.pk] in used]
    if not again:
        return own
    last = Decision.objects.filter(meeting=again[0].meeting_id).aggregate(last=Max("position"))["last"]
    others = queries.next_numbers(len(again), like=_number(again[0], last + 1))
    return own | {one.pk: number for one, number in zip(again, others, strict=True)}


def _number(decision: Decision, position: int) -> str:
    meeting = decision.meeting
    return f"专班-{meeting.held_on.year}-{meeting.number:02}-{position:02}"


def decisions_to_tasks(meeting: Meeting, numbers: Mapping[int, str], *, actor: Actor) -> list[KeyTask]:
    """Draft a key task from each of the decisions, by id with the numbers that their tasks shall bear; all or none. The
    tasks are drafts, which the office completes and assigns. Raises NotAllowed, Refused before the minutes are settled,
    Incomplete for a number that is missing or used, Conflict where a decision has got its task meanwhile."""
    grant = policy.must_convene(actor, meeting.force.office_id)
    with audit.batch():
        if held(meeting).state != "minuted":
            raise Refused(N_("纪要定稿以后，才能转为任务"))
        rows = [one for one in queries.decisions_of(meeting) if one.pk in numbers]
        if not rows:
            raise Refused(N_("请至少选择一项议定事项"))
        if taken := [str(one.position) for one in rows if one.carried_by]:
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
    if task.state in queries.SET_ASIDE:
        raise Refused(N_("任务{number}已{state}，不能关联"), number=task.number, state=task.state_shown.label)
    with audit.batch():
        held(decision.meeting)
        _must_be_free(decision)
        _link(decision, task)
        _note("link_decision", decision.meeting, actor, grant, {"decision": decision.pk, "task": task.pk})
    return decision


def unlink_decision(decision: Decision, *, actor: Actor) -> Decision:
    """Say that a decision is carried out by no task, after all; the task stays as it is. Raises NotAllowed, Refused."""
    grant = policy.must_convene(actor, decision.meeting.force.office_id)
    with audit.batch():
        held(decision.meeting)
        before = Decision.objects.filter(pk=decision.pk).values_list("task", flat=True).first()
        if before is None:
            raise Refused(N_("这项议定事项没有关联任务"))
        _link(decision, None)
        _note("unlink_decision", decision.meeting, actor, grant, {"decision": decision.pk, "task": before})
    return decision


def move_decisions(tasks: Sequence[KeyTask], into: KeyTask, actor: Actor) -> list[int]:
    """Let what `tasks` carried out be carried out by `into`, whoever sees the meetings; each of them is held, and its
    ledger tells. Returns the decisions' ids. The caller has opened the transaction."""
    rows = Decision._unfiltered().filter(task__in=[one.pk for one in tasks])
    known = Meeting._unfiltered().filter(pk__in=rows.values("meeting"))
    meetings = {one.pk: one for one in known.select_for_update(of=("self",)).order_by("pk")}
    moved = list(rows.order_by("pk").values_list("pk", "meeting", "task"))
    for pk, meeting, task in moved:
        _note("link_decision", meetings[meeting], actor, None, {"decision": pk, "from": task, "task": into.pk})
    Decision._unfiltered().filter(pk__in=[pk for pk, *_ in moved]).update(task=into)
    return [pk for pk, *_ in moved]


def _link(decision: Decision, task: KeyTask | None) -> None:
    Decision.objects.filter(pk=decision.pk).update(task=task)
    decision.task = task


def _draft(decision: Decision, number: str) -> Draft:
    if not decision.lead_unit_id or decision.due is None or not decision.target:
        missing = N_("第{n}项议定事项没有牵头单位、时限或目标，请先“重新起草纪要”补全")
        raise Refused(missing, n=decision.position)
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
    row = Decision._unfiltered().filter(pk=decision.pk).values_list("task", "task__number", "task__state").first()
    if row is None:
        raise Conflict(N_("刚有他人删去了这项议定事项，请刷新后查看"))
    task, number, state = row
    if task is None or state in queries.SET_ASIDE:
        return
    if task != decision.task_id:
        raise Conflict(N_("刚有他人把这项议定事项转成了任务，请刷新后查看"))
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
    elif why := outside(draft.due, queries.office_years(meeting.force.office_id)):
        wrong["due"] = why
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

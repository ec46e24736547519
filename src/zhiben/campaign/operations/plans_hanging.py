"""Tasks and the measures on which they hang; and the issue of a version that no longer has such a measure, which asks
for each of its tasks where it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from zhiben.campaign import policy, queries
from zhiben.campaign.models import KeyTask, MeasureWording, PlanMeasure, PlanVersion
from zhiben.campaign.operations.plans_measures import copy_wordings
from zhiben.campaign.operations.soundness import why_not_under
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import amend, perform
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotFound, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_

KEEP = 0
"""The answer that a measure stays, given instead of another measure's id."""


def hang_tasks(measure: PlanMeasure, tasks: Sequence[KeyTask], *, actor: Actor) -> None:
    """Let tasks hang on a measure, and thereby on the action for which it stands by its present or its drafted words.
    Raises NotAllowed outside the office's territory, Refused for a measure that was dropped."""
    hang_many([(measure, tasks)], actor=actor)


def hang_many(pairs: Sequence[tuple[PlanMeasure, Sequence[KeyTask]]], *, actor: Actor) -> None:
    """The same for several measures, each with its tasks; all or none."""
    grants = {task.pk: policy.must_hang(actor, task) for _measure, tasks in pairs for task in tasks}
    actions = queries.standing_actions(measure.pk for measure, _tasks in pairs)
    for measure, tasks in pairs:
        if measure.pk not in actions:
            raise Refused(N_("措施{number}已不在方案中，不能挂接任务"), number=measure.number)
        if why := why_not_under(measure, actions[measure.pk] or 0, tasks):
            raise Refused(N_("不能挂到措施{number}：{why}"), number=measure.number, why=why)
    now = clock.now()
    with audit.batch() as entries:
        for measure, tasks in pairs:
            action = actions[measure.pk]
            entries += [_hung(task, measure, action, actor, grants[task.pk], now) for task in tasks]
            amend(tasks, at=now, measure_id=measure.pk, action_id=action)


def _hung(
    task: KeyTask, measure: PlanMeasure, action: int | None, actor: Actor, grant: Grant | None, at: datetime
) -> audit.Entry:
    facts = {"from": task.measure_id, "to": measure.pk, "action": action}
    unit, instead_of = (grant.unit, grant.substitute_for) if grant else (0, 0)
    return audit.Entry(
        "hang_tasks",
        actor.id,
        KeyTask._meta.label_lower,
        task.pk,
        at,
        unit=unit,
        substitute_for=instead_of,
        facts=facts,
    )


def issue_plan(
    version: PlanVersion,
    *,
    issued_on: date,
    document_no: str = "",
    signed: Sequence[int] = (),
    answers: Mapping[int, int] | None = None,
    actor: Actor,
) -> PlanVersion:
    """Issue a version under review. `answers` tell, by task, the measure of the new version on which a task of a
    removed measure is to hang, or `KEEP` to leave that measure in. All of it happens, or nothing. Raises Incomplete
    while a task has no answer."""
    with audit.batch():
        _answered(version, answers or {}, actor)
        facts = {"issued_on": issued_on, "document_no": document_no, "signed": list(signed)}
        perform(version, "issue", actor, **{name: value for name, value in facts.items() if value})
    return version


def _answered(version: PlanVersion, answers: Mapping[int, int], actor: Actor) -> None:
    loose = queries.hanging_loose(version)
    seen = {task.pk: task for task in queries.tasks_by_id(loose.values_list("pk", flat=True))}
    if unseen := loose.count() - len(seen):
        raise Refused(N_("另有{count}项任务不在您的范围内，请由能看到全部任务的安委办领导印发"), count=unseen)
    if open_ones := {f"task_{pk}": N_("请选择") for pk in seen if pk not in answers}:
        raise Incomplete(N_("还有{count}项任务没有选择去处"), fields=open_ones, count=len(open_ones))
    kept = sorted({task.measure_id or 0 for pk, task in seen.items() if answers[pk] == KEEP})
    if kept:
        _keep(version, kept, actor)
    offered = {one.measure_id: one.measure for one in queries.wordings_of(version)}
    for measure in sorted({answers[pk] for pk in seen} - {KEEP}):
        if measure not in offered:
            raise NotFound(N_("这一版没有该措施"))
        hang_tasks(offered[measure], [task for pk, task in seen.items() if answers[pk] == measure], actor=actor)


def _keep(version: PlanVersion, measures: Sequence[int], actor: Actor) -> None:
    if version.plan.current is None:
        return
    copy_wordings(version.plan.current, version, only=measures)
    subject = ("campaign.planversion", version.pk)
    numbers = list(MeasureWording.objects.filter(version=version, measure__in=measures).values_list("measure__number"))
    audit.record("keep_measure", actor, subject=subject, facts={"measures": [number for (number,) in numbers]})

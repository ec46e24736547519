"""The key tasks of the demonstration, lived through: drafted and assigned on the campaign's day, then every planned
move by the person whose move it is, through the same verbs as on the page."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from zhiben.campaign import queries
from zhiben.campaign.operations import Draft, MilestoneDraft, assign_all, draft_tasks, nil_returns, report_many
from zhiben.demonstration import calendar, evidence
from zhiben.demonstration.part_replay import PartReplay
from zhiben.demonstration.task_story import Return, TaskStory
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.lifecycle import Step, perform_many
from zhiben.foundation.scope import scope, unscoped
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.campaign.models import KeyTask
    from zhiben.demonstration.city import City
    from zhiben.kernel.rights import Actor

EVIDENCE = "工作方案、检查记录、现场照片"
OFFICE_MOVES, LEADER_MOVES = ("return", "verify"), ("finish",)


class TaskReplay:
    """The tasks as records, moved as their stories tell."""

    def __init__(self, city: City, told: Sequence[TaskStory], sent: Sequence[Return]) -> None:
        self.city, self.told, self.sent = city, told, sent
        self.tasks: list[KeyTask] = []
        self.steps: dict[int, list[int]] = {}
        self.parts: dict[tuple[int, int], KeyTask] = {}

    def happenings(self) -> Iterator[Happening]:
        """Everything that happens to the tasks, in order of time."""
        yield Happening(self._on_campaign("draft"), self._draft)
        yield Happening(self._on_campaign("assign"), self._assign)
        parts = PartReplay(self).happenings()
        yield from heapq.merge(self._moves(), self._returns(), parts, key=lambda happening: happening.at)

    def _moves(self) -> Iterator[Happening]:
        groups: dict[tuple[datetime, str], list[int]] = {}
        for index, story in enumerate(self.told):
            for at, move in story.events():
                groups.setdefault((at, move), []).append(index)
        for (at, move), members in sorted(groups.items()):
            yield Happening(at, lambda at=at, move=move, members=members: self._move(at, move, members))  # type: ignore[misc]

    def _returns(self) -> Iterator[Happening]:
        for one in self.sent:
            if not one.silent:
                yield Happening(one.at, lambda one=one: self._send(one))  # type: ignore[misc]

    def _draft(self) -> None:
        officer = self.city.officer
        drafts = [
            Draft(
                number=story.number,
                title=story.title,
                target=story.target,
                lead_unit=self.city.leads[story.lead],
                due=story.due,
                topic=story.topic,
                evidence_required=EVIDENCE,
                assisting=tuple(self.city.leads[unit] for unit in story.assisting),
                leader=self._lead(story.lead, 1).name,
                **_brought(story),
            )
            for story in self.told
        ]
        with scope(officer):
            self.tasks = draft_tasks(drafts, actor=officer)
            for task, step in queries.milestone_ids(self.tasks):
                self.steps.setdefault(task, []).append(step)

    def _assign(self) -> None:
        with scope(self.city.officer):
            assign_all(self.tasks, actor=self.city.officer)

    def _move(self, at: datetime, move: str, members: Sequence[int]) -> None:
        steps = [self._step(index, move, at.date()) for index in members]
        with unscoped(reason="many people act at one moment of the replay; the door asks for each of them"):
            perform_many(steps)

    def _step(self, index: int, move: str, day: date) -> Step:
        story = self.told[index]
        actor, facts = self._who(move, story), dict(self._facts(move, story, day))
        if move == "submit" and day >= evidence.SINCE:
            facts["evidence"] = [evidence.workbook_of(actor)]
        return Step(self.tasks[index], move, actor, facts)

    def _send(self, one: Return) -> None:
        actor = self._lead(one.unit)
        reports = [
            (self.tasks[index], {"period": one.period.first, "text": text, **self._advance(one, index)})
            for index, text in one.reports.items()
        ]
        with scope(actor):
            report_many(reports, actor=actor)
            nil_returns([self.tasks[index] for index in one.nil], period=one.period, actor=actor)

    def _advance(self, one: Return, index: int) -> Mapping[str, Any]:
        """What a report tells of how far the task has come."""
        told = one.advances.get(index)
        if told is None:
            return {}
        steps = self.steps.get(self.tasks[index].pk, [])
        facts = {"amount": told.amount, "reached": [steps[place] for place in told.reached]}
        return {name: value for name, value in facts.items() if value not in (None, [])}

    def _who(self, move: str, story: TaskStory) -> Actor:
        if move in OFFICE_MOVES:
            return self.city.officer
        return self.city.leader if move in LEADER_MOVES else self._lead(story.lead)

    def _facts(self, move: str, story: TaskStory, day: date) -> Mapping[str, Any]:
        facts: dict[str, dict[str, Any]] = {
            "accept": {"on": day},
            "start": {"responsible": self._lead(story.lead).name},
            "submit": {"conclusion": f"{story.title}已按目标“{story.target}”完成（示例数据）"},
            "return": {"reason": "佐证材料不足，请补充检查记录"},
            "verify": {"checked": "查阅台账和佐证材料，抽查现场"},
        }
        return facts.get(move, {})

    def _lead(self, unit: int, number: int = 0) -> Actor:
        return self.city.actor(Role.DEPARTMENT_OFFICER, self.city.leads[unit], number)

    @staticmethod
    def _on_campaign(move: str) -> datetime:
        return calendar.moment(calendar.CAMPAIGN, move, calendar.TASK_HOURS)


def _brought(story: TaskStory) -> dict[str, Any]:
    """Amount and milestones of a task whose course is told."""
    course = story.course
    if course is None or not course.told:
        return {}
    steps = tuple(MilestoneDraft(name, day) for name, day in course.steps)
    amount = {"amount": Decimal(course.amount), "amount_unit": course.unit} if course.amount else {}
    return {**amount, "milestones": steps}

"""Reminders at any time (示例数据): one whole chain from a hazard to an amended task, one that nobody has answered, so
that the next letter up the ladder is proposed, and one from a leader's instruction that waits for its reply; another
instruction is filed, for its letter is out already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from zhiben.campaign import queries as campaign
from zhiben.demonstration import paper_texts
from zhiben.demonstration.papers import STEPS, take
from zhiben.demonstration.timeline import Happening
from zhiben.dispatch import operations, sources
from zhiben.dispatch.operations import Origin
from zhiben.dispatch.queries import reminders
from zhiben.documents import queries as documents
from zhiben.documents.operations import Written
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs

if TYPE_CHECKING:
    from zhiben.campaign.models import KeyTask
    from zhiben.demonstration.city import City
    from zhiben.demonstration.hazard_replay import HazardReplay
    from zhiben.demonstration.task_replay import TaskReplay
    from zhiben.dispatch.models import Instruction, Reminder
    from zhiben.dispatch.sources import Told

MONDAY, LAST = date(2024, 10, 14), date(2024, 10, 15)
SOON, LATER = date(2024, 10, 15), date(2024, 10, 21)


class Reminders:
    """What the city's office reminds departments of in its last days, after every other paper: no number is shifted."""

    def __init__(self, city: City, tasks: TaskReplay, hazards: HazardReplay) -> None:
        self.city, self.tasks, self.hazards = city, tasks, hazards
        self.chain: tuple[Reminder, KeyTask] | None = None
        self.late: KeyTask | None = None
        self.instructed: list[Instruction] = []

    def happenings(self) -> Iterator[Happening]:
        """In order of time."""
        yield Happening(_at(MONDAY, 18, 20), self.of_hazard)
        yield Happening(_at(MONDAY, 18, 25), self.of_task)
        yield Happening(_at(MONDAY, 18, 40), self.instruct)
        yield Happening(_at(LAST, 18, 20), self.amend)
        yield Happening(_at(LAST, 18, 25), self.of_instruction)
        yield Happening(_at(LAST, 18, 30), self.note)

    def of_hazard(self) -> None:
        """A hazard that is being rectified becomes a reminder to its industry's department, whose task it touches."""
        for index in (n for n, story in enumerate(self.hazards.told) if story.outcome == "rectifying"):
            record = self.hazards.hazards[index].pk
            told = self._told("hazard", record)
            told = replace(told, unit=told.copy or told.unit)
            unit = orgs.unit_named(told.unit)
            task = self._open_task(unit.id) if unit else None
            if task is not None:
                self.chain = self._remind(Origin("hazard", record), told, LATER), task
                return

    def of_task(self) -> None:
        """A task that is late becomes a reminder that nobody answers."""
        taken = self.chain[1].lead_unit_id if self.chain else 0
        for task in self.tasks.tasks:
            if task.is_overdue and task.lead_unit_id != taken:
                self.late = task
                self._remind(Origin("task", task.pk), self._told("task", task.pk), SOON)
                return

    def instruct(self) -> None:
        """The leader wants something done in general, and something about the task that is late."""
        leader, office = self.city.leader, self.city.office
        about = ("task", self.late.pk) if self.late else ("", 0)
        with scope(leader):
            self.instructed = [
                operations.instruct(paper_texts.INSTRUCTION, office=office, actor=leader),
                operations.instruct(paper_texts.INSTRUCTION_ON_TASK, about=about, office=office, actor=leader),
            ]

    def amend(self) -> None:
        """The department answers, its task is amended because of the reminder, and the office settles that."""
        if self.chain is None:
            return
        one, task = self.chain
        officer, clerk = self.city.officer, self.city.answering(task.lead_unit_id)
        with scope(clerk):
            (delivery,) = documents.deliveries(documents.document(one.document_id))
            perform(delivery, "receive", clerk)
            perform(delivery, "reply", clerk, text=paper_texts.REMINDER_REPLY)
        with scope(officer):
            (delivery,) = documents.deliveries(documents.document(one.document_id))
            perform(delivery, "evaluate", officer, assessment=paper_texts.REMINDER_ASSESSMENT)
            one, task = reminders.reminder_of(one.pk), campaign.tasks_by_id([task.pk]).get()
            target = f"{task.target.rstrip('。')}；同类隐患逐一排查、建立清单（示例数据）"
            operations.amend_task(one, task, {"target": target}, what=paper_texts.REMINDER_CHANGE, actor=officer)
            operations.settle(one, paper_texts.REMINDER_CONCLUSION, actor=officer)

    def of_instruction(self) -> None:
        """The first instruction becomes a reminder."""
        unit = self.city.leads[0]
        told = sources.Told("", paper_texts.INSTRUCTED, "", orgs.unit_name(unit))
        self._remind(Origin("instruction", self.instructed[0].pk), told, LATER)

    def note(self) -> None:
        """The second one is filed: the letter is out already."""
        officer = self.city.officer
        with scope(officer):
            perform(self.instructed[1], "note", officer, remark=paper_texts.INSTRUCTION_REMARK)

    def _remind(self, origin: Origin, told: Told, reply_by: date) -> Reminder:
        officer, office = self.city.officer, self.city.office
        about = told.name[:60] or paper_texts.INSTRUCTED_TITLE
        written = Written(
            title=f"关于“{about}”的提醒函",
            to=told.unit,
            body=f"一、有关情况\n{told.facts}（示例数据）\n二、提醒事项\n{paper_texts.REMINDED}",
            basis=paper_texts.BASIS,
            reply_by=reply_by,
            contact="联系人：某某（示例），电话：0755-00000000",
        )
        with scope(officer):
            one = operations.remind(origin, written, office=office, actor=officer)
        take(self.city, one.document, office, STEPS)
        return one

    def _told(self, source: str, record: int) -> Told:
        officer = self.city.officer
        with scope(officer):
            return sources.found(source, record, orgs.unit(self.city.office).coordinates)

    def _open_task(self, unit: int) -> KeyTask | None:
        rows = (task for task in self.tasks.tasks if task.lead_unit_id == unit and task.state == "under_way")
        return next((task for task in rows if not task.is_overdue), None)


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.TZ)

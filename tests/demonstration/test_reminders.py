"""The demonstration's reminders: one chain from a hazard to a task that says why, one that nobody answered, one from an
instruction, and an instruction that was filed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from zhiben.demonstration import calendar, paper_texts, timeline
from zhiben.demonstration.build import Plan
from zhiben.demonstration.city import City
from zhiben.demonstration.hazard_replay import HazardReplay
from zhiben.demonstration.papers import Papers
from zhiben.demonstration.reminders import Reminders
from zhiben.demonstration.task_replay import TaskReplay
from zhiben.dispatch.models import Instruction, Reminder, TaskChange
from zhiben.foundation.grounds import grounds_of
from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock, measure
from zhiben.kernel.measure import Cut
from zhiben.orgs.vocab import Role

LAST_DUE = date(2024, 10, 11)
FIGURES = ("BN.reminders", "BN.tasks_changed")


def test_reminders_show_a_whole_chain(founded: City, whole: Plan, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    under_way = [story for story in whole.tasks if story.submitted is None]
    late = [story for story in under_way if story.due <= LAST_DUE][:3]
    one_each = {story.lead: story for story in under_way if story.due > LAST_DUE}
    tasks = TaskReplay(founded, list({s.number: s for s in (*late, *one_each.values())}.values()), [])
    hazards = HazardReplay(founded, [story for story in whole.hazards if story.outcome == "rectifying"][:3])
    said, desks = Reminders(founded, tasks, hazards), Papers(founded)
    opening = [timeline.Happening(clock.day_start(calendar.CAMPAIGN), desks.open_desks)]
    timeline.play(opening, tasks.happenings(), hazards.happenings(), said.happenings())
    with unscoped(reason="test"), clock.at(calendar.STANDS):
        rows = list(Reminder.objects.select_related("document").order_by("pk"))
        found = [(row.source, row.state, row.document.state) for row in rows]
        assert found == [
            ("hazard", "settled", "issued"),
            ("task", "open", "issued"),
            ("instruction", "open", "issued"),
        ]
        instructed = Instruction.objects.order_by("pk")
        assert [(row.text, row.source, row.state) for row in instructed] == [
            (paper_texts.INSTRUCTION, "", "followed"),
            (paper_texts.INSTRUCTION_ON_TASK, "task", "noted"),
        ]
        assert (rows[2].record, instructed[1].record) == (instructed[0].pk, rows[1].record)
        change = TaskChange.objects.select_related("task").get()
        (ground,) = grounds_of(change.task)
        assert ground.words == f"因提醒函{rows[0].document.number}修改：{paper_texts.REMINDER_CHANGE}"
        figures = [measure.registered()[name].numerator(Cut(clock.now())).count() for name in FIGURES]
    assert figures == [3, 1]
    assert founded.actor(Role.OFFICE_OFFICER, founded.office).id == rows[0].last_actor

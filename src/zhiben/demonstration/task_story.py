"""What happens to each fictional key task: 1,232 of them over 42 lead units, planned from a fixed seed (示例数据)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from zhiben.demonstration import calendar
from zhiben.demonstration.texts import PROGRESS, TASK_TARGETS, TASK_VERBS
from zhiben.kernel.periods import Period, half_month_of

if TYPE_CHECKING:
    from zhiben.demonstration.task_course import Advance, Course

TASKS = 1232
DONE, SUBMITTED, VERIFIED, OVERDUE, RETURNED = 528, 34, 18, 37, 21
"""How many end done, wait for verification, are verified, run late, were once returned; the others are under way."""

DUE_DAYS = (date(2024, 11, 30), date(2024, 12, 15), date(2024, 12, 31), date(2025, 6, 30), date(2026, 11, 30))
"""When the tasks that are neither done nor late are due."""

FIRST_ROUND = date(2024, 2, 1)
SILENT_LAST = 4
"""How many units forgot to report in the last period."""


@dataclass(slots=True)
class TaskStory:
    """One task: its lead unit (an index), who assists, until when, and how far it comes. Dates are None for what has
    not happened."""

    number: str
    title: str
    topic: str
    target: str
    lead: int
    assisting: tuple[int, ...]
    due: date
    accepted: date
    started: date
    submitted: date | None = None
    returned: date | None = None
    resubmitted: date | None = None
    verified: date | None = None
    finished: date | None = None
    course: Course | None = None

    @property
    def followed(self) -> Course:
        """Its course. Raises ValueError before there is one."""
        if self.course is None:
            raise ValueError(f"{self.number} has no course yet")
        return self.course

    def events(self) -> Iterator[tuple[datetime, str]]:
        """The moves after the task was assigned, as (when, move), in order."""
        days = (
            ("accept", self.accepted),
            ("start", self.started),
            ("submit", self.submitted),
            ("return", self.returned),
            ("submit", self.resubmitted),
            ("verify", self.verified),
            ("finish", self.finished),
        )
        return ((calendar.moment(day, move, calendar.TASK_HOURS), move) for move, day in days if day is not None)

    def under_way(self, at: datetime) -> bool:
        """True when the task has been started and is not submitted at `at`."""
        last = [move for when, move in self.events() if when < at][-1:]
        return last in (["start"], ["return"])


@dataclass(slots=True)
class Return:
    """What one unit sends for one half-month: reports on some tasks, a nil return for the others; nothing at all if
    `silent`. `advances` is how much further tasks have come, as `task_course` tells."""

    unit: int
    period: Period
    at: datetime
    reports: dict[int, str] = field(default_factory=dict)
    nil: tuple[int, ...] = ()
    silent: bool = False
    advances: dict[int, Advance] = field(default_factory=dict)


def tasks(rng: Random, topics: Sequence[Sequence[str]]) -> list[TaskStory]:
    """All tasks, in the order of their numbers. `topics` are those of each unit; every unit leads at least eight."""
    units = len(topics)
    leads = [n for n in range(units) for _ in range(8)]
    weights = [1 + (n * 7 % 5) for n in range(units)]
    leads += rng.choices(range(units), weights, k=TASKS - len(leads))
    leads.sort()
    told = [_task(rng, number, lead, topics) for number, lead in enumerate(leads, start=1)]
    order = rng.sample(range(TASKS), TASKS)
    _finish(rng, [told[i] for i in order[:DONE]])
    _submit(rng, [told[i] for i in order[DONE : DONE + SUBMITTED + VERIFIED]])
    late_units = set(rng.sample(range(units), 12))
    late = [told[i] for i in order[DONE + SUBMITTED + VERIFIED :] if told[i].lead in late_units][:OVERDUE]
    for story in late:
        story.due = date(2024, 9, 1) + timedelta(days=rng.randrange(44))
    return told


def _task(rng: Random, number: int, lead: int, topics: Sequence[Sequence[str]]) -> TaskStory:
    topic = rng.choice(topics[lead])
    title = rng.choice(TASK_VERBS).format(topic=topic)
    others = [n for n in range(len(topics)) if n != lead]
    assisting = tuple(sorted(rng.sample(others, rng.choice((0, 1, 1, 2, 3)))))
    due = rng.choice(DUE_DAYS)
    accepted = calendar.working(calendar.CAMPAIGN + timedelta(days=rng.randint(1, 5)))
    started = calendar.working(accepted + timedelta(days=rng.randint(1, 3)))
    target = rng.choice(TASK_TARGETS)
    return TaskStory(f"示例-ZD-{number:04d}", title, topic, target, lead, assisting, due, accepted, started)


def _finish(rng: Random, done: Sequence[TaskStory]) -> None:
    for position, story in enumerate(done):
        story.submitted = calendar.working(date(2024, 4, 1) + timedelta(days=rng.randrange(170)))
        last = story.submitted
        if position < RETURNED:
            story.returned = calendar.working(last + timedelta(days=2))
            story.resubmitted = last = calendar.working(story.returned + timedelta(days=6))
        story.verified = calendar.working(last + timedelta(days=rng.randint(1, 4)))
        story.finished = calendar.working(story.verified + timedelta(days=rng.randint(1, 5)))
        story.due = story.submitted + timedelta(days=rng.randint(3, 60))


def _submit(rng: Random, waiting: Sequence[TaskStory]) -> None:
    for position, story in enumerate(waiting):
        story.submitted = calendar.working(date(2024, 9, 18) + timedelta(days=rng.randrange(9)))
        story.due = story.submitted + timedelta(days=rng.randint(20, 50))
        if position < VERIFIED:
            story.verified = calendar.working(story.submitted + timedelta(days=3))


def periods() -> list[Period]:
    """The half-months of the campaign's rounds, from February to the one that can just be closed."""
    found = [half_month_of(FIRST_ROUND)]
    while found[-1].last < calendar.LAST:
        found.append(half_month_of(found[-1].last + timedelta(days=1)))
    return found


def returns(rng: Random, told: Sequence[TaskStory], units: int) -> list[Return]:
    """What every unit sends in every period, on the period's last days, in order of time."""
    rounds = periods()
    silent_last = set(rng.sample(range(units), SILENT_LAST))
    by_unit: dict[int, list[int]] = {n: [] for n in range(units)}
    for index, story in enumerate(told):
        by_unit[story.lead].append(index)
    sent = []
    for period in rounds:
        for unit, own in by_unit.items():
            day = period.last - timedelta(days=rng.randint(0, 2))
            at = calendar.moment(day, "report", calendar.TASK_HOURS)
            silent = unit in silent_last if period is rounds[-1] else rng.random() < 0.03
            if open_tasks := [index for index in own if told[index].under_way(at)]:
                sent.append(_return(rng, Return(unit, period, at, silent=silent), open_tasks))
    return sorted(sent, key=lambda one: (one.at, one.unit))


def _return(rng: Random, one: Return, open_tasks: Sequence[int]) -> Return:
    if not one.silent:
        chosen = rng.sample(open_tasks, max(1, len(open_tasks) // 9))
        one.reports = {index: _progress(rng) for index in chosen}
        one.nil = tuple(index for index in open_tasks if index not in one.reports)
    return one


def _progress(rng: Random) -> str:
    return rng.choice(PROGRESS).format(n=rng.randint(5, 80), m=rng.randint(1, 30))

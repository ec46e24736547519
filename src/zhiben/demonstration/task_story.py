"""What happens to each fictional key task: 1,232 of them over 42 lead units, planned from a fixed seed (示例数据)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from zhiben.demonstration import calendar
from zhiben.demonstration.texts import PROGRESS, TASK_TARGETS, TASK_VERBS
from zhiben.kernel import clock
from zhiben.kernel.periods import Period, following, half_month_of

TASKS = 1232
DONE, SUBMITTED, VERIFIED, OVERDUE, RETURNED = 528, 34, 18, 37, 21
"""How many end done, wait for verification, are verified, run late, and were once returned; the others are under way."""

FIRST_ROUND = date(2024, 2, 1)
SILENT_LAST = 4
"""How many units forgot to report in the last period."""


@dataclass(slots=True)
class TaskStory:
    """One task: its lead unit (an index), who assists, until when, and how far it comes. Dates are None for what has not happened."""

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


@dataclass(slots=True)
class Return:
    """What one unit sends for one half-month: reports on some tasks, and whether the rest is a nil return; nothing at all if `silent`."""

    unit: int
    period: Period
    at: datetime
    reports: dict[int, str] = field(default_factory=dict)
    nil: bool = True
    silent: bool = False


def tasks(rng: Random, units: int, topics: Sequence[str]) -> list[TaskStory]:
    """All tasks, in the order of their numbers; every unit leads at least eight."""
    leads = [n for n in range(units) for _ in range(8)]
    weights = [1 + (n * 7 % 5) for n in range(units)]
    leads += rng.choices(range(units), weights, k=TASKS - len(leads))
    leads.sort()
    told = [_task(rng, number, lead, units, topics) for number, lead in enumerate(leads, start=1)]
    order = rng.sample(range(TASKS), TASKS)
    _finish(rng, [told[i] for i in order[:DONE]])
    _submit(rng, [told[i] for i in order[DONE : DONE + SUBMITTED + VERIFIED]])
    late_units = set(rng.sample(range(units), 12))
    late = [told[i] for i in order[DONE + SUBMITTED + VERIFIED :] if told[i].lead in late_units][:OVERDUE]
    for story in late:
        story.due = date(2024, 9, 1) + timedelta(days=rng.randrange(44))
    return told


def _task(rng: Random, number: int, lead: int, units: int, topics: Sequence[str]) -> TaskStory:
    topic = rng.choice(topics)
    title = rng.choice(TASK_VERBS).format(topic=topic)
    others = [n for n in range(units) if n != lead]
    assisting = tuple(sorted(rng.sample(others, rng.choice((0, 1, 1, 2, 3)))))
    due = rng.choice((date(2024, 11, 30), date(2024, 12, 15), date(2024, 12, 31), date(2025, 6, 30), date(2026, 11, 30)))
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
        found.append(following(found[-1]))
    return found


def returns(rng: Random, told: Sequence[TaskStory], units: int) -> list[Return]:
    """What every unit sends in every period, on the period's last days."""
    sent = []
    rounds = periods()
    silent_last = set(rng.sample(range(units), SILENT_LAST))
    for period in rounds:
        by_unit: dict[int, list[int]] = {n: [] for n in range(units)}
        for index, story in enumerate(told):
            over = story.submitted is not None and story.submitted <= period.last
            if story.started < period.last - timedelta(days=3) and not over:
                by_unit[story.lead].append(index)
        for unit, open_tasks in by_unit.items():
            if not open_tasks:
                continue
            silent = unit in silent_last if period is rounds[-1] else rng.random() < 0.03
            day = period.last - timedelta(days=rng.randint(0, 2))
            one = Return(unit, period, datetime.combine(day, time(17, 20), clock.TZ), silent=silent)
            chosen = rng.sample(open_tasks, max(1, len(open_tasks) // 9))
            one.reports = {i: _progress(rng) for i in chosen}
            sent.append(one)
    return sent


def _progress(rng: Random) -> str:
    return rng.choice(PROGRESS).format(n=rng.randint(5, 80), m=rng.randint(1, 30))

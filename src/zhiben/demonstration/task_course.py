"""How far each fictional task comes from half-month to half-month: its amount, its milestones, what each report tells
of them, and which tasks the districts share; planned from a fixed seed of its own, so that the stories' days stay as
they are (示例数据)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from zhiben.demonstration import calendar
from zhiben.demonstration.task_story import Return, TaskStory
from zhiben.kernel.periods import Period

UNITS = ("家", "处", "人次", "项")
MILESTONES = (("方案印发", 0.08), ("中期检查", 0.5), ("完成验收", 1.0))
"""Their names, and after which part of the time each is due."""

WITHOUT, STEPS_ALONE = 0.03, 0.02
"""How many tasks have neither amount nor milestones, and how many milestones alone."""
STUCK, BEHIND, MISSED = 0.04, 0.08, 0.04
"""How many of the open ones stand still since summer, fall behind, or have missed a milestone."""

STILL_SINCE = date(2024, 8, 16)
NIL, HOLLOW = 0.22, 0.02
"""How often there is nothing to report, and how often a report says nothing."""

HOLLOW_TEXT = "正在有序推进"
DISTRICTS = 11
SHARED_DUE = date(2025, 6, 30)
"""Tasks that the districts share are due on that day or later."""


@dataclass(slots=True)
class Course:
    """What a task is to bring, and what became of it; without amount and steps nothing tells of it."""

    amount: int = 0
    unit: str = ""
    steps: list[tuple[str, date]] = field(default_factory=list)
    still: bool = False
    pace: float = 1.0
    missed: bool = False
    shared: bool = False
    done: int = 0
    reached: int = 0
    nothing: int = 0

    @property
    def told(self) -> bool:
        """True when its reports bring figures or milestones."""
        return bool(self.amount or self.steps)


@dataclass(slots=True)
class Advance:
    """What one report tells of a task: the amount so far, the places of the milestones reached."""

    amount: int | None = None
    reached: tuple[int, ...] = ()


def follow(rng: Random, told: Sequence[TaskStory], sent: Sequence[Return], actions: Sequence[int]) -> None:
    """Give the stories their courses, and let the returns tell of them; `actions` are those of the tasks, of which the
    districts share one for each."""
    for story in told:
        story.course = _course(rng, story)
    for story in _shared(told, actions):
        _share(story)
    last = _last_returns(told, sent)
    for one in sent:
        if not one.silent:
            _retell(rng, one, told, last)


def _course(rng: Random, story: TaskStory) -> Course:
    if rng.random() < WITHOUT:
        return Course()
    made = Course()
    if rng.random() > STEPS_ALONE:
        made.amount, made.unit = rng.randrange(12, 60) * 10, rng.choice(UNITS)
    if not made.amount or rng.random() < 0.5:
        made.steps = list(_steps(story))
    if story.submitted is None:
        chance = rng.random()
        made.still = chance < STUCK
        made.pace = 0.35 if STUCK <= chance < STUCK + BEHIND else 1.0
        made.missed = bool(made.steps) and STUCK + BEHIND <= chance < STUCK + BEHIND + MISSED
    return made


def _steps(story: TaskStory) -> Iterator[tuple[str, date]]:
    """A finished task has only those that were due while it was reported on."""
    days = (story.due - calendar.CAMPAIGN).days
    for name, part in MILESTONES:
        day = calendar.CAMPAIGN + timedelta(days=max(int(days * part), 40))
        if story.submitted is None or day < story.submitted - timedelta(days=20):
            yield name, min(day, story.due)


def _shared(told: Sequence[TaskStory], actions: Sequence[int]) -> list[TaskStory]:
    """One open task for every action that does not end before next year."""
    found: dict[int, TaskStory] = {}
    for story, action in zip(told, actions, strict=True):
        if story.submitted is None and story.due >= SHARED_DUE:
            found.setdefault(action, story)
    return [found[action] for action in sorted(found)]


def _share(story: TaskStory) -> None:
    story.course = Course(amount=DISTRICTS * 20, unit=story.followed.unit or UNITS[0], shared=True)


def _last_returns(told: Sequence[TaskStory], sent: Sequence[Return]) -> dict[int, Period]:
    """By task, the last half-month for which its unit sends anything on it."""
    found: dict[int, Period] = {}
    for one in sent:
        if not one.silent:
            found.update(dict.fromkeys((*one.reports, *one.nil), one.period))
    return found


def _retell(rng: Random, one: Return, told: Sequence[TaskStory], last: dict[int, Period]) -> None:
    """What has come further is told; where nothing moved, there is a nil return, or a report that says nothing."""
    nil = []
    for index in (*one.reports, *one.nil):
        course = told[index].followed
        if course.shared or not course.told:
            nil += [index] if index not in one.reports else []
            continue
        ends = told[index].submitted is not None and last[index] == one.period
        moved = _advance(rng, one, told[index], ends=ends)
        if moved is None:
            hollow = rng.random() < HOLLOW
            nil += [] if hollow else [index]
            one.reports.pop(index, None)
            if hollow:
                one.reports[index] = HOLLOW_TEXT
            continue
        one.advances[index] = moved
        one.reports[index] = _words(course, moved)
    one.nil = tuple(nil)


def _advance(rng: Random, one: Return, story: TaskStory, *, ends: bool) -> Advance | None:
    """How much further a task has come by a half-month's end; None where it has not."""
    course, day = story.followed, one.at.date()
    if course.still and day >= STILL_SINCE:
        return None
    if not ends and course.nothing < 2 and rng.random() < NIL:
        course.nothing += 1
        return None
    until = story.submitted or story.due
    share = 1.0 if ends else min((day - calendar.CAMPAIGN).days / max((until - calendar.CAMPAIGN).days, 1), 1.0)
    amount = max(int(course.amount * share * course.pace), course.done)
    steps = [
        place for place, (_name, due) in enumerate(course.steps) if place >= course.reached and due <= one.period.last
    ]
    if course.missed:
        steps = [place for place in steps if place == 0]
    if amount == course.done and not steps:
        course.nothing += 1
        return None
    moved = Advance(amount if course.amount and amount > course.done else None, tuple(steps))
    course.done, course.reached, course.nothing = amount, course.reached + len(steps), 0
    return moved


def _words(course: Course, moved: Advance) -> str:
    said = [f"累计完成{moved.amount}{course.unit}"] if moved.amount is not None else []
    said += [f"“{course.steps[place][0]}”已完成" for place in moved.reached]
    return f"{'，'.join(said)}，相关台账和资料已整理归档（示例数据）"

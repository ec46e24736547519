"""How far a task has come, and in which light it stands. Both are reckoned by plain functions over facts; what many
tasks' facts are is read with a fixed number of queries, however many tasks there are.

Progress: the share of the target amount done so far, and the share of the milestones reached by their weights; where a
task has both, the mean of the two. A task that was broken down has come as far as its parts, each weighing as much as
its share. What was verified or finished is done; without amount, milestones and parts nothing is reckoned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from zhiben.campaign.models import Extension, KeyTask, Milestone
from zhiben.campaign.queries.limits import limits_of
from zhiben.campaign.vocab import (
    DEEPEST,
    DEFAULT_LIMITS,
    NOT_SUBMITTED,
    RETRACTED,
    Colour,
    Limits,
)
from zhiben.kernel import clock
from zhiben.kernel.text import N_

NOT_LISTED = ("drafted", "cancelled", RETRACTED)
FINISHED_STATES = ("verified", "done")


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone: until when, how much it weighs, whether it was reached."""

    name: str
    due: date
    weight: int
    reached: bool


@dataclass(slots=True)
class Course:
    """What is known of one task: its dates, its amount, its steps, its parts."""

    state: str
    due: date
    assigned_on: date | None = None
    accept_by: date | None = None
    amount: Decimal | None = None
    achieved: Decimal | None = None
    idle: int = 0
    returns: int = 0
    asked_until: date | None = None
    steps: list[Step] = field(default_factory=list)
    parts: list[Course] = field(default_factory=list)

    @property
    def share(self) -> float | None:
        """How far it has come, 0 to 1; None where nothing tells."""
        if self.state in FINISHED_STATES:
            return 1.0
        if self.parts:
            weights = [float(part.amount) if part.amount is not None and self.amount else 1.0 for part in self.parts]
            return sum(w * (part.share or 0.0) for w, part in zip(weights, self.parts, strict=True)) / sum(weights)
        told = [one for one in (self._by_amount, self._by_steps) if one is not None]
        return sum(told) / len(told) if told else None

    @property
    def _by_amount(self) -> float | None:
        return min(float((self.achieved or 0) / self.amount), 1.0) if self.amount else None

    @property
    def _by_steps(self) -> float | None:
        weights = sum(step.weight for step in self.steps)
        return sum(step.weight for step in self.steps if step.reached) / weights if weights else None

    def elapsed(self, today: date) -> float:
        """Which part of the time from assignment to due day has passed by the end of `today`, 0 to 1."""
        if self.assigned_on is None:
            return 0.0
        days = (self.due - self.assigned_on).days + 1
        return min(max(((today - self.assigned_on).days + 1) / days, 0.0), 1.0) if days > 0 else 1.0


@dataclass(frozen=True, slots=True)
class Light:
    """A colour with its word, its tone, and why; `share` is how far the task has come, None where nothing tells."""

    key: str
    label: str
    tone: str
    reason: str
    share: float | None = None

    @property
    def percent(self) -> int | None:
        """The share in whole percent, rounded down: 99.9 % is not all."""
        return None if self.share is None else int(self.share * 100 + 1e-9)


def light_of(course: Course, now: datetime, limits: Limits = DEFAULT_LIMITS) -> Light | None:
    """The light of a task by its `limits`, the gravest that applies; None for what does not stand in the list."""
    if course.state in NOT_LISTED:
        return None
    today, share = now.astimezone(clock.TZ).date(), course.share
    if course.state not in NOT_SUBMITTED:
        return _light(Colour.ON_TRACK, N_("已报送完成"), share)
    for colour, why in (
        (Colour.LATE, _late(course, now)),
        (Colour.STUCK, _stuck(course, limits)),
        (Colour.AT_RISK, _at_risk(course, today, share, limits)),
    ):
        if why:
            return _light(colour, why, share)
    return _light(Colour.ON_TRACK, N_("按时推进") if share is not None else N_("只按时限判断，没有目标量和节点"), share)


def _light(colour: Colour, reason: str, share: float | None) -> Light:
    return Light(colour, colour.label, colour.tone, reason, share)


def _late(course: Course, now: datetime) -> str:
    if now >= clock.day_end(course.due):
        return N_("完成时限{day}已过，未报送完成").format(day=clock.in_words(course.due))
    missed = [step for step in course.steps if not step.reached and now >= clock.day_end(step.due)]
    if not missed:
        return ""
    first = min(missed, key=lambda step: step.due)
    return N_("节点“{name}”应于{day}完成，尚未完成").format(name=first.name, day=clock.in_words(first.due))


def _stuck(course: Course, limits: Limits) -> str:
    if course.idle >= limits.idle_reports and not course.parts:  # what moves is reported by those who carry the parts
        return N_("连续{count}期空报或零报告，没有进展").format(count=course.idle)
    return N_("已被退回{count}次").format(count=course.returns) if course.returns >= limits.returns else ""


def _at_risk(course: Course, today: date, share: float | None, limits: Limits) -> str:
    if course.asked_until is not None:
        return N_("已申请延期至{day}").format(day=clock.in_words(course.asked_until))
    if course.state == "assigned" and course.accept_by is not None and today > course.accept_by:
        return N_("签收期限{day}已过，未签收").format(day=clock.in_words(course.accept_by))
    if share is None:
        return ""
    done, passed, left = int(share * 100), int(course.elapsed(today) * 100), (course.due - today).days
    if passed - done > limits.behind_points:
        sentence = N_("时间已过{passed}%，完成{done}%，落后{points}个百分点")
        return sentence.format(passed=passed, done=done, points=passed - done)
    if left <= limits.near_days and done < limits.near_percent:
        return N_("距完成时限{left}天，完成{done}%").format(left=left, done=done)
    return ""


def courses(tasks: Iterable[KeyTask]) -> dict[int, Course]:
    """Task id → what is known of it, its parts included, whoever sees them: a share gives no part away."""
    listed = {task.pk: task for task in tasks}
    everything, level = dict(listed), list(listed)
    for _deeper in range(DEEPEST):
        found = {row.pk: row for row in _parts(level)}
        everything |= {pk: row for pk, row in found.items() if pk not in everything}
        level = list(found)
    steps, asked = _steps(everything), _asked(everything)
    made = {pk: _course(task, steps.get(pk, []), asked.get(pk)) for pk, task in everything.items()}
    for pk, task in everything.items():
        if task.parent_id in made and task.state not in ("cancelled", RETRACTED):
            made[task.parent_id].parts.append(made[pk])
    return {pk: made[pk] for pk in listed}


def lights(tasks: Iterable[KeyTask], now: datetime) -> dict[int, Light]:
    """Task id → its light, for those of `tasks` that stand in the list; a fixed number of queries for a page."""
    rows = list(tasks)
    limits = limits_of(rows)
    found = ((pk, light_of(course, now, limits.get(pk, DEFAULT_LIMITS))) for pk, course in courses(rows).items())
    return {pk: light for pk, light in found if light is not None}


def _course(task: KeyTask, steps: Sequence[Step], asked: date | None) -> Course:
    return Course(
        state=task.state,
        due=task.due,
        assigned_on=task.assigned_on,
        accept_by=task.accept_by,
        amount=task.amount,
        achieved=task.achieved,
        idle=task.idle,
        returns=task.returns,
        asked_until=asked,
        steps=list(steps),
    )


def _parts(above: Sequence[int]) -> Iterable[KeyTask]:
    for portion in _in_portions(above):
        yield from KeyTask._unfiltered().filter(parent__in=portion).exclude(state__in=("cancelled", RETRACTED))


def _steps(tasks: Iterable[int]) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = {}
    for part in _in_portions(tasks):
        rows = Milestone._unfiltered().filter(task__in=part).order_by("task", "position")
        for task, name, due, weight, reached in rows.values_list("task", "name", "due", "weight", "reached_on"):
            found.setdefault(task, []).append(Step(name, due, weight, reached is not None))
    return found


def _asked(tasks: Iterable[int]) -> dict[int, date]:
    rows = [
        pair
        for part in _in_portions(tasks)
        for pair in Extension._unfiltered().filter(task__in=part, state="asked").values_list("task", "due_asked")
    ]
    return dict(rows)


def _in_portions(tasks: Iterable[int]) -> Iterable[list[int]]:
    """As many ids at a time as every database takes in one statement."""
    ids = list(tasks)
    return (ids[start : start + 2000] for start in range(0, len(ids), 2000))

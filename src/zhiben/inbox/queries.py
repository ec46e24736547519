"""What a person finds in the inbox: what waits, most urgent first, messages, background jobs, and for administrators
what could not be delivered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Count, Max, Q, QuerySet

from zhiben.foundation.jobs.models import Job, JobState
from zhiben.foundation.lifecycle import Waiting
from zhiben.foundation.lifecycle.models import Living
from zhiben.foundation.scope import scope
from zhiben.foundation.scope.models import Scoped
from zhiben.inbox import policy, sources
from zhiben.inbox.models import LOST, WAITS, Delivery, ImportAct, ImportedRow, Notice, Reach, Robot
from zhiben.inbox.sources import Source
from zhiben.inbox.vocab import Urgency
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

UNFINISHED = (JobState.READY, JobState.RUNNING)

LOOKED_THROUGH = 5_000
"""Among how many open records of each kind one looks for those that wait for a person."""

MESSAGES = 50
"""How many messages one page lists."""


# What waits


@dataclass(frozen=True)
class Line:
    """One thing that waits: what (`record`, of which `kind`), which step, since when, until when, and in whose place,
    by id and name, when not in the own; whether it goes `first`, before what is overdue."""

    record: Any
    kind: str
    step: str
    since: datetime | None
    due: date | None
    place: int
    place_name: str
    about: tuple[str, int | str]
    first: bool = False

    @property
    def key(self) -> str:
        """Tells one thing that waits from any other, and from the same record's other steps."""
        return f"{self.about[0]}:{self.about[1]}:{self.step}"

    @property
    def address(self) -> str:
        """The page on which the step is made."""
        found: str = self.record.get_absolute_url()
        return found

    @property
    def is_late(self) -> bool:
        """Its day is over, also of what goes before all that is overdue."""
        return self.due is not None and self.due < clock.today()

    @cached_property
    def urgency(self) -> Urgency:
        """How urgent it is today."""
        today = clock.today()
        if self.first:
            return Urgency.FIRST
        if self.due is None:
            return Urgency.OPEN
        return Urgency.LATE if self.due < today else Urgency.TODAY if self.due == today else Urgency.AHEAD


def waiting_for(actor: Actor, among: int = LOOKED_THROUGH) -> list[Line]:
    """Everything that waits for `actor` within the open scope: what goes first, then overdue, due today, by due day,
    then what has no due day; of the same day the longest waiting first."""
    lines = [line for source in sources.registered() for line in _lines(source, actor, among)]
    last = datetime.max.replace(tzinfo=clock.TZ)
    return sorted(lines, key=lambda line: (line.urgency, line.due or date.max, line.since or last))


def _lines(source: Source, actor: Actor, among: int) -> list[Line]:
    found = source.waiting_for(actor, among)
    if not found:
        return []
    lent = dict.fromkeys(grant.substitute_for for grant in actor.grants if grant.substitute_for)
    places: dict[tuple[Any, str], int] = {}
    # What the own grants allow is the own; of the rest, each person stood in for is asked in turn.
    for person in [0, *lent] if lent else []:
        part = Actor(actor.id, actor.name, tuple(grant for grant in actor.grants if grant.substitute_for == person))
        for one in source.waiting_for(part, among):
            places.setdefault((_about(source, one.record), one.step), person)
    names = orgs.person_names(lent)
    return [_line(source, one, places, names) for one in found]


def _line(source: Source, one: Waiting, places: dict[tuple[Any, str], int], names: dict[int, str]) -> Line:
    about = _about(source, one.record)
    place = places.get((about, one.step), 0)
    kind = type(one.record).machine.title if isinstance(one.record, Living) else source.title
    since = one.since or getattr(one.record, "changed_at", None)
    due = one.due or source.due(one.record)
    return Line(one.record, kind, one.step, since, due, place, names.get(place, ""), about, one.first)


def _about(source: Source, record: Any) -> tuple[str, int | str]:
    return (record._meta.label_lower if hasattr(record, "_meta") else source.name, record.pk)


def by_kind(lines: Iterable[Line]) -> dict[str, int]:
    """How many things of each kind wait, the most frequent kind first."""
    return dict(Counter(line.kind for line in lines).most_common())


@dataclass(frozen=True, slots=True)
class Place:
    """In whose place so many things wait: a person by id and name, 0 for the own."""

    person: int
    name: str
    count: int


def by_place(lines: Iterable[Line]) -> list[Place]:
    """In whose place things wait, the own first; empty where all are the own."""
    found = Counter((line.place, line.place_name) for line in lines)
    if not any(person for person, _name in found):
        return []
    own = Place(0, "", found.pop((0, ""), 0))
    return [own, *(Place(person, name, count) for (person, name), count in sorted(found.items()))]


def by_urgency(lines: Iterable[Line]) -> dict[Urgency, list[Line]]:
    """Lines under their urgency, in the order given."""
    found: dict[Urgency, list[Line]] = {}
    for line in lines:
        found.setdefault(line.urgency, []).append(line)
    return found


@dataclass(frozen=True, slots=True)
class Covered:
    """How far a substitute can do what waits for the person: how many things, and those that only the person may do."""

    substitute: str
    first: date
    last: date
    passed_on: int
    left: list[Line]


def covered(actor: Actor, waiting: list[Line]) -> list[Covered]:
    """For each present or coming substitute of `actor`, what of `waiting` reaches them. What rules of two people keep
    from a substitute is left."""
    found = []
    for one in orgs.substitutes_of(actor.id):
        first_day = clock.day_start(max(one.first, clock.today()))
        substitute = orgs.actor_of(one.substitute, first_day)
        with scope(substitute):
            reached = {line.key for line in waiting_for(substitute)}
        left = [line for line in waiting if line.key not in reached]
        found.append(Covered(one.name, one.first, one.last, len(waiting) - len(left), left))
    return found


# Messages


@dataclass(frozen=True, slots=True)
class Messages:
    """A page of messages, and whether older ones follow (the id before which to go on, 0 at the end)."""

    rows: list[Notice]
    older: int


def unread_count(actor: Actor) -> int:
    """How many messages the person has not opened; for the header."""
    return Notice.objects.unread(actor.id).count()


def messages_of(actor: Actor, before: int = 0) -> Messages:
    """The person's messages, newest first; those about what the person may no longer read are left untold."""
    rows = Notice.objects.to(actor.id)
    page = list((rows.filter(pk__lt=before) if before else rows)[: MESSAGES + 1])
    shown = page[:MESSAGES]
    seen = seen_of((one.about_model, one.about_record) for one in shown)
    for one in shown:
        if one.about_model and (one.about_model, one.about_record) not in seen:
            one.title, one.address = N_("（所涉事项已不在您的范围内）"), ""
    return Messages(shown, shown[-1].pk if len(page) > MESSAGES else 0)


def message(actor: Actor, pk: int) -> Notice:
    """One of the person's own messages. Raises NotFound."""
    found = Notice.objects.to(actor.id).filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该消息"))
    return found


def digest_lines(notice: Notice) -> list[dict[str, Any]]:
    """The lines of a digest that the open scope still shows."""
    lines = (notice.digest or {}).get("lines", [])
    seen = seen_of((line["model"], line["record"]) for line in lines)
    return [line for line in lines if not _scoped(line["model"]) or (line["model"], line["record"]) in seen]


def seen_of(abouts: Iterable[tuple[str, Any]]) -> set[tuple[str, Any]]:
    """Those of the records, as (model, id), that the open scope shows; one query per model."""
    ids: dict[str, set[Any]] = {}
    for model, record in abouts:
        if model:
            ids.setdefault(model, set()).add(record)
    return {
        (model, pk)
        for model, wanted in ids.items()
        if (kind := _scoped(model)) is not None
        for pk in kind.objects.filter(pk__in=wanted).values_list("pk", flat=True)
    }


def _scoped(label: str) -> type[Scoped] | None:
    try:
        kind = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    return kind if issubclass(kind, Scoped) else None


# Ways out


def reach_of(person: int) -> Reach:
    """How a person is reached; an unsaved row where they have said nothing."""
    return Reach.objects.filter(pk=person).first() or Reach(person_id=person)


def undelivered() -> QuerySet[Delivery]:
    """Mail that was given up and that nobody has set aside yet, newest first."""
    rows = Delivery.objects.given_up().filter(channel="mail")
    return rows.select_related("notice__person").order_by("-pk")


def retried() -> QuerySet[Delivery]:
    """Mail that failed and is still tried again, newest first."""
    rows = Delivery.objects.open().filter(channel="mail", attempts__gt=0)
    return rows.select_related("notice__person").order_by("-pk")


@dataclass(frozen=True, slots=True)
class RobotCard:
    """A robot as its keeper sees it: without its address but for the host; how many messages wait for it, how often the
    oldest failed and why; how many were given up; when it was last told."""

    robot: Robot
    host: str
    unit: str
    waiting: int
    attempts: int
    error: str
    given_up: int
    told_at: datetime | None


def robot_cards() -> list[RobotCard]:
    """All robots, those in use first."""
    robots = list(Robot.objects.order_by("-active", "pk"))
    names = orgs.unit_names(one.unit for one in robots)
    rows = Delivery.objects.filter(channel__startswith=Robot.CHANNEL).order_by().values("channel")
    told = rows.annotate(
        waiting=Count("pk", filter=WAITS),
        attempts=Max("attempts", filter=WAITS),
        given_up=Count("pk", filter=LOST),
        told_at=Max("sent_at"),
        failed=Max("pk", filter=Q(sent_at=None) & ~Q(error="")),
    )
    by_channel: dict[str, Mapping[str, Any]] = {row["channel"]: row for row in told}
    errors = dict(
        Delivery.objects.filter(pk__in=[row["failed"] for row in by_channel.values()]).values_list("channel", "error")
    )
    return [
        _robot_card(one, names.get(one.unit, ""), by_channel.get(one.channel, {}), errors.get(one.channel, ""))
        for one in robots
    ]


def _robot_card(robot: Robot, unit: str, told: Mapping[str, Any], error: str) -> RobotCard:
    return RobotCard(
        robot,
        robot.host,
        unit,
        told.get("waiting", 0),
        told.get("attempts") or 0,
        error,
        told.get("given_up", 0),
        told.get("told_at"),
    )


def robot(pk: int) -> Robot:
    """A robot. Raises NotFound."""
    found = Robot.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该机器人"))
    return found


def robots_given_up() -> int:
    """How many messages were given up for robots."""
    return Delivery.objects.given_up().exclude(channel="mail").count()


def sees_undelivered(actor: Actor) -> bool:
    """True for who looks after what was given up."""
    return policy.keeps_addresses(actor)


# Jobs and workbooks


def jobs_of(actor: Actor, limit: int = 50) -> list[Job]:
    """The newest jobs that the person asked for."""
    return list(Job.objects.asked_by(actor.id)[:limit])


def any_unfinished(jobs: list[Job]) -> bool:
    """True while a page should keep asking."""
    return any(job.state in UNFINISHED for job in jobs)


def import_acts(actor: Actor) -> QuerySet[ImportAct]:
    """The imports that somebody sees, the newest first."""
    return ImportAct.objects.filter(policy.acts_seen(actor)).latest_first()


def import_act(pk: int, actor: Actor) -> ImportAct:
    """One of them. Raises NotFound; whether there is another is not told."""
    found = import_acts(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该导入记录"))
    return found


def rows_of(act: ImportAct, actor: Actor) -> QuerySet[ImportedRow]:
    """What an import did to records that the open scope shows; to its own person also of those that are gone."""
    condition = Q()
    for label in act.rows.order_by().values_list("model", flat=True).distinct():
        model = apps.get_model(label)
        if issubclass(model, Scoped):
            seen = Q(record__in=model.objects.values("pk"))
            if act.person == actor.id:
                seen |= ~Q(record__in=model._unfiltered().values("pk"))
            condition |= Q(model=label) & seen
        else:
            condition |= Q(model=label)
    return act.rows.filter(condition).order_by("row", "pk")


def handles_sheets(actor: Actor) -> bool:
    """True when there is a workbook that the person may take in or out."""
    return bool(policy.sheets_for(actor))


def told_before(key: str) -> bool:
    """Whether anybody was told of the occasion `key`."""
    return Notice.objects.filter(key=key).exists()

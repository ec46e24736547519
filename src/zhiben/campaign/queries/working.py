"""Reads for working with the whole list: what narrows it, how it divides by unit, action, plan and day, what changed
since somebody looked, and what became of tasks that were merged or split."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from zhiben.campaign.models import CampaignAction, KeyTask, ListDesk, Plan, PlanMeasure, SavedView, TaskReport
from zhiben.campaign.queries.progress import lights
from zhiben.campaign.queries.reports import cadences_ending
from zhiben.campaign.vocab import IN_FORCE, NOT_SUBMITTED, Colour
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.scope.counting import counted
from zhiben.foundation.search.words import asked
from zhiben.kernel import clock
from zhiben.kernel.measure import share
from zhiben.kernel.periods import Period, half_month_of, previous
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs

MOST_CHANGED = 200
"""So many entries are told of at once."""


def says(query: str) -> Q:
    """Tasks in whose texts each word stands, asked of the texts themselves; for what finds more than can be looked
    up."""
    found = Q()
    for word in asked(query):
        found &= Q(*((f"{name}__icontains", word) for name in KeyTask.found_by.fields), _connector=Q.OR)
    return found


def action_choices() -> list[tuple[Any, str]]:
    """The campaigns' actions, and none."""
    rows = CampaignAction.objects.order_by("campaign", "position")
    return [*((one.pk, str(one)) for one in rows), ("0", _("未挂行动"))]


def plan_choices() -> list[tuple[Any, str]]:
    """The plans that the person sees, and none."""
    return [*Plan.objects.order_by("pk").values_list("pk", "title"), ("0", _("未挂方案"))]


def measures_of(plan: int) -> QuerySet[PlanMeasure, int]:
    """The ids of a plan's measures."""
    rows: QuerySet[Any, int] = PlanMeasure._unfiltered().filter(plan=plan).values_list("pk", flat=True)
    return rows


@dataclass(frozen=True, slots=True)
class Share:
    """One unit, action or plan, and how its tasks stand; `expected` and `reported` are of the last half-month that
    ended."""

    key: int
    name: str
    counts: Counter[str]

    @property
    def unseen(self) -> bool:
        """True for what belongs to something that the person may not see."""
        return self.key == UNSEEN

    @property
    def rate(self) -> str:
        """The reported part, in per cent; empty when nothing was due."""
        due = self.counts["expected"]
        return share(self.counts["reported"], due) if due else ""


UNSEEN = -1
"""The key of the share that belongs to something which the person may not see, all such together."""

LOOKED_AT = 10_000
"""Among so many tasks, the nearest due day first, a light is looked for."""


def in_light(colour: Colour) -> list[int]:
    """The ids of the tasks in a light, which no column tells: it is reckoned from what is known of each."""
    rows = KeyTask.objects.filter(state__in=IN_FORCE).order_by("due", "pk")[:LOOKED_AT]
    return [pk for pk, light in lights(rows, clock.now()).items() if light.key == colour]


GROUPS = {"unit": "lead_unit", "action": "action", "plan": "measure__plan"}
"""By what a face divides the list, and the column behind it; the face's name is that of the filter, save for `lead`."""


def shares(rows: QuerySet[KeyTask], face: str) -> list[Share]:
    """How the tasks of an unfiltered queryset divide, within the open scope; what belongs to nothing comes last."""
    period = last_ended()
    sent = Exists(
        TaskReport._unfiltered().filter(task=OuterRef("pk"), unit=OuterRef("lead_unit"), period_first=period.first)
    )
    expected = Q(state="under_way", assigned_on__lte=period.last, cadence__in=cadences_ending(period))
    found = counted(
        rows,
        GROUPS[face],
        total=Q(),
        parts=Q(parent__isnull=False),
        done=Q(state="done"),
        overdue=Q(state__in=NOT_SUBMITTED, due__lt=clock.today()),
        returned=Q(returns__gt=0),
        expected=expected,
        reported=expected & Q(sent),
    )
    names = _named(face, found)
    parts = [Share(key or 0, names.get(key, ""), counts) for key, counts in found.items() if not key or key in names]
    if unseen := [counts for key, counts in found.items() if key and key not in names]:
        parts.append(Share(UNSEEN, "", sum(unseen, Counter())))
    place = {key: number for number, key in enumerate(names)}
    return sorted(parts, key=lambda one: (one.key == 0, place.get(one.key, len(place))))


def _named(face: str, found: dict[int, Counter[str]]) -> dict[int, str]:
    if face == "unit":
        return orgs.unit_names(found)
    known = CampaignAction.objects.order_by("campaign", "position") if face == "action" else Plan.objects.order_by("pk")
    return {one.pk: str(one) for one in known.filter(pk__in=[key for key in found if key])}


def last_ended() -> Period:
    """The half-month that ended last."""
    return previous(half_month_of(clock.today()))


def due_days(rows: QuerySet[KeyTask], first: date, last: date) -> dict[date, Counter[str]]:
    """How many tasks are due on each day of a stretch, and how many of them are done or overdue."""
    found: dict[Any, Counter[str]] = counted(
        rows.filter(due__range=(first, last)),
        "due",
        total=Q(),
        done=Q(state__in=KeyTask.machine.final),
        overdue=Q(state__in=NOT_SUBMITTED, due__lt=clock.today()),
    )
    return found


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to which task since somebody looked, the newest first; `up_to` is the newest entry's number,
    `seen_at` when they looked. `more`: there is older news than can be told at once."""

    lines: dict[int, list[audit.Line]]
    up_to: int
    seen_at: datetime | None
    more: bool


def changed_since(desk: ListDesk) -> Changes:
    """What changed, among the tasks that the open scope shows, since the desk's person marked it as seen."""
    found = audit.since(desk.seen, KeyTask, MOST_CHANGED)
    lines: dict[int, list[audit.Line]] = {}
    for line in found.lines:
        lines.setdefault(line.record, []).append(line)
    up_to = found.lines[0].seq if found.lines else desk.seen
    return Changes(lines, up_to, desk.seen_at, bool(found.older))


def desk_of(person: int) -> ListDesk:
    """A person's place at the list, kept or not."""
    return ListDesk.objects.select_related("opens_with").filter(pk=person).first() or ListDesk(person=person)


def views_of(actor: Actor) -> QuerySet[SavedView]:
    """The views that a person has saved, and those that colleagues share with their units."""
    units = {grant.unit for grant in actor.grants if grant.unit}
    rows = SavedView.objects.filter(Q(person=actor.id) | Q(shared_with__in=units))
    return rows.select_related("shared_with").order_by("name", "pk")


@dataclass(frozen=True, slots=True)
class Origins:
    """Tasks that became part of a task, into which it went, from which it was split, and into which it was split; those
    that the open scope shows."""

    merged: list[KeyTask]
    merged_into: KeyTask | None
    split: list[KeyTask]
    split_from: KeyTask | None
    reports: list[TaskReport]

    def __bool__(self) -> bool:
        return bool(self.merged or self.merged_into or self.split or self.split_from)


def origins(task: KeyTask) -> Origins:
    """Where a task comes from and where it went; with the reports on what was merged into it."""
    merged = list(KeyTask.objects.filter(merged_into=task.pk).order_by("number"))
    reports = TaskReport.objects.filter(task__in=[one.pk for one in merged]).select_related("task", "unit")
    return Origins(
        merged,
        KeyTask.objects.filter(pk=task.merged_into_id or 0).first(),
        list(KeyTask.objects.filter(split_from=task.pk).order_by("number")),
        KeyTask.objects.filter(pk=task.split_from_id or 0).first(),
        list(reports.order_by("-period_first", "task")),
    )

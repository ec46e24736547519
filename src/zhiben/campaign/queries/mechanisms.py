"""Reads of meetings with their decisions, and of liaison notices with their receipts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from zhiben.campaign.lifecycle import ADDRESSED_UNIT
from zhiben.campaign.models import Decision, KeyTask, LiaisonNotice, Meeting, Receipt
from zhiben.campaign.vocab import SET_ASIDE
from zhiben.documents import queries as documents
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.foundation.scope.beside import beside
from zhiben.foundation.scope.query import at_home_with
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument
    from zhiben.orgs.models import TaskForce


def meetings(force: TaskForce | None = None) -> QuerySet[Meeting]:
    """The meetings in scope, or those of one task force, the latest first."""
    rows = Meeting.objects.select_related("force").order_by("-held_on", "-pk")
    return rows if force is None else rows.filter(force=force)


def meeting(pk: int) -> Meeting:
    """One meeting in scope. Raises NotFound."""
    found = meetings().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该会议"))
    return found


def official_of(meeting: Meeting) -> OfficialDocument | None:
    """The official document that was begun with a meeting's minutes; none where it is void or withdrawn, or out of the
    person's scope."""
    return documents.documents().filter(pk=meeting.document_id or 0).exclude(state__in=("void", "withdrawn")).first()


def with_counts(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Meetings with how many decisions each has made (`decided`), and how many have a task (`carried`)."""
    return rows.annotate(
        decided=Count("decisions", distinct=True),
        carried=Count("decisions", filter=~_without_task("decisions__task"), distinct=True),
    )


def decisions_of(meeting: Meeting) -> list[Decision]:
    """What a meeting has decided, in order, each with the number of the task that carries it out (`carried_by`, None
    without)."""
    rows = list(Decision.objects.filter(meeting=meeting).select_related("lead_unit", "meeting").order_by("position"))
    tasks = KeyTask._unfiltered().filter(pk__in=[one.task_id for one in rows if one.task_id])
    numbers = dict(tasks.exclude(state__in=SET_ASIDE).values_list("pk", "number"))
    for one in rows:
        one.carried_by = numbers.get(one.task_id or 0)
    return rows


def _without_task(task: str = "task") -> Q:
    """Decisions that no task carries out: one that was set aside does not."""
    return Q(**{f"{task}__isnull": True}) | Q(**{f"{task}__state__in": SET_ASIDE})


def decision(pk: int) -> Decision:
    """One decision in scope. Raises NotFound."""
    found = Decision.objects.select_related("meeting__force", "lead_unit").filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该议定事项"))
    return found


def decided_for(task: KeyTask) -> list[Decision]:
    """The decisions that a task carries out, as far as their meetings are in scope."""
    rows = Decision.objects.filter(task=task).select_related("meeting__force")
    return list(rows.order_by("meeting__held_on", "pk"))


def decided_tasks(decisions: Iterable[Decision]) -> dict[int, KeyTask]:
    """The tasks that carry decisions out, by id, as far as they are in scope."""
    return KeyTask.objects.in_bulk([one.task_id for one in decisions if one.task_id])


def undone_decisions(on: date) -> tuple[int, int]:
    """Of settled minutes: how many decisions have no task yet, and how many are past their day with a task that is not
    finished."""
    rows = Decision.objects.filter(meeting__state="minuted")
    late = rows.filter(~_without_task(), due__lt=on).exclude(task__state__in=("submitted", "verified", "done"))
    return rows.filter(_without_task()).count(), late.count()


# Notices


def notices() -> QuerySet[LiaisonNotice]:
    """The notices in scope, the newest first."""
    return LiaisonNotice.objects.select_related("office").order_by("-pk")


def notice(pk: int) -> LiaisonNotice:
    """One notice in scope. Raises NotFound."""
    found = notices().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该通知"))
    return found


def addressable(office: int) -> list[orgs.UnitCard]:
    """The units to which an office writes: those in its territory, itself excepted; of departments, those of its own
    level."""
    place = orgs.unit(office).coordinates
    inside = (card for card in orgs.units() if card.id != office and place.covers(card.coordinates))
    return [one for one in inside if one.kind != UnitKind.DEPARTMENT or one.coordinates.level == place.level]


def is_own_notice(notice: LiaisonNotice, actor: Actor) -> bool:
    """True where the notice lies with the person's office, and was not merely sent to their unit."""
    return notice.is_home_to(actor)


def own_receipts(actor: Actor) -> Q:
    """The receipts of notices that lie where the person reads, and those of the person's own units."""
    return at_home_with(Receipt, actor) | Q(unit__in=actor.units)


def receipts_of(notice: LiaisonNotice) -> list[Receipt]:
    """All receipts for the office, its own for a unit: unread ones first."""
    rows = beside(Receipt).filter(notice=notice).select_related("unit", "notice")
    order = {"sent": 0, "received": 1, "replied": 2}
    return sorted(rows, key=lambda one: (order[one.state], one.unit.position, one.pk))


@dataclass(frozen=True, slots=True)
class Read:
    """How far a notice was read: units addressed, those that have received it, those that have replied, those that are
    late."""

    units: int
    received: int
    replied: int
    late: int


def read_counts(rows: Sequence[LiaisonNotice]) -> dict[int, Read]:
    """The same for many notices by id, as far as the receipts are for the person to see."""
    today = clock.today()
    counted = (
        beside(Receipt)
        .filter(notice__in=[one.pk for one in rows])
        .values("notice")
        .annotate(
            units=Count("pk"),
            received=Count("pk", filter=~Q(state="sent")),
            replied=Count("pk", filter=Q(state="replied")),
            late=Count("pk", filter=Q(state="sent", notice__read_by__lt=today)),
        )
        .order_by("notice")
    )
    return {row["notice"]: Read(row["units"], row["received"], row["replied"], row["late"]) for row in counted}


def unread(on: date) -> QuerySet[Receipt]:
    """The receipts of notices whose day has passed and that nobody at the unit has read."""
    return beside(Receipt).filter(state="sent", notice__read_by__lt=on)


def notified(cut: Cut) -> QuerySet[Receipt]:
    """The receipts of all notices that were sent before a moment."""
    return beside(Receipt).filter(notice__sent_at__lt=cut.as_of)


def read_of_them(cut: Cut) -> QuerySet[Receipt]:
    """Those of them that had been received by then."""
    return notified(cut).filter(received_at__lt=cut.as_of)


def receipts_waiting(actor: Actor, among: int) -> list[Waiting]:
    """Notices that the person's unit has not read yet, or not replied to, the nearest day first."""
    rows = beside(Receipt).filter(unit__in=actor.units).select_related("notice")
    rows = rows.filter(Q(state="sent") | Q(state="received", notice__asks_reply=True))
    found = waiting(rows.order_by("notice__read_by", "pk")[:among], actor)
    return [one for one in found if ADDRESSED_UNIT(actor, one.record).allowed]


def read_by(record: Receipt) -> date:
    """The day by which a notice is to be read."""
    return record.notice.read_by

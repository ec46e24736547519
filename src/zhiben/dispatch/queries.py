"""Reads of rounds: lists, the names with their items, the frozen figures and the records behind each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet

from zhiben.dispatch.models import NamedItem, NamedUnit, Round
from zhiben.dispatch.vocab import Reason
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument


@dataclass(frozen=True, slots=True)
class Item:
    """One item beside a name, as it stood when the round closed."""

    model: str
    record: int
    number: str
    title: str
    due: date | None
    state: str
    days_late: int

    @property
    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "model": self.model,
            "id": self.record,
            "number": self.number,
            "title": self.title,
            "due": self.due.isoformat() if self.due else None,
            "state": self.state,
            "days_late": self.days_late,
        }


@dataclass(frozen=True, slots=True)
class Named:
    """A unit named for one reason, with the facts."""

    unit: int
    unit_name: str
    reason: Reason
    items: tuple[Item, ...]

    @property
    def count(self) -> int:
        """How many items."""
        return len(self.items)

    @property
    def evidence(self) -> list[dict[str, Any]]:
        """The items for scripts."""
        return [item.as_json for item in self.items]


def rounds() -> QuerySet[Round]:
    """All rounds in scope, the newest first."""
    return Round.objects.select_related("office", "bulletin").order_by("-period_first", "pk")


def recent(number: int) -> list[Round]:
    """The newest rounds in scope, those of the office that covers most first: a city's before its districts'."""
    return list(rounds().order_by("district", "-period_first", "pk")[:number])


def waiting_for(actor: Actor) -> list[Waiting]:
    """Rounds whose period has ended and whose next step `actor` may make, the oldest first."""
    ended = Round.objects.select_related("office").filter(period_last__lt=clock.today())
    return waiting(ended.exclude(state__in=("issued", "withdrawn")).order_by("period_first", "pk"), actor)


def round_of(pk: int) -> Round:
    """One round in scope. Raises NotFound."""
    found = rounds().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该期调度"))
    return found


def bulletin_of(one: Round) -> OfficialDocument:
    """The round's bulletin. Raises NotFound before it is drafted."""
    if one.bulletin is None:
        raise NotFound(N_("该期简报尚未起草"))
    return one.bulletin


def named(one: Round) -> list[Named]:
    """The units named in a round, reason by reason, each with its items in the order of their due days."""
    rows = NamedUnit.objects.filter(round=one).order_by("pk")
    items = Prefetch("items", queryset=NamedItem.objects.order_by("pk"))
    return [_named(row) for row in rows.prefetch_related(items)]


def _named(row: NamedUnit) -> Named:
    items = tuple(
        Item(item.model, item.record, item.number, item.title, item.due, item.state, item.days_late)
        for item in row.items.all()
    )
    return Named(row.unit_id, row.unit_name, Reason(row.reason), items)

"""Reads of rounds: lists, the names with their items and answers, what became of earlier ones, and what waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from zhiben.dispatch import policy
from zhiben.dispatch.cycles import HALF_MONTH, MONTH
from zhiben.dispatch.lifecycle import ROUND
from zhiben.dispatch.lifecycle.naming import standing_of
from zhiben.dispatch.models import FollowUp, NamedItem, NamedUnit, Round, SidePaper, UnitPaper
from zhiben.dispatch.queries.timetable import by_issue
from zhiben.dispatch.vocab import FROZEN, OVERDUE, Beside, Outcome, Reason
from zhiben.documents import queries as documents
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.foundation.lifecycle.models import standing, was_in
from zhiben.foundation.scope.models import load_participants
from zhiben.kernel import clock, cycle
from zhiben.kernel.errors import NotFound
from zhiben.kernel.machine import State
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument

NAMES = 50
"""How many of its latest names a unit finds on the list."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item beside a name, as it stood when the round closed; `listed` when it stands under a fact of the same unit
    as well and counts there."""

    model: str
    record: int
    number: str
    title: str
    due: date | None
    state: str
    days_late: int
    listed: bool = False

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
    """A unit named for one reason, with the facts, its answer and what the office made of it."""

    id: int
    unit: int
    unit_name: str
    reason: Reason
    items: tuple[Item, ...]
    state: str
    standing: State
    reply_by: datetime | None = None
    reply: str = ""
    late: bool = False
    opinion: str = ""

    @property
    def count(self) -> int:
        """How many items, each matter once."""
        return sum(not item.listed for item in self.items)

    @property
    def struck(self) -> bool:
        """True when the office names the unit no longer."""
        return self.state == "struck"

    @property
    def evidence(self) -> list[dict[str, Any]]:
        """The items for scripts."""
        return [item.as_json for item in self.items]


@dataclass(frozen=True, slots=True)
class Followed:
    """What had become of one item named before."""

    unit: int
    unit_name: str
    reason: Reason
    number: str
    title: str
    outcome: Outcome
    state: str
    days_late: int


def rounds() -> QuerySet[Round]:
    """All rounds in scope, the newest first."""
    return Round.objects.select_related("office", "bulletin").order_by("-period_first", "pk")


def listed(cycle: str) -> QuerySet[Round]:
    """Those of one cycle for a list, which says nothing of what bulletins say."""
    return rounds().filter(cycle=cycle).defer("bulletin__paper_json")


def recent(number: int) -> list[Round]:
    """The newest half-months in scope, those of the office that covers most first: a city's before its districts'."""
    return list(listed(HALF_MONTH.name).order_by("district", "-period_first", "pk")[:number])


def waiting_for(actor: Actor) -> list[Waiting]:
    """Names that `actor` may answer, contested ones that it decides on, and rounds whose period has ended and whose
    next step it may make, the oldest first."""
    names = NamedUnit.objects.order_by("reply_by", "pk")
    open_now = names.filter(state="named", reply_by__gte=clock.now())
    return [
        *waiting(open_now, actor, N_("答复点名")),
        *by_issue(waiting(names.filter(state="contested").select_related("round"), actor, N_("处理异议"))),
        *by_issue(waiting(unfinished(clock.last_ended_day(clock.now())), actor)),
        *_corrections_waiting(actor),
    ]


def unfinished(day: date) -> QuerySet[Round]:
    """Rounds in scope whose period was over after `day` and which somebody still has a next step for, the oldest first:
    neither issued, nor closed where nothing is issued."""
    without_paper = [name for name, declared in cycle.registered().items() if not declared.paper]
    done = Q(state__in=("issued", "withdrawn")) | Q(state="closed", cycle__in=without_paper)
    found = Round.objects.select_related("office").filter(period_last__lte=day).exclude(done)
    return found.order_by("period_first", "pk")


def _corrections_waiting(actor: Actor) -> list[Waiting]:
    """Rounds whose correction is on its way: its steps leave the round where it is."""
    under_way = SidePaper.objects.filter(role=Beside.CORRECTION, document__state__in=("drafted", "numbered"))
    steps = [ROUND.by_name[name] for name in ("approve_correction", "issue_correction")]
    found = Round.objects.select_related("office").filter(pk__in=under_way.values("round")).order_by("period_first")
    return [Waiting(one, move.label) for one in found for move in steps if move.may(actor, one).allowed]


def due_day(record: Round | NamedUnit) -> date | None:
    """The day on which a unit's right of reply ends; that of a round's own steps goes with them."""
    until = record.reply_by if isinstance(record, NamedUnit) and record.state == "named" else None
    return until.astimezone(clock.TZ).date() if until else None


def round_of(pk: int) -> Round:
    """One round in scope. Raises NotFound."""
    found = rounds().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该期调度"))
    return found


def bulletin_of(one: Round) -> OfficialDocument:
    """The round's bulletin. Raises NotFound before it is drafted."""
    if one.bulletin is None:
        raise NotFound(N_("该期文件尚未起草"))
    return one.bulletin


def previous(one: Round) -> Round | None:
    """The round of the same office and cycle just before, if it was closed."""
    return frozen_before(one).first()


def frozen_before(one: Round) -> QuerySet[Round]:
    """The closed rounds of the same office and cycle before this one, the newest first."""
    return _earlier(one).filter(state__in=FROZEN)


def issued_before(one: Round) -> QuerySet[Round]:
    """The issued rounds of the same office and cycle before this one, the newest first."""
    return _earlier(one).filter(state="issued")


def drafted_before(one: Round) -> QuerySet[Round]:
    """Those before this one that have a bulletin, issued, withdrawn or on its way, the newest first."""
    return _earlier(one).filter(bulletin__isnull=False).select_related("bulletin")


def _earlier(one: Round) -> QuerySet[Round]:
    rows = Round.objects.filter(cycle=one.cycle, office=one.office_id, period_first__lt=one.period_first)
    return rows.order_by("-period_first")


def side_papers(one: Round) -> list[SidePaper]:
    """Corrections and bulletins taken back, oldest first."""
    return list(SidePaper.objects.filter(round=one).select_related("document").order_by("pk"))


def papers_of(one: Round) -> list[tuple[str, OfficialDocument]]:
    """The round's present papers with whom each is about: the office's own, then those of its units."""
    if one.bulletin is None:
        return []
    return [(one.office.name, one.bulletin), *((row.unit_name, row.document) for row in unit_papers(one))]


def unit_papers(one: Round) -> list[UnitPaper]:
    """The present papers of the units, in their order; those of earlier takes were withdrawn, those of units that have
    gone are void."""
    rows = list(UnitPaper.objects.filter(round=one).select_related("document").order_by("pk"))
    last = max((row.take for row in rows), default=0)
    return [row for row in rows if row.take == last != UnitPaper.GONE]


def monthly_papers(cut: Cut) -> QuerySet[OfficialDocument]:
    """The monthly papers of city offices that were issued within the year of the cut and stood then."""
    rounds_then = Round.objects.filter(cycle=MONTH.name, district=0, street=0)
    of_units = UnitPaper.objects.filter(round__in=rounds_then).values("document")
    rows = documents.standing(cut.as_of).filter(issued_at__gte=datetime(cut.year, 1, 1, tzinfo=clock.TZ))
    return rows.filter(Q(round__in=rounds_then) | Q(pk__in=of_units)).order_by("pk")


def correction_of(one: Round) -> SidePaper | None:
    """The last correction of the round's bulletin."""
    rows = SidePaper.objects.filter(round=one, role=Beside.CORRECTION).select_related("document", "about")
    return rows.order_by("-batch").first()


def named(one: Round, moving: NamedUnit | None = None, into: str = "") -> list[Named]:
    """The units named in a round, reason by reason, each with its items in the order of their due days; `moving` is
    a name that passes into the state `into` at this very moment."""
    rows = NamedUnit.objects.filter(round=one).order_by("pk")
    found = rows.prefetch_related(_items())
    return _counted_once([_named(row, row if moving is None or row.pk != moving.pk else moving, into) for row in found])


def _counted_once(names: list[Named]) -> list[Named]:
    """What stands under a fact that is not struck is listed there, when statistics tell of it too."""
    facts = [one for one in names if one.reason in OVERDUE and not one.struck]
    listed = {(one.unit, item.model, item.record) for one in facts for item in one.items}

    def once(one: Named) -> Named:
        told = ((one.unit, item.model, item.record) in listed for item in one.items)
        return replace(one, items=tuple(replace(item, listed=its) for item, its in zip(one.items, told, strict=True)))

    return [once(one) if one.reason is Reason.STATISTICS else one for one in names]


def names(one: Round) -> list[NamedUnit]:
    """The names of a round as records, in the order of their naming, with what their moves ask for."""
    rows = list(NamedUnit.objects.filter(round=one).select_related("round").order_by("pk"))
    load_participants(rows)
    return rows


def name_of(pk: int, actor: Actor) -> NamedUnit:
    """One name that `actor` answers for, or whose round it reads. Raises NotFound."""
    found = NamedUnit.objects.filter(policy.seen_names(actor), pk=pk).prefetch_related(_items()).first()
    if found is None:
        raise NotFound(N_("没有找到该点名"))
    return found


def names_to_answer(actor: Actor, number: int = NAMES) -> list[NamedUnit]:
    """The names of the units for which `actor` answers, the newest first."""
    return list(NamedUnit.objects.filter(policy.answered_names(actor)).order_by("-reply_by", "pk")[:number])


def round_behind(row: NamedUnit) -> Round:
    """The round of a name, for its heading: the named unit learns period and office, not what the draft says."""
    return rounds_behind([row])[row.round_id]


def rounds_behind(rows: Iterable[NamedUnit]) -> dict[int, Round]:
    """The same of many names, by the round's id."""
    return Round._unfiltered().select_related("office").in_bulk({row.round_id for row in rows})


def shown(row: NamedUnit) -> Named:
    """A name as pages show it."""
    return _named(row, row, "")


def _items() -> Prefetch[Any]:
    return Prefetch("items", queryset=NamedItem.objects.order_by("pk"))


def _named(row: NamedUnit, told: NamedUnit, into: str) -> Named:
    items = tuple(
        Item(item.model, item.record, item.number, item.title, item.due, item.state, item.days_late)
        for item in row.items.all()
    )
    state = into if told is not row and into else row.state
    return Named(
        row.pk,
        row.unit_id,
        row.unit_name,
        Reason(row.reason),
        items,
        state,
        standing_of(state, told.reply_by),
        told.reply_by,
        told.reply,
        told.late,
        told.opinion,
    )


def followed(one: Round) -> list[Followed]:
    """What had become of the items named before, unit by unit in the order of their naming."""
    rows = FollowUp.objects.filter(round=one).select_related("item__named").order_by("pk")
    return [
        Followed(
            row.item.named.unit_id,
            row.item.named.unit_name,
            Reason(row.item.named.reason),
            row.item.number,
            row.item.title,
            Outcome(row.outcome),
            row.state,
            row.days_late,
        )
        for row in rows
    ]


def unfollowed(one: Round) -> list[NamedItem]:
    """The items named in earlier issued bulletins, struck names excepted, that no later round has reported on."""
    rows = NamedItem.objects.filter(named__round__in=issued_before(one)).exclude(named__state="struck")
    told = FollowUp.objects.filter(item=OuterRef("pk"))
    return list(rows.filter(_once(), ~Exists(told)).select_related("named__round").order_by("named__pk", "pk"))


def bulletins(cut: Cut) -> QuerySet[Round]:
    """Rounds of city offices whose bulletin was issued within the year of the cut and stood then."""
    since = datetime(cut.year, 1, 1, tzinfo=clock.TZ)
    rows = Round.objects.filter(cycle=HALF_MONTH.name, district=0, street=0, bulletin__issued_at__gte=since)
    return standing(rows, ("issued",), cut.as_of).order_by("period_first", "pk")


def named_then(cut: Cut) -> QuerySet[NamedItem]:
    """Items named in issued bulletins after which another bulletin of the same office was issued."""
    later = Round.objects.filter(
        _issued_then(cut),
        cycle=OuterRef("named__round__cycle"),
        office=OuterRef("named__round__office"),
        period_first__gt=OuterRef("named__round__period_first"),
    )
    rounds_then = Round.objects.filter(_issued_then(cut))
    rows = NamedItem.objects.filter(_once(), Exists(later), named__round__in=rounds_then)
    return rows.exclude(named__state="struck")


def named_and_followed(cut: Cut) -> QuerySet[NamedItem]:
    """Those of them on which a later issued bulletin reports."""
    rows = FollowUp.objects.filter(item=OuterRef("pk"), round__in=Round.objects.filter(_issued_then(cut)))
    return named_then(cut).filter(Exists(rows))


def _once() -> Q:
    """Condition on named items: each matter once, where statistics tell of what stands under a fact already."""
    same = {name: OuterRef(name) for name in ("named__round", "named__unit", "model", "record")}
    facts = NamedItem.objects.filter(named__reason__in=OVERDUE, **same).exclude(named__state="struck")
    return ~Q(named__reason=Reason.STATISTICS) | Q(~Exists(facts))


def _issued_then(cut: Cut) -> Q:
    return was_in(ROUND, ("issued",), cut.as_of)

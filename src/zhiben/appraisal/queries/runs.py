"""Reads of runs: the list, one with its cards, what was filled in, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from zhiben.appraisal import policy
from zhiben.appraisal.models import Card, Correction, Entry, Indicator, Objection, Run, Score, Scoring, VetoEvent
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

OPEN_OBJECTIONS = ("raised", "accepted", "rejected")


@dataclass(frozen=True, slots=True)
class Filled:
    """An indicator of a card with what was filled in."""

    indicator: Indicator
    entry: Entry | None


def all_runs() -> QuerySet[Run]:
    """All runs in scope, the newest first."""
    rows = Run.objects.select_related("scheme__office", "notice", "restates")
    return rows.defer("notice__paper_json").order_by("-last", "-pk")


def run_of(pk: int) -> Run:
    """One run in scope. Raises NotFound."""
    found = all_runs().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该次考评"))
    return found


def restated_by(run: Run) -> Run | None:
    """The run that puts it right, if there is one."""
    return all_runs().filter(restates=run.pk).exclude(state="withdrawn").first()


def cards_of(run: Run) -> list[Card]:
    """Its cards in scope, in the office's order of units."""
    rows = Card.objects.filter(run=run).select_related("run__scheme__office", "unit")
    return list(rows.order_by("unit__position", "pk"))


def card_of(pk: int) -> Card:
    """One card in scope. Raises NotFound."""
    rows = Card.objects.select_related("run__scheme__office", "run__notice", "unit")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该考评卡"))
    return found


def entries_of(cards: Sequence[Card]) -> dict[tuple[int, int], Entry]:
    """What was filled in, by card and indicator."""
    rows = Entry.objects.filter(card__in=[one.pk for one in cards])
    return {(one.card_id, one.indicator_id): one for one in rows}


def filled(card: Card, indicators: Sequence[Indicator]) -> list[Filled]:
    """Each indicator with what was filled in of it."""
    known = entries_of([card])
    return [Filled(one, known.get((card.pk, one.pk))) for one in indicators]


def vetoes_of(cards: Sequence[Card]) -> dict[int, list[VetoEvent]]:
    """The vetoes that stand, by card."""
    found: dict[int, list[VetoEvent]] = {}
    rows = VetoEvent.objects.filter(card__in=[one.pk for one in cards], struck_at__isnull=True)
    for one in rows.select_related("rule").order_by("on", "pk"):
        found.setdefault(one.card_id, []).append(one)
    return found


def veto_of(pk: int) -> VetoEvent:
    """One veto in scope. Raises NotFound."""
    rows = VetoEvent.objects.select_related("card__run__scheme__office", "rule")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该事项"))
    return found


def corrections_of(cards: Sequence[Card]) -> dict[tuple[int, int], Correction]:
    """The last correction of each indicator, by card and indicator."""
    rows = Correction.objects.filter(card__in=[one.pk for one in cards]).order_by("pk")
    return {(one.card_id, one.indicator_id): one for one in rows}


def scorings_of(run: Run) -> list[Scoring]:
    """All scorings of a run, the newest first."""
    return list(Scoring.objects.filter(run=run).order_by("-number"))


def without_trials(rows: Sequence[Scoring]) -> list[Scoring]:
    """Of a run's scorings, the newest first, those that count: what was scored anew before anybody was told takes the
    place of what was tried before, and is no correction of it."""
    anew = max((one.number for one in rows if not one.why), default=0)
    return [one for one in rows if one.number >= anew]


def scores_of(scoring: Scoring) -> list[Score]:
    """Its scores in scope, the best place first."""
    rows = Score.objects.filter(scoring=scoring).select_related("card__unit", "scoring__run__scheme")
    return list(rows.order_by("first", "last", "card__unit__position", "pk"))


def scores_on(card: Card) -> list[Score]:
    """Every score that the card got, the newest first."""
    rows = Score.objects.filter(card=card).select_related("scoring__run__scheme", "card__run__scheme")
    return list(rows.order_by("-scoring__number"))


def scores_told(card: Card) -> list[Score]:
    """The scores of a card that count, the newest first."""
    kept = {one.pk for one in without_trials(scorings_of(card.run))}
    return [one for one in scores_on(card) if one.scoring_id in kept]


def objections_of(run: Run) -> list[Objection]:
    """The objections in scope."""
    rows = Objection.objects.filter(card__run=run)
    return list(rows.select_related("card__run__scheme__office", "indicator", "score").order_by("pk"))


def objection_of(pk: int) -> Objection:
    """One objection in scope. Raises NotFound."""
    rows = Objection.objects.select_related("card__run__scheme__office", "indicator", "score__scoring")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该申诉"))
    return found


def prepare(rows: Sequence[Run]) -> None:
    """Read for many runs whether objections were raised, and whether some are open."""
    found = Objection._unfiltered().filter(card__run__in=[row.pk for row in rows])
    told = list(found.values_list("card__run", "state"))
    for row in rows:
        states = {state for run, state in told if run == row.pk}
        row.__dict__["_objections"] = bool(states)
        row.__dict__["_open_objections"] = bool(states & set(OPEN_OBJECTIONS))


def runs_waiting(actor: Actor, among: int) -> list[Waiting]:
    """Runs whose next step this person may make: of the own office, not of one below it."""
    rows = all_runs().filter(state__in=("opened", "scored", "told"))[:among]
    return waiting(rows, actor)


def cards_waiting(actor: Actor, among: int) -> list[Waiting]:
    """Cards that the person's own units have to hand in."""
    rows = Card.objects.filter(unit__in=actor.units, state="asked", run__state="opened")
    rows = rows.select_related("run__scheme__office", "unit").order_by("run__self_by", "pk")
    return waiting([one for one in rows[:among] if policy.speaks_for(actor, one.unit_id)], actor)


def objections_waiting(actor: Actor, among: int) -> list[Waiting]:
    """Objections that the person is to look at or to decide."""
    rows = Objection.objects.filter(state__in=OPEN_OBJECTIONS, card__run__state="told")
    return waiting(rows.select_related("card__run__scheme__office", "indicator").order_by("pk")[:among], actor)

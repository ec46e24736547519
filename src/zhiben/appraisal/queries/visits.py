"""Reads of assessment visits, and the draw made once more from what was kept of it."""

from __future__ import annotations

from zhiben.appraisal import policy
from zhiben.appraisal.models import Card, Visit, VisitItem
from zhiben.appraisal.queries.runs import entries_of
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.kernel.draw import draw_within, framed
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def visits() -> list[Visit]:
    """All visits in scope, the newest first."""
    return list(Visit.objects.select_related("card__run__scheme__office", "card__unit").order_by("-pk"))


def visit_of(pk: int) -> Visit:
    """One visit in scope. Raises NotFound."""
    rows = Visit.objects.select_related("card__run__scheme__office", "card__unit")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该次巡查"))
    return found


def visit_to(card: Card) -> Visit | None:
    """The visit to a card's unit, if the scope shows one."""
    return Visit.objects.filter(card=card).first()


def items_of(visit: Visit) -> list[VisitItem]:
    """Its items in the order in which they were drawn."""
    return list(VisitItem.objects.filter(visit=visit).select_related("task", "indicator").order_by("position"))


def item_of(pk: int) -> VisitItem:
    """One item in scope. Raises NotFound."""
    rows = VisitItem.objects.select_related("visit__card__run__scheme__office", "indicator", "task")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该巡查事项"))
    return found


def drawn_again(frame: list[list[str]], seed: str, shares: dict[str, int]) -> list[str]:
    """What comes out of the frame with that seed, so many of each stratum."""
    names, strata = [one[0] for one in frame], [one[1] for one in frame]
    found = draw_within(framed(names, strata=strata), seed=seed, shares=shares)
    return [lot.name for lot in found.drawn]


def replays(visit: Visit) -> bool:
    """The same frame and seed draw the very items that stand."""
    items = items_of(visit)
    strata = dict(visit.frame)
    shares: dict[str, int] = {}
    for one in items:
        shares[strata[one.name]] = shares.get(strata[one.name], 0) + 1
    return drawn_again(visit.frame, visit.seed, shares) == [one.name for one in items]


def visits_waiting(actor: Actor, among: int) -> list[Waiting]:
    """Visits that the person is to make or to confirm."""
    own = [one for one in visits()[:among] if policy.works_for(actor, one.card.run.scheme.office_id)]
    return waiting([one for one in own if one.state != "confirmed"], actor)


def declared_of(item: VisitItem) -> str:
    """What the unit and the office have said of the thing that is checked, in words."""
    if item.task is not None:
        return N_("任务现为“{state}”").format(state=item.task.state_shown.label)
    card = item.visit.card
    entry = entries_of([card]).get((card.pk, item.indicator_id or 0))
    if entry is None:
        return N_("没有自评；自动取数的见考评卡")
    told = [
        N_("{who}{points}{note}").format(who=who, points="" if points is None else points, note=note and f"（{note}）")
        for who, points, note in (
            (N_("自评"), entry.self_points, entry.self_note),
            (N_("评分"), entry.points, entry.note),
        )
        if points is not None or note
    ]
    return "；".join(told) or N_("没有自评")

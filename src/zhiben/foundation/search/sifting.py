"""A page of a list among what a search has found, within the open scope. Few hits are looked up one by one; where many
hits meet a long list, the list is walked in its order, so far as a person would wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cmp_to_key, reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.db.models import Case, Q, QuerySet, Value, When

from zhiben.foundation.scope.context import current
from zhiben.foundation.scope.models import Home, Participation, Scoped
from zhiben.foundation.scope.paging import CAP, Page, after_key, check_order, comparing, key_of, legs
from zhiben.foundation.scope.query import EVERYTHING, NOTHING, at_home, at_home_with, guarded
from zhiben.foundation.search.finding import Hits

S = TypeVar("S", bound=Scoped)
FEW = 3000
"""Up to so many hits are looked up one by one."""
PATIENCE = 5
"""A walk that met all but nothing goes so many times as far."""
COMPARED = 1000
"""So many texts are compared for a count; beyond, it is of those, and more."""


@dataclass
class _Found(Generic[S]):
    """Of some rows of a list, the ids of those that were hit, in order; `end` is the last row to which a walk went that
    was cut short."""

    ids: list[int]
    end: S | None = None


def sifted(
    model: type[S],
    asked: Q,
    order: Sequence[str],
    hits: Hits,
    *,
    limit: int = 50,
    after: str = "",
    parts: Sequence[Q] = (Q(),),
) -> Page[S]:
    """The page of `scope.paging.page`, of those rows that `hits` holds. Where the walk ends before the page is full,
    the next page goes on from there; its count is then of what was met so far, and capped."""
    check_order(model, order)
    start = after_key(model, order, after)
    take = _looked_up if hits.count <= FEW else _walked
    shown = take(model, asked, order, hits, parts, start)
    counted = shown if not after else take(model, asked, order, hits, parts, Q())
    rows, end = _merged(model, hits, order, shown, limit + 1)
    if end is not None and len(rows) <= limit:  # a page all but empty is worth some more waiting
        shown = take(model, asked, order, hits, parts, start, PATIENCE * CAP)
        rows, end = _merged(model, hits, order, shown, limit + 1)
    more = len(rows) > limit
    last = rows[limit - 1] if more else end
    count, whole = _count(model, hits, counted)
    return Page(rows[:limit], key_of(last, order) if last is not None else "", count, not whole)


def _merged(
    model: type[S], hits: Hits, order: Sequence[str], found: Sequence[_Found[S]], limit: int
) -> tuple[list[S], S | None]:
    """The first rows of all walks, up to where the shortest was cut: beyond, nobody knows what it would have met."""
    by_order = cmp_to_key(comparing(order))
    ends = sorted((one.end for one in found if one.end is not None), key=by_order)
    rows = sorted((row for one in found for row in _first(model, hits, one.ids, limit)), key=by_order)
    if not ends:
        return rows, None
    return [row for row in rows if comparing(order)(row, ends[0]) <= 0], ends[0]


def visible_hits(model: type[Scoped], asked: Q, hits: Hits) -> list[int] | None:
    """The ids of the hits that the open scope shows and that fit `asked`; None when there are too many to look up."""
    if hits.count > FEW:
        return None
    ids = _looked_up(model, asked, ("pk",), hits, (), Q())[0].ids
    return [row.pk for row in _first(model, hits, ids, len(ids))]


def _looked_up(
    model: type[S], asked: Q, order: Sequence[str], hits: Hits, parts: Sequence[Q], start: Q, _most: int = 0
) -> list[_Found[S]]:
    """The conditions are what a row comes to, and not where it is looked for: a database without statistics would
    rather read a whole city's rows than ask for three thousand ids."""
    known = list(hits.records())
    inside = reduce(or_, parts, Q())
    fits = Case(
        When((_home(model) | _taking_part(model, known)) & asked & inside & start, then=Value(1)), default=Value(0)
    )
    rows = guarded(model._unfiltered()).filter(pk__in=known).annotate(_fits=fits).filter(_fits=1)
    return [_Found(list(rows.order_by(*order).values_list("pk", flat=True)))]


def _home(model: type[Scoped]) -> Q:
    opened = current()
    return EVERYTHING if opened.everything else at_home_with(model, opened.actor)


def _taking_part(model: type[Scoped], known: list[int]) -> Q:
    by, actor = model.scope_by, current().actor
    if not (isinstance(by, Home) and by.participation and actor.reading_grants()):
        return NOTHING
    rows = Participation.objects.filter(at_home(actor.grants), model=model._meta.label_lower, record__in=known)
    return Q(pk__in=list(rows.values_list("record", flat=True)))


def _walked(
    model: type[S], asked: Q, order: Sequence[str], hits: Hits, parts: Sequence[Q], start: Q, most: int = 0
) -> list[_Found[S]]:
    """Each grant's and part's first rows of the list."""
    found, most = [], most or CAP
    for leg in (leg & part for leg in legs(model) for part in parts):
        rows: QuerySet[S] = guarded(model._unfiltered()).filter(leg & asked & start).order_by(*order)
        walk = list(rows.values_list("pk", flat=True)[: most + 1])
        one: _Found[S] = _Found([pk for pk in walk if pk in hits])
        if len(walk) > most:
            one.end = model._unfiltered().get(pk=walk[-1])
        found.append(one)
    return found


def _first(model: type[S], hits: Hits, ids: Sequence[int], limit: int) -> Iterator[S]:
    """The first rows, in the order of `ids`, in whose texts every word stands."""
    taken = 0
    for start in range(0, len(ids), limit or 1):
        part = ids[start : start + limit]
        rows = {row.pk: row for row in model._unfiltered().filter(pk__in=part)}
        for row in (rows[pk] for pk in part if pk in rows):
            if taken < limit and (hits.certain or hits.holds(hits.index.texts(row))):
                taken += 1
                yield row
        if taken >= limit:
            return


def _count(model: type[S], hits: Hits, found: Sequence[_Found[S]]) -> tuple[int, bool]:
    """How many were met, and whether that is all."""
    ids = [pk for one in found for pk in one.ids]
    whole = all(one.end is None for one in found)
    if hits.certain:
        return len(ids), whole
    compared = ids[:COMPARED]
    texts: Any = model._unfiltered().filter(pk__in=compared).values_list(*hits.index.fields)
    return sum(hits.holds(hits.index.folded(said)) for said in texts), whole and len(ids) <= COMPARED

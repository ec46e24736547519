"""The SQL of scope: grants become equalities on level columns, who takes part becomes a set of ids. Only equality on
leading columns lets an index deliver rows in order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiben.kernel import clock
from zhiben.kernel.rights import LINE_LEVELS, TERRITORY_LEVELS, Actor, Coordinates, Grant

if TYPE_CHECKING:
    from django.db.models import Model

R = TypeVar("R", bound=QuerySet[Any, Any])
NOTHING = Q(pk__in=())
EVERYTHING = ~NOTHING
"""The whole table, said as a condition: an empty Q would vanish beside another one under OR."""


def minimal(grants: Iterable[Grant]) -> list[Grant]:
    """The reading grants without those that another one covers; the wider ones first."""
    kept: list[Grant] = []
    for grant in sorted((g for g in grants if g.reads), key=lambda g: sum(1 for _ in g.at.constraints())):
        if not any(other.at.covers(grant.at) for other in kept):
            kept.append(grant)
    return kept


def subtree(place: Coordinates, *, site: str = "") -> Q:
    """Rows whose level columns lie in the subtree of `place`; `site` names the column of an enterprise's place, if
    the table has one."""
    if place.site:
        return Q(**{site: place.site}) if site else NOTHING
    condition = Q()
    for levels in (TERRITORY_LEVELS, LINE_LEVELS):
        for name in reversed(levels):
            if value := getattr(place, name):
                condition &= Q(**{name: value})
                break
    if place.line and place.city:
        condition &= Q(city=place.city)
    return condition or EVERYTHING


def at_home(grants: Iterable[Grant], *, site: str = "") -> Q:
    """Rows whose home one of `grants` covers."""
    found: Q | None = None
    for grant in minimal(grants):
        leg = subtree(grant.at, site=site)
        found = leg if found is None else found | leg
    return NOTHING if found is None else found


def taking_part(model: type[Model], grants: Iterable[Grant]) -> Q:
    """Rows of `model` in which a unit that one of `grants` covers takes part. A set of ids, gathered once, and not a
    question asked of each row: those who take part are few beside the table. Their last days are asked of no other
    models than those whose parts end, for which an index alone does not answer."""
    from zhiben.foundation.scope.models import Participation

    by: Any = model.scope_by  # type: ignore[attr-defined]
    rows = Participation.objects.filter(at_home(grants), model=model._meta.label_lower)
    return Q(pk__in=(rows.filter(still_played()) if by.dated else rows).values("record"))


def still_played() -> Q:
    """Of the parts that units take in rows, those whose last day has not passed."""
    return Q(until__isnull=True) | Q(until__gte=clock.today())


def at_home_with(model: type[Model], actor: Actor) -> Q:
    """Rows of `model` that `actor` reads for their place, and not merely because a unit takes part in them."""
    by: Any = model.scope_by  # type: ignore[attr-defined]
    return at_home(by.inside(actor.grants), site=by.site)


def guarded(rows: R) -> R:
    """The same rows of an unfiltered queryset, of which the database itself shows those in the open scope alone: for
    who adds its condition by hand."""
    again = rows.all()
    again.query.past_scope = False  # type: ignore[attr-defined]
    return again


def visible(model: type[Model], actor: Actor) -> Q:
    """The rows of `model` that `actor` may read, as its `scope_by` says."""
    from zhiben.foundation.scope.models import Confidant, Sealed, Through

    by: Any = model.scope_by  # type: ignore[attr-defined]
    if isinstance(by, Sealed):
        own = {grant.unit for grant in actor.reading_grants() if not grant.substitute_for}
        let_in = Confidant.objects.filter(person=actor.id, unit__in=own, since__lte=clock.now())
        let_in = let_in.filter(model=model._meta.label_lower)
        return Q(pk__in=let_in.values("record"))
    if isinstance(by, Through):
        parent = by.parent(model)
        return Q(Exists(guarded(parent._unfiltered()).filter(visible(parent, actor), pk=OuterRef(f"{by.field}_id"))))
    condition = at_home_with(model, actor)
    return condition | taking_part(model, actor.grants) if by.participation and actor.reading_grants() else condition

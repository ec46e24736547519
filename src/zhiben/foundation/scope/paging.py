"""A page and a count over several grants: one indexed query per grant, disjoint and merged. No OR across grants,
which databases answer by sorting everything."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import CharField, Field, Model, Q, QuerySet, TextField

from zhiben.foundation.scope.context import current
from zhiben.foundation.scope.models import Home, Scoped
from zhiben.foundation.scope.query import at_home, guarded, minimal, subtree, taking_part, visible
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_

S = TypeVar("S", bound=Scoped)
CAP = 10_000


@dataclass(frozen=True, slots=True)
class Page(Generic[S]):
    """Rows of one page, the key to continue after ("" at the end), and a count that stops at `CAP`."""

    rows: list[S]
    next_after: str
    count: int
    capped: bool


def legs(model: type[Scoped]) -> list[Q]:
    """Disjoint conditions, one per grant and one for participation, whose union is what the open scope shows."""
    opened = current()
    by = model.scope_by
    if opened.everything:
        return [Q()]
    if not isinstance(by, Home):
        return [visible(model, opened.actor)]
    found: list[Q] = []
    before: list[Q] = []
    inside = by.inside(opened.actor.grants)
    for grant in minimal(inside):
        home = subtree(grant.at, site=by.site)
        leg = home
        for earlier in before:
            leg &= ~earlier
        before.append(home)
        found.append(leg)
    if by.participation and opened.actor.reading_grants():
        found.append(taking_part(model, opened.actor.grants) & ~at_home(inside, site=by.site))
    return found


def page(
    rows: QuerySet[S], order: Sequence[str], *, limit: int = 50, after: str = "", parts: Sequence[Q] = (Q(),)
) -> Page[S]:
    """One page of `rows` (an unfiltered queryset with the user's own filters) ordered by `order`.

    `parts` are disjoint conditions that together hold every row, by whose columns the indexes lead before the order's.
    `order` holds plain column names of NOT NULL columns, "-" for descending, and ends with the primary key; text is
    refused. `after` is the `next_after` of the page before. Raises NotFound on a key that does not fit.
    """
    check_order(rows.model, order)
    rows = guarded(rows)
    conditions = [leg & part for leg in legs(rows.model) for part in parts]
    start = after_key(rows.model, order, after)
    taken = [list(rows.filter(leg & start).order_by(*order)[: limit + 1]) for leg in conditions]
    merged = list(_first(heapq.merge(*taken, key=cmp_to_key(comparing(order))), limit + 1))
    count = 0
    for leg, found in zip(conditions, taken, strict=True):
        if not after and len(found) <= limit:
            count += len(found)  # there are no more of them
        elif count <= CAP:
            count += rows.filter(leg).order_by()[: CAP + 1 - count].count()
    more = len(merged) > limit
    return Page(merged[:limit], key_of(merged[limit - 1], order) if more else "", min(count, CAP), count > CAP)


def check_order(model: type[Model], order: Sequence[str]) -> None:
    """Raise ValueError for an order by which no page can be cut."""
    for column in (_column(model, name.lstrip("-")) for name in order):
        # Databases order text by rules of their own, which a merge in Python does not know, and NULLs at either end.
        if column.null or isinstance(column, CharField | TextField):
            raise ValueError(f"pages are not ordered by {column.name}")
    if not _column(model, order[-1].lstrip("-")).primary_key:
        raise ValueError("the order of pages ends with the primary key")


def _first(rows: Iterator[S], number: int) -> Iterator[S]:
    for _, row in zip(range(number), rows, strict=False):
        yield row


def comparing(order: Sequence[str]) -> Any:
    """Compares two rows by `order`, as for sorting."""
    names = [(name.lstrip("-"), -1 if name.startswith("-") else 1) for name in order]

    def compare(left: Model, right: Model) -> int:
        for name, sign in names:
            a, b = getattr(left, name), getattr(right, name)
            if a != b:
                return sign if a > b else -sign
        return 0

    return compare


def key_of(row: Model, order: Sequence[str]) -> str:
    """The key to continue after `row`."""
    names = [name.lstrip("-") for name in order]
    return "~".join(str(_column(type(row), n).value_to_string(row)) for n in names)


def after_key(model: type[Model], order: Sequence[str], after: str) -> Q:
    """The rows that come after a key. Raises NotFound on one that does not fit."""
    try:
        return _after(model, order, after)
    except (ValueError, ValidationError):
        raise NotFound(N_("翻页位置不对，请回到第一页")) from None


def _after(model: type[Model], order: Sequence[str], after: str) -> Q:
    if not after:
        return Q()
    values = after.split("~")
    if len(values) != len(order):
        raise ValueError("the page key does not fit the order")
    condition = Q(pk__in=())
    equal = Q()
    for name, text in zip(order, values, strict=True):
        field = name.lstrip("-")
        value = _column(model, field).to_python(text)
        condition |= equal & Q(**{f"{field}__{'lt' if name.startswith('-') else 'gt'}": value})
        equal &= Q(**{field: value})
    return condition


def _column(model: type[Model], name: str) -> Field[Any, Any]:
    found = model._meta.get_field(name)
    if not isinstance(found, Field):
        raise ValueError(f"{name} is not a column")
    return found

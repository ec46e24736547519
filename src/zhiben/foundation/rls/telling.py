"""What a connection is told of the open scope, as settings of its session: how far the grants reach, who asks, for
which units, whether everything lies open. Where nobody asks, nothing is told, and nothing is seen."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.apps import apps

from zhiben.foundation.scope.context import Scope
from zhiben.foundation.scope.models import Home, Scoped
from zhiben.foundation.scope.query import minimal
from zhiben.kernel.rights import LINE_LEVELS, TERRITORY_LEVELS, Coordinates, Grant

EVERYTHING, PERSON, UNITS, REACH = "zhiben.everything", "zhiben.person", "zhiben.units", "zhiben.reach"
JOINED = "zhiben.joined"
"""Told apart: tables that one statement joins to what it has filtered."""
MOMENT = "zhiben.moment"
"""Told apart: it is another with each question, and few tables ask for it."""

BLOCK, LINE, BLOCKS_APART = 8, 4, 1 << 31
"""A node and the depth at which it stands are one number, and both axes are one again: a row's place comes to a
handful of numbers, and a grant to one of them."""
MOST = 1 << 29
"""Ids from here on would run into each other."""

Told = tuple[str, ...]


def key(at: Coordinates) -> int:
    """What a grant at a place comes to: its deepest nodes, below zero for a single site. Raises ValueError for ids
    that no numbering gives."""
    if at.site:
        return -at.site
    block = _deepest(at, TERRITORY_LEVELS, BLOCK)
    return block * BLOCKS_APART + _deepest(at, LINE_LEVELS, LINE)


def _deepest(at: Coordinates, levels: tuple[str, ...], factor: int) -> int:
    for depth, name in reversed(tuple(enumerate(levels, start=1))):
        if value := getattr(at, name):
            if value >= MOST:
                raise ValueError(f"{name} {value} is beyond what the database's guard can tell apart")
            return int(value) * factor + depth
    return 0


@cache
def outsides() -> tuple[tuple[str, ...], ...]:
    """The sets of roles that see no row of some table for its place alone, the empty one first."""
    found = {tuple(sorted(by.outside)) for model in scoped() if isinstance(by := model.scope_by, Home)}
    return ((), *sorted(found - {()}))


@cache
def scoped() -> tuple[type[Scoped], ...]:
    """Every model with a table whose rows are seen within a scope only."""
    return tuple(one for one in apps.get_models() if issubclass(one, Scoped) and one._meta.managed)


def reach_without(outside: Iterable[str]) -> str:
    """The setting that tells how far the grants of other roles than these reach."""
    return "_without_".join([REACH, *(["_".join(sorted(outside))] if outside else [])])


@cache
def names() -> tuple[str, ...]:
    """The settings in the order in which their values are told; the moment comes after them."""
    return (EVERYTHING, PERSON, UNITS, *(reach_without(one) for one in outsides()))


@cache
def nothing() -> Told:
    """Where nobody asks."""
    return ("",) * len(names())


@cache
def everything() -> Told:
    """Where all rows lie open."""
    return ("on", "", "", *(["{0}"] * len(outsides())))


def told_of(opened: Scope | None) -> Told:
    """The values for a scope; composed once for each."""
    if opened is None:
        return nothing()
    if opened.everything:
        return everything()
    if TOLD not in opened.seen:
        grants, actor = opened.actor.reading_grants(), opened.actor
        units = {grant.unit for grant in grants if not grant.substitute_for}
        reaches = (_array(map(_key, minimal(g for g in grants if g.role not in out))) for out in outsides())
        opened.seen[TOLD] = ("", str(actor.id), _array(units), *reaches)
    told: Told = opened.seen[TOLD]
    return told


TOLD = "told to the database"


def _key(grant: Grant) -> int:
    return key(grant.at)


def _array(numbers: Iterable[int]) -> str:
    return f"{{{','.join(map(str, sorted(set(numbers))))}}}"

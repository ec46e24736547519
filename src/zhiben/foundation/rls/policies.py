"""From what a model says of itself (`scope_by`) to the condition under which PostgreSQL shows its rows: plain SQL over
the row's own columns and the session's settings.

The settings are read by sub-selects without a row of their own, once for each statement. Each condition is said so that
the planner neither looks for an index to answer it by nor expects it to throw rows away: the filter of the statement
itself decides where to look, and a row that it finds is compared here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.db.models import Model

from zhiben.foundation.rls import telling
from zhiben.foundation.scope.models import Confidant, Home, Participation, Scoped, Sealed, Through
from zhiben.kernel.rights import LINE_LEVELS, TERRITORY_LEVELS

EVERYTHING = f"(SELECT current_setting('{telling.EVERYTHING}', true) = 'on')"
ANNOUNCED = f"(SELECT current_setting('{telling.REACH}', true) <> '')"
PERSON = f"(SELECT NULLIF(current_setting('{telling.PERSON}', true), '')::bigint)"
MOMENT = f"(SELECT NULLIF(current_setting('{telling.MOMENT}', true), '')::timestamptz)"
DAY = (
    f"(SELECT (NULLIF(current_setting('{telling.MOMENT}', true), '')::timestamptz AT TIME ZONE INTERVAL '08:00')::date)"
)


@dataclass(frozen=True, slots=True)
class Policy:
    """Which rows of a table are shown; any row may be written by who says whose scope it is. `needs` are the columns,
    by table, without which it cannot stand."""

    table: str
    shown: str
    needs: frozenset[tuple[str, str]]

    @property
    def digest(self) -> str:
        """What tells this condition from what it was before."""
        return hashlib.sha256(f"{self.shown} {ANNOUNCED}".encode()).hexdigest()[:32]


@cache
def policies() -> tuple[Policy, ...]:
    """One for each scoped table, and those of who takes part and who is in on what is sealed."""
    own = [
        Policy(_table(Participation), ANNOUNCED, frozenset()),
        Policy(_table(Confidant), f"{EVERYTHING} OR person = {PERSON}", frozenset({(_table(Confidant), "person")})),
    ]
    return (*own, *(policy_of(model) for model in telling.scoped()))


@cache
def tables() -> frozenset[str]:
    """The guarded tables."""
    return frozenset(policy.table for policy in policies())


@cache
def momentary() -> tuple[str, ...]:
    """Tables of whose rows it is asked since when, or until when, somebody sees them."""
    return tuple(sorted(_table(model) for model in telling.scoped() if _asks_when(model)))


def _asks_when(model: type[Scoped]) -> bool:
    by = model.scope_by
    if isinstance(by, Through):
        return _asks_when(by.parent(model))
    return isinstance(by, Sealed) or by.dated


def policy_of(model: type[Scoped]) -> Policy:
    """The policy of one scoped table."""
    by = model.scope_by
    if isinstance(by, Through):
        return Policy(_table(model), *_through(model, by))
    return Policy(_table(model), *(_sealed(model) if isinstance(by, Sealed) else _home(model, by)))


def _open(table: str) -> str:
    """All rows lie open, or this statement joins them to what it has filtered."""
    joined = f"NULLIF(current_setting('{telling.JOINED}', true), '')::text[]"
    return f"(SELECT current_setting('{telling.EVERYTHING}', true) = 'on' OR '{table}' = ANY ({joined}))"


def _home(model: type[Scoped], by: Home) -> tuple[str, frozenset[tuple[str, str]]]:
    table = _table(model)
    needs = {(table, name) for name in (*TERRITORY_LEVELS, *LINE_LEVELS)}
    site = ""
    if by.site:
        site = str(model._meta.get_field(by.site.removesuffix("_id")).column)  # type: ignore[union-attr]
        needs.add((table, site))
    shown = f"{_open(table)} OR {_reached(table, telling.reach_without(by.outside), site=site)}"
    if by.participation:
        part = _table(Participation)
        dated = [f"(part.until IS NULL OR part.until >= {DAY})"] if by.dated else []
        mine = [f"part.model = '{model._meta.label_lower}'", f"part.record = {table}.{_key(model)}"]
        shown = f"{shown} OR {_there(f'{part} part', *mine, *dated, _reached('part', telling.REACH))}"
        needs |= {(part, name) for name in ("until", *TERRITORY_LEVELS, *LINE_LEVELS)}
    return shown, frozenset(needs)


def _reached(table: str, setting: str, *, site: str = "") -> str:
    """Where the row lies is among what the grants come to. A comparison that is true or unknown, and never false, is
    one of which the planner thinks that all rows pass it."""
    numbers = ", ".join([*_numbers(table), *([f"-{table}.{site}"] if site else [])])
    reach = f"(SELECT NULLIF(current_setting('{setting}', true), '')::bigint[])"
    return f"NULLIF(ARRAY[{numbers}] && {reach}, false) IS NOT NULL"


def _numbers(table: str) -> Iterator[str]:
    """What `telling.key` comes to for every grant that covers a row."""
    blocks = [f"({table}.{name} * {telling.BLOCK} + {n})" for n, name in enumerate(TERRITORY_LEVELS, start=1)]
    lines = [f"({table}.{name} * {telling.LINE} + {n})" for n, name in enumerate(LINE_LEVELS, start=1)]
    yield "0::bigint"
    yield from lines
    for block in reversed(blocks):
        yield f"{block} * {telling.BLOCKS_APART}"
        yield from (f"{block} * {telling.BLOCKS_APART} + {line}" for line in lines)


def _through(model: type[Scoped], by: Through) -> tuple[str, frozenset[tuple[str, str]]]:
    parent: type[Scoped] = by.parent(model)
    column = str(model._meta.get_field(by.field).column)  # type: ignore[union-attr]
    there = _there(_table(parent), f"{_table(parent)}.{_key(parent)} = {_table(model)}.{column}")
    return f"{_open(_table(model))} OR {there}", frozenset({(_table(model), column)})


def _there(rows: str, *conditions: str) -> str:
    """One such row is shown. Asked of each row by itself (`OFFSET 0` says so): gathering all that could be meant takes
    longer than the few that are asked for."""
    return f"EXISTS (SELECT 1 FROM {rows} WHERE {' AND '.join(conditions)} OFFSET 0)"  # noqa: S608 - our own names


def _sealed(model: type[Scoped]) -> tuple[str, frozenset[tuple[str, str]]]:
    """A row's confidants see it from a moment on, as long as they hold a role of their own for the unit."""
    inside = _table(Confidant)
    units = f"(SELECT NULLIF(current_setting('{telling.UNITS}', true), '')::bigint[])"
    known = _there(
        f"{inside} inside",
        f"inside.model = '{model._meta.label_lower}'",
        f"inside.record = {_table(model)}.{_key(model)}",
        f"inside.person = {PERSON}",
        f"inside.unit = ANY ({units}::bigint[])",
        f"inside.since <= {MOMENT}",
    )
    return f"{_open(_table(model))} OR {known}", frozenset({(inside, name) for name in ("unit", "since")})


def _table(model: type[Model]) -> str:
    return model._meta.db_table


def _key(model: type[Model]) -> str:
    return str(model._meta.pk.column)

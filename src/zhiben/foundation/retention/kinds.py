"""The kinds of thing that have a term: declared once, each by whoever knows how to delete it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from zhiben.kernel.text import N_

BLOCK = 1000
"""So many ids go into one statement: a database takes no more than some thousands."""
DEFAULT = N_("默认")
"""What is said of a term that no law gives: the office may set another."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a run has deleted of a kind: how many, a digest of their ids, and how many a hold has kept."""

    count: int
    digest: str = ""
    held: int = 0


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that is kept `days` long, at least `least`. `basis`: the law that says so, or that it is a default.
    `forget` deletes what is older than a moment; None: it is never deleted. `model` is the label by which one is held,
    "" where nothing can be. `machine`: its moments are by the machine's clock and not by the office's."""

    key: str
    title: str
    days: int
    basis: str
    forget: Callable[[datetime], Forgotten] | None
    least: int = 1
    model: str = ""
    machine: bool = False


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Make a kind known; each is declared once."""
    if _kinds.setdefault(kind.key, kind) != kind:
        raise ValueError(f"{kind.key} is declared twice")
    return kind


def known() -> dict[str, Kind]:
    """All kinds by key, those that are never deleted last."""
    return dict(sorted(_kinds.items(), key=lambda one: (one[1].forget is None, one[0])))


def in_blocks(ids: Iterable[Any]) -> Iterator[list[Any]]:
    """The ids in lists that a statement can hold, whatever a backlog has made of them."""
    left = iter(ids)
    while block := list(islice(left, BLOCK)):
        yield block


def forgotten(ids: Iterable[object], held: int = 0) -> Forgotten:
    """What is told of the deletion of these: nobody can name them again, but whoever kept a list can prove them."""
    names = sorted(str(one) for one in ids)
    digest = hashlib.sha256("\n".join(names).encode()).hexdigest() if names else ""
    return Forgotten(len(names), digest, held)


def deleted(rows: QuerySet[Any], held: Collection[Any] = ()) -> Forgotten:
    """Delete rows, but those whose ids are held; what is told of it."""
    found = list(rows.values_list("pk", flat=True))
    free, gone = [pk for pk in found if pk not in held], list[Any]()
    for block in in_blocks(free):
        # A row that has become another since stays, and is not told as gone.
        still = list(rows.filter(pk__in=block).select_for_update().values_list("pk", flat=True))
        rows.model._base_manager.filter(pk__in=still).delete()
        gone += still
    return forgotten(gone, held=len(found) - len(free))

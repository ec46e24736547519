"""What lies beside a record, its moves, files and ledger: for whoever sees the record, save where its room keeps it for
fewer people.

Said as a condition in SQL, so that what is kept from somebody takes as many queries as what does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db.models import Case, Q, QuerySet, Value, When

from zhiben.foundation.scope.context import current
from zhiben.foundation.scope.models import Scoped
from zhiben.foundation.scope.query import EVERYTHING, guarded, visible
from zhiben.kernel.rights import Actor

S = TypeVar("S", bound=Scoped)
Rule = Callable[[Actor], Q]
"""Of the records that a person sees, those beside which they see what lies there."""

_rules: dict[type[Scoped], Rule] = {}


def keep_beside(model: type[Scoped], rule: Rule) -> None:
    """Let only those see what lies beside a record of `model` whom `rule` lets."""
    if _rules.setdefault(model, rule) is not rule:
        raise ValueError(f"what lies beside {model.__name__} is kept by another rule already")


def beside(model: type[S]) -> QuerySet[S]:
    """The records of `model` beside which the person of the open scope sees what lies there."""
    rule, opened = _rules.get(model), current()
    rows = model.objects.all()
    return rows if rule is None or opened.everything else rows.filter(rule(opened.actor))


def seen_beside(model: type[Scoped], records: Iterable[int]) -> set[int]:
    """Those of `records`, by id. The rule is what a row comes to, and not where it is looked for: a database without
    statistics would rather read a whole city's rows than ask for some hundred ids."""
    rule, opened = _rules.get(model), current()
    allowed = EVERYTHING if opened.everything else visible(model, opened.actor)
    if rule is not None and not opened.everything:
        allowed &= rule(opened.actor)
    seen = Case(When(allowed, then=Value(1)), default=Value(0))
    rows = guarded(model._unfiltered()).filter(pk__in=list(records)).annotate(_seen=seen).filter(_seen=1)
    return set(rows.values_list("pk", flat=True))

"""What lies beside a record, its files and its ledger: for whoever sees the record, save where its room keeps it for
fewer people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import TextField

from zhiben.foundation.scope.context import current
from zhiben.foundation.scope.models import Placed, Scoped, load_participants

Rule = Callable[[Any, Any], bool]
"""Whether a person who sees a record sees what lies beside it: (record, actor)."""

_rules: dict[type[Scoped], Rule] = {}


def keep_beside(model: type[Scoped], rule: Rule) -> None:
    """Let only those see what lies beside a record of `model` whom `rule` lets."""
    if _rules.setdefault(model, rule) is not rule:
        raise ValueError(f"what lies beside {model.__name__} is kept by another rule already")


def seen_beside(model: type[Scoped], records: Iterable[int]) -> set[int]:
    """Those of `records`, by id, beside which the person of the open scope sees what lies there."""
    rows = model.objects.filter(pk__in=list(records))
    rule, opened = _rules.get(model), current()
    if rule is None or opened.everything:
        return set(rows.values_list("pk", flat=True))
    # Whole papers lie in such columns, and no rule asks for them.
    found = list(rows.defer(*(one.name for one in model._meta.concrete_fields if isinstance(one, TextField))))
    if issubclass(model, Placed):
        load_participants(found)
    return {row.pk for row in found if rule(row, opened.actor)}

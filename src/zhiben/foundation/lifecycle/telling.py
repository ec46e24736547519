"""A ledger entry in the words of the machine by which its record lives, and of the columns that it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model

from zhiben.foundation.audit import verbs
from zhiben.foundation.audit.queries import Line
from zhiben.foundation.lifecycle.models import Living
from zhiben.kernel import clock
from zhiben.kernel.machine import REDATE, Machine
from zhiben.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Changed:
    """A column, by its label, with what it said before and what it says since."""

    label: str
    before: str
    after: str


def machine_of(model: str) -> Machine | None:
    """The machine of a model, by its label; None for what lives by none."""
    try:
        found = apps.get_model(model)
    except (LookupError, ValueError):
        return None
    return found.machine if issubclass(found, Living) else None


def step_label(model: str, verb: str) -> str:
    """The office's word for what was done to a record of `model`: its machine's own, else that of the ledger."""
    machine = machine_of(model)
    return (machine.step(verb) if machine else "") or verbs.label_of(verb)


def changes_of(line: Line) -> list[Changed]:
    """What an entry changed, as far as it notes both wordings of columns that have a label (ids of others are no
    wording), or both days of a step."""
    try:
        model = apps.get_model(line.model)
    except (LookupError, ValueError):
        return []
    if line.verb == REDATE:
        days = (clock.in_words(datetime.fromisoformat(line.facts[told]).date()) for told in ("was", "at"))
        return [Changed(step_label(line.model, line.facts["verb"]), *days)]
    found = []
    for name, before, after in _pairs(line.facts):
        column = _labelled(model, name)
        if column is not None and before != after:
            found.append(Changed(str(column.verbose_name), _worded(column, before), _worded(column, after)))
    return found


def _pairs(facts: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Entries note {"from": {column: …}, "to": {column: …}}, or {column: {"from": …, "to": …}}."""
    before, after = facts.get("from"), facts.get("to")
    if isinstance(before, dict) and isinstance(after, dict):
        yield from ((name, before[name], after[name]) for name in before if name in after)
    for name, value in facts.items():
        if isinstance(value, dict) and value.keys() == {"from", "to"}:
            yield name, value["from"], value["to"]


def _labelled(model: type[Model], name: str) -> Field[Any, Any] | None:
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if not isinstance(column, Field) or column.is_relation:
        return None
    # Without a label Django makes one of the column's own name.
    return column if column.verbose_name != name.replace("_", " ") else None


def _worded(column: Field[Any, Any], value: Any) -> str:
    if value in (None, ""):
        return N_("（空）")
    said = dict(column.flatchoices).get(value, column.to_python(value))
    if isinstance(said, bool):
        return N_("是") if said else N_("否")
    if isinstance(said, date):
        return clock.in_words(said)
    return f"{said.normalize():f}" if isinstance(said, Decimal) else str(said)

"""Lost races as sentences. Two people may both find that something is not there yet and both write it; the database
lets one of them, and its refusal is told to the other as what has happened, not as a fault of the program."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.db import IntegrityError
from django.db.models import UniqueConstraint

from zhiben.kernel.errors import Conflict

_sentences: dict[str, str] = {}
SQLITE = "UNIQUE constraint failed: "


def tell(**sentences: str) -> None:
    """Say what it means to people that a unique constraint, by its name, was violated. That of a column alone is called
    `<table>_<column>_key`."""
    for name, sentence in sentences.items():
        if _sentences.setdefault(name, sentence) != sentence:
            raise ValueError(f"the constraint {name} is told twice")


def told() -> frozenset[str]:
    """The names of the constraints that have a sentence."""
    return frozenset(_sentences)


def conflict_of(error: IntegrityError) -> Conflict | None:
    """The sentence for what the database has refused, if a room has told one."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        name = diagnosis.constraint_name or ""
    else:
        # SQLite names the columns, not the constraint.
        name = by_columns().get(str(error).removeprefix(SQLITE), "")
    return Conflict(_sentences[name], code=name) if name in _sentences else None


@cache
def by_columns() -> dict[str, str]:
    """The unique constraints of all tables, by their columns as SQLite names them."""
    found = {}
    for model in apps.get_models():
        table, options = model._meta.db_table, model._meta
        for field in options.concrete_fields:
            if field.unique and not field.primary_key:
                found[f"{table}.{field.column}"] = f"{table}_{field.column}_key"
        for one in options.constraints:
            if isinstance(one, UniqueConstraint) and one.fields:
                columns = (options.get_field(name).column for name in one.fields)  # type: ignore[union-attr]
                found[", ".join(f"{table}.{column}" for column in columns)] = one.name
    return found

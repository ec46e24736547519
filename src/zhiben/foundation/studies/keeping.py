"""Keeping what an analysis found, once for the same data, parameters and method; finding it again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from zhiben.foundation import audit
from zhiben.foundation.inserting import insert
from zhiben.foundation.studies.models import Study
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor, Coordinates


@dataclass(frozen=True, slots=True)
class Found:
    """What an analysis gives to be kept: by which version of the method, from which table (`columns`, `rows`), which
    rows were left out and why, in which respects it is weak, and the result as JSON values."""

    version: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    result: Mapping[str, Any]
    left_out: Sequence[Mapping[str, Any]] = ()
    warnings: Sequence[str] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)


def keep(name: str, unit: int, at: Coordinates, found: Found, *, as_of: date, actor: Actor) -> Study:
    """The kept row of an analysis of the ground of `unit`, which lies at `at`; the same data, parameters and method
    again are the same row. Raises ValueError for a result that no page could show (NaN, infinity)."""
    if (where := _unshowable(found.result)) is not None:
        raise ValueError(f"{name}: {where} is no number")
    inputs = _table(found.columns, found.rows)
    whole = [name, found.version, found.parameters, as_of.isoformat(), list(found.left_out), inputs]
    sha256 = hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    if standing := Study._unfiltered().filter(name=name, unit=unit, sha256=sha256).first():
        return standing
    row = Study(
        name=name,
        unit=unit,
        parameters=dict(found.parameters),
        as_of=as_of,
        version=found.version,
        counted=len(found.rows),
        left_out=list(found.left_out),
        warnings=list(found.warnings),
        result=dict(found.result),
        inputs=inputs,
        sha256=sha256,
        made_at=clock.now(),
        made_by=actor.id,
    )
    row.place_at(at)
    with audit.batch():
        insert([row])
        facts = {"name": name, "unit": unit, "as_of": as_of, "version": found.version, "sha256": sha256}
        audit.record("study", actor, subject=(row._meta.label_lower, row.pk), facts=facts)
    return row


def latest(name: str, unit: int, parameters: Mapping[str, Any] | None = None) -> Study | None:
    """The newest that the person of the open scope may read, with these parameters where they are told."""
    rows = studies_of(name, unit)
    return (rows if parameters is None else rows.filter(parameters=dict(parameters))).first()


def studies_of(name: str, unit: int) -> QuerySet[Study]:
    """All that may be read of an analysis of a unit's ground, newest first."""
    return Study.objects.filter(name=name, unit=unit).order_by("-made_at", "-pk")


def _table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return told.getvalue()


def _unshowable(value: Any, where: str = "result") -> str | None:
    """Where in a result something stands that is no number; None where everything can be shown."""
    if isinstance(value, float):
        return None if math.isfinite(value) else where
    parts: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, Mapping):
        parts = value.items()
    elif isinstance(value, Sequence) and not isinstance(value, str):
        parts = enumerate(value)
    return next((told for key, part in parts if (told := _unshowable(part, f"{where}.{key}"))), None)

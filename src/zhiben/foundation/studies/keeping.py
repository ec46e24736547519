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
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError
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
    """The kept row of an analysis of the ground of `unit`, which lies at `at`; the same found again from the same data
    by the same method is the same row, unless something else was found in between: then it is the newest once more, as
    another row. Raises ValueError for what no page could show (NaN, infinity), in the result or in what went in."""
    rows = [list(row) for row in found.rows]
    for part, value in (("result", found.result), ("inputs", rows), ("parameters", found.parameters)):
        if (where := _unshowable(value, part)) is not None:
            raise ValueError(f"{name}: {where} is no number")
    parameters, left_out, result = (_plain(part) for part in (found.parameters, found.left_out, found.result))
    inputs = _table(found.columns, rows)
    whole = [name, found.version, parameters, as_of.isoformat(), left_out, inputs, result]
    sha256 = hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    before = _newest(name, unit, parameters)
    if before is not None and before.sha256 == sha256:
        return before
    row = Study(
        name=name,
        unit=unit,
        parameters=parameters,
        as_of=as_of,
        version=found.version,
        counted=len(rows),
        left_out=left_out,
        warnings=list(found.warnings),
        result=result,
        inputs=inputs,
        sha256=sha256,
        follows=before.pk if before else 0,
        made_at=clock.now(),
        made_by=actor.id,
    )
    row.place_at(at)
    return _entered(row, actor)


def _newest(name: str, unit: int, parameters: Mapping[str, Any]) -> Study | None:
    """The newest of these parameters, whoever may read it."""
    return Study._unfiltered().filter(name=name, unit=unit, parameters=parameters).order_by("-made_at", "-pk").first()


def _entered(row: Study, actor: Actor) -> Study:
    """The row, or the same one that somebody else was faster to enter."""
    facts = {"name": row.name, "unit": row.unit, "as_of": row.as_of, "version": row.version, "sha256": row.sha256}
    try:
        with audit.batch():
            insert([row])
            audit.record("study", actor, subject=(row._meta.label_lower, row.pk), facts=facts)
    except IntegrityError:
        same = {"name": row.name, "unit": row.unit, "sha256": row.sha256, "follows": row.follows}
        if (standing := Study._unfiltered().filter(**same).first()) is None:
            raise
        return standing
    return row


def latest(name: str, unit: int, parameters: Mapping[str, Any] | None = None) -> Study | None:
    """The newest that the person of the open scope may read, with these parameters where they are told."""
    rows = studies_of(name, unit)
    return (rows if parameters is None else rows.filter(parameters=_plain(parameters))).first()


def studies_of(name: str, unit: int) -> QuerySet[Study]:
    """All that may be read of an analysis of a unit's ground, newest first."""
    return Study.objects.filter(name=name, unit=unit).order_by("-made_at", "-pk")


def _table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return told.getvalue()


class _Encoder(DjangoJSONEncoder):
    """Days, decimals and the numbers of arrays, in parameters, rows left out and results alike."""

    def default(self, o: Any) -> Any:
        plain = getattr(o, "tolist", None)
        return plain() if plain is not None else super().default(o)


def _plain(value: Any) -> Any:
    """As it comes back from the database."""
    return json.loads(json.dumps(value, cls=_Encoder, allow_nan=False))


def _unshowable(value: Any, where: str) -> str | None:
    """Where something stands that is no number; None where everything can be shown."""
    told = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(told, float | Decimal):
        return None if math.isfinite(told) else where
    parts: Iterable[tuple[Any, Any]] = ()
    if isinstance(told, Mapping):
        parts = told.items()
    elif isinstance(told, Sequence) and not isinstance(told, str):
        parts = enumerate(told)
    return next((wrong for key, part in parts if (wrong := _unshowable(part, f"{where}.{key}"))), None)

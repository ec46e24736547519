"""Freezing: a measure's value with the ids behind it, compressed and hashed, so that a published figure opens the
same rows for ever."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Value

from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.kernel.errors import NotFound
from zhiben.kernel.measure import Cut, Measure, ratio
from zhiben.kernel.text import N_


@dataclass(slots=True)
class _Counted:
    """Rows that were read, and what they come to: how many, or their sum."""

    ids: list[int] = field(default_factory=list)
    amount: int = 0

    def add(self, pk: int, amount: int) -> None:
        self.ids.append(pk)
        self.amount += amount


@dataclass(frozen=True, slots=True)
class Slicing:
    """Parts of a measure by the value of one column: slice "prefix-value" for each of `wanted` and each value found.

    With `wanted`, rows of any other value gather under "prefix-0", so that the slices always add up to the whole.
    """

    column: str
    prefix: str
    wanted: Collection[int] = ()

    def of(self, value: int | None) -> str:
        """The slice that a row with `value` belongs to."""
        return f"{self.prefix}-{value or 0 if not self.wanted or value in self.wanted else 0}"


def freeze(rows: Sequence[FrozenMeasure]) -> FrozenMeasure:
    """Store what was `counted`, and return the whole. A second freeze of the same raises IntegrityError."""
    FrozenMeasure.objects.bulk_create(rows)
    return rows[0]


def counted(measure: Measure, cut: Cut, *, bundle: str, by: Slicing | None = None) -> list[FrozenMeasure]:
    """The rows to be frozen for `bundle`, the whole first and all slices cut from one reading of the records: two
    queries however many there are. Nothing is written."""
    if by is None:
        found = _read(measure.denominator(cut)) if measure.denominator else None
        return [_row(measure, cut, bundle, "", _read(measure.numerator(cut), measure.sums), found)]
    numerator = _by_slice(measure.numerator(cut), by, measure.sums)
    denominator = _by_slice(measure.denominator(cut), by) if measure.denominator else None
    names = {by.of(value) for value in by.wanted} | set(numerator) | set(denominator or ())
    return [
        _row(
            measure,
            cut,
            bundle,
            name,
            _part(numerator, name),
            None if denominator is None else _part(denominator, name),
        )
        for name in ("", *sorted(names))
    ]


def _by_slice(rows: Any, by: Slicing, sums: str = "") -> dict[str, _Counted]:
    found: dict[str, _Counted] = {}
    for pk, value, amount in rows.order_by().values_list("pk", by.column, sums or Value(1)):
        found.setdefault(by.of(value), _Counted()).add(pk, amount)
    return found


def _part(slices: Mapping[str, _Counted], name: str) -> _Counted:
    if name:
        return slices.get(name, _Counted())
    whole = _Counted()
    for part in slices.values():
        whole.ids += part.ids
        whole.amount += part.amount
    return whole


def frozen(bundle: str) -> dict[tuple[str, str], FrozenMeasure]:
    """All of a bundle by (measure, slice), without the id lists."""
    rows = FrozenMeasure.objects.filter(bundle=bundle).defer("numerator_ids", "denominator_ids").order_by("pk")
    return {(row.measure, row.slice): row for row in rows}


def rows_behind(bundle: str, measure: str, slice_: str = "", *, of: str = "numerator") -> list[int]:
    """The ids behind one frozen figure (`of`: numerator or denominator). Raises NotFound when nothing was frozen
    under that name."""
    row = FrozenMeasure.objects.filter(bundle=bundle, measure=measure, slice=slice_).first()
    if row is None:
        raise NotFound(N_("本期没有冻结该指标"))
    return unpacked(bytes(row.numerator_ids if of == "numerator" else row.denominator_ids))


def numerators(bundle: str, measures: Collection[str]) -> dict[tuple[str, str], list[int]]:
    """The ids counted by the frozen slices of some measures, by (measure, slice)."""
    rows = FrozenMeasure.objects.filter(bundle=bundle, measure__in=measures).exclude(slice="")
    found = rows.values_list("measure", "slice", "numerator_ids")
    return {(measure, slice_): unpacked(bytes(ids)) for measure, slice_, ids in found}


def intact(row: FrozenMeasure) -> bool:
    """True when the figure, its wording and its ids are still those that were frozen."""
    return row.sha256 == _seal(row)


def seals(bundle: str) -> dict[str, str]:
    """One SHA-256 for each measure of a bundle, over its whole and its slices, computed anew from what is stored. Kept
    in the ledger when the bundle is closed, it shows whatever is done to a figure afterwards."""
    sums: dict[str, Any] = {}
    rows = FrozenMeasure.objects.filter(bundle=bundle).order_by("measure", "slice")
    for row in rows.iterator(500):
        told = [row.slice, row.sha256, _seal(row)]
        sums.setdefault(row.measure, hashlib.sha256()).update(json.dumps(told, ensure_ascii=False).encode())
    return {name: whole.hexdigest() for name, whole in sums.items()}


def packed(ids: Iterable[int]) -> bytes:
    """Sorted ids as differences, compressed."""
    ordered = sorted(ids)
    steps = [b - a for a, b in zip([0, *ordered], ordered, strict=False)]
    return zlib.compress(json.dumps(steps, separators=(",", ":")).encode(), 9)


def unpacked(content: bytes) -> list[int]:
    """The ids that `packed` stored."""
    found, last = [], 0
    for step in json.loads(zlib.decompress(content)):
        last += step
        found.append(last)
    return found


def _row(
    measure: Measure, cut: Cut, bundle: str, name: str, numerator: _Counted, denominator: _Counted | None
) -> FrozenMeasure:
    of = denominator.amount if denominator is not None else None
    row = FrozenMeasure(
        bundle=bundle,
        measure=measure.id,
        slice=name,
        title=measure.title,
        formula=measure.formula,
        unit=measure.unit,
        as_of=cut.as_of,
        numerator=numerator.amount,
        denominator=of,
        value=ratio(numerator.amount, of, measure.minimum) if of is not None else numerator.amount,
        numerator_ids=packed(numerator.ids),
        denominator_ids=packed(denominator.ids if denominator else ()),
    )
    row.sha256 = _seal(row)
    return row


def _read(rows: Any, sums: str = "") -> _Counted:
    if not sums:
        ids = list(rows.order_by().values_list("pk", flat=True))
        return _Counted(ids, len(ids))
    found = _Counted()
    for pk, amount in rows.order_by().values_list("pk", sums):
        found.add(pk, amount)
    return found


def _seal(row: FrozenMeasure) -> str:
    ids = (hashlib.sha256(bytes(packet)).hexdigest() for packet in (row.numerator_ids, row.denominator_ids))
    value = None if row.value is None else f"{row.value:.6f}"
    names = (row.bundle, row.measure, row.slice, row.title, row.formula, row.unit)
    told = [*names, row.as_of.timestamp(), row.numerator, row.denominator, value, *ids]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

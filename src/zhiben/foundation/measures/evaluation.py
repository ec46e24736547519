"""Taking a measure: its rows within the open scope, counted or added up; the value is theirs alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from zhiben.kernel.measure import Cut, Measure, ratio, share


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's value at a cut. `rows` is how many records stand behind it: those of the denominator, or of the
    count; `added` of them make up a sum."""

    measure: Measure
    numerator: int
    denominator: int | None
    value: Decimal | None
    as_of: datetime
    added: int | None = None

    @property
    def rows(self) -> int:
        """How many records stand behind the value."""
        if self.added is not None:
            return self.added
        return self.numerator if self.denominator is None else self.denominator

    @property
    def shown(self) -> str:
        """The value as pages print it."""
        if self.denominator is not None:
            return share(self.numerator, self.denominator, self.measure.decimals, self.measure.minimum)
        return f"{self.numerator:,}"

    def as_json(self) -> dict[str, Any]:
        """The keys that scripts rely on."""
        value: float | int | None = self.numerator if self.denominator is None else None
        if self.denominator is not None and self.value is not None:
            value = float(self.value)
        return {
            "id": self.measure.id,
            "title": self.measure.title,
            "value": value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "unit": self.measure.unit,
            "as_of": self.as_of.isoformat(),
            "rows": self.rows,
        }


def evaluate(measure: Measure, cut: Cut, where: Q | None = None) -> Figure:
    """Count `measure` at `cut`; `where` narrows both numerator and denominator (an area, a unit)."""
    if measure.sums:
        found = _narrowed(measure.numerator(cut), where).aggregate(sum=Sum(measure.sums), rows=Count("pk"))
        numerator = found["sum"] or 0
        return Figure(measure, numerator, None, Decimal(numerator), cut.as_of, found["rows"])
    numerator = _count(measure.numerator(cut), where)
    denominator = _count(measure.denominator(cut), where) if measure.denominator else None
    value = Decimal(numerator) if denominator is None else ratio(numerator, denominator, measure.minimum)
    return Figure(measure, numerator, denominator, value, cut.as_of)


def _count(rows: Any, where: Q | None) -> int:
    counted: int = _narrowed(rows, where).count()
    return counted


def _narrowed(rows: Any, where: Q | None) -> Any:
    return (rows.filter(where) if where is not None else rows).order_by()

"""A form's returns as units by periods, and what was told for one period with its sums. What is missing is told as
missing and never as 0; a sum says how many units it is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from zhiben.kernel.machine import State
from zhiben.kernel.periods import Period
from zhiben.kernel.text import N_
from zhiben.reporting.fields import Field, added, shown
from zhiben.reporting.models import Return, ReturnForm
from zhiben.reporting.queries.returns import returns
from zhiben.reporting.vocab import CORRECTED, EXCUSED, LATE, NIL, RETURNED, SUMMABLE

MOST_PERIODS = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit's return of one period, with the word and shape of how it stands."""

    record: Return

    @property
    def standing(self) -> State:
        """How it stands."""
        return self.record.standing

    @property
    def more(self) -> list[State]:
        """What else is to be said of it: that there was nothing though it came late, that it was corrected."""
        late_nil = self.standing == LATE and self.record.latest and self.record.latest.nil
        return [*([NIL] if late_nil else []), *([CORRECTED] if self.record.corrected else [])]


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's row: a cell for each period, None where nothing was asked of it."""

    unit: int
    name: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Units by periods, the newest period last; `counts` tells of each period how many returns stand how."""

    periods: tuple[Period, ...]
    lines: tuple[Line, ...]
    counts: tuple[dict[str, int], ...]


def matrix(form: ReturnForm, most: int = MOST_PERIODS) -> Matrix:
    """The last periods of a form, whichever edition asked, as far as the returns are in scope."""
    family = Q(form=form.family) | Q(form__first=form.family)
    rows = returns().filter(family)
    firsts = sorted(set(rows.order_by().values_list("period_first", flat=True)))[-most:]
    found = list(rows.filter(period_first__in=firsts).order_by("unit__position", "unit", "period_first"))
    periods = {one.period_first: one.period for one in found}
    kept = tuple(periods[first] for first in firsts)
    cells: dict[int, dict[Any, Cell]] = {}
    names: dict[int, str] = {}
    for one in found:
        names[one.unit_id] = one.unit.name
        cells.setdefault(one.unit_id, {})[one.period_first] = Cell(one)
    lines = tuple(Line(unit, names[unit], tuple(row.get(first) for first in firsts)) for unit, row in cells.items())
    return Matrix(kept, lines, tuple(_counts(lines, number) for number in range(len(kept))))


def _counts(lines: Sequence[Line], number: int) -> dict[str, int]:
    counted: dict[str, int] = {}
    for line in lines:
        if cell := line.cells[number]:
            counted[cell.standing.label] = counted.get(cell.standing.label, 0) + 1
    return counted


@dataclass(frozen=True, slots=True)
class Told:
    """What one unit told for a period: its values by field, or that there was nothing, or that nothing was told."""

    record: Return
    values: dict[str, Any]
    nil: bool
    told: bool

    @property
    def lacking(self) -> str:
        """The word that stands where nothing was told."""
        words = {"excused": EXCUSED.label, "returned": RETURNED.label}
        return words.get(self.record.state, N_("未报"))

    def cell(self, field: Field) -> str:
        """A value as it is printed; empty where nothing was told."""
        return shown(field, self.values.get(field.key)) if self.told else ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was told for one period. `sums` are by field key, of `of` units that told something; nil returns count as
    having told nothing to add."""

    form: ReturnForm
    period: Period
    fields: tuple[Field, ...]
    lines: tuple[Told, ...]
    sums: dict[str, str]

    @property
    def told(self) -> int:
        """How many units have told, nil returns included."""
        return sum(line.told for line in self.lines)

    @property
    def missing(self) -> list[Told]:
        """The units that have not."""
        return [line for line in self.lines if not line.told and line.record.state != "excused"]


def summary(form: ReturnForm, period_first: Any) -> Summary | None:
    """What the units told an edition for a period, as far as it is in scope; None where nothing was asked."""
    rows = returns().filter(form=form, period_first=period_first).order_by("unit__position", "unit")
    lines = tuple(_told(one) for one in rows)
    if not lines:
        return None
    fields = form.fields
    sums = {
        one.key: shown(one, added(one, [line.values.get(one.key) for line in lines if line.told]))
        for one in fields
        if one.kind in SUMMABLE
    }
    return Summary(form, lines[0].record.period, fields, lines, sums)


def _told(one: Return) -> Told:
    vintage = one.shown_vintage
    if vintage is None:
        return Told(one, {}, nil=False, told=False)
    return Told(one, {} if vintage.nil else dict(vintage.values), nil=vintage.nil, told=True)

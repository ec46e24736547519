"""The records behind a round's figures: what each printed figure opens, and how much of it a person may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps

from zhiben.dispatch import closing, facts
from zhiben.dispatch.bulletin import hazard_section
from zhiben.dispatch.models import NamedItem, Round
from zhiben.foundation.measures import rows_behind
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.kernel import measure
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_

OF_UNITS = {
    "A5.tasks": N_("牵头任务"),
    "tasks.done": N_("已办结"),
    "tasks.overdue": N_("逾期"),
    "tasks.reported_rate": N_("报送率"),
}
"""The figures of a unit, as the heads of their columns."""

SIDES = ("numerator", "denominator")
WHOLE = "all"
"""How the whole is called in an address, where an empty part cannot stand."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed figure and where its rows are; `measure` is empty where nothing was counted and nothing opens."""

    shown: str
    measure: str
    slice: str = WHOLE
    side: str = "numerator"
    title: str = ""
    formula: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table of figures."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """The records behind one figure: those that the person may see, of one page, and how many there are beyond."""

    row: FrozenMeasure
    side: str
    shown: Sequence[Any]
    total: int
    visible: int

    @property
    def hidden(self) -> int:
        """How many records the person may not see."""
        return self.total - self.visible


def whole(one: Round) -> list[Cell]:
    """Every frozen measure of the round, as a whole; one that its cycle has taken up since was not frozen."""
    found = facts.figures(one)
    rows = (found.rows.get((name, "")) for name in one.declared.measures)
    return [_whole(row) for row in rows if row is not None]


def _whole(row: FrozenMeasure) -> Cell:
    part = f"{row.numerator:,}/{row.denominator:,}" if row.denominator is not None else ""
    return Cell(facts.shown(row), row.measure, title=row.title, formula=row.formula, part=part)


def by_area(one: Round) -> list[Line]:
    """The bulletin's table of areas with every figure leading to its rows; the whole comes last."""
    found = facts.figures(one)
    lines = [Line(area.name, _cells(found, area.slice)) for area in facts.areas(one, found)]
    return [*lines, Line(N_("合计"), _cells(found, ""))]


def _cells(found: facts.Figures, slice_: str) -> tuple[Cell, ...]:
    first, second, *rest = hazard_section.COUNTS
    names = (first, second, "D1.rate", *rest)
    return tuple(_cell(found, name, slice_) for name in names)


def _cell(found: facts.Figures, name: str, slice_: str) -> Cell:
    row = found.rows.get((name, slice_))
    return Cell(facts.shown(row), name if row else "", slice_ or WHOLE)


def by_unit(one: Round) -> list[Line]:
    """The key tasks of every unit by what its cycle freezes, each figure leading to its rows."""
    found = facts.figures(one)
    heads = {name: title for name, title in OF_UNITS.items() if name in one.declared.measures}
    return [
        Line(unit, tuple(replace(_cell(found, name, slice_), title=title) for name, title in heads.items()))
        for slice_, unit in facts.task_units(found)
    ]


def behind(one: Round, name: str, slice_: str, side: str, *, start: int = 0, limit: int = 100) -> Behind:
    """The frozen rows behind one figure, as far as the open scope shows them. Raises NotFound."""
    part = "" if slice_ == WHOLE else slice_
    row = facts.figures(one).rows.get((name, part))
    if row is None or side not in SIDES:
        raise NotFound(N_("本期没有冻结该指标"))
    pks = rows_behind(one.bundle, name, part, of=side)
    model = _model(one, name)
    seen = sorted(
        pk for chunk in _chunks(pks) for pk in model.objects.filter(pk__in=chunk).values_list("pk", flat=True)
    )
    shown = model.objects.filter(pk__in=seen[start : start + limit]).order_by("pk")
    return Behind(row, side, list(shown), len(pks), len(seen))


def _model(one: Round, name: str) -> Any:
    declared = measure.registered().get(name)
    if declared is None:
        raise NotFound(N_("该指标已不再使用，无法打开记录"))
    return declared.numerator(closing.cut_of(one)).model


def _chunks(pks: list[int], size: int = 500) -> Iterator[list[int]]:
    return (pks[start : start + size] for start in range(0, len(pks), size))


def links(items: Iterable[NamedItem]) -> dict[int, str]:
    """Item id → address of its record, for those that the open scope shows."""
    by_model: dict[str, dict[int, int]] = {}
    for item in items:
        by_model.setdefault(item.model, {})[item.record] = item.pk
    found: dict[int, str] = {}
    for label, records in by_model.items():
        for record in apps.get_model(label)._default_manager.filter(pk__in=list(records)):
            found[records[record.pk]] = record.get_absolute_url()
    return found

"""The records behind a round's figures: what each printed figure opens, and how much of it a person may see. What was
restated is shown as the round's papers tell it: a month's with the figure of now, a bulletin's with the first one, or
with that of when it was drafted anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.apps import apps

from zhiben.dispatch import closing, facts, recounting, restating
from zhiben.dispatch.bulletin import hazard_section
from zhiben.dispatch.models import Round
from zhiben.dispatch.restating import Restatement
from zhiben.foundation.measures import rows_behind
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.kernel import clock, measure
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
CHANGED = 20
"""So many records are told of a figure that comes out otherwise."""

WHOLE = "all"
"""How the whole is called in an address, where an empty part cannot stand."""


class HasRecord(Protocol):
    """What names a record by its model's label and id."""

    @property
    def model(self) -> str:
        """The label."""

    @property
    def record(self) -> int:
        """The id."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed figure and where its rows are; `measure` is empty where nothing was counted and nothing opens; what
    it was restated as since, and under which name."""

    shown: str
    measure: str
    slice: str = WHOLE
    side: str = "numerator"
    title: str = ""
    formula: str = ""
    part: str = ""
    later: str = ""
    later_bundle: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table of figures."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Freezing:
    """When a figure was frozen, in words, and the row."""

    told: str
    row: FrozenMeasure

    @property
    def shown(self) -> str:
        """What the figure was then."""
        return facts.shown(self.row)


@dataclass(frozen=True, slots=True)
class Behind:
    """The records behind one figure: those that the person may see, of one page, and how many there are beyond;
    `freezing` is the one that they were frozen by, `others` what else was frozen of the figure."""

    freezing: Freezing
    others: Sequence[Freezing]
    side: str
    shown: Sequence[Any]
    total: int
    visible: int

    @property
    def row(self) -> FrozenMeasure:
        """The figure."""
        return self.freezing.row

    @property
    def hidden(self) -> int:
        """How many records the person may not see."""
        return self.total - self.visible


def figures(one: Round) -> facts.Figures:
    """The round's figures as its papers tell them."""
    return facts.figures(one, _anew(one))


def _anew(one: Round) -> dict[str, str]:
    """By measure, under which name the figure stands that papers tell instead of the first one."""
    if one.of_month:
        return restating.standing([one.bundle]).get(one.bundle, {})
    return restating.entered(restating.restatements(one))


def whole(one: Round, found: facts.Figures, restated: Iterable[Restatement] = ()) -> list[Cell]:
    """Every frozen measure of the round, as a whole, with what its own restatements have made of it; one that its cycle
    has taken up since was not frozen."""
    rows = (found.rows.get((name, "")) for name in one.declared.measures)
    later = {each.measure: each for each in restated}
    return [_whole(row, later.get(row.measure)) for row in rows if row is not None]


def _whole(row: FrozenMeasure, later: Restatement | None) -> Cell:
    part = f"{row.numerator:,}/{row.denominator:,}" if row.denominator is not None else ""
    cell = Cell(facts.shown(row), row.measure, title=row.title, formula=row.formula, part=part)
    if later is None or later.bundle == row.bundle:
        return cell
    return replace(cell, later=later.now, later_bundle=later.bundle)


def by_area(one: Round, found: facts.Figures) -> list[Line]:
    """The bulletin's table of areas with every figure leading to its rows; the whole comes last."""
    lines = [Line(area.name, _cells(found, area.slice)) for area in facts.areas(one, found)]
    return [*lines, Line(N_("合计"), _cells(found, ""))]


def _cells(found: facts.Figures, slice_: str) -> tuple[Cell, ...]:
    first, second, *rest = hazard_section.COUNTS
    names = (first, second, "D1.rate", *rest)
    return tuple(_cell(found, name, slice_) for name in names)


def _cell(found: facts.Figures, name: str, slice_: str) -> Cell:
    row = found.rows.get((name, slice_))
    return Cell(facts.shown(row), name if row else "", slice_ or WHOLE)


def by_unit(one: Round, found: facts.Figures) -> list[Line]:
    """The key tasks of every unit by what its cycle freezes, each figure leading to its rows."""
    heads = {name: title for name, title in OF_UNITS.items() if name in one.declared.measures}
    return [
        Line(unit, tuple(replace(_cell(found, name, slice_), title=title) for name, title in heads.items()))
        for slice_, unit in facts.task_units(found)
    ]


def behind(
    one: Round, name: str, slice_: str, side: str, bundle: str = "", *, start: int = 0, limit: int = 100
) -> Behind:
    """The frozen rows behind one figure, as far as the open scope shows them: as the round's papers tell it, or as it
    was frozen under the name `bundle`. Raises NotFound."""
    part = "" if slice_ == WHOLE else slice_
    told = _freezings(one, name, part)
    wanted = [each for each in told if bundle in ("", each.row.bundle)]
    if not wanted or side not in SIDES:
        raise NotFound(N_("本期没有冻结该指标"))
    told_under = bundle or _anew(one).get(name, one.bundle)
    chosen = next((each for each in wanted if each.row.bundle == told_under), wanted[0])
    pks = rows_behind(chosen.row.bundle, name, part, of=side)
    model = _model(one, name)
    seen = sorted(
        pk for chunk in _chunks(pks) for pk in model.objects.filter(pk__in=chunk).values_list("pk", flat=True)
    )
    shown = model.objects.filter(pk__in=seen[start : start + limit]).order_by("pk")
    return Behind(chosen, [each for each in told if each is not chosen], side, list(shown), len(pks), len(seen))


def changed(one: Round) -> list[tuple[recounting.Recounted, list[Any], int]]:
    """Each figure that comes out otherwise when it is counted now, with some of the records by which it does that the
    open scope shows, and how many such records there are."""
    found = []
    for each in recounting.differing(one):
        pks = each.records
        model = _model(one, each.standing.measure)
        seen = model.objects.filter(pk__in=pks[:CHANGED]).order_by("pk")
        found.append((each, list(seen), len(pks)))
    return found


def _freezings(one: Round, name: str, part: str) -> list[Freezing]:
    """All that was frozen of a figure, oldest first: at the closing, and at each restatement."""
    days = {each.bundle: each.at.astimezone(clock.TZ) for each in restating.restatements(one) if each.measure == name}
    rows = FrozenMeasure.objects.filter(bundle__in=[one.bundle, *days], measure=name, slice=part).order_by("pk")
    said = N_("{day}重述时")
    return [
        Freezing(said.format(day=clock.in_words(days[row.bundle].date())) if row.bundle in days else N_("关闭时"), row)
        for row in rows.defer("numerator_ids", "denominator_ids")
    ]


def _model(one: Round, name: str) -> Any:
    declared = measure.registered().get(name)
    if declared is None:
        raise NotFound(N_("该指标已不再使用，无法打开记录"))
    return declared.numerator(closing.cut_of(one)).model


def _chunks(pks: list[int], size: int = 500) -> Iterator[list[int]]:
    return (pks[start : start + size] for start in range(0, len(pks), size))


def links(items: Iterable[HasRecord]) -> dict[tuple[str, int], str]:
    """(model, record) of items, saved or not → address of the record, for those that the open scope shows."""
    by_model: dict[str, set[int]] = {}
    for item in items:
        by_model.setdefault(item.model, set()).add(item.record)
    found: dict[tuple[str, int], str] = {}
    for label, records in by_model.items():
        for chunk in _chunks(sorted(records)):
            for record in apps.get_model(label)._default_manager.filter(pk__in=chunk):
                found[label, record.pk] = record.get_absolute_url()
    return found

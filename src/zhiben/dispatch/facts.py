"""What a bulletin may say: the frozen figures by measure and slice, the areas in official order, the names with
their items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from zhiben.dispatch import closing, cycles
from zhiben.foundation.measures import frozen
from zhiben.foundation.rendering.tilemap import adjoins
from zhiben.kernel import measure
from zhiben.kernel.errors import NotFound
from zhiben.kernel.measure import percent, share
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

if TYPE_CHECKING:
    from zhiben.dispatch.models import Round
    from zhiben.foundation.measures.models import FrozenMeasure


@dataclass(frozen=True, slots=True)
class Area:
    """An area of the table and the tile map; slice "…-0" gathers what lies in none of them."""

    slice: str
    name: str
    column: float = 0
    row: float = 0
    apart: bool = False


@dataclass(frozen=True)
class Figures:
    """The frozen figures of one round."""

    rows: Mapping[tuple[str, str], FrozenMeasure]

    def of(self, name: str, slice_: str = "") -> FrozenMeasure | None:
        """The frozen row; None for a slice in which nothing was counted. Raises NotFound for a measure that was not
        frozen."""
        if (name, "") not in self.rows:
            raise NotFound(N_("本期没有冻结指标{name}"), name=name)
        return self.rows.get((name, slice_))

    def count(self, name: str, slice_: str = "") -> int:
        """The numerator, 0 where nothing was counted."""
        row = self.of(name, slice_)
        return row.numerator if row else 0

    def base(self, name: str, slice_: str = "") -> int:
        """The denominator, 0 where there is none."""
        row = self.of(name, slice_)
        return (row.denominator or 0) if row else 0

    def rate(self, name: str, slice_: str = "") -> Decimal | None:
        """The value of a fraction."""
        row = self.of(name, slice_)
        return row.value if row else None

    def shown(self, name: str, slice_: str = "") -> str:
        """As papers print it."""
        return shown(self.of(name, slice_))


def shown(row: FrozenMeasure | None) -> str:
    """A frozen figure as papers and pages print it; a dash where nothing was counted."""
    if row is None:
        return "—"
    if row.denominator is None:
        return f"{row.numerator:,}"
    declared = measure.registered().get(row.measure)
    if row.value is None or declared is None:
        return percent(row.value)
    return share(row.numerator, row.denominator, declared.decimals)


def figures(one: Round, anew: Mapping[str, str] = MappingProxyType({})) -> Figures:
    """The round's frozen figures, without the id lists; some measures as they were frozen `anew`, under the names that
    are given, with all their parts."""
    rows = dict(frozen(one.bundle))
    for name, bundle in anew.items():
        told = {key: row for key, row in frozen(bundle).items() if key[0] == name}
        rows = {key: row for key, row in rows.items() if key[0] != name} | told
    return Figures(rows)


def areas(one: Round, found: Figures) -> list[Area]:
    """The areas of the round in official order, and the rest if anything lies there."""
    below = closing.areas(one)
    prefix = closing.level_below(one)
    tiles = [card.tile or (float(place % 6), float(place // 6)) for place, card in enumerate(below)]
    listed = [
        Area(f"{prefix}-{card.id}", card.short_name, tile[0], tile[1], apart=not adjoins(tile, tiles))
        for card, tile in zip(below, tiles, strict=True)
    ]
    rest = Area(f"{prefix}-0", N_("未分区"))
    return [*listed, rest] if found.count("D1.reported", rest.slice) else listed


def task_units(found: Figures) -> Sequence[tuple[str, str]]:
    """(slice, name) of every unit that leads a task or carries a part of one, by the order of the register."""
    slices = [slice_ for name, slice_ in found.rows if name in cycles.TASKS and slice_]
    ids = {int(slice_.rpartition("-")[2]): slice_ for slice_ in slices}
    names = orgs.unit_names(list(ids))
    return [(ids[pk], names.get(pk, "")) for pk in sorted(ids)]
